using EksGrader.Api.Features.Courses;
using EksGrader.Api.Host;
using EksGrader.Checks.Core;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Api.Features.Audit;

/// <summary>Which entries of the audit trail are asked for.</summary>
/// <param name="Course">The course's slug; null for every course that the caller may see, and what concerns none.</param>
/// <param name="Who">A part of who did it.</param>
/// <param name="What">What was done, such as <c>override.given</c>, or its first part, such as <c>override</c>.</param>
/// <param name="Student">A student's number.</param>
/// <param name="Since">The first moment.</param>
/// <param name="Until">The moment after the last.</param>
public sealed record AuditQuery(string? Course, string? Who, string? What, string? Student, DateTimeOffset? Since, DateTimeOffset? Until)
{
    /// <summary>Everything.</summary>
    public static AuditQuery All { get; } = new(null, null, null, null, null, null);
}

/// <summary>Reads the audit trail: an admin all of it, an instructor that of the courses taught.</summary>
internal sealed class AuditQueries(EksGraderDb db, CourseAccess access, AuditSubjects subjects)
{
    /// <summary>Entries, the newest first.</summary>
    public async Task<Result<ListView<AuditEntryView>>> ReadAsync(CurrentUser caller, AuditQuery query, PageQuery page, CancellationToken cancellationToken)
    {
        if (page.ToRequest() is not { } request)
            return page.Refuse();
        if (request.After is { } after && !Id.TryParse<AuditEntryId>(after, out _))
            return page.RefuseCursor();
        if (await SeenAsync(caller, query.Course, cancellationToken) is not { } seen)
            return Error.Missing;

        var asked = await AskedAsync(seen, query, cancellationToken);
        var found = await asked.ToPageAsync(request with { NewestFirst = true }, e => e.Id, e => e, cancellationToken);
        return new ListView<AuditEntryView>(await subjects.ViewAsync(found.Items, cancellationToken), found.Next);
    }

    /// <summary>What is done in the entries that the caller may see: what a filter can offer.</summary>
    public async Task<IReadOnlyList<string>> KindsAsync(CurrentUser caller, string? course, CancellationToken cancellationToken) =>
        await SeenAsync(caller, course, cancellationToken) is { } seen
            ? await seen.Select(e => e.What).Distinct().OrderBy(w => w).ToListAsync(cancellationToken)
            : [];

    // Null where there is nothing for the caller: a person who teaches nothing sees no trail, not an empty one.
    private async Task<IQueryable<AuditEntry>?> SeenAsync(CurrentUser caller, string? course, CancellationToken cancellationToken)
    {
        var entries = db.AuditEntries.AsNoTracking();
        if (course is not null)
        {
            return await access.TaughtAsync(caller, course, assistantsToo: false, cancellationToken) is { } taught
                ? entries.Where(e => e.CourseId == taught.Id)
                : null;
        }

        if (caller.IsAdmin)
            return entries;
        var courses = db.Courses.TaughtBy(db, caller.Viewer, assistantsToo: false).Select(c => (CourseId?)c.Id);
        return await courses.AnyAsync(cancellationToken) ? entries.Where(e => courses.Contains(e.CourseId)) : null;
    }

    private async Task<IQueryable<AuditEntry>> AskedAsync(IQueryable<AuditEntry> entries, AuditQuery query, CancellationToken cancellationToken)
    {
        if (Given(query.Who) is { } who)
#pragma warning disable CA1304, CA1311, CA1862, MA0011 // It is SQL: no culture and no comparison of .NET's takes part.
            entries = entries.Where(e => e.By.ToLower().Contains(who.ToLowerInvariant()));
#pragma warning restore CA1304, CA1311, CA1862, MA0011
        if (Given(query.What) is { } what)
            entries = entries.Where(e => e.What == what || e.What.StartsWith(what + "."));
        if (query.Since is { } since)
            entries = entries.Where(e => e.At >= since);
        if (query.Until is { } until)
            entries = entries.Where(e => e.At < until);
        return Given(query.Student) is { } student ? await subjects.AboutAsync(entries, student, query.Course, cancellationToken) : entries;
    }

    private static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : EnteredText.Line(text);
}
