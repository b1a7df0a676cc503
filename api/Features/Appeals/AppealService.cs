using System.Globalization;
using EksGrader.Api.Features.Submissions;
using EksGrader.Api.Host;
using EksGrader.Api.Shared;
using EksGrader.Db.Model;
using EksGrader.Db.Reminders;
using EksGrader.Db.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace EksGrader.Api.Features.Appeals;

/// <summary>A decision about an appealed verdict.</summary>
/// <param name="Accept">Whether the student is right.</param>
/// <param name="Points">The points that are given then.</param>
/// <param name="Answer">The words, for the student too.</param>
public sealed record AppealDecision(bool Accept, decimal? Points, string? Answer)
{
    /// <summary>How many messages the decider had seen; null for all.</summary>
    public int? Seen { get; init; }
}

/// <summary>
/// What is said in appeals, and how they end. The student and those who teach write in turn or not, until either closes it. A decision
/// closes it: that very verdict is not appealed again. What changes around it (a regrade, a check that is gone, another submission, a
/// student who left) never keeps it from being answered and closed.
/// </summary>
internal sealed class AppealService(EksGraderDb db, Overrides overrides, AuditTrail audit, IOptions<AppealOptions> options, TimeProvider time)
{
    /// <summary>How many messages a student may write within <see cref="Window"/>.</summary>
    public const int MostMessagesInWindow = 30;

    /// <summary>The time that <see cref="MostMessagesInWindow"/> is counted in.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromHours(1);

    /// <summary>Writes in an appeal.</summary>
    /// <param name="caller">Its student, or one of those who teach.</param>
    /// <param name="id">The appeal.</param>
    /// <param name="text">The words.</param>
    /// <param name="seen">How many messages the writer had seen; null for all. An answer to less than there is leaves it open.</param>
    /// <param name="cancellationToken">Ends the waiting; nothing is written then.</param>
    public Task<Result<Unit>> SayAsync(CurrentUser caller, AppealId id, string? text, int? seen, CancellationToken cancellationToken) => ChangeAsync(
        caller,
        id,
        async (found, token) =>
        {
            var faults = new FieldErrors();
            var words = faults.Words("text", text, Appeal.LongestText);
            if (faults.Any)
                return Error.Invalid(faults.All);
            if (found.Appeal.MessageCount >= Appeal.MostMessages)
                return Error.Invalid("text", AppealTexts.Catalog["Full", Appeal.MostMessages]);
            if (found.IsStaff)
            {
                await AnswerAsync(caller, found, words, seen, token);
                audit.Note(caller, "contest.answered", Subject(found.Appeal), found.Appeal.CourseId, why: words);
                return Unit.Value;
            }

            if (await TooManyAsync(caller, token) is { } tooMany)
                return tooMany;
            found.Appeal.Ask(words, caller.Name, time.GetUtcNow(), await options.Value.AnswerWithinAsync(db, found.Appeal.CourseId, token));
            audit.Note(caller, "contest.message", Subject(found.Appeal), found.Appeal.CourseId, why: words);
            return Unit.Value;
        },
        cancellationToken);

    /// <summary>Decides; for those who teach, assistants too. Accepting gives points by hand. Either way it is closed.</summary>
    public Task<Result<Unit>> DecideAsync(CurrentUser caller, AppealId id, AppealDecision decision, CancellationToken cancellationToken) => ChangeAsync(
        caller,
        id,
        async (found, token) =>
        {
            var appeal = found.Appeal;
            if (!found.IsStaff)
                return Error.Missing;
            var faults = new FieldErrors();
            var words = faults.Words("answer", decision.Answer, Appeal.LongestText);
            if (faults.Any)
                return Error.Invalid(faults.All);
            if (appeal.HasNewer(fromStaff: false, decision.Seen))
                return Error.Of(ProblemKind.Exists, AppealTexts.Catalog["NewerOfStudent"]);

            if (decision.Accept && await GiveAsync(caller, appeal, decision.Points, words, token) is { } refused)
                return refused;
            appeal.Answer(words, caller.Name, time.GetUtcNow());
            appeal.Close(decision.Accept ? AppealResolution.Accepted : AppealResolution.Rejected, caller.Name, time.GetUtcNow(), decision.Accept ? decision.Points : null);
            await StudentNotices.AnsweredAsync(db, appeal, found.Student, time, token);
            audit.Note(
                caller, decision.Accept ? "contest.accepted" : "contest.rejected", Subject(appeal), appeal.CourseId,
                from: Shown(appeal.Points), to: decision.Accept ? Shown(decision.Points) : null, why: words);
            return Unit.Value;
        },
        cancellationToken);

    /// <summary>
    /// Closes an appeal without a decision. A student takes back what no one has answered; those who teach may say something, and the student
    /// is told in any case. Closing what one has closed before changes nothing.
    /// </summary>
    /// <param name="caller">Its student, or one of those who teach.</param>
    /// <param name="id">The appeal.</param>
    /// <param name="text">Last words of those who teach; null for none.</param>
    /// <param name="seen">How many messages the closer had seen; null for all. One is not closed over words that were not read.</param>
    /// <param name="cancellationToken">Ends the waiting; nothing is changed then.</param>
    public Task<Result<Unit>> CloseAsync(CurrentUser caller, AppealId id, string? text, int? seen, CancellationToken cancellationToken) => ChangeAsync(
        caller,
        id,
        async (found, token) =>
        {
            var appeal = found.Appeal;
            if (appeal.HasNewer(fromStaff: !found.IsStaff, seen))
                return Error.Of(ProblemKind.Exists, AppealTexts.Catalog[found.IsStaff ? "NewerOfStudent" : "AnsweredMeanwhile"]);
            if (found.IsStaff && (appeal.State == AppealState.Open || !string.IsNullOrWhiteSpace(text)))
            {
                // The student is told of every end: where nothing is said, just that.
                var faults = new FieldErrors();
                var words = string.IsNullOrWhiteSpace(text) ? AppealTexts.Catalog["ClosedWithoutWords"].Local() : faults.Words("text", text, Appeal.LongestText);
                if (faults.Any)
                    return Error.Invalid(faults.All);
                await AnswerAsync(caller, found, words, seen: null, token);
            }

            var isTakenBack = !found.IsStaff && !appeal.Messages.Any(m => m.FromStaff);
            appeal.Close(isTakenBack ? AppealResolution.Withdrawn : AppealResolution.Settled, caller.Name, time.GetUtcNow());
            audit.Note(
                caller, isTakenBack ? "contest.withdrawn" : "contest.closed", Subject(appeal), appeal.CourseId, from: Shown(appeal.Points),
                why: isTakenBack ? appeal.Messages[0].Text : Given(text));
            return Unit.Value;
        },
        cancellationToken,
        isClosing: true);

    private Task<Result<Unit>> ChangeAsync(
        CurrentUser caller, AppealId id, Func<Found, CancellationToken, Task<Result<Unit>>> change, CancellationToken cancellationToken, bool isClosing = false) =>
        db.WriteAsync<Result<Unit>>(
            async token =>
            {
                if (await FindAsync(caller, id, token) is not { } found)
                    return Error.Missing;
                if (!caller.May(found.IsStaff ? TokenScopes.Manage : TokenScopes.Submit))
                    return Error.Forbidden;
                if (found.Appeal.State != AppealState.Closed)
                    return await change(found, token);

                // The button was pressed twice, or on a page that stood open: it is as they want it.
                if (isClosing && found.Appeal is { Resolution: AppealResolution.Withdrawn or AppealResolution.Settled } && found.Appeal.ClosedBy == caller.Name)
                    return Unit.Value;
                return Error.Of(ProblemKind.Exists, AppealTexts.Catalog[(found.Appeal.Resolution, found.IsStaff) switch
                {
                    (AppealResolution.Withdrawn, true) => "WithdrawnBefore",
                    (AppealResolution.Accepted or AppealResolution.Rejected, true) => "AnsweredBefore",
                    (AppealResolution.Accepted or AppealResolution.Rejected, false) => "DecidedMeanwhile",
                    _ => "ClosedBefore",
                }]);
            },
            cancellationToken);

    // The student's own is the student's also where they assist in the course: no one decides about themselves.
    private async Task<Found?> FindAsync(CurrentUser caller, AppealId id, CancellationToken cancellationToken)
    {
        if (await db.Appeals.Include(c => c.Messages.OrderBy(m => m.Number)).FirstOrDefaultAsync(c => c.Id == id, cancellationToken) is not { } appeal)
            return null;
        var student = await db.Submissions.Where(s => s.Id == appeal.SubmissionId)
            .Join(db.Students, s => s.StudentId, x => x.Id, (s, x) => new { x.Id, IsOwn = x.UserId == caller.User }).FirstAsync(cancellationToken);
        if (student.IsOwn)
            return new Found(appeal, student.Id, IsStaff: false);
        return await db.Submissions.TaughtBy(db, caller.Viewer, assistantsToo: true).AnyAsync(s => s.Id == appeal.SubmissionId, cancellationToken)
            ? new Found(appeal, student.Id, IsStaff: true)
            : null;
    }

    private async Task AnswerAsync(CurrentUser caller, Found found, string words, int? seen, CancellationToken cancellationToken)
    {
        found.Appeal.Answer(words, caller.Name, time.GetUtcNow(), seen);
        await StudentNotices.AnsweredAsync(db, found.Appeal, found.Student, time, cancellationToken);
    }

    // Null where the points are given. A regrade or someone's hand may have given more since: being right takes nothing away.
    private async Task<Error?> GiveAsync(CurrentUser caller, Appeal appeal, decimal? points, string words, CancellationToken cancellationToken)
    {
        var submission = await db.Submissions.Include(s => s.Overrides).FirstAsync(s => s.Id == appeal.SubmissionId, cancellationToken);
        var graded = await db.GradedChecks.FirstOrDefaultAsync(c => c.GradingId == submission.CountingGradingId && c.Check == appeal.Check, cancellationToken);
        if (graded is null)
            return Error.Of(ProblemKind.NotGraded, AppealTexts.Catalog["CheckGone"]);
        var held = submission.Overrides.FirstOrDefault(o => o.Check == appeal.Check && o.Holds)?.Points ?? graded.Points;
        if (points < held)
            return Error.Invalid("points", AppealTexts.Catalog["HasMore", Shown(held) ?? ""]);
        var given = await overrides.GiveAsync(caller, appeal.SubmissionId, appeal.Check, new OverrideRequest(points, OneLine(words)), isTold: true, cancellationToken);
        return given.IsSuccess ? null : given.Error;
    }

    private async Task<Error?> TooManyAsync(CurrentUser caller, CancellationToken cancellationToken)
    {
        var since = time.GetUtcNow() - Window;
        return await db.AppealMessages.CountAsync(m => m.By == caller.Name && m.At > since, cancellationToken) >= MostMessagesInWindow
            ? Error.Of(ProblemKind.TooManyRequests, AppealTexts.Catalog["TooManyMessages", MostMessagesInWindow])
            : null;
    }

    private static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private static string OneLine(string words) => string.Join(' ', words.Split(['\n', '\t'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));

    private static string Subject(Appeal appeal) => $"submission {appeal.SubmissionId}, check {appeal.Check}";

    private static string? Shown(decimal? points) => points?.ToString("0.##", CultureInfo.InvariantCulture);

    private sealed record Found(Appeal Appeal, StudentId Student, bool IsStaff);
}
