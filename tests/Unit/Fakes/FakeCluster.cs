using EksGrader.Checks.Aws;
using EksGrader.Checks.Checks;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Kubernetes;
using EksGrader.Checks.Web;

namespace EksGrader.Tests.Unit.Fakes;

/// <summary>A cluster put together line by line. What a check reads without having declared it throws.</summary>
internal sealed class FakeCluster
{
    public const string Name = "student-07";

    /// <summary>The time of every observation.</summary>
    public static readonly DateTimeOffset Now = new(2026, 12, 4, 9, 0, 0, TimeSpan.Zero);

    private AssignmentRules rules = new();
    private SubmissionTarget handIn = new() { SubmittedAt = Now };
    private FakeAws? aws;
    private LeaseHistory? lease;
    private Action<FakeCluster>? whilePaused;
    private DateTimeOffset now = Now;

    public FakeKubernetes Kubernetes { get; } = new();

    public FakeWeb Web { get; } = new();

    public FakeLog Log { get; private set; } = new(Now);

    public FakeAws Aws => aws ?? throw new InvalidOperationException("This cluster has no AWS access.");

    public FakeCluster With<T>(params IEnumerable<T> objects)
        where T : class, IKubernetesObject<T>
    {
        Kubernetes.Add(objects);
        return this;
    }

    /// <summary>These objects of a kind in place of those that are there.</summary>
    public FakeCluster Instead<T>(params IEnumerable<T> objects)
        where T : class, IKubernetesObject<T>
    {
        Kubernetes.Clear(T.Type);
        return With(objects);
    }

    /// <summary>Changes each object of a kind that is there; null takes it away.</summary>
    public FakeCluster Change<T>(Func<T, T?> change)
        where T : class, IKubernetesObject<T>
    {
        Kubernetes.Change(change);
        return this;
    }

    /// <summary>Takes away the objects of a kind that fit.</summary>
    public FakeCluster Remove<T>(Func<T, bool>? which = null)
        where T : class, IKubernetesObject<T> =>
        Change<T>(o => which?.Invoke(o) != false ? null : o);

    public FakeCluster Without<T>()
        where T : class, IKubernetesObject<T>
    {
        Kubernetes.Fail(T.Type, Faults.Denied($"{T.Type}"));
        return this;
    }

    /// <summary>Whether there is AWS access.</summary>
    public bool HasAws => aws is not null;

    /// <summary>Refuses everything that a declared read stands for.</summary>
    public FakeCluster Refusing(DeclaredRead read)
    {
        switch (read)
        {
            case DeclaredRead.Kubernetes { Type: var type }:
                Kubernetes.Fail(type, Faults.Denied($"{type}"));
                break;
            case DeclaredRead.Aws { Action: var action }:
                Aws.Refused.Add(action);
                break;
        }

        return this;
    }

    public FakeCluster NotKnowing<T>()
        where T : class, IKubernetesObject<T>
    {
        Kubernetes.Forget(T.Type);
        return this;
    }

    public FakeCluster WithAws(Action<FakeAws>? facts = null)
    {
        aws = new FakeAws();
        facts?.Invoke(aws);
        handIn = handIn with { HasAwsAccess = true, ClusterName = Name, Region = "ap-northeast-2" };
        return this;
    }

    /// <summary>Changes what AWS says, where there is AWS access.</summary>
    public FakeCluster ForAws(Action<FakeAws> change)
    {
        change(Aws);
        return this;
    }

    /// <summary>The same cluster without AWS access.</summary>
    public FakeCluster WithoutAws()
    {
        aws = null;
        handIn = handIn with { HasAwsAccess = false, ClusterName = null, Region = null };
        return this;
    }

    public FakeCluster WithWeb(Action<FakeWeb> facts)
    {
        facts(Web);
        return this;
    }

    public FakeCluster Submitted(Func<SubmissionTarget, SubmissionTarget> change)
    {
        handIn = change(handIn);
        return this;
    }

    public FakeCluster By(Func<AssignmentRules, AssignmentRules> change)
    {
        rules = change(rules);
        return this;
    }

    /// <summary>Changes the world while a check waits to ask a second time.</summary>
    public FakeCluster WhilePaused(Action<FakeCluster> change)
    {
        whilePaused = change;
        return this;
    }

    public FakeCluster WithLease(LeaseHistory history, DateTimeOffset at)
    {
        lease = history;
        now = at;
        return this;
    }

    /// <summary>What is known of its deletion; null where it is not watched.</summary>
    public LeaseHistory? Lease => lease;

    /// <summary>The connections to it, as an observation opens them.</summary>
    public LiveCluster Open() => new(handIn with { Reach = Reach.DescribeCluster }, Kubernetes, aws, Web);

    /// <summary>The cluster for who may read only what a check declared; everything where there is none.</summary>
    public Cluster Build(CheckInfo? info = null)
    {
        Log = new FakeLog(now, () => whilePaused?.Invoke(this));
        Kubernetes.Declared = info?.Reads.OfType<DeclaredRead.Kubernetes>().Select(r => r.Type).ToHashSet();
        var actions = info?.Reads.OfType<DeclaredRead.Aws>().Select(r => r.Action).ToHashSet(StringComparer.Ordinal);
        aws?.Declared = actions;
        return new Cluster(Log, handIn, new KubernetesReader(Log, Kubernetes), aws is null ? null : new AwsReader(Log, aws), new WebReader(Log, Web)) { Lease = lease };
    }

    /// <summary>Judges the check over a log that is kept: a recording of one observation.</summary>
    public async Task<RecordedObservation> RecordAsync(ICheck check, params (string Name, object Value)[] parameters)
    {
        using var log = new RecordingLog(1, handIn, new PausesPass(now, () => whilePaused?.Invoke(this)), TimeSpan.FromMinutes(1));
        var cluster = new Cluster(log, handIn, new KubernetesReader(log, Kubernetes), aws is null ? null : new AwsReader(log, aws), new WebReader(log, Web)) { Lease = lease };
        await check.JudgeAsync(cluster, Parameters(check, parameters), TestContext.Current.CancellationToken);
        return await log.EndAsync([check.Info.Id]);
    }

    /// <summary>The assignment's values for a check, by this cluster's rules.</summary>
    public CheckParameters Parameters(ICheck check, params (string Name, object Value)[] parameters) =>
        new(check.Info, parameters.ToDictionary(p => p.Name, p => p.Value, StringComparer.Ordinal), rules);

    /// <summary>Judges the check. What it states as facts must be what the verdict is.</summary>
    public async ValueTask<Verdict> JudgeAsync(ICheck check, params (string Name, object Value)[] parameters)
    {
        var verdict = await check.JudgeAsync(Build(check.Info), Parameters(check, parameters), TestContext.Current.CancellationToken);
        StatedFacts.AreTheVerdict(check, verdict);
        return verdict;
    }
}
