using EksGrader.Api.Host;
using EksGrader.Checks.Core;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Api.Features.Submissions;

/// <summary>What happened to a submission.</summary>
public enum HistoryKind
{
    /// <summary>It was submitted.</summary>
    HandedIn,

    /// <summary>It was graded.</summary>
    Graded,

    /// <summary>Points were given by hand.</summary>
    Overridden,

    /// <summary>Points given by hand were taken back.</summary>
    TakenBack,

    /// <summary>A verdict was appealed.</summary>
    Appealed,

    /// <summary>The student wrote more in an appeal.</summary>
    AppealMessage,

    /// <summary>An appeal was answered, and goes on.</summary>
    AppealAnswered,

    /// <summary>Feedback was given without changing points.</summary>
    Feedback,

    /// <summary>An appealed verdict was answered: the student was right.</summary>
    AppealAccepted,

    /// <summary>An appealed verdict was answered: it stands.</summary>
    AppealRejected,

    /// <summary>An appeal was taken back by its student.</summary>
    AppealWithdrawn,

    /// <summary>An appeal was closed without a decision.</summary>
    AppealClosed,

    /// <summary>A regrade of the assignment was applied.</summary>
    Regraded,

    /// <summary>An integrity flag was dealt with.</summary>
    SignSeen,
}

/// <summary>One thing that happened to a submission.</summary>
/// <param name="At">When.</param>
/// <param name="Kind">What.</param>
/// <param name="By">Who; null for the service.</param>
/// <param name="Check">Which check; null where it is about all.</param>
/// <param name="Points">The points that it came to, where it came to some.</param>
/// <param name="MaxPoints">Of how many.</param>
/// <param name="Why">The reason that was given.</param>
public sealed record HistoryEntry(DateTimeOffset At, HistoryKind Kind, string? By, CheckId? Check, decimal? Points, decimal? MaxPoints, string? Why)
{
    /// <summary>The grading that it is about, if any.</summary>
    public GradingId? Grading { get; init; }

    /// <summary>Why the grading was begun.</summary>
    public GradingReason? Reason { get; init; }

    /// <summary>By which version of the assignment.</summary>
    public int? Version { get; init; }

    /// <summary>Whether it is the grading that counts.</summary>
    public bool Counts { get; init; }
}

/// <summary>What happened to a submission, who did it, when and why; for those who teach.</summary>
internal sealed class SubmissionHistory(EksGraderDb db)
{
    /// <summary>The history, the newest first; empty for those who do not teach the course.</summary>
    public async Task<IReadOnlyList<HistoryEntry>> ReadAsync(CurrentUser caller, SubmissionId id, CancellationToken cancellationToken)
    {
        var submission = await db.Submissions.AsNoTracking().TaughtBy(db, caller.Viewer, assistantsToo: true).Include(s => s.Overrides)
            .FirstOrDefaultAsync(s => s.Id == id, cancellationToken);
        if (submission is null)
            return [];

        var gradings = await db.Gradings.AsNoTracking().Where(g => g.SubmissionId == id).ToListAsync(cancellationToken);
        var appeals = await db.Appeals.AsNoTracking().Include(c => c.Messages.OrderBy(m => m.Number)).Where(c => c.SubmissionId == id).ToListAsync(cancellationToken);
        var plans = await db.RegradeItems.AsNoTracking().Where(i => i.SubmissionId == id && i.GradingAfter != null)
            .Join(db.RegradePlans, i => i.PlanId, p => p.Id, (i, p) => new { p.DecidedBy, p.Reason, i.GradingAfter }).ToListAsync(cancellationToken);
        var seen = await db.ReviewedFlags.AsNoTracking().Where(s => s.SubmissionId == id).ToListAsync(cancellationToken);
        return [.. new[]
        {
            [new HistoryEntry(submission.SubmittedAt, HistoryKind.HandedIn, null, null, null, null, null)],
            gradings.Select(g =>
            {
                var plan = plans.Find(p => p.GradingAfter == g.Id);
                return new HistoryEntry(g.EndedAt ?? g.StartedAt, plan is null ? HistoryKind.Graded : HistoryKind.Regraded, plan?.DecidedBy, null, g.Score, g.MaxScore, plan?.Reason)
                {
                    Grading = g.Id,
                    Reason = g.Reason,
                    Version = g.AssignmentVersion,
                    Counts = g.Id == submission.CountingGradingId,
                };
            }),
            submission.Overrides.Select(o => new HistoryEntry(o.At, HistoryKind.Overridden, o.By, o.Check, o.Points, null, o.Reason)),
            submission.Overrides.Where(o => o.TakenBackAt is not null)
                .Select(o => new HistoryEntry(o.TakenBackAt ?? o.At, HistoryKind.TakenBack, o.TakenBackBy, o.Check, o.Points, null, null)),
            appeals.SelectMany(OfAppeal),
            seen.Select(s => new HistoryEntry(s.At, HistoryKind.SignSeen, s.By, null, null, null, $"{s.Kind}: {s.Why}")),
        }.SelectMany(e => e).OrderByDescending(e => e.At)];
    }
    // The words that came with a decision are the decision's, not a message beside it.
    private static IEnumerable<HistoryEntry> OfAppeal(Appeal appeal)
    {
        var last = appeal is { ClosedAt: { } end, Messages: [.., { FromStaff: true } words] } && words.At == end ? words : null;
        foreach (var message in appeal.Messages.Where(m => m != last || (appeal.IsFeedback && m.Number == 1)))
        {
            var kind = (message.FromStaff, message.Number) switch
            {
                (true, 1) => HistoryKind.Feedback,
                (true, _) => HistoryKind.AppealAnswered,
                (false, 1) => HistoryKind.Appealed,
                _ => HistoryKind.AppealMessage,
            };
            yield return new HistoryEntry(message.At, kind, message.By, appeal.Check, null, null, message.Text);
        }

        if (appeal is { ClosedAt: { } closed, Resolution: { } resolution })
        {
            var kind = resolution switch
            {
                AppealResolution.Accepted => HistoryKind.AppealAccepted,
                AppealResolution.Rejected => HistoryKind.AppealRejected,
                AppealResolution.Withdrawn => HistoryKind.AppealWithdrawn,
                _ => HistoryKind.AppealClosed,
            };
            yield return new HistoryEntry(closed, kind, appeal.ClosedBy, appeal.Check, appeal.PointsGiven, null, last?.Text);
        }
    }
}
