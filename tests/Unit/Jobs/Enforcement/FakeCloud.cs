using EksGrader.Checks.Core;
using EksGrader.Checks.Enforcement;
using EksGrader.Checks.Reads;
using EksGrader.Tests.Support.Time;

namespace EksGrader.Tests.Unit.Jobs.Enforcement;

/// <summary>What goes wrong with one call.</summary>
internal enum Mishap
{
    None,
    Throttled,
    Busy,
    Denied,
    LostBefore,
    LostAfter,
    KilledBefore,
    KilledAfter,
}

/// <summary>What a test throws where a process dies.</summary>
internal sealed class ProcessKilledException : Exception;

/// <summary>An account with clusters and what they made; things take their time to go, and calls fail as a test says.</summary>
internal sealed class FakeCloud(ManualTime time) : IDeletingCluster
{
    public static readonly DateTimeOffset CreatedAt = new(2026, 12, 4, 1, 0, 0, TimeSpan.Zero);

    private readonly Lock gate = new();
    private readonly Dictionary<(DeletionStepKind Kind, string Target), Thing> things = [];
    private int serial;

    public static ClusterToDelete Ours { get; } = new("arn:aws:eks:ap-northeast-2:111122223333:cluster/web", CreatedAt, "web", "ap-northeast-2");

    public LivingCluster? Living { get; set; } = new(Ours.Arn, CreatedAt, IsGoing: false, IsProtected: false);

    /// <summary>What goes wrong with a call: its name and number.</summary>
    public Func<string, int, Mishap> Mishaps { get; set; } = (_, _) => Mishap.None;

    /// <summary>What happens before a call.</summary>
    public Action<string> Meanwhile { get; set; } = _ => { };

    /// <summary>How long the list shows a thing as it was after its deletion was taken.</summary>
    public TimeSpan Lag { get; set; }

    /// <summary>Kinds that can be looked at and not deleted.</summary>
    public HashSet<DeletionStepKind> Untouchable { get; } = [];

    /// <summary>Every deletion that was taken, in order.</summary>
    public List<(DeletionStepKind Kind, string Target)> Taken { get; } = [];

    public int MostProfilesAtOnce { get; private set; }

    public IEnumerable<string> Left => things.Where(t => !IsGone(t.Value)).Select(t => $"{t.Key.Kind} {t.Key.Target}");

    public void Add(DeletionStepKind kind, string target, TimeSpan? takes = null, DateTimeOffset? createdAt = null) =>
        things[(kind, target)] = new Thing(takes ?? TimeSpan.Zero, createdAt);

    public void Remove(DeletionStepKind kind, string target) => things.Remove((kind, target));

    public Task<LivingCluster?> DescribeAsync(CancellationToken cancellationToken)
    {
        lock (gate)
        {
            Fail("describe");
            return Task.FromResult(Now());
        }
    }

    public Task<IReadOnlyList<ObservedResource>> ListAsync(DeletionStepKind kind, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            Fail($"list {kind}");
            return Task.FromResult<IReadOnlyList<ObservedResource>>(
            [
                .. things.Where(t => t.Key.Kind == kind && !IsGone(t.Value)).Select(t => new ObservedResource(
                    kind, t.Key.Target, Untouchable.Contains(kind) ? ResourceCondition.Untouchable : t.Value.TakenAt + Lag <= time.GetUtcNow() ? ResourceCondition.Going : ResourceCondition.There)
                {
                    CreatedAt = t.Value.CreatedAt,
                }),
            ]);
        }
    }

    public Task<DeletionReply> DeleteAsync(DeletionStepKind kind, string target, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            var call = $"delete {kind} {target}";
            Meanwhile(call);
            var mishap = Mishaps(call, ++serial);
            DeletionReply? refused = mishap switch
            {
                Mishap.KilledBefore => throw new ProcessKilledException(),
                Mishap.Throttled => new(DeletionReplyKind.Throttled, "slow down") { After = TimeSpan.FromSeconds(40) },
                Mishap.Busy => new(DeletionReplyKind.Busy, "in use"),
                Mishap.Denied => new(DeletionReplyKind.Denied, "not authorised") { Right = "eks:Delete" },
                Mishap.LostBefore => new(DeletionReplyKind.Unclear, "no answer"),
                _ => null,
            };
            var reply = refused ?? Take(kind, target);
            return mishap switch
            {
                Mishap.KilledAfter => throw new ProcessKilledException(),
                Mishap.LostAfter => Task.FromResult(new DeletionReply(DeletionReplyKind.Unclear, "no answer")),
                _ => Task.FromResult(reply),
            };
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private DeletionReply Take(DeletionStepKind kind, string target)
    {
        if (kind == DeletionStepKind.DeletionProtection)
        {
            Living = Living is { } living ? living with { IsProtected = false } : null;
            Taken.Add((kind, target));
            return new(DeletionReplyKind.Accepted, "off");
        }

        if (kind == DeletionStepKind.Cluster)
        {
            if (Now() is not { } cluster)
                return new(DeletionReplyKind.NotThere, "not found");
            if (cluster.IsProtected || things.Any(t => t.Key.Kind is DeletionStepKind.NodeGroup or DeletionStepKind.FargateProfile && !IsGone(t.Value)))
                return new(DeletionReplyKind.Busy, "ResourceInUseException");
            Taken.Add((kind, target));
            Living = cluster with { IsGoing = true };
            goneAt = time.GetUtcNow() + TimeSpan.FromMinutes(3);
            return new(DeletionReplyKind.Accepted, "DELETING");
        }

        if (!things.TryGetValue((kind, target), out var thing) || IsGone(thing))
            return new(DeletionReplyKind.NotThere, "not found");
        if (thing.TakenAt is not null)
            return new(DeletionReplyKind.Busy, "being deleted");
        Taken.Add((kind, target));
        thing.TakenAt = time.GetUtcNow();
        MostProfilesAtOnce = Math.Max(MostProfilesAtOnce, things.Count(t => t.Key.Kind == DeletionStepKind.FargateProfile && t.Value.TakenAt is not null && !IsGone(t.Value)));
        return new(DeletionReplyKind.Accepted, "DELETING");
    }

    private DateTimeOffset? goneAt;

    private LivingCluster? Now()
    {
        if (Living is { IsGoing: true } && goneAt is { } at && at <= time.GetUtcNow())
            (Living, goneAt) = (null, null);
        return Living;
    }

    private bool IsGone(Thing thing) => thing.TakenAt + (thing.Takes > Lag ? thing.Takes : Lag) <= time.GetUtcNow();

    private void Fail(string call)
    {
        Meanwhile(call);
        switch (Mishaps(call, ++serial))
        {
            case Mishap.KilledBefore or Mishap.KilledAfter:
                throw new ProcessKilledException();
            case Mishap.Throttled or Mishap.Busy or Mishap.LostBefore or Mishap.LostAfter:
                throw Fault(ReadFailure.Throttled);
            case Mishap.Denied:
                throw Fault(ReadFailure.Denied);
        }
    }

    private static ReadException Fault(ReadFailure failure) => new(new ReadError { Failure = failure, Fault = FaultDomain.Aws, Summary = LocalizedText.Same(failure.ToString()), Right = "eks:List" });

    private sealed record Thing(TimeSpan Takes, DateTimeOffset? CreatedAt)
    {
        public DateTimeOffset? TakenAt { get; set; }
    }
}
