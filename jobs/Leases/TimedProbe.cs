using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Deletion;
using EksGrader.Db.Model;
using EksGrader.Jobs.Metrics;
using Microsoft.Extensions.Logging;

namespace EksGrader.Jobs.Leases;

/// <summary>Makes one observation of a lease within its time; whatever happens, it ends in an answer.</summary>
public sealed partial class TimedProbe(IDeletionProbe probe, JobMetrics metrics, TimeProvider time, ILogger<TimedProbe> logger)
{
    internal async Task<LeaseObservation> RunAsync(DueLease due, CancellationToken cancellationToken)
    {
        var began = time.GetUtcNow();
        var seen = await TryAsync(due, began, cancellationToken);
        if (!cancellationToken.IsCancellationRequested)
            metrics.Probed(seen.Answer, began - due.DueAt);
        return seen;
    }

    private async Task<LeaseObservation> TryAsync(DueLease due, DateTimeOffset began, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(LeaseClaimer.ProbeLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            // The second wait is for an observation that does not heed its token.
            return await probe.ProbeAsync(due.Target, due.Access, either.Token).WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested)
        {
            return new LeaseObservation(began, ExistenceAnswer.NoProof, "no answer in time") { Fault = FaultDomain.Network };
        }
        catch (Exception e)
        {
            // Looking promises to end in answers. What comes here is our mistake, and proves nothing.
            Log.Broke(logger, e, due.Lease);
            return new LeaseObservation(began, ExistenceAnswer.NoProof, "the grader failed") { Fault = FaultDomain.Grader };
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "Looking for the deletion of lease {Lease} broke; it proves nothing")]
        public static partial void Broke(ILogger logger, Exception exception, LeaseId lease);
    }
}
