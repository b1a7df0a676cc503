using EksGrader.Api.Features.Courses;
using EksGrader.Api.Host;
using EksGrader.Checks.Assignments;
using EksGrader.Checks.Checks;
using EksGrader.Checks.Core;
using EksGrader.Checks.Grading;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using EksGrader.Jobs.Gradings;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace EksGrader.Api.Features.Assignments;

/// <summary>An assignment of a course in its newest version.</summary>
/// <param name="Course">The course.</param>
/// <param name="Id">The assignment.</param>
/// <param name="Version">The version, from 1.</param>
/// <param name="Known">What it asks, and what its dates mean.</param>
public sealed record CurrentAssignment(Course Course, AssignmentId Id, int Version, KnownAssignment Known)
{
    /// <summary>What it asks.</summary>
    public Assignment Assignment => Known.Assignment;

    /// <summary>What its dates mean.</summary>
    public Deadlines Deadlines => Known.Deadlines;

    /// <summary>What its checks ask students to submit, by <c>CHECK.NAME</c>.</summary>
    public IReadOnlyDictionary<string, AskedText> Asked { get; init; } = new Dictionary<string, AskedText>(StringComparer.Ordinal);

    /// <summary>Whether students see it and may submit now.</summary>
    public bool IsShown(TimeProvider time) => Deadlines.IsShown(Instant.FromDateTimeOffset(time.GetUtcNow()));
}

/// <summary>An assignment as it was given in a request.</summary>
/// <param name="Document">The bytes.</param>
/// <param name="Format">How they are written.</param>
/// <param name="IfVersion">The version that it is to replace; null for whichever there is.</param>
/// <param name="Comment">Why it is made; null where nothing is said.</param>
public sealed record NewVersion(ReadOnlyMemory<byte> Document, AssignmentFormat Format, int? IfVersion, string? Comment = null);

/// <summary>Assignments of courses.</summary>
public sealed class AssignmentService(
    EksGraderDb db, CourseAccess access, AssignmentLibrary library, Catalogue catalogue, DueDates dates, AuditTrail audit, TimeProvider time)
{
    private const int LongestComment = 500;

    /// <summary>An assignment that the caller sees: a draft, or one that has not opened, is not there for students.</summary>
    public async Task<CurrentAssignment?> FindAsync(CurrentUser caller, string course, string slug, CancellationToken cancellationToken) =>
        await access.SeenAsync(caller, course, cancellationToken) is { } found
        && await FindAsync(found, slug, cancellationToken) is { } current
        && (current.IsShown(time) || await SeesHiddenAsync(caller, current, cancellationToken)) ? current : null;

    /// <summary>An assignment of a course, without asking who may see it.</summary>
    public async Task<CurrentAssignment?> FindAsync(Course course, string slug, CancellationToken cancellationToken)
    {
        var row = await db.Assignments.AsNoTracking()
            .FirstOrDefaultAsync(a => a.CourseId == course.Id && a.Slug == slug && a.CurrentVersion > 0, cancellationToken);
        return row is null ? null : Current(course, row.Id, row.CurrentVersion, await library.ReadAsync(db, row.Id, row.CurrentVersion, cancellationToken));
    }

    /// <summary>Makes the next version of an assignment, the first of one that is not there yet.</summary>
    public async Task<Result<CurrentAssignment>> PutAsync(CurrentUser caller, string course, string slug, NewVersion change, CancellationToken cancellationToken)
    {
        var managed = await access.ManagedAsync(caller, course, cancellationToken);
        if (!managed.IsSuccess)
            return managed.Error;

        var reading = new AssignmentReader(catalogue.Infos).Read(change.Document.Span, change.Format);
        if (reading.Value is not { } read)
            return Error.Invalid(reading.Errors);
        var assignment = read with
        {
            Title = new LocalizedText(EnteredText.Line(read.Title.En), EnteredText.Line(read.Title.Ko)),
            Description = read.Description is { } said ? new LocalizedText(EnteredText.Lines(said.En), EnteredText.Lines(said.Ko)) : null,
        };
        if (assignment.Slug != slug)
            return Error.Invalid("assignment", ApiTexts.Catalog["AssignmentSlug", assignment.Slug, slug]);
        if (EnteredText.Line(change.Comment).Length > LongestComment)
            return Error.Invalid("comment", ApiTexts.Catalog["TooLong", LongestComment]);

        var stored = await StoreAsync(caller, managed.Value, assignment, change, cancellationToken);
        if (!stored.IsSuccess)
            return stored.Error;
        var version = stored.Value;
        var known = await library.ReadAsync(db, version.AssignmentId, version.Number, cancellationToken);
        return Current(managed.Value, version.AssignmentId, version.Number, known);
    }

    // One that is hidden again stays with those who have submitted: a cluster of theirs has a deadline, and its verdicts can be contested.
    private async Task<bool> SeesHiddenAsync(CurrentUser caller, CurrentAssignment current, CancellationToken cancellationToken) =>
        await access.TaughtAsync(caller, current.Course.Slug, assistantsToo: true, cancellationToken) is not null
        || await db.Submissions.AnyAsync(s => s.AssignmentId == current.Id && db.Students.Any(x => x.Id == s.StudentId && x.UserId == caller.User), cancellationToken);

    // Stored is the canonical form: it says every default, so a later program with other defaults grades it the same.
    private Task<Result<AssignmentVersion>> StoreAsync(CurrentUser caller, Course course, Assignment assignment, NewVersion change, CancellationToken cancellationToken) =>
        db.WriteAsync<Result<AssignmentVersion>>(
            async token =>
            {
                var now = time.GetUtcNow();
                var row = await db.Assignments.FirstOrDefaultAsync(a => a.CourseId == course.Id && a.Slug == assignment.Slug, token);
                if (change.IfVersion is { } expected && expected != (row?.CurrentVersion ?? 0))
                    return Error.Of(ProblemKind.VersionChanged, ApiTexts.Catalog["VersionChanged", row?.CurrentVersion ?? 0]);
                if (row is null)
                {
                    row = new CourseAssignment(Id.New<AssignmentId>(time), course.Id, assignment.Slug, now);
                    db.Assignments.Add(row);
                }

                var before = row.CurrentVersion;
                var older = before > 0 ? await TryReadAsync(row.Id, before, token) : null;
                var comment = EnteredText.Line(change.Comment) is { Length: > 0 } reason ? SafeText.Line(reason, LongestComment) : null;
                var version = row.Revise(AssignmentWriter.ToYaml(assignment), caller.Name, now, comment);
                db.AssignmentVersions.Add(version);
                audit.Note(
                    caller, "assignment.changed", $"assignment {course.Slug}/{assignment.Slug}", course.Id,
                    from: FormattableString.Invariant($"version {before}"), to: FormattableString.Invariant($"version {version.Number}"), comment);
                if (before > 0 && AssignmentChanges.MoveDates(older, assignment))
                    await dates.ApplyAsync(caller, row.Id, course.Id, new Deadlines(assignment, DateTimeZoneProviders.Tzdb[course.TimeZone]), comment, token);
                return version;
            },
            cancellationToken);

    // One that cannot be read any more is replaced all the same: no one knows what it said.
    private async Task<Assignment?> TryReadAsync(AssignmentId id, int version, CancellationToken cancellationToken)
    {
        try
        {
            return (await library.ReadAsync(db, id, version, cancellationToken)).Assignment;
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    private CurrentAssignment Current(Course course, AssignmentId id, int version, KnownAssignment known) =>
        new(course, id, version, known) { Asked = catalogue.AskedBy(known.Assignment) };
}
