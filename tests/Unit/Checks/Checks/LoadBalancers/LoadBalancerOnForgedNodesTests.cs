using EksGrader.Checks.Aws;
using EksGrader.Checks.Checks.LoadBalancers;
using EksGrader.Checks.Core;
using EksGrader.Checks.Kubernetes;
using EksGrader.Tests.Unit.Fakes;

namespace EksGrader.Tests.Unit.Checks.Checks.LoadBalancers;

/// <summary>What a load balancer sends to must stand on nodes that AWS does not contradict, and AWS must know the cluster.</summary>
public sealed class LoadBalancerOnForgedNodesTests
{
    private const string PodAddress = "10.0.0.7";
    private readonly LoadBalancerCheck check = new();

    public static TheoryData<string> Attacks => [.. Forged.Keys];

    [Theory]
    [MemberData(nameof(Attacks))]
    public async Task Targets_ThatOnlyAWrittenNodeOrPodMakesTheClusters_FailTheThirdFact(string attack)
    {
        var cluster = WebApp.Owned().WithAws(a => a.Instance = id => id == Make.InstanceId("forged") ? null : Running(id));
        cluster.Aws.Add(WebApp.Balancer, WebApp.Tags(), [WebApp.Target(PodAddress)]);

        var verdict = await Forged[attack](cluster).JudgeAsync(check);

        Assert.True(verdict.Share == 0.4m, $"{attack}: {verdict.Summary.En}");
    }

    [Fact]
    public async Task Witness_OfHonestNodes_CostsOneReadAndNoPause()
    {
        var cluster = WebApp.Owned();
        Assert.Equal((Outcome.Passed, Assurance.Aws), await cluster.JudgeAsync(check) is var v ? (v.Outcome, v.Assurance) : default);
        Assert.Equal([$"aws ec2 describe-instances {Make.InstanceId("n1")}"], cluster.Log.Keys.Where(k => k.StartsWith("aws ec2", StringComparison.Ordinal)));
        Assert.Equal(0, cluster.Log.Pauses);
    }

    [Fact]
    public async Task Witness_Refused_LeavesThePointsAndTakesTheAssurance()
    {
        var cluster = WebApp.Owned();
        cluster.Aws.InstancesFault = Faults.Denied("ec2:DescribeInstances");
        var verdict = await cluster.JudgeAsync(check);
        Assert.Equal((Outcome.Passed, Assurance.Cluster, FaultDomain.Student), (verdict.Outcome, verdict.Assurance, verdict.WitnessFault));
        Assert.False(verdict.MayStillComeTrue);
    }

    [Fact]
    public async Task Witness_Throttled_LeavesThePointsAndIsAskedAgain()
    {
        var cluster = WebApp.Owned();
        cluster.Aws.InstancesFault = Faults.Throttled;
        var verdict = await cluster.JudgeAsync(check);
        Assert.Equal((Outcome.Passed, Assurance.Cluster, FaultDomain.Aws, true), (verdict.Outcome, verdict.Assurance, verdict.WitnessFault, verdict.MayStillComeTrue));
    }

    [Theory]
    [InlineData("eks-hybrid:///ap-northeast-2/student-07/mi-1")]
    [InlineData("x:///ap-northeast-2a/INSTANCE")]
    [InlineData("")]
    public async Task Targets_OnAMachineThatAwsCannotSpeakOf_AreNotConfirmed(string provider)
    {
        var node = Make.Node("n2") with { Spec = new NodeSpec { ProviderID = provider.Replace("INSTANCE", Make.InstanceId("n2"), StringComparison.Ordinal) } };
        var cluster = OnNode(WebApp.Owned(targets: [WebApp.Target(PodAddress), WebApp.Target(Make.InstanceId("n2"))]).With(node), "n2");
        var verdict = await cluster.JudgeAsync(check);
        Assert.Equal((Outcome.Passed, Assurance.Cluster), (verdict.Outcome, verdict.Assurance));
    }

    [Fact]
    public async Task DescribeCluster_Refused_LeavesThePointsAndTakesTheAssurance()
    {
        var cluster = WebApp.Owned();
        cluster.Aws.ClusterFault = Faults.Throttled;
        var verdict = await cluster.JudgeAsync(check);
        Assert.Equal((Outcome.Passed, Assurance.Cluster, FaultDomain.Aws), (verdict.Outcome, verdict.Assurance, verdict.WitnessFault));
        Assert.Equal(Outcome.Unknown, (await cluster.By(r => r with { Assurance = Assurance.Aws }).JudgeAsync(check)).Outcome);
    }

    private static AwsInstance Running(string id) => new() { Id = id, State = "running", VpcId = "vpc-1" };

    private static readonly Dictionary<string, Func<FakeCluster, FakeCluster>> Forged = new(StringComparer.Ordinal)
    {
        ["an instance that AWS does not have here"] = c => Sending(c.With(Make.Node("forged")), Make.InstanceId("forged")),
        ["the address of a forged node"] = c => Sending(c.With(Make.Node("forged")), Make.AddressOf("forged")),
        ["the outer address of a node"] = c => Sending(c.With(Make.Node("n3") is var n ? n with { Status = n.Status with { Addresses = [new NodeAddress { Type = "ExternalIP", Address = "198.51.100.7" }] } } : n), "198.51.100.7"),
        ["a pod on a forged node"] = c => OnNode(c.With(Make.Node("forged")), "forged"),
        ["a pod on a second node of a real machine"] = c => OnNode(c.With(Make.Node("twice") with { Spec = Make.Node("n1").Spec }), "twice"),
        ["a pod on a node that is not there"] = c => OnNode(c, "gone"),
        ["a pod on no node"] = c => OnNode(c, ""),
        ["a forged node that came while the grader waited"] = c => Sending(c, Make.InstanceId("forged")).WhilePaused(x => x.Instead(Make.Node("n1"), Make.Node("forged"))),
    };

    private static FakeCluster Sending(FakeCluster cluster, string target)
    {
        cluster.Aws.Send(WebApp.Balancer.Id, WebApp.Target(target));
        return cluster;
    }

    private static FakeCluster OnNode(FakeCluster cluster, string node)
    {
        cluster.Kubernetes.Replace(Make.Pod("web-pod", node: node));
        return cluster;
    }
}
