using System.Globalization;
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

/// <summary>What a course is called, when it is taught and where its clocks stand.</summary>
internal sealed class CourseSettings(EksGraderDb db, CourseAccess access, AssignmentLibrary library, DueDates dates, AuditTrail audit, TimeProvider time)
{
    /// <summary>
    /// Gives a course another title, time zone or term. With the zone the dates of every assignment move that names none of its own: each gets a
    /// new version, and lateness and deletion deadlines are judged again.
    /// </summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="slug">The course.</param>
    /// <param name="change">What it is to be called; what is null stays.</param>
    /// <param name="cancellationToken">Ends the waiting; nothing is changed then.</param>
    public async Task<Result<CourseView>> ChangeAsync(CurrentUser caller, string slug, CourseChange change, CancellationToken cancellationToken)
    {
        var managed = await access.ManagedAsync(caller, slug, cancellationToken);
        if (!managed.IsSuccess)
            return managed.Error;

        var faults = new FieldErrors();
        var newTitle = faults.Text("title", change.Title ?? managed.Value.Title, 200);
        var newZone = faults.Text("timeZone", change.TimeZone ?? managed.Value.TimeZone, 60);
        var newTerm = faults.Term(change.Term ?? managed.Value.Term);
        if (newZone.Length > 0 && DateTimeZoneProviders.Tzdb.GetZoneOrNull(newZone) is null)
            faults.Add("timeZone", "TimeZoneUnknown", SafeText.Line(newZone, 60));
        if (change.AnswerWithinDays is < 0 or > Course.MostAnswerDays)
            faults.Add("answerWithinDays", "AnswerDaysRange", Course.MostAnswerDays);
        if (faults.Any)
            return Error.Invalid(faults.All);

        return await db.WriteAsync<Result<CourseView>>(
            async token =>
            {
                var course = await db.Courses.FirstAsync(c => c.Id == managed.Value.Id, token);
                var (oldTitle, oldZone, oldTerm) = (course.Title, course.TimeZone, course.Term);
                course.Describe(newTitle, newZone, newTerm);
                if (oldTitle != newTitle)
                    audit.Note(caller, "course.renamed", $"course {slug}", course.Id, oldTitle, newTitle);
                if (oldTerm != newTerm)
                    audit.Note(caller, "course.termChanged", $"course {slug}", course.Id, oldTerm, newTerm);
                if (change.AnswerWithinDays is { } wanted && (wanted == 0 ? default(int?) : wanted) is var days && days != course.AnswerWithinDays)
                {
                    audit.Note(caller, "course.answerWithin", $"course {slug}", course.Id, Days(course.AnswerWithinDays), Days(days));
                    course.AnswerAppealsWithin(days);
                }

                if (oldZone != newZone)
                {
                    audit.Note(caller, "course.moved", $"course {slug}", course.Id, oldZone, newZone);
                    await MoveAssignmentsAsync(caller, course, token);
                }

                return CourseView.Of(course);
            },
            cancellationToken);
    }

    private static string? Days(int? days) => days?.ToString(CultureInfo.InvariantCulture);

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
