using System.Collections.Concurrent;
using EksGrader.Checks.Reads;

namespace EksGrader.Checks.Enforcement;

/// <summary>
/// Drives the deletion of one cluster one round further: observes what exists, records what that means and what is requested next, makes the
/// requests, and records the replies. It may end at any line and begin again: observation and record tell where it stands. Before each
/// request it reads the cluster's ARN and creation time again, and requests nothing once they are not the lease's.
/// </summary>
/// <param name="cluster">The cluster.</param>
/// <param name="cloud">Lists and deletes.</param>
/// <param name="log">Where steps are recorded.</param>
/// <param name="time">The clock.</param>
public sealed class ReconcileStep(ClusterToDelete cluster, IDeletingCluster cloud, IDeletionLog log, TimeProvider time)
{
    private const int AtOnce = 4;

    // What was accepted shows as being deleted; where it does not by then, it was not accepted after all.
    private static readonly TimeSpan ShowsAfter = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan UnclearFor = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Later = TimeSpan.FromSeconds(20);

    /// <summary>One round.</summary>
    /// <param name="stored">The steps so far.</param>
    /// <param name="dryRun">Whether it only lists.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<ReconcileResult> RunAsync(IReadOnlyList<DeletionStepFacts> stored, bool dryRun, CancellationToken cancellationToken)
    {
        var steps = new DeletionSteps(stored);
        ObservedDeletion seen;
        try
        {
            seen = await new DeletionObserver(cluster, cloud).ObserveAsync(steps, cancellationToken);
        }
        catch (ReadException e)
        {
            return new ReconcileResult.NotObserved(e.Fault);
        }

        var now = time.GetUtcNow();
        new DeletionReconciler(cluster, steps, seen, now).Reconcile();
        await log.RecordAsync(steps.TakeChanged(), cancellationToken);
        if (dryRun)
            return new ReconcileResult.Done(steps.All.Any(s => s.State == DeletionStepState.Skipped));

        // A few at a time: an order that is stopped meanwhile requests none of the rest.
        var requests = seen.Holder == NameHolder.Another ? [] : Next(steps, now);
        foreach (var some in requests.Chunk(AtOnce))
        {
            foreach (var step in some)
                steps.Put(Requested(step, time.GetUtcNow()));
            await log.RecordAsync(steps.TakeChanged(), cancellationToken);
            await RequestAsync(some, steps, cancellationToken);
            await log.RecordAsync(steps.TakeChanged(), cancellationToken);
        }

        return Outcome(steps, seen.Holder, now);
    }

    /// <summary>The steps with which another attempt begins: what failed is tried again.</summary>
    public static IReadOnlyList<DeletionStepFacts> Again(IReadOnlyList<DeletionStepFacts> stored) =>
        [.. stored.Where(s => s.State == DeletionStepState.Failed).Select(s => s with { State = DeletionStepState.Planned, FirstAskedAt = null, EndedAt = null, NotBefore = null, Right = null })];

    private static List<DeletionStepFacts> Next(DeletionSteps steps, DateTimeOffset now)
    {
        if (Stage(steps) is not { } stage)
            return [];
        var here = steps.Open.Where(s => DeletionStages.Of(s.Kind) == stage).ToList();
        var due = here.Where(s => s.State == DeletionStepState.Planned && s.Target != DeletionStepFacts.Everything && !(s.NotBefore > now)).ToList();

        // "Only one Fargate profile can be deleted at a time" (EKS API reference, DeleteFargateProfile).
        var profile = here.Exists(s => s is { Kind: DeletionStepKind.FargateProfile, State: DeletionStepState.Asked })
            ? null
            : due.Find(s => s.Kind == DeletionStepKind.FargateProfile);
        return [.. due.Where(s => s.Kind != DeletionStepKind.FargateProfile), .. profile is null ? Array.Empty<DeletionStepFacts>() : [profile]];
    }

    /// <summary>The first stage that is not settled; null where all are, or what failed before blocks the rest.</summary>
    private static int? Stage(DeletionSteps steps)
    {
        var stage = steps.Open.Select(s => (int?)DeletionStages.Of(s.Kind)).Min();
        var blocked = steps.All.Any(s => s.State == DeletionStepState.Failed && DeletionStages.Blocks(s.Kind) && DeletionStages.Of(s.Kind) < stage);
        return blocked ? null : stage;
    }

    // Recorded before the request: the next round then waits until the observation shows whether it was accepted.
    private static DeletionStepFacts Requested(DeletionStepFacts step, DateTimeOffset now) => step with
    {
        State = DeletionStepState.Asked,
        FirstAskedAt = step.FirstAskedAt ?? now,
        AskedAt = now,
        NotBefore = now + UnclearFor,
        Tries = step.Tries + 1,
        Answer = null,
    };

    private async Task RequestAsync(IReadOnlyList<DeletionStepFacts> requests, DeletionSteps steps, CancellationToken cancellationToken)
    {
        var replies = new ConcurrentBag<(DeletionStepFacts Step, DeletionReply Reply)>();
        await Parallel.ForEachAsync(requests, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, async (step, token) =>
            replies.Add((step, await RequestAsync(step, token))));
        foreach (var (step, reply) in replies)
        {
            if (steps.Find(step.Kind, step.Target) is { } requested)
                steps.Put(Answered(step, requested, reply, time.GetUtcNow()));
        }
    }

    private async Task<DeletionReply> RequestAsync(DeletionStepFacts step, CancellationToken cancellationToken)
    {
        try
        {
            var living = await cloud.DescribeAsync(cancellationToken);
            var isOurs = living is not null && cluster.Is(living);
            // A stack goes before the cluster as well as after it; in both cases no other cluster of the name may live.
            var may = step.Kind == DeletionStepKind.Stack ? living is null || isOurs : DeletionStages.EndsWithCluster(step.Kind) ? isOurs : living is null;
            return may
                ? await cloud.DeleteAsync(step.Kind, step.Target, cancellationToken)
                : new DeletionReply(DeletionReplyKind.Another, living is null ? "not asked: the cluster is gone" : $"not asked: {living.Arn} of {living.CreatedAt:u} lives");
        }
        catch (ReadException e)
        {
            return new DeletionReply(DeletionReplyKind.NotAsked, $"not asked: {e.Fault.Summary.En}");
        }
    }

    private static DeletionStepFacts Answered(DeletionStepFacts before, DeletionStepFacts step, DeletionReply reply, DateTimeOffset now) => reply.Kind switch
    {
        DeletionReplyKind.NotAsked or DeletionReplyKind.Another => before with { NotBefore = now + FirstPause, Answer = reply.Words },
        DeletionReplyKind.Accepted => step with { Answer = reply.Words, NotBefore = now + ShowsAfter },
        DeletionReplyKind.NotThere => step with { State = DeletionStepState.Gone, EndedAt = now, NotBefore = null, Answer = reply.Words },
        DeletionReplyKind.Unclear => step with { Answer = reply.Words },
        DeletionReplyKind.Denied => step with { State = DeletionStages.IsKubernetes(step.Kind) ? DeletionStepState.Skipped : DeletionStepState.Failed, EndedAt = now, NotBefore = null, Answer = reply.Words, Right = reply.Right },
        DeletionReplyKind.Refused => step with { State = DeletionStages.IsKubernetes(step.Kind) ? DeletionStepState.Skipped : DeletionStepState.Failed, EndedAt = now, NotBefore = null, Answer = reply.Words },
        _ => step with { State = DeletionStepState.Planned, NotBefore = now + Pause(step.Tries, reply.After), Answer = reply.Words },
    };

    private static TimeSpan Pause(int tries, TimeSpan? retryAfter)
    {
        var own = FirstPause * Math.Pow(2, Math.Min(tries - 1, 10));
        own = own < LongestPause ? own : LongestPause;
        return retryAfter > own ? retryAfter.Value : own;
    }

    private ReconcileResult Outcome(DeletionSteps steps, NameHolder holder, DateTimeOffset now)
    {
        var open = steps.Open.ToList();
        if (holder == NameHolder.Another)
            return new ReconcileResult.AnotherLives(open.Count);
        if (Stage(steps) is null)
        {
            // The round that saw the cluster go listed nothing that it leaves behind: one more does.
            if (holder == NameHolder.Ours && steps.Find(DeletionStepKind.Cluster, cluster.Arn) is { State: DeletionStepState.Gone })
                return new ReconcileResult.GoOn(Soon);
            return steps.All.FirstOrDefault(s => s.State == DeletionStepState.Failed) is { } failed
                ? new ReconcileResult.Failed(failed)
                : new ReconcileResult.Done(steps.All.Any(s => s.State == DeletionStepState.Skipped));
        }

        var waits = open.Where(s => s.State == DeletionStepState.Planned && s.NotBefore > now).Select(s => (s.NotBefore ?? now) - now).DefaultIfEmpty(Later).Min();
        var slow = open.Exists(s => s.State == DeletionStepState.Asked && DeletionStages.Of(s.Kind) is 3 or 4 or 6 or 9) ? Later : Soon;
        return new ReconcileResult.GoOn(waits < slow ? waits : slow);
    }
}

/// <summary>The result of one round of a deletion.</summary>
public abstract record ReconcileResult
{
    private ReconcileResult()
    {
    }

    /// <summary>It is not over: another round follows.</summary>
    /// <param name="After">In how long.</param>
    public sealed record GoOn(TimeSpan After) : ReconcileResult;

    /// <summary>Everything that may be deleted is gone.</summary>
    /// <param name="SomeSkipped">Whether something was left alone.</param>
    public sealed record Done(bool SomeSkipped) : ReconcileResult;

    /// <summary>A resource could not be deleted, and nothing else is left to do in this attempt.</summary>
    /// <param name="Step">The first of them.</param>
    public sealed record Failed(DeletionStepFacts Step) : ReconcileResult;

    /// <summary>The cluster is gone and another of its name exists: nothing is touched.</summary>
    /// <param name="Left">How many known resources may be left.</param>
    public sealed record AnotherLives(int Left) : ReconcileResult;

    /// <summary>The cluster could not be observed.</summary>
    /// <param name="Fault">Why.</param>
    public sealed record NotObserved(ReadError Fault) : ReconcileResult;
}
