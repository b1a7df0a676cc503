using EksGrader.Api.Features.Assignments;
using EksGrader.Api.Features.Courses;
using EksGrader.Api.Host;
using EksGrader.Checks.Assignments;
using EksGrader.Checks.Core;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using EksGrader.Jobs.Gradings;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace EksGrader.Api.Features.Home;

/// <summary>What a course is called and where its clocks stand.</summary>
internal sealed class CourseSettings(EksGraderDb db, CourseAccess access, AssignmentLibrary library, DueDates dates, AuditTrail audit, TimeProvider time)
{
    /// <summary>
    /// Gives a course another title or time zone. With the zone the dates of every assignment move that names none of its own: each gets a
    /// new version, and lateness and deletion deadlines are judged again.
    /// </summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="slug">The course.</param>
    /// <param name="title">What people call it.</param>
    /// <param name="timeZone">The tz database's name of its time zone.</param>
    /// <param name="cancellationToken">Ends the waiting; nothing is changed then.</param>
    public async Task<Result<CourseView>> ChangeAsync(CurrentUser caller, string slug, string? title, string? timeZone, CancellationToken cancellationToken)
    {
        var managed = await access.ManagedAsync(caller, slug, cancellationToken);
        if (!managed.IsSuccess)
            return managed.Error;

        var faults = new FieldErrors();
        var newTitle = faults.Text("title", title, 200);
        var newZone = faults.Text("timeZone", timeZone, 60);
        if (newZone.Length > 0 && DateTimeZoneProviders.Tzdb.GetZoneOrNull(newZone) is null)
            faults.Add("timeZone", "TimeZoneUnknown", SafeText.Line(newZone, 60));
        if (faults.Any)
            return Error.Invalid(faults.All);

        return await db.WriteAsync<Result<CourseView>>(
            async token =>
            {
                var course = await db.Courses.FirstAsync(c => c.Id == managed.Value.Id, token);
                var (oldTitle, oldZone) = (course.Title, course.TimeZone);
                course.Describe(newTitle, newZone);
                if (oldTitle != newTitle)
                    audit.Note(caller, "course.renamed", $"course {slug}", course.Id, oldTitle, newTitle);
                if (oldZone != newZone)
                {
                    audit.Note(caller, "course.moved", $"course {slug}", course.Id, oldZone, newZone);
                    await MoveAssignmentsAsync(caller, course, token);
                }

                return new CourseView(slug, newTitle, newZone);
            },
            cancellationToken);
    }

    private async Task MoveAssignmentsAsync(CurrentUser caller, Course course, CancellationToken cancellationToken)
    {
        var why = $"The time zone of the course is {course.TimeZone} now.";
        foreach (var row in await db.Assignments.Where(a => a.CourseId == course.Id && a.CurrentVersion > 0).ToListAsync(cancellationToken))
        {
            if (await TryReadAsync(row, cancellationToken) is not { Assignment.TimeZone: null } known)
                continue;
            Revise(caller, course, row, known.Assignment, why);
            await dates.ApplyAsync(caller, row.Id, course.Id, new Deadlines(known.Assignment, DateTimeZoneProviders.Tzdb[course.TimeZone]), why, cancellationToken);
        }
    }

    // One whose checks are gone has no dates that anyone could read, now or before.
    private async Task<KnownAssignment?> TryReadAsync(CourseAssignment row, CancellationToken cancellationToken)
    {
        try
        {
            return await library.ReadAsync(db, row.Id, row.CurrentVersion, cancellationToken);
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    // Every process keeps what it has read of a version: a new number is what makes all of them read the dates anew.
    private void Revise(CurrentUser caller, Course course, CourseAssignment row, Assignment assignment, string why)
    {
        var before = row.CurrentVersion;
        db.AssignmentVersions.Add(row.Revise(AssignmentWriter.ToYaml(assignment), caller.Name, time.GetUtcNow(), why));
        audit.Note(
            caller, "assignment.changed", $"assignment {course.Slug}/{row.Slug}", course.Id,
            FormattableString.Invariant($"version {before}"), FormattableString.Invariant($"version {row.CurrentVersion}"), why);
    }
}
