using EksGrader.Checks.Checks.Replicas;
using EksGrader.Checks.Core;
using EksGrader.Checks.Kubernetes;
using EksGrader.Tests.Unit.Checks.Assignments;
using EksGrader.Tests.Unit.Fakes;
using FsCheck.Fluent;
using Gen = FsCheck.Fluent.Gen;

namespace EksGrader.Tests.Unit.Checks.Checks.Replicas;

/// <summary>
/// What denied reads do to the rule about replicas: a verdict that is not unknown is the very one that any answer of the unread kinds
/// gives, and one that is unknown could have been another one.
/// </summary>
public sealed class ReplicasUnreadTests
{
    private const string Host = "k8s-a-b-0.elb.ap-northeast-2.amazonaws.com";
    private static readonly string[] Kinds = ["deployments", "statefulsets", "replicasets", "pods", "nodes", "services", "ingresses"];
    private static readonly ReplicasCheck Check = new();

    [Fact]
    public void Replicas_WithAnySubsetOfReadsDenied_AreTheFullVerdictOrUnknown() => Property.Holds(Worlds(), Compare, tests: 1000);

    [Fact]
    public void Replicas_UnknownForADeniedRead_CouldHaveComeToSomethingElse() =>
        Property.Holds(Worlds(), world => Judge(world, whole: false, others: true), tests: 300);

    [Fact]
    public async Task Replicas_OnlyThreeUnreadKindsTogetherCouldChangeThem_AreUnknown()
    {
        // A Deployment that is not ready, picked alone, earns nothing: where the controller, the StatefulSet and the Ingress are not there.
        App[] deployments = [new("traefik", 1, 1, Balanced: true), new("d1", 1, 0, Balanced: true)];
        App[] sets = [new("s0", 2, 0, Balanced: false), new("s1", 1, 1, Balanced: true)];
        App[] bare = [new("r0", 0, 0, Balanced: false), new("r1", 1, 1, Balanced: false)];
        var world = new World(deployments, sets, bare, ["deployments", "statefulsets", "ingresses"], Exact: false, HasController: false, Led: "r1")
        {
            Balanced = ["traefik", "d1", "s1"],
            Inner = ["traefik", "d1", "s0", "s1", "r0", "r1"],
        };

        Assert.Equal(Outcome.Unknown, (await Build(world, deny: true).JudgeAsync(Check, ("match", "atLeast"))).Outcome);
        Assert.Equal(0.5m, Share(world));
        Assert.Equal(0, Share(world with { Deployments = [deployments[1]], Sets = [], Led = null }));
        Judge(world, whole: false, others: true);
    }

    [Fact]
    public async Task Replicas_ReplicaSetThatIsNotReadyBesideALostRevision_CouldBeAllThatAnIngressLeadsTo()
    {
        // The controller's ready pod may belong to no revision of its Deployment, and the Ingress may lead to a ReplicaSet without a ready pod.
        var world = new World(
            [new("traefik", 2, 1, Balanced: true)], [new("s0", 3, 1, Balanced: false), new("s1", 3, 1, Balanced: false)], [], ["replicasets", "ingresses"], Exact: false, HasController: false, Led: null)
        {
            Balanced = ["traefik"],
            Inner = ["traefik", "s0", "s1"],
        };

        Assert.Equal(Outcome.Unknown, (await Build(world, deny: true).JudgeAsync(Check, ("match", "atLeast"))).Outcome);
        Assert.Equal(0.5m, Share(world));
        Assert.Equal(0, Share(world with { Bare = [new App("rx", 2, 0, Balanced: false)], LosesRevisions = true, Led = "rx" }));
        Judge(world, whole: false, others: true);
    }

    [Fact]
    public async Task Replicas_KindThatOnlyAControllersServiceCouldPick_IsNotMissed()
    {
        // What the controller's Service picks is another controller, whatever the StatefulSets are.
        var world = new World([new("traefik", 2, 1, Balanced: true)], [new("s0", 2, 2, Balanced: false)], [new("r0", 2, 2, Balanced: false)], ["statefulsets"], Exact: true, HasController: true, Led: null)
        {
            Balanced = ["traefik"],
            Inner = ["traefik", "s0", "r0"],
        };

        Assert.Equal(Outcome.Passed, (await Build(world, deny: true).JudgeAsync(Check, ("match", "exact"))).Outcome);
    }

    private static void Compare(World world) => Judge(world, whole: true, others: false);

    private static void Judge(World world, bool whole, bool others)
    {
        var denied = Build(world, deny: true).JudgeAsync(Check, ("match", world.Exact ? "exact" : "atLeast")).AsTask().GetAwaiter().GetResult();
        if (whole && denied.Outcome != Outcome.Unknown)
        {
            var full = Share(world);
            Assert.True(denied.Share == full, $"{world}: {denied.Share} by what was read, {full} in full");
        }

        if (others && denied.Outcome == Outcome.Unknown)
        {
            var share = Share(world);
            Assert.True(Answers(world).Any(answer => Share(answer) != share), $"{world}: unknown, but every answer comes to {share}");
        }
    }

    private static decimal? Share(World world) =>
        Build(world, deny: false).JudgeAsync(Check, ("match", world.Exact ? "exact" : "atLeast")).AsTask().GetAwaiter().GetResult().Share;

    // What the unread kinds might have held: nothing, what they hold, a workload that is picked or one that is better than all; of one kind
    // first, then of two and three together. Lazy, since three are many and the first answer that differs is enough.
    private static IEnumerable<World> Answers(World world)
    {
        var unread = Kinds.Where(k => world.Denied.Contains(k, StringComparer.Ordinal)).ToList();
        return Enumerable.Range(1, Math.Min(3, unread.Count)).SelectMany(kinds => Answers(world, unread, kinds));
    }

    private static IEnumerable<World> Answers(World world, IReadOnlyList<string> unread, int kinds) => kinds == 0
        ? [world]
        : unread.SelectMany((kind, i) => Variants(world, kind).SelectMany(w => Answers(w, [.. unread.Skip(i + 1)], kinds - 1)));

    private static IEnumerable<World> Variants(World world, string kind) => kind switch
    {
        "deployments" => [.. Relabelled(world, world.Deployments).Select(d => world with { Deployments = d }), world with { Deployments = [] }, .. Joined(world, world.Deployments, "dx").Select(n => world with { Deployments = n })],
        "statefulsets" => [.. Relabelled(world, world.Sets).Select(s => world with { Sets = s }), world with { Sets = [] }, .. Joined(world, world.Sets, "sx").Select(n => world with { Sets = n })],
        "replicasets" => [.. Relabelled(world, world.Bare).Select(r => world with { Bare = r }), world with { Bare = [] }, .. Joined(world, world.Bare, "rx").SelectMany(n => (World[])[world with { Bare = n }, world with { Bare = n, LosesRevisions = true }]), world with { LosesRevisions = true }, world with { Bare = [], LosesRevisions = true }, .. Names(world).Select(n => world with { FreedAs = n })],
        "pods" => [world, world with { NoPods = true }, world with { MorePods = true }],
        "nodes" => [world, world with { NoNodes = true }],
        "services" => [world, world with { Services = ServiceChoice.None }, .. Names(world).Select(n => world with { Services = ServiceChoice.One, Picked = n })],
        _ => [world, world with { Led = null }, .. Names(world).Select(n => world with { Led = n })],
    };

    // All as they are, without one, one that asks for two, and one such with a template of another application that some Service picks.
    private static IEnumerable<App[]> Relabelled(World world, App[] apps) =>
    [
        apps,
        .. apps.Select((_, i) => apps.Where((_, j) => i != j).ToArray()),
        .. apps.Select((_, i) => With(apps, i, a => a with { Asked = 2 })),
        .. apps.SelectMany((_, i) => Names(world).Select(name => With(apps, i, a => a with { Template = name, Asked = 2 }))),
    ];

    // With one more, or with it alone, whether or not a Service picks it.
    private static IEnumerable<App[]> Joined(World world, App[] apps, string newcomer) =>
        Names(world).Cast<string?>().Append(null).Select(name => new App(newcomer, 2, 0, Balanced: false) { Template = name }).SelectMany(n => (App[][])[[.. apps, n], [n]]);

    private static App[] With(App[] apps, int which, Func<App, App> change) => [.. apps.Select((a, i) => i == which ? change(a) : a)];

    private static IEnumerable<string> Names(World world) => world.Deployments.Concat(world.Sets).Concat(world.Bare).Select(a => a.Name);

    private static FakeCluster Build(World world, bool deny)
    {
        var cluster = new FakeCluster();
        if (!world.NoNodes)
        {
            cluster.With(Make.Node("n1"));
        }

        foreach (var app in world.Deployments)
        {
            var deployment = Make.Deployment(app.Name, app.Asked) is var made ? made with { Spec = Make.Spec(app.Asked, app.Template ?? app.Name) } : made;
            var revision = Make.Revision(deployment);
            cluster.With(deployment);
            Add(cluster, world, app, revision.Metadata, "ReplicaSet", () =>
                world.FreedAs is { } name ? cluster.With(revision with { Metadata = revision.Metadata with { OwnerReferences = [] }, Spec = Make.Spec(2, name) })
                : world.LosesRevisions ? cluster
                : cluster.With(revision));
        }

        foreach (var app in world.Sets)
        {
            Add(cluster, world, app, Make.StatefulSet(app.Name, app.Asked).Metadata, "StatefulSet", () => cluster.With(Make.StatefulSet(app.Name, app.Asked) with { Spec = Make.Spec(app.Asked, app.Template ?? app.Name) }));
        }

        foreach (var app in world.Bare)
        {
            Add(cluster, world, app, Make.ReplicaSet(app.Name, app.Asked).Metadata, "ReplicaSet", () => cluster.With(Make.ReplicaSet(app.Name, app.Asked) with { Spec = Make.Spec(app.Asked, app.Template ?? app.Name) }));
        }

        var names = world.Services switch
        {
            ServiceChoice.None => [],
            ServiceChoice.One => [world.Picked],
            _ => world.Balanced,
        };
        cluster.With(names.Select(n => Make.LoadBalancer(n)));
        if (world.HasController && world.Services == ServiceChoice.Own)
        {
            cluster.With(Make.LoadBalancer("edge", Host, "ingress-nginx"));
        }

        // Every application has a Service within the cluster too, to which an Ingress may lead.
        cluster.With(Names(world).Union(world.Inner, StringComparer.Ordinal).Select(n => Make.LoadBalancer($"{n}-inner") is var s
            ? s with { Spec = new ServiceSpec { Type = "ClusterIP", Selector = Make.Labels(("app", n)) } }
            : s));
        if (world.Led is { } led)
        {
            cluster.With(Make.Ingress("way", $"{led}-inner", Host));
        }

        foreach (var kind in deny ? world.Denied : [])
        {
            _ = kind switch
            {
                "deployments" => cluster.Without<Deployment>(),
                "statefulsets" => cluster.Without<StatefulSet>(),
                "replicasets" => cluster.Without<ReplicaSet>(),
                "pods" => cluster.Without<Pod>(),
                "nodes" => cluster.Without<Node>(),
                "services" => cluster.Without<Service>(),
                _ => cluster.Without<Ingress>(),
            };
        }

        return cluster;
    }

    private static void Add(FakeCluster cluster, World world, App app, ObjectMeta owner, string kind, Func<FakeCluster> put)
    {
        put();
        var ready = world.NoPods ? 0 : world.MorePods ? Math.Max(app.Ready, 2) : app.Ready;
        cluster.With(Enumerable.Range(1, ready).Select(i => Make.Pod($"{app.Name}-{i}", owner, ownerKind: kind, app: app.Name)));
    }

    private static FsCheck.Gen<World> Worlds()
    {
        FsCheck.Gen<App[]> Apps(string prefix) => Gen.Choose(0, 2).SelectMany(count => Gen.ArrayOf(
            Gen.Choose(0, 3).SelectMany(asked => Gen.Choose(0, Math.Min(asked, 2)).SelectMany(ready => Gen.Elements(true, false).Select(balanced => (asked, ready, balanced)))), count)
            .Select(all => all.Select((a, i) => new App($"{prefix}{i}", a.asked, a.ready, a.balanced)).ToArray()));

        return from deployments in Apps("d")
               from sets in Apps("s")
               from bare in Apps("r")
               from denied in Gen.SubListOf(Kinds)
               from exact in Gen.Elements(true, false)
               from controller in Gen.Elements(true, false)
               from routes in Gen.Elements(true, false)
               from leads in Gen.Elements(true, false)
               let named = routes ? With(deployments, 0, a => a with { Name = "traefik" }) : deployments
               let names = named.Concat(sets).Concat(bare).Select(a => a.Name).ToList()
               select new World(named, sets, bare, [.. denied], exact, controller, leads && names.Count > 0 ? names[^1] : null)
               {
                   Balanced = [.. named.Concat(sets).Concat(bare).Where(a => a.Balanced).Select(a => a.Name)],
                   Inner = names,
               };
    }

    private enum ServiceChoice
    {
        Own,
        None,
        One,
    }

    private sealed record App(string Name, int Asked, int Ready, bool Balanced)
    {
        /// <summary>What the newest template of its pods calls the application, where that is not yet rolled out.</summary>
        public string? Template { get; init; }
    }

    private sealed record World(App[] Deployments, App[] Sets, App[] Bare, string[] Denied, bool Exact, bool HasController, string? Led)
    {
        /// <summary>What Services of type LoadBalancer pick.</summary>
        public IReadOnlyList<string> Balanced { get; init; } = [];

        /// <summary>What Services within the cluster pick.</summary>
        public IReadOnlyList<string> Inner { get; init; } = [];

        public bool NoPods { get; init; }

        public bool MorePods { get; init; }

        public bool NoNodes { get; init; }

        public bool LosesRevisions { get; init; }

        /// <summary>What bare ReplicaSets in the place of revisions call the application; null where they are revisions.</summary>
        public string? FreedAs { get; init; }

        public ServiceChoice Services { get; init; }

        public string Picked { get; init; } = "";

        public override string ToString() =>
            $"D[{Text(Deployments)}] S[{Text(Sets)}] R[{Text(Bare)}] without [{string.Join(' ', Denied)}] {(Exact ? "exact" : "atLeast")}{(HasController ? " controller" : "")} leads to {Led ?? "-"}";

        private static string Text(App[] apps) => string.Join(' ', apps.Select(a => $"{a.Name}:{a.Ready}/{a.Asked}{(a.Balanced ? "*" : "")}"));
    }
}
