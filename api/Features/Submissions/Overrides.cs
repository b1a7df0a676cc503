using EksGrader.Api.Host;
using EksGrader.Api.Shared;
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

    /// <summary>Answers what a verdict asks: the points follow from its facts.</summary>
    /// <param name="caller">Who answers.</param>
    /// <param name="id">The submission.</param>
    /// <param name="check">The check.</param>
    /// <param name="answer">The answer.</param>
    /// <param name="cancellationToken">Ends the waiting; nothing is given then.</param>
    public Task<Result<Unit>> AnswerAsync(CurrentUser caller, SubmissionId id, CheckId check, QuestionAnswer answer, CancellationToken cancellationToken) => ChangeAsync(
        caller,
        id,
        check,
        isTold: false,
        (submission, graded) =>
        {
            var faults = new FieldErrors();
            var words = answer.Words is { } typed && !string.IsNullOrWhiteSpace(typed) ? faults.Text("reason", typed, LongestReason / 2) : "";
            if (faults.Any)
                return Error.Invalid(faults.All);
            if (graded.ToResult().Verdict.Question is not { } question || answer.Question != question.Text.En && answer.Question != question.Text.Ko)
                return Error.Of(ProblemKind.NotGraded, ApiTexts.Catalog["QuestionChanged"]);
            var points = Verdict.PointsOf(answer.IsYes ? question.ShareIfYes : question.ShareIfNo, graded.MaxPoints);
            Give(caller, submission, graded, points, ApiTexts.Catalog[answer.IsYes ? "AnsweredYes" : "AnsweredNo", words].Local().TrimEnd());
            return Unit.Value;
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

/// <summary>An instructor's answer to what a verdict asks.</summary>
/// <param name="IsYes">Whether it is yes.</param>
/// <param name="Words">Why; null or empty where nothing is added.</param>
/// <param name="Question">The question as it was shown, so that no other one is answered.</param>
internal sealed record QuestionAnswer(bool IsYes, string? Words, string Question);
