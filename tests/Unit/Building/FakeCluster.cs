using EksGrader.Checks;
using EksGrader.Checks.Assignments;
using EksGrader.Checks.Aws;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Kubernetes;
using EksGrader.Checks.Web;

namespace EksGrader.Tests.Unit.Building;

/// <summary>A cluster put together line by line. What a check reads without having declared it throws.</summary>
internal sealed class FakeCluster
{
    public const string Name = "student-07";

    /// <summary>The time of every look.</summary>
    public static readonly DateTimeOffset Now = new(2026, 12, 4, 9, 0, 0, TimeSpan.Zero);

    private AssignmentRules rules = new();
    private HandIn handIn = new() { SubmittedAt = Now };
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

    public FakeCluster Without<T>()
        where T : class, IKubernetesObject<T>
    {
        Kubernetes.Fail(T.Type, Faults.Denied($"{T.Type}"));
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

    public FakeCluster WithWeb(Action<FakeWeb> facts)
    {
        facts(Web);
        return this;
    }

    public FakeCluster HandedIn(Func<HandIn, HandIn> change)
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

    /// <summary>The cluster for who may read only what a check declared; everything where there is none.</summary>
    public Cluster Build(CheckInfo? info = null)
    {
        Log = new FakeLog(now, () => whilePaused?.Invoke(this));
        Kubernetes.Declared = info?.Reads.OfType<DeclaredRead.Kubernetes>().Select(r => r.Type).ToHashSet();
        var actions = info?.Reads.OfType<DeclaredRead.Aws>().Select(r => r.Action).ToHashSet(StringComparer.Ordinal);
        aws?.Declared = actions;
        return new Cluster(Log, handIn, new KubernetesWindow(Log, Kubernetes), aws is null ? null : new AwsWindow(Log, aws), new WebWindow(Log, Web)) { Lease = lease };
    }

    public ValueTask<Verdict> JudgeAsync(ICheck check, params (string Name, object Value)[] parameters)
    {
        var values = parameters.ToDictionary(p => p.Name, p => p.Value, StringComparer.Ordinal);
        return check.JudgeAsync(Build(check.Info), new CheckParameters(check.Info, values, rules), TestContext.Current.CancellationToken);
    }
}
