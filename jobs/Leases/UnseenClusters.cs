using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Grading;
using EksGrader.Checks.Kubernetes;
using EksGrader.Checks.Reads;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using EksGrader.Jobs.Events;
using EksGrader.Jobs.Gradings;
using EksGrader.Jobs.Scheduling;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace EksGrader.Jobs.Leases;

/// <summary>
/// Judges <c>cluster-deletion</c> of submissions that have no lease, because no observation ever saw their cluster alive with its identity. By the
/// deadline that has failed, unless something other than the student kept the observations from seeing it: then an instructor decides.
/// </summary>
public sealed class UnseenClusters(
    EksGraderDb db, GradingCases cases, AssignmentLibrary library, DeletionChecks checks, VerdictAmender amending, TimeProvider time)
{
    /// <summary>
    /// Judges one by the deadline as it stands: pending again where that was moved, and nothing at all where a deadline has not passed
    /// yet or a lease tells more. In a transaction of its own, or the caller's. Tells whether the verdict changed.
    /// </summary>
    public Task<bool> JudgeAsync(SubmissionId id, CancellationToken cancellationToken) => db.WriteAsync(
        async token =>
        {
            await db.SaveChangesAsync(token); // the queries below are to see what the transaction has done so far
            var submission = await db.Submissions.AsNoTracking().FirstAsync(s => s.Id == id, token);
            if (submission is not { LeaseId: null, Status: SubmissionStatus.Graded, CountingGradingId: { } counting })
                return false;

            var stored = await amending.StoredAsync([counting], token);
            var grading = await db.Gradings.AsNoTracking().Include(g => g.Checks).FirstAsync(g => g.Id == counting, token);
            var known = await library.ReadWithNewestDatesAsync(db, submission.AssignmentId, grading.AssignmentVersion, token);
            var deadline = await cases.DeadlineAsync(submission, known, await cases.ExtensionAsync(submission, token), token);
            var now = time.GetUtcNow();
            var history = new LeaseHistory(
                deadline.At.ToDateTimeOffset(),
                SeenAlive: false,
                await ObservationsAsync(grading.RecordingId, [.. grading.Checks.Where(c => !checks.Ids.Contains(c.Check)).Select(c => c.ToResult().Verdict)], now, token));
            var verdicts = await checks.JudgeAsync(known.Assignment, known.Deadlines.Zone, history, submission.SubmittedAt, now, token);
            var changes = stored[counting]
                .Where(s => verdicts.TryGetValue(s.Check, out var verdict) && s.Becomes(verdict, deadline.IsFirm))
                .Select(s => new AmendedVerdict(id, s, verdicts[s.Check], "no look saw it alive"))
                .ToList();
            await amending.WriteAsync(changes, token);
            return changes.Count > 0;
        },
        cancellationToken);

    // Each probe of the cluster proved nothing about its deletion; whose fault that is decides.
    private async Task<IReadOnlyList<DeletionObservation>> ObservationsAsync(RecordingId? recording, IReadOnlyList<Verdict> live, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var looks = new List<DeletionObservation>();
        foreach (var look in (await cases.RecordingAsync(recording, cancellationToken)).Observations)
            looks.Add(new DeletionObservation(look.At < now ? look.At : now, ExistenceAnswer.NoProof, Fault: await FaultOfAsync(look, cancellationToken)));
        // What could not even be begun is in no recording, and a first observation that came too late is charged to the grader.
        if (live.FirstOrDefault(v => v is { Outcome: Outcome.Unknown, Fault: not FaultDomain.Student }) is { } unknown)
            looks.Add(new DeletionObservation(now, ExistenceAnswer.NoProof, Fault: unknown.Fault));
        return looks;
    }

    private static async Task<FaultDomain> FaultOfAsync(RecordedObservation look, CancellationToken cancellationToken)
    {
        var cluster = Replayer.Open(look);
        var faults = new List<FaultDomain?> { await TryAsync(() => cluster.Kubernetes.ListAsync<Namespace>(cancellationToken: cancellationToken)) };
        if (cluster.Aws is { } aws)
            faults.Add(await TryAsync(() => aws.DescribeClusterAsync(cancellationToken)));
        // A cluster that was read, and has no identity, is what the student submitted.
        return faults.FirstOrDefault(f => f is not null and not FaultDomain.Student) ?? FaultDomain.Student;
    }

    private static async Task<FaultDomain?> TryAsync<T>(Func<Task<T>> read)
    {
        try
        {
            await read();
            return null;
        }
        catch (ReadException e)
        {
            return e.Fault.Fault;
        }
    }
}

/// <summary>Finds graded submissions whose cluster no observation ever saw alive and whose deletion is still pending, and judges those whose deadline has passed.</summary>
internal sealed partial class CloseUnseenClusters(
    EksGraderDb db, DeletionChecks checks, UnseenClusters unseen, IGradingEvents events, ILogger<CloseUnseenClusters> logger) : IRecurringJob
{
    /// <inheritdoc/>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        // Few at any time: nearly every cluster is seen, and what is judged waits no more.
        var waiting = await db.Submissions
            .Where(s => s.LeaseId == null && s.Status == SubmissionStatus.Graded && db.GradedChecks.Any(c =>
                c.GradingId == s.CountingGradingId && checks.Ids.Contains(c.Check) && c.Outcome == Outcome.Pending))
            .Select(s => s.Id)
            .ToListAsync(cancellationToken);
        foreach (var submission in waiting)
            await CloseAsync(submission, cancellationToken);
    }

    private async Task CloseAsync(SubmissionId submission, CancellationToken cancellationToken)
    {
        try
        {
            if (await unseen.JudgeAsync(submission, cancellationToken))
                events.Wake(submission);
        }
        catch (Exception e) when (e is not OperationCanceledException && !StorageErrors.IsOfDatabase(e))
        {
            // One that cannot be judged keeps no other verdict back.
            Log.Broke(logger, e, submission);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "The deletion of submission {Submission}'s cluster cannot be judged; it stays pending")]
        public static partial void Broke(ILogger logger, Exception exception, SubmissionId submission);
    }
}
