using System.Globalization;
using EksGrader.Api.Features.Submissions;
using EksGrader.Api.Host;
using EksGrader.Checks.Core;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Api.Features.Appeals;

/// <summary>An answer to an appealed verdict.</summary>
/// <param name="Accept">Whether the student is right.</param>
/// <param name="Points">The points that are given then.</param>
/// <param name="Answer">The words, for the student too.</param>
public sealed record AppealDecision(bool Accept, decimal? Points, string? Answer);

/// <summary>
/// Appealed verdicts: a student says why one is wrong, an instructor answers. One appeal of a verdict is open at a time, and a
/// verdict that was answered is not appealed again until it is another one. What no one has answered, the student may take back.
/// </summary>
internal sealed class AppealService(EksGraderDb db, Overrides overrides, AuditTrail audit, TimeProvider time)
{
    /// <summary>How many verdicts a student may appeal within <see cref="Window"/>.</summary>
    public const int MostInWindow = 10;

    /// <summary>The time that <see cref="MostInWindow"/> is counted in.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromHours(1);

    /// <summary>All appeals of a submission that the caller may see, by check, the oldest first.</summary>
    public async Task<ILookup<CheckId, Appeal>> OfAsync(CurrentUser caller, SubmissionId id, CancellationToken cancellationToken) =>
        (await db.Appeals.AsNoTracking()
            .Where(c => c.SubmissionId == id && db.Submissions.VisibleTo(db, caller.Viewer).Any(s => s.Id == c.SubmissionId))
            .OrderBy(c => c.Id).ToListAsync(cancellationToken)).ToLookup(c => c.Check);

    /// <summary>Appeals a verdict of a submission of the caller's own.</summary>
    public Task<Result<Unit>> AppealAsync(CurrentUser caller, SubmissionId id, CheckId check, string? reason, CancellationToken cancellationToken) =>
        db.WriteAsync<Result<Unit>>(
            async token =>
            {
                var submission = await db.Submissions.Include(s => s.Overrides)
                    .FirstOrDefaultAsync(s => s.Id == id && db.Students.Any(x => x.Id == s.StudentId && x.UserId == caller.User), token);
                if (submission is null)
                    return Error.Missing;
                var graded = await db.GradedChecks.FirstOrDefaultAsync(c => c.GradingId == submission.CountingGradingId && c.Check == check, token);
                if (submission.Status != SubmissionStatus.Graded || submission.CountingGradingId is not { } grading)
                    return Error.Of(ProblemKind.NotGraded, ApiTexts.Catalog["NotGraded"]);
                if (graded is null)
                    return Error.Missing;

                var points = submission.Overrides.FirstOrDefault(o => o.Check == check && o.Holds)?.Points ?? graded.Points;
                var refused = AppealableVerdicts.WhyNot(graded.Outcome, points, graded.MaxPoints)
                    ?? await WhyNotAgainAsync(submission, check, token)
                    ?? await TooManyAsync(caller, token);
                if (refused is not null)
                    return refused;
                var faults = new FieldErrors();
                var words = faults.Words("reason", reason, Appeal.LongestText);
                if (faults.Any)
                    return Error.Invalid(faults.All);

                db.Appeals.Add(new Appeal
                {
                    Id = Id.New<AppealId>(time),
                    CourseId = submission.CourseId,
                    SubmissionId = id,
                    Check = check,
                    GradingId = grading,
                    Outcome = graded.Outcome,
                    Points = points,
                    Reason = words,
                    By = caller.Name,
                    CreatedAt = time.GetUtcNow(),
                });
                audit.Note(caller, "verdict.contested", Subject(id, check), submission.CourseId, from: Shown(points), why: words);
                return Unit.Value;
            },
            cancellationToken);

    /// <summary>Takes back an appeal of the caller's own that no one has answered; the verdict may be appealed again.</summary>
    public Task<Result<Unit>> WithdrawAsync(CurrentUser caller, SubmissionId submission, AppealId id, CancellationToken cancellationToken) =>
        db.WriteAsync<Result<Unit>>(
            async token =>
            {
                var appeal = await db.Appeals.FirstOrDefaultAsync(
                    c => c.Id == id && c.SubmissionId == submission
                        && db.Submissions.Any(s => s.Id == c.SubmissionId && db.Students.Any(x => x.Id == s.StudentId && x.UserId == caller.User)),
                    token);
                if (appeal is null)
                    return Error.Missing;

                // The button was pressed twice, or on a page that stood open: it is as the student wants it.
                if (appeal.State == AppealState.Withdrawn)
                    return Unit.Value;
                if (appeal.State != AppealState.Open)
                    return Error.Of(ProblemKind.Exists, AppealTexts.Catalog["AnsweredMeanwhile"]);
                appeal.Withdraw(caller.Name, time.GetUtcNow());
                audit.Note(caller, "contest.withdrawn", Subject(appeal.SubmissionId, appeal.Check), appeal.CourseId, from: Shown(appeal.Points), why: appeal.Reason);
                return Unit.Value;
            },
            cancellationToken);

    /// <summary>Answers an appeal; for those who teach, assistants too. Accepting gives points by hand.</summary>
    public Task<Result<Unit>> AnswerAsync(CurrentUser caller, AppealId id, AppealDecision answer, CancellationToken cancellationToken) =>
        db.WriteAsync<Result<Unit>>(
            async token =>
            {
                var appeal = await db.Appeals.FirstOrDefaultAsync(c => c.Id == id, token);
                if (appeal is null || !await db.Submissions.TaughtBy(db, caller.Viewer, assistantsToo: true).AnyAsync(s => s.Id == appeal.SubmissionId, token))
                    return Error.Missing;
                if (appeal.State != AppealState.Open)
                    return Error.Of(ProblemKind.Exists, AppealTexts.Catalog[appeal.State == AppealState.Withdrawn ? "WithdrawnBefore" : "AnsweredBefore"]);
                var faults = new FieldErrors();
                var words = faults.Words("answer", answer.Answer, Appeal.LongestText);
                if (faults.Any)
                    return Error.Invalid(faults.All);

                if (answer.Accept)
                {
                    if (await HeldAsync(appeal, token) is { } held && answer.Points < held)
                        return Error.Invalid("points", AppealTexts.Catalog["HasMore", Shown(held) ?? ""]);
                    var given = await overrides.GiveAsync(
                        caller, appeal.SubmissionId, appeal.Check, new OverrideRequest(answer.Points, OneLine(words)), token);
                    if (!given.IsSuccess)
                        return given;
                    appeal.Accept(answer.Points ?? 0, words, caller.Name, time.GetUtcNow());
                }
                else
                    appeal.Reject(words, caller.Name, time.GetUtcNow());

                audit.Note(
                    caller, answer.Accept ? "contest.accepted" : "contest.rejected", Subject(appeal.SubmissionId, appeal.Check), appeal.CourseId,
                    from: Shown(appeal.Points), to: answer.Accept ? Shown(answer.Points) : null, why: words);
                return Unit.Value;
            },
            cancellationToken);

    // A regrade or someone's hand may have given more since: being right takes nothing away.
    private async Task<decimal?> HeldAsync(Appeal appeal, CancellationToken cancellationToken)
    {
        var submission = await db.Submissions.Include(s => s.Overrides).FirstAsync(s => s.Id == appeal.SubmissionId, cancellationToken);
        return submission.Overrides.FirstOrDefault(o => o.Check == appeal.Check && o.Holds)?.Points
            ?? await db.GradedChecks.Where(c => c.GradingId == submission.CountingGradingId && c.Check == appeal.Check)
                .Select(c => c.Points).FirstOrDefaultAsync(cancellationToken);
    }

    // Appealed is a verdict, not a check: another grading gives another one.
    private async Task<Error?> WhyNotAgainAsync(Submission submission, CheckId check, CancellationToken cancellationToken)
    {
        var earlier = await db.Appeals.Where(c => c.SubmissionId == submission.Id && c.Check == check)
            .OrderByDescending(c => c.Id).Select(c => new { c.State, c.GradingId }).FirstOrDefaultAsync(cancellationToken);
        return earlier switch
        {
            { State: AppealState.Open } => Error.Of(ProblemKind.Exists, AppealTexts.Catalog["OpenBefore"]),
            { State: AppealState.Withdrawn } => null,
            { } answered when answered.GradingId == submission.CountingGradingId => Error.Of(ProblemKind.Exists, AppealTexts.Catalog["AnsweredThis"]),
            _ => null,
        };
    }

    private async Task<Error?> TooManyAsync(CurrentUser caller, CancellationToken cancellationToken)
    {
        var since = time.GetUtcNow() - Window;
        return await db.Appeals.CountAsync(c => c.By == caller.Name && c.CreatedAt > since, cancellationToken) >= MostInWindow
            ? Error.Of(ProblemKind.TooManyRequests, AppealTexts.Catalog["TooMany", MostInWindow])
            : null;
    }

    private static string OneLine(string words) => string.Join(' ', words.Split(['\n', '\t'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));

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
