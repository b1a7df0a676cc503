using EksGrader.Checks.Core;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using EksGrader.Jobs.Gradings;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace EksGrader.Api.Features.Assignments;

/// <summary>The newest versions of the assignments of several courses, for lists.</summary>
internal sealed partial class AssignmentQueries(EksGraderDb db, AssignmentLibrary library, ILogger<AssignmentQueries> logger)
{
    /// <summary>The assignments of some courses, the newest first.</summary>
    public async Task<IReadOnlyList<ShelvedAssignment>> ReadAsync(IReadOnlyList<Course> courses, CancellationToken cancellationToken)
    {
        var ids = courses.Select(c => c.Id).ToList();
        var rows = await db.Assignments.AsNoTracking().Where(a => ids.Contains(a.CourseId) && a.CurrentVersion > 0).ToListAsync(cancellationToken);
        var zones = courses.ToDictionary(c => c.Id, c => DateTimeZoneProviders.Tzdb[c.TimeZone]);
        var shelf = new List<ShelvedAssignment>();
        foreach (var row in rows.OrderByDescending(a => a.CreatedAt))
            shelf.Add(new ShelvedAssignment(row, await TryReadAsync(row, cancellationToken), zones[row.CourseId]));
        return shelf;
    }

    // A check that a plug-in brought is gone: the list still shows the assignment, and its own page says what is wrong.
    private async Task<KnownAssignment?> TryReadAsync(CourseAssignment row, CancellationToken cancellationToken)
    {
        try
        {
            return await library.ReadAsync(db, row.Id, row.CurrentVersion, cancellationToken);
        }
        catch (InvalidDataException e)
        {
            Log.Unreadable(logger, e, row.Slug);
            return null;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Assignment {Assignment} cannot be read and is listed by its name alone")]
        public static partial void Unreadable(ILogger logger, Exception exception, string assignment);
    }
}

/// <summary>An assignment in a list.</summary>
/// <param name="Row">The assignment.</param>
/// <param name="Known">Its newest version; null where it cannot be read any more.</param>
/// <param name="CourseZone">The course's time zone.</param>
public sealed record ShelvedAssignment(CourseAssignment Row, KnownAssignment? Known, DateTimeZone CourseZone)
{
    /// <summary>Its id.</summary>
    public AssignmentId Id => Row.Id;

    /// <summary>Whether students see it now; one that cannot be read was seen before, and stays.</summary>
    public bool IsShown(TimeProvider time) => Known?.Deadlines.IsShown(Instant.FromDateTimeOffset(time.GetUtcNow())) != false;

    /// <summary>Its dates, for someone with an extension or for everyone.</summary>
    public AssignmentDates DatesWith(DateTimeOffset? extension)
    {
        var until = extension is { } moved ? Instant.FromDateTimeOffset(moved) : (Instant?)null;
        return new AssignmentDates(
            Row.Slug,
            Known?.Assignment.Title ?? LocalizedText.Same(Row.Slug),
            Known?.Deadlines.Due(until)?.ToDateTimeOffset(),
            Known?.Deadlines.Closes(until)?.ToDateTimeOffset(),
            Known?.Deadlines.Zone ?? CourseZone)
        {
            IsDraft = Known?.Assignment.Draft == true,
            OpensAt = Known?.Deadlines.Opens?.ToDateTimeOffset(),
        };
    }
}

/// <summary>The dates of an assignment.</summary>
/// <param name="Slug">What it is called in addresses.</param>
/// <param name="Title">What people call it.</param>
/// <param name="Due">The due date, the student's extension included; null where nothing is late.</param>
/// <param name="ClosesAt">From when on nothing is taken; null for never.</param>
/// <param name="Zone">The zone of its dates.</param>
public sealed record AssignmentDates(string Slug, LocalizedText Title, DateTimeOffset? Due, DateTimeOffset? ClosesAt, DateTimeZone Zone)
{
    /// <summary>Whether it is hidden from students.</summary>
    public bool IsDraft { get; init; }

    /// <summary>From when on students see it; null for at once.</summary>
    public DateTimeOffset? OpensAt { get; init; }

    /// <summary>Where it stands at a moment.</summary>
    public AssignmentState StateAt(DateTimeOffset now) => IsDraft ? AssignmentState.Draft
        : now < OpensAt ? AssignmentState.Scheduled
        : now > ClosesAt ? AssignmentState.Closed : AssignmentState.Open;
}

/// <summary>Where an assignment stands.</summary>
public enum AssignmentState
{
    /// <summary>Hidden from students until an instructor says otherwise.</summary>
    Draft,

    /// <summary>Hidden from students until it opens.</summary>
    Scheduled,

    /// <summary>Students see it and may submit.</summary>
    Open,

    /// <summary>Nothing is taken any more.</summary>
    Closed,
}
