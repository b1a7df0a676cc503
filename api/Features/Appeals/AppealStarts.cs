using System.Globalization;
using EksGrader.Api.Host;
using EksGrader.Checks.Core;
using EksGrader.Db.Model;
using EksGrader.Db.Reminders;
using EksGrader.Db.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace EksGrader.Api.Features.Appeals;

/// <summary>
/// Begins appeals: a student says why a verdict is wrong, or those who teach give feedback without changing points. One of a check goes
/// on at a time, and a verdict that was decided is not appealed again until it is another one.
/// </summary>
internal sealed class AppealStarts(EksGraderDb db, AuditTrail audit, IOptions<AppealOptions> options, TimeProvider time)
{
    /// <summary>How many verdicts a student may appeal within <see cref="AppealService.Window"/>.</summary>
    public const int MostInWindow = 10;

    /// <summary>The student appeals, those who teach give feedback.</summary>
    public async Task<Result<Unit>> BeginAsync(CurrentUser caller, SubmissionId id, CheckId check, string? text, CancellationToken cancellationToken) =>
        await db.Submissions.AnyAsync(s => s.Id == id && db.Students.Any(x => x.Id == s.StudentId && x.UserId == caller.User), cancellationToken)
            ? await AppealAsync(caller, id, check, text, cancellationToken)
            : await GiveFeedbackAsync(caller, id, check, text, cancellationToken);

    /// <summary>Appeals a verdict of a submission of the caller's own.</summary>
    public Task<Result<Unit>> AppealAsync(CurrentUser caller, SubmissionId id, CheckId check, string? reason, CancellationToken cancellationToken) =>
        db.WriteAsync<Result<Unit>>(
            async token =>
            {
                var submission = await db.Submissions.Include(s => s.Overrides)
                    .FirstOrDefaultAsync(s => s.Id == id && db.Students.Any(x => x.Id == s.StudentId && x.UserId == caller.User), token);
                if (submission is null)
                    return Error.Missing;
                if (!caller.May(TokenScopes.Submit))
                    return Error.Forbidden;
                if (submission.Status != SubmissionStatus.Graded)
                    return Error.Of(ProblemKind.NotGraded, ApiTexts.Catalog["NotGraded"]);
                var read = await VerdictAsync(submission, check, token);
                if (!read.IsSuccess)
                    return read.Error;
                var graded = read.Value;
                var refused = AppealableVerdicts.WhyNot(graded.Outcome, PointsOf(submission, graded), graded.MaxPoints)
                    ?? await WhyNotAgainAsync(submission, check, token)
                    ?? await TooManyAsync(caller, token);
                if (refused is not null)
                    return refused;
                var faults = new FieldErrors();
                var words = faults.Words("reason", reason, Appeal.LongestText);
                if (faults.Any)
                    return Error.Invalid(faults.All);

                var appeal = Add(caller, submission, graded, isFeedback: false);
                appeal.Ask(words, caller.Name, appeal.CreatedAt, await options.Value.AnswerWithinAsync(db, submission.CourseId, token));
                audit.Note(caller, "verdict.contested", Subject(id, check), submission.CourseId, from: Shown(appeal.Points), why: words);
                return Unit.Value;
            },
            cancellationToken);

    /// <summary>Says something about a check to its student; for those who teach, assistants too. Points stay as they are, and the student may reply.</summary>
    public Task<Result<Unit>> GiveFeedbackAsync(CurrentUser caller, SubmissionId id, CheckId check, string? text, CancellationToken cancellationToken) =>
        db.WriteAsync<Result<Unit>>(
            async token =>
            {
                var submission = await db.Submissions.TaughtBy(db, caller.Viewer, assistantsToo: true).Include(s => s.Overrides).FirstOrDefaultAsync(s => s.Id == id, token);
                if (submission is null)
                    return Error.Missing;
                if (!caller.May(TokenScopes.Manage))
                    return Error.Forbidden;
                var read = await VerdictAsync(submission, check, token);
                if (!read.IsSuccess)
                    return read.Error;
                if (await db.Appeals.AnyAsync(c => c.SubmissionId == id && c.Check == check && c.State != AppealState.Closed, token))
                    return Error.Of(ProblemKind.Exists, AppealTexts.Catalog["GoesOn"]);
                var faults = new FieldErrors();
                var words = faults.Words("reason", text, Appeal.LongestText);
                if (faults.Any)
                    return Error.Invalid(faults.All);

                var feedback = Add(caller, submission, read.Value, isFeedback: true);
                feedback.Answer(words, caller.Name, feedback.CreatedAt);
                await StudentNotices.AnsweredAsync(db, feedback, submission.StudentId, time, token);
                audit.Note(caller, "feedback.given", Subject(id, check), submission.CourseId, why: words);
                return Unit.Value;
            },
            cancellationToken);

    private Appeal Add(CurrentUser caller, Submission submission, GradedCheck graded, bool isFeedback)
    {
        var appeal = new Appeal
        {
            Id = Id.New<AppealId>(time),
            CourseId = submission.CourseId,
            SubmissionId = submission.Id,
            Check = graded.Check,
            GradingId = graded.GradingId,
            Outcome = graded.Outcome,
            Points = PointsOf(submission, graded),
            By = caller.Name,
            CreatedAt = time.GetUtcNow(),
            IsFeedback = isFeedback,
        };
        db.Appeals.Add(appeal);
        return appeal;
    }

    private async Task<Result<GradedCheck>> VerdictAsync(Submission submission, CheckId check, CancellationToken cancellationToken)
    {
        if (submission.CountingGradingId is not { } grading)
            return Error.Of(ProblemKind.NotGraded, ApiTexts.Catalog["NotGraded"]);
        return await db.GradedChecks.FirstOrDefaultAsync(c => c.GradingId == grading && c.Check == check, cancellationToken) is { } graded ? graded : Error.Missing;
    }

    // Appealed is a verdict, not a check: another grading gives another one.
    private async Task<Error?> WhyNotAgainAsync(Submission submission, CheckId check, CancellationToken cancellationToken)
    {
        var earlier = await db.Appeals.Where(c => c.SubmissionId == submission.Id && c.Check == check).OrderByDescending(c => c.Id).FirstOrDefaultAsync(cancellationToken);
        if (earlier?.Bars(submission.CountingGradingId) is not true)
            return null;
        return Error.Of(ProblemKind.Exists, AppealTexts.Catalog[earlier switch
        {
            { State: AppealState.Closed } => "AnsweredThis",
            { State: AppealState.Open } => "OpenBefore",
            _ => "GoesOn",
        }]);
    }

    private async Task<Error?> TooManyAsync(CurrentUser caller, CancellationToken cancellationToken)
    {
        var since = time.GetUtcNow() - AppealService.Window;
        return await db.Appeals.CountAsync(c => c.By == caller.Name && !c.IsFeedback && c.CreatedAt > since, cancellationToken) >= MostInWindow
            ? Error.Of(ProblemKind.TooManyRequests, AppealTexts.Catalog["TooMany", MostInWindow])
            : null;
    }

    private static decimal? PointsOf(Submission submission, GradedCheck graded) =>
        submission.Overrides.FirstOrDefault(o => o.Check == graded.Check && o.Holds)?.Points ?? graded.Points;

    private static string Subject(SubmissionId id, CheckId check) => $"submission {id}, check {check}";

    private static string? Shown(decimal? points) => points?.ToString("0.##", CultureInfo.InvariantCulture);
}

/// <summary>Which verdicts can be appealed: those that may be wrong to the student's harm.</summary>
internal static class AppealableVerdicts
{
    /// <summary>Why a verdict cannot be appealed; null where it can.</summary>
    /// <param name="outcome">What it came to.</param>
    /// <param name="points">The points that count, an override included.</param>
    /// <param name="maxPoints">What the check is worth.</param>
    public static Error? WhyNot(Outcome outcome, decimal? points, decimal maxPoints) =>
        outcome == Outcome.Pending ? Error.Of(ProblemKind.NotGraded, AppealTexts.Catalog["StillPending"])
        : points >= maxPoints ? Error.Of(ProblemKind.Exists, AppealTexts.Catalog["FullPoints"])
        : null;
}
