using EksGrader.Api.Host;
using EksGrader.Checks.Core;
using EksGrader.Db.Model;
using EksGrader.Db.Reminders;
using EksGrader.Db.Storage;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Api.Features.Submissions;

/// <summary>Points that instructors and assistants give instead of a verdict's.</summary>
internal sealed class Overrides(EksGraderDb db, AuditTrail audit, TimeProvider time)
{
    private const int LongestReason = 2000;

    /// <summary>Gives points.</summary>
    public Task<Result<Unit>> GiveAsync(CurrentUser caller, SubmissionId id, CheckId check, OverrideRequest request, CancellationToken cancellationToken) =>
        GiveAsync(caller, id, check, request, isTold: false, cancellationToken);

    /// <summary>Gives points.</summary>
    /// <param name="caller">Who gives them.</param>
    /// <param name="id">The submission.</param>
    /// <param name="check">The check.</param>
    /// <param name="request">How many, and why.</param>
    /// <param name="isTold">Whether the student is told otherwise, such as by the answer to an appeal.</param>
    /// <param name="cancellationToken">Ends the waiting; nothing is given then.</param>
    public Task<Result<Unit>> GiveAsync(
        CurrentUser caller, SubmissionId id, CheckId check, OverrideRequest request, bool isTold, CancellationToken cancellationToken) => ChangeAsync(
        caller,
        id,
        check,
        isTold,
        (submission, graded) =>
        {
            var faults = new FieldErrors();
            var reason = faults.Text("reason", request.Reason, LongestReason);
            if (request.Points is not { } points)
                faults.Add("points", "Missing");
            else if (points < 0 || points > graded.MaxPoints || decimal.Round(points, 2) != points)
                faults.Add("points", "PointsRange", graded.MaxPoints);
            else if (!faults.Any)
                Give(caller, submission, graded, points, reason);

            return faults.Any ? Error.Invalid(faults.All) : Unit.Value;
        },
        cancellationToken);

    /// <summary>Gives points in the caller's transaction, to a submission whose overrides are loaded. Recount afterwards.</summary>
    internal void Give(CurrentUser caller, Submission submission, GradedCheck graded, decimal points, string reason)
    {
        var before = submission.Overrides.FirstOrDefault(o => o.Check == graded.Check && o.Holds)?.Points ?? graded.Points;
        submission.GivePoints(new Override(Id.New<OverrideId>(time), submission.Id, graded.Check, points, reason, caller.Name, time.GetUtcNow()));
        audit.Note(caller, "override.given", $"submission {submission.Id}, check {graded.Check}", submission.CourseId, Shown(before), Shown(points), reason);
    }

    /// <summary>Takes points back: the verdict's count again.</summary>
    public Task<Result<Unit>> TakeBackAsync(CurrentUser caller, SubmissionId id, CheckId check, CancellationToken cancellationToken) => ChangeAsync(
        caller,
        id,
        check,
        isTold: false,
        (submission, graded) =>
        {
            if (submission.TakeBackPoints(check, caller.Name, time.GetUtcNow()) is not { } taken)
                return Error.Missing;
            audit.Note(caller, "override.taken-back", $"submission {id}, check {check}", submission.CourseId, Shown(taken.Points), Shown(graded.Points));
            return Unit.Value;
        },
        cancellationToken);

    private Task<Result<Unit>> ChangeAsync(
        CurrentUser caller, SubmissionId id, CheckId check, bool isTold, Func<Submission, GradedCheck, Result<Unit>> change, CancellationToken cancellationToken) =>
        db.WriteAsync<Result<Unit>>(
            async token =>
            {
                var submission = await db.Submissions.TaughtBy(db, caller.Viewer, assistantsToo: true).Include(s => s.Overrides).FirstOrDefaultAsync(s => s.Id == id, token);
                if (submission is null)
                    return await db.Submissions.VisibleTo(db, caller.Viewer).AnyAsync(s => s.Id == id, token) ? Error.Forbidden : Error.Missing;
                var grading = await db.Gradings.Include(g => g.Checks).FirstOrDefaultAsync(g => g.Id == submission.CountingGradingId, token);
                if (grading?.Checks.FirstOrDefault(c => c.Check == check) is not { } graded)
                    return grading is null ? Error.Of(ProblemKind.NotGraded, ApiTexts.Catalog["NotGraded"]) : Error.Missing;

                var answer = change(submission, graded);
                if (!answer.IsSuccess)
                    return answer;
                var before = submission.Score;
                submission.Count(grading);
                if (!isTold)
                    await StudentNotices.PointsAsync(db, submission, before, time, token);
                return answer;
            },
            cancellationToken);

    private static string? Shown(decimal? points) => points?.ToString("0.##", System.Globalization.CultureInfo.InvariantCulture);
}
