using EksGrader.Checks.Grading;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using EksGrader.Db.Vault;
using EksGrader.Jobs.Gradings;
using EksGrader.Jobs.Scheduling;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace EksGrader.Jobs.Submissions;

/// <summary>
/// Deletes borrowed access that nothing needs any more. A kubeconfig goes as soon as every live check is final: deletion is watched by
/// its host name. AWS access stays for that watch, until the last lease that needs it ends, or its time is over.
/// </summary>
public sealed partial class CredentialPurger(EksGraderDb db, IVault vault, LiveChecks live, ILogger<CredentialPurger> logger) : IRecurringJob
{
    private const string LeaseOver = "the lease on its cluster is over";
    private const string AllFinal = "every live check is final";

    /// <summary>Deletes the access that has outlived its time, or was left behind, and what deleting leaves in the database's files: job <c>purge-access</c>.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var count = 0;
        foreach (var submission in await vault.ExpiredAsync(cancellationToken))
            count += await vault.DeleteAsync(submission, "its time is over", cancellationToken) ? 1 : 0;
        foreach (var submission in await vault.OfEndedLeasesAsync(cancellationToken))
            count += await DeleteIfOverAsync(submission, cancellationToken) ? 1 : 0;
        foreach (var submission in await vault.GradedKubeconfigsAsync(cancellationToken))
            count += await DeleteIfFinalAsync(submission, cancellationToken) ? 1 : 0;
        if (count > 0)
            Log.Purged(logger, count);
        if (!await vault.WipeAsync(cancellationToken))
            Log.NotWiped(logger);
    }

    /// <summary>Deletes what a submission whose grading is over does not need any more, in the caller's transaction.</summary>
    public async Task DropIfDoneAsync(Submission submission, Report report, CancellationToken cancellationToken)
    {
        if (submission.Status != SubmissionStatus.Graded || await DropIfOverAsync(submission, cancellationToken))
            return;
        if (live.AreAllFinal(report))
            await vault.DropKubeconfigAsync(submission.Id, AllFinal, cancellationToken);
    }

    /// <summary>
    /// Deletes the access of a graded submission whose lease has ended: nothing else is looked at with it. While an order to delete what
    /// the cluster left behind goes on, it needs it still. In the caller's transaction.
    /// </summary>
    /// <returns>Whether it was there and is gone.</returns>
    public async Task<bool> DropIfOverAsync(Submission submission, CancellationToken cancellationToken) => await DropIfOverAsync([submission], cancellationToken) > 0;

    /// <inheritdoc cref="DropIfOverAsync(Submission, CancellationToken)"/>
    /// <returns>How many were there and are gone.</returns>
    public async Task<int> DropIfOverAsync(IReadOnlyCollection<Submission> submissions, CancellationToken cancellationToken)
    {
        var graded = submissions.Where(s => s is { Status: SubmissionStatus.Graded, LeaseId: not null }).ToList();
        if (graded.Count == 0)
            return 0;
        var leases = graded.Select(s => s.LeaseId.GetValueOrDefault()).Distinct().ToList();
        var over = await db.Leases
            .Where(l => leases.Contains(l.Id) && l.EndedAt != null && !db.DeletionOrders.Any(o => o.LeaseId == l.Id && o.EndedAt == null))
            .Select(l => l.Id)
            .ToHashSetAsync(cancellationToken);
        return await vault.DeleteAsync([.. graded.Where(s => over.Contains(s.LeaseId.GetValueOrDefault())).Select(s => s.Id)], LeaseOver, cancellationToken);
    }

    private Task<bool> DeleteIfOverAsync(Db.Model.SubmissionId id, CancellationToken cancellationToken) => db.WriteAsync(
        async token => await DropIfOverAsync(await db.Submissions.FirstAsync(s => s.Id == id, token), token), cancellationToken);

    // Regrades and given points make a grade final without an observation.
    private Task<bool> DeleteIfFinalAsync(Db.Model.SubmissionId id, CancellationToken cancellationToken) => db.WriteAsync(
        async token =>
        {
            var submission = await db.Submissions.FirstAsync(s => s.Id == id, token);
            var checks = await db.GradedChecks.AsNoTracking().Where(c => c.GradingId == submission.CountingGradingId).ToListAsync(token);
            return submission.Status == SubmissionStatus.Graded && checks.Count > 0 && checks.TrueForAll(c => c.IsKnown || !live.IsLive(c.Check))
                && await vault.DropKubeconfigAsync(id, AllFinal, token);
        },
        cancellationToken);

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Deleted {Count} accesses that nothing needs any more")]
        public static partial void Purged(ILogger logger, int count);

        [LoggerMessage(2, LogLevel.Debug, "The write-ahead log could not be emptied: a reader holds the database for long. The next run tries again")]
        public static partial void NotWiped(ILogger logger);
    }
}
