using EksGrader.Checks.Checks;
using EksGrader.Checks.Checks.Replicas;
using EksGrader.Checks.Core;
using EksGrader.Checks.Kubernetes;
using EksGrader.Tests.Unit.Fakes;

namespace EksGrader.Tests.Unit.Checks.Checks.Replicas;

public sealed class ReplicasCheckTests
{
    private readonly ReplicasCheck check = new();

    public static TheoryData<int, int?, int, string, Outcome, double> Counts => new()
    {
        // ready, spec.replicas, count
        { 2, 2, 2, "exact", Outcome.Passed, 1 },
        { 1, 2, 2, "exact", Outcome.Partial, 0.5 },
        { 0, 2, 2, "exact", Outcome.Failed, 0 },
        { 1, 1, 2, "exact", Outcome.Partial, 0.5 },
        { 1, null, 1, "exact", Outcome.Passed, 1 },
        { 2, 3, 3, "exact", Outcome.Partial, 2 / 3d },
        { 3, 3, 2, "exact", Outcome.Partial, 0.5 },
        { 1, 4, 4, "exact", Outcome.Partial, 0.25 },
        { 1, 5, 4, "exact", Outcome.Partial, 0.25 },
        { 0, 3, 2, "exact", Outcome.Failed, 0 },
        { 3, 3, 2, "atLeast", Outcome.Passed, 1 },
        { 1, 3, 2, "atLeast", Outcome.Partial, 0.5 },
        // A surge that the controller takes back: the specification asks for two.
        { 3, 2, 2, "exact", Outcome.Passed, 1 },
    };

    [Theory]
    [MemberData(nameof(Counts))]
    public async Task Replicas_Counted_GiveTheShare(int ready, int? asked, int count, string match, Outcome outcome, double share)
    {
        var verdict = await Deployed(Make.Deployment("web", asked), ready).JudgeAsync(check, ("count", count), ("match", match));

        Assert.Equal(outcome, verdict.Outcome);
        Assert.Equal(share, (double)(verdict.Share ?? -1), 6);
        Assert.StartsWith($"{ready} of ", verdict.Summary.En, StringComparison.Ordinal);
        Assert.Contains("Deployment default/web", verdict.Summary.En, StringComparison.Ordinal);
    }

    public static TheoryData<string> UnreadyPods => [.. Unready.Keys];

    [Theory]
    [MemberData(nameof(UnreadyPods))]
    public async Task Replicas_PodThatDoesNotCount_IsLeftOut(string why)
    {
        var deployment = Make.Deployment("web", 2);
        var revision = Make.Revision(deployment);
        var cluster = new FakeCluster().With(Make.Node("n1")).With(deployment).With(revision)
            .With(Make.Pod("web-1", revision.Metadata), Unready[why](revision));

        var verdict = await cluster.JudgeAsync(check);

        Assert.Equal("1 of 2 replicas are ready (Deployment default/web)", verdict.Summary.En);
        Assert.True(verdict.MayStillComeTrue);
        Assert.NotEmpty(verdict.Feedback);
    }

    [Fact]
    public async Task Replicas_OfTheOldRevision_DoNotCount()
    {
        var deployment = Make.Deployment("web", 2, revision: "2") with { Status = new WorkloadStatus { ObservedGeneration = 1, Replicas = 3, UpdatedReplicas = 1 } };
        var (old, current) = (Make.Revision(deployment, "1"), Make.Revision(deployment, "2"));
        var cluster = new FakeCluster().With(Make.Node("n1")).With(deployment).With(old, current)
            .With(Make.Pod("old-1", old.Metadata), Make.Pod("old-2", old.Metadata), Make.Pod("new-1", current.Metadata));

        var verdict = await cluster.JudgeAsync(check);

        Assert.Equal(0.5m, verdict.Share);
        Assert.True(verdict.MayStillComeTrue);
        Assert.Contains(verdict.Feedback, f => f.En.Contains("kubectl rollout status deployment/web -n default", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Replicas_RolledBack_CountTheRevisionThatCarriesTheNumber()
    {
        // A rollback gives the old ReplicaSet the new number.
        var deployment = Make.Deployment("web", 2, revision: "3");
        var (back, abandoned) = (Make.Revision(deployment, "3"), Make.Revision(deployment, "2"));
        var cluster = new FakeCluster().With(Make.Node("n1")).With(deployment).With(back, abandoned)
            .With(Make.Pod("a", back.Metadata), Make.Pod("b", back.Metadata), Make.Pod("c", abandoned.Metadata));
        Assert.Equal(Outcome.Passed, (await cluster.JudgeAsync(check)).Outcome);
    }

    [Fact]
    public async Task Replicas_WithoutRevisionNumbers_CountTheNewestReplicaSet()
    {
        var deployment = Make.Deployment("web", 2);
        deployment = deployment with { Metadata = deployment.Metadata with { Annotations = Make.Labels() } };
        var old = Make.Revision(deployment, "old") with { };
        old = old with { Metadata = old.Metadata with { Annotations = Make.Labels(), CreationTimestamp = FakeCluster.Now.AddHours(-2) } };
        var current = Make.Revision(deployment, "new");
        current = current with { Metadata = current.Metadata with { Annotations = Make.Labels() } };
        var cluster = new FakeCluster().With(Make.Node("n1")).With(deployment).With(old, current)
            .With(Make.Pod("a", old.Metadata), Make.Pod("b", old.Metadata), Make.Pod("c", current.Metadata));
        Assert.Equal(0.5m, (await cluster.JudgeAsync(check)).Share);
    }

    [Theory]
    [InlineData(2, 1, 2, 2)] // the controller has not seen the newest generation
    [InlineData(1, 1, 3, 2)] // old pods are left
    public async Task Replicas_InTheMiddleOfARollout_AreNotPassedYet(long generation, long observed, int replicas, int updated)
    {
        var deployment = Make.Deployment("web", 2);
        deployment = deployment with
        {
            Metadata = deployment.Metadata with { Generation = generation },
            Status = new WorkloadStatus { ObservedGeneration = observed, Replicas = replicas, UpdatedReplicas = updated },
        };

        var verdict = await Deployed(deployment, 2).JudgeAsync(check);

        Assert.Equal(Outcome.Partial, verdict.Outcome);
        Assert.Equal(0.5m, verdict.Share);
        Assert.True(verdict.MayStillComeTrue);
    }

    [Fact]
    public async Task Replicas_AskedForOneAndReady_CannotComeTrueByWaiting()
    {
        var verdict = await Deployed(Make.Deployment("web", 1), 1).JudgeAsync(check);
        Assert.False(verdict.MayStillComeTrue);
        Assert.Contains(verdict.Feedback, f => f.En.Contains("kubectl scale deployment/web -n default --replicas=2", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Replicas_TooManyAskedForAndHalfThere_DoNotSettle() =>
        Assert.False((await Deployed(Make.Deployment("web", 3), 1).JudgeAsync(check)).MayStillComeTrue);

    [Fact]
    public async Task Replicas_OfAStatefulSet_CountWhateverTheirRevision()
    {
        var set = Make.StatefulSet("web", 2) with { Status = new WorkloadStatus { ObservedGeneration = 1 } };
        var cluster = new FakeCluster().With(Make.Node("n1")).With(set)
            .With(Make.Pod("web-0", set.Metadata, ownerKind: "StatefulSet"), Make.Pod("web-1", set.Metadata, ownerKind: "StatefulSet"));
        var verdict = await cluster.JudgeAsync(check);
        Assert.Equal("2 of 2 replicas are ready (StatefulSet default/web)", verdict.Summary.En);
    }

    [Fact]
    public async Task Replicas_OfABareReplicaSet_Count()
    {
        var set = Make.ReplicaSet("web", 2);
        var cluster = new FakeCluster().With(Make.Node("n1")).With(set).With(Make.Pod("a", set.Metadata), Make.Pod("b", set.Metadata));
        Assert.Equal(Outcome.Passed, (await cluster.JudgeAsync(check)).Outcome);
    }

    [Fact]
    public async Task Replicas_OnlyBarePods_AreFailedAndTold()
    {
        var verdict = await new FakeCluster().With(Make.Node("n1")).With(Make.Pod("a"), Make.Pod("b")).JudgeAsync(check);
        Assert.Equal(Outcome.Failed, verdict.Outcome);
        Assert.Contains("2 pods run without a controller", verdict.Feedback[0].En, StringComparison.Ordinal);
        Assert.False(verdict.MayStillComeTrue);
    }

    [Fact]
    public async Task Replicas_BarePodWithTheLabelsOfADeployment_IsNoReplica()
    {
        var deployment = Make.Deployment("web", 1);
        var verdict = await Deployed(deployment, 1).With(Make.Pod("alone")).JudgeAsync(check);
        Assert.Equal(0.5m, verdict.Share);
    }

    [Fact]
    public async Task Replicas_NoWorkload_IsFailedEvenWhereNothingElseCanBeRead()
    {
        var verdict = await new FakeCluster().Without<Pod>().Without<Node>().Without<Service>().Without<Ingress>().JudgeAsync(check);
        Assert.Equal(Outcome.Failed, verdict.Outcome);
    }

    [Theory]
    [InlineData("kube-system")]
    [InlineData("amazon-cloudwatch")]
    [InlineData("ingress-nginx")]
    [InlineData("kube-anything")]
    [InlineData("amazon-guardduty")]
    [InlineData("opentelemetry-operator-system")]
    public async Task Replicas_InASystemNamespace_AreNotTheStudents(string ns) =>
        Assert.Equal(Outcome.Failed, (await Deployed(Make.Deployment("web", 2, ns), 2).JudgeAsync(check)).Outcome);

    [Theory]
    [InlineData("aws-exam")]
    [InlineData("amazon-web")]
    [InlineData("monitoring-2")]
    [InlineData("default")]
    public async Task Replicas_InANamespaceOfTheStudentsOwn_Count(string ns) =>
        Assert.Equal(Outcome.Passed, (await Deployed(Make.Deployment("web", 2, ns), 2).JudgeAsync(check)).Outcome);

    [Fact]
    public async Task Replicas_PassedOverForTheirNamespace_AreNamed()
    {
        var verdict = await Deployed(Make.Deployment("web", 2, "monitoring"), 2).With(Make.Deployment("coredns", 2, "kube-system")).JudgeAsync(check);
        Assert.Contains(verdict.Feedback, f => f.En.Contains("Deployment monitoring/web was skipped", StringComparison.Ordinal));
        Assert.DoesNotContain(verdict.Feedback, f => f.En.Contains("coredns", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Replicas_BesideOneThatWasPassedOverThoughALoadBalancerPicksIt_NameIt()
    {
        var cluster = Deployed(Make.Deployment("other", 1), 1);
        Deployed(Make.Deployment("web", 2, "prometheus"), 2, cluster).With(Make.LoadBalancer("web", ns: "prometheus"));
        Deployed(Make.Deployment("operator", 1, "amazon-cloudwatch"), 1, cluster);
        var verdict = await cluster.JudgeAsync(check);
        Assert.Equal(0.5m, verdict.Share);
        Assert.Single(verdict.Feedback, f => f.En.Contains("was skipped", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Replicas_OnANodeThatIsNotReady_DoNotCountAndAreNamed()
    {
        var deployment = Make.Deployment("web", 2);
        var revision = Make.Revision(deployment);
        var verdict = await new FakeCluster().With(Make.Node("n1"), Make.Node("n2", ready: false)).With(deployment).With(revision)
            .With(Make.Pod("a", revision.Metadata), Make.Pod("b", revision.Metadata, node: "n2")).JudgeAsync(check);
        Assert.Equal((0.5m, true), (verdict.Share, verdict.MayStillComeTrue));
        Assert.Contains(verdict.Feedback, f => f.En.Contains("node n2, which is not Ready", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Replicas_OnACordonedNode_Count()
    {
        var cordoned = Make.Node("n1") with { Spec = Make.Node("n1").Spec with { Unschedulable = true } };
        Assert.Equal(Outcome.Passed, (await Deployed(Make.Deployment("web", 2), 2, new FakeCluster().With(cordoned)).JudgeAsync(check)).Outcome);
    }

    [Fact]
    public async Task Replicas_OfAnArgoRollout_Count()
    {
        var set = Make.ReplicaSet("web-abc", 2);
        set = set with { Metadata = set.Metadata with { OwnerReferences = [Make.Owner("Rollout", Make.Meta("web"))] } };
        var older = Make.ReplicaSet("web-old", 0);
        older = older with { Metadata = older.Metadata with { OwnerReferences = [Make.Owner("Rollout", Make.Meta("web"))] } };
        var cluster = new FakeCluster().With(Make.Node("n1")).With(set, older).With(Make.Pod("a", set.Metadata), Make.Pod("b", set.Metadata));
        Assert.Equal(Outcome.Passed, (await cluster.JudgeAsync(check)).Outcome);
    }

    [Fact]
    public async Task Replicas_TellAStatusThatLies_AreCountedByTheirPods()
    {
        var deployment = Make.Deployment("web", 2) with { Status = new WorkloadStatus { ObservedGeneration = 1, Replicas = 2, UpdatedReplicas = 2, ReadyReplicas = 2 } };
        Assert.Equal(Outcome.Failed, (await Deployed(deployment, 0).JudgeAsync(check)).Outcome);
    }

    [Fact]
    public async Task Replicas_OfAWorkloadBeingDeleted_DoNotCount()
    {
        var deployment = Make.Deployment("web", 2);
        deployment = deployment with { Metadata = deployment.Metadata with { DeletionTimestamp = FakeCluster.Now } };
        Assert.Equal(Outcome.Failed, (await Deployed(deployment, 2).JudgeAsync(check)).Outcome);
    }

    [Fact]
    public async Task Replicas_KindsThatTheServerDoesNotKnow_AreAbsent()
    {
        var verdict = await Deployed(Make.Deployment("web", 2), 2).NotKnowing<Ingress>().NotKnowing<StatefulSet>().JudgeAsync(check);
        Assert.Equal(Outcome.Passed, verdict.Outcome);
    }

    [Fact]
    public async Task Replicas_OnePodOnANodeThatIsGone_IsNamed()
    {
        var deployment = Make.Deployment("web", 2);
        var revision = Make.Revision(deployment);
        var verdict = await new FakeCluster().With(Make.Node("n1")).With(deployment).With(revision)
            .With(Make.Pod("a", revision.Metadata), Make.Pod("b", revision.Metadata, node: "gone")).JudgeAsync(check);
        Assert.Contains(verdict.Feedback, f => f.En.Contains("node gone, which does not exist", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Replicas_Judged_ShowTheWorkloadAndItsPods()
    {
        var verdict = await Deployed(Make.Deployment("web", 2), 2).With(Make.Pod("other", ns: "elsewhere")).JudgeAsync(check);
        Assert.Equal(["kubectl get deployments -n default", "kubectl get pods -n default -o wide"], verdict.Evidence.Select(e => e.Title));
        Assert.DoesNotContain("other", verdict.Evidence[1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Replicas_Reads_StartAtTheSameMoment()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var cluster = Deployed(Make.Deployment("web", 2), 2);
        cluster.Kubernetes.Gate = gate.Task;

        var judging = cluster.JudgeAsync(check);

        Assert.Equal(check.Info.Reads.OfType<DeclaredRead.Kubernetes>().Count(), cluster.Log.Keys.Count);
        gate.SetResult();
        Assert.Equal(Outcome.Passed, (await judging).Outcome);
    }

    internal static FakeCluster Deployed(Deployment deployment, int ready, FakeCluster? into = null)
    {
        var revision = Make.Revision(deployment);
        var ns = deployment.Metadata.Namespace;
        return (into ?? new FakeCluster().With(Make.Node("n1"))).With(deployment).With(revision)
            .With(Enumerable.Range(1, ready).Select(i => Make.Pod($"{deployment.Metadata.Name}-{i}", revision.Metadata, ns: ns, app: deployment.Metadata.Name)));
    }

    private static readonly Dictionary<string, Func<ReplicaSet, Pod>> Unready = new(StringComparer.Ordinal)
    {
        ["not ready"] = set => Make.Pod("web-2", set.Metadata, ready: false),
        ["pending"] = set => Make.Pod("web-2", set.Metadata, node: "") with { Status = new PodStatus { Phase = "Pending" } },
        ["finished"] = set => Change(Make.Pod("web-2", set.Metadata), s => s with { Phase = "Succeeded" }),
        ["being deleted"] = set => Make.Pod("web-2", set.Metadata) is var pod ? pod with { Metadata = pod.Metadata with { DeletionTimestamp = FakeCluster.Now } } : pod,
        ["on a node that is gone"] = set => Make.Pod("web-2", set.Metadata, node: "gone"),
        ["nowhere"] = set => Make.Pod("web-2", set.Metadata, node: ""),
        ["crashing"] = set => Change(Make.Pod("web-2", set.Metadata, ready: false), s => s with
        {
            ContainerStatuses = [new ContainerStatus { Name = "web", State = new ContainerState { Waiting = new ContainerWaiting { Reason = "CrashLoopBackOff" } } }],
        }),
    };

    private static Pod Change(Pod pod, Func<PodStatus, PodStatus> change) => pod with { Status = change(pod.Status) };
}
