using EksGrader.Checks.Aws;
using EksGrader.Checks.Aws.Calls;
using EksGrader.Checks.Checks;
using EksGrader.Checks.Checks.Fargate;
using EksGrader.Checks.Kubernetes;
using EksGrader.Tests.Unit.Fakes;
using EksGrader.Tests.Unit.Gates;

namespace EksGrader.Tests.Unit.Checks.Checks.Fargate;

/// <summary>The gates of <c>fargate</c>.</summary>
public sealed class FargateGates : CheckGates
{
    private const string Service = "service";
    private const string Batch = "batch work";
    private const string Label = "eks.amazonaws.com/fargate-profile";

    internal override ICheck Check { get; } = new FargateCheck();

    internal override IEnumerable<Reference> References =>
    [
        new(Service, "a namespace of its own, beside a node group", () => Cluster("shop", Profile("fp-shop", "shop")).With(Placed("web-1", "shop", "fp-shop")))
        {
            Deciding = gate => gate.Decides<Pod>(c => c.Remove<Pod>()).Decides<Node>(c => c.Remove<Node>()).Decides<Namespace>(c => c.Remove<Namespace>())
                .Decides(c => c.ForAws(a => a.Has<AwsFargateProfile>()), [.. AwsActions.FargateProfiles]),
        },
        new(Service, "default on a cluster of Fargate alone", () => Bare("default", Profile("fp-default", "default", "kube-system")).With(Placed("web-1", "default", "fp-default"))),
        new(Service, "by wildcard and label", () => Cluster("team-blue", Profile("fp-teams", "team-*") with { Selectors = [new AwsFargateSelector("team-*") { Labels = Make.Labels(("app", "w?b")) }] }).With(Placed("web-1", "team-blue", "fp-teams"))),
        new(Batch, "a finished Job", () => Cluster("batch", Profile("fp-batch", "batch")).With(Finished("report-x1", "batch", "fp-batch"))),
        new(Batch, "a finished Job whose node is gone", () => Cluster("batch", Profile("fp-batch", "batch")).With(Finished("report-x1", "batch", "fp-batch") with { Spec = new PodSpec { NodeName = "gone" } })),
        new(Batch, "a finished Job beside a failed one", () => Cluster("batch", Profile("fp-batch", "batch")).With(Finished("report-x1", "batch", "fp-batch"), Finished("report-x0", "batch", "fp-batch") with { Status = new PodStatus { Phase = "Failed" } })),
    ];

    internal override IEnumerable<Mutation> Mutations =>
    [
        Break("profile", 0, "there is none", c => c.ForAws(a => a.Has<AwsFargateProfile>())).With("runs"),
        Break("profile", 0, "it is being deleted", c => c.ForAws(a => a.Has(Profile("fp-shop", "shop") with { Status = "DELETING" }))).With("runs").On($"{Service}, a namespace of its own, beside a node group"),
        Break("profile", 0, "it selects another namespace", c => c.ForAws(a => a.Has(Profile("fp-batch", "other")))).With("runs").On(Batch),
        Break("profile", 0.625m, "its namespace is gone", c => c.Remove<Namespace>(n => n.Metadata.Name != "kube-system")).NotOn($"{Service}, default on a cluster of Fargate alone"),
        Break("runs", 0.375m, "there is no pod", c => c.Remove<Pod>()).NotOn($"{Service}, default on a cluster of Fargate alone"),
        Break("runs", 0, "there is no pod but those of the system", c => c.Remove<Pod>(p => p.Metadata.Namespace == "default")).With("profile").On($"{Service}, default on a cluster of Fargate alone"),
        Break("runs", 0.375m, "the pod was made before the profile", c => c.Change<Pod>(p => p with { Metadata = p.Metadata with { Labels = Make.Labels(("app", "web")) }, Spec = new PodSpec { NodeName = "n1" } })).On($"{Service}, a namespace of its own, beside a node group"),
        Break("runs", 0.375m, "the pod is not Ready", c => c.Change<Pod>(p => p with { Status = new PodStatus { Phase = "Pending" } })).On($"{Service}, a namespace of its own, beside a node group", $"{Service}, by wildcard and label"),
        Break("runs", 0.375m, "the Job's pod failed", c => c.Change<Pod>(p => p with { Status = new PodStatus { Phase = "Failed" } })).On(Batch),
        Break("runs", 0.375m, "AWS has no such machine", c => c.ForAws(a => a.Holds = (_, _) => false)).On($"{Service}, a namespace of its own, beside a node group") with { IsHonest = false },
    ];

    internal override IEnumerable<Scenario> LookAlikes =>
    [
        new("a label written by hand on a pod of a node group", () => Cluster("shop", Profile("fp-shop", "shop")).With(Make.Pod("web-1", ns: "shop", node: "n1") is var p ? p with { Metadata = p.Metadata with { Labels = Make.Labels((Label, "fp-shop")) } } : p), 0.375m),
        new("a label that names a profile which does not select the pod", () => Cluster("shop", Profile("fp-other", "other")).With(Placed("web-1", "shop", "fp-other")), 0),
        new("pods of the system on Fargate", () => Bare("default", Profile("fp-default", "default", "kube-system")).With(Placed("coredns-1", "kube-system", "fp-default")), 0),
        new("a pod that finished and is of no Job", () => Cluster("batch", Profile("fp-batch", "batch")).With(Finished("report", "batch", "fp-batch") is var p ? p with { Metadata = p.Metadata with { OwnerReferences = [] } } : p), 0.375m),
    ];

    internal override IEnumerable<Hostile> Hostiles =>
    [
        new("a selector of wildcards alone, many times", c => c.ForAws(a => a.Has([.. Enumerable.Range(0, 5).Select(i => Profile($"fp-{i}", new string('*', 60) + "x")), Profile("fp-shop", "shop")]))),
    ];

    private static FakeCluster Cluster(string ns, AwsFargateProfile profile) => Bare(ns, profile).With(Make.Node("n1"), Make.Node("n2"));

    private static FakeCluster Bare(string ns, AwsFargateProfile profile) => new FakeCluster()
        .With(new[] { ns, "kube-system" }.Select(n => new Namespace { Metadata = Make.Meta(n, "") }))
        .With(Make.Fargate("f1"))
        .WithAws(a => a.Has(profile));

    private static AwsFargateProfile Profile(string name, params string[] namespaces) => new()
    {
        Name = name,
        Status = "ACTIVE",
        CreatedAt = FakeCluster.Now.AddHours(-2),
        Selectors = [.. namespaces.Select(n => new AwsFargateSelector(n))],
    };

    private static Pod Placed(string name, string ns, string profile)
    {
        var pod = Make.Pod(name, node: "f1", ns: ns);
        return pod with { Metadata = pod.Metadata with { Labels = Make.Labels(("app", "web"), (Label, profile)) } };
    }

    private static Pod Finished(string name, string ns, string profile) => Placed(name, ns, profile) is var pod
        ? pod with { Metadata = pod.Metadata with { OwnerReferences = [Make.Owner("Job", Make.Meta("report", ns))] }, Status = new PodStatus { Phase = "Succeeded" } }
        : pod;
}
