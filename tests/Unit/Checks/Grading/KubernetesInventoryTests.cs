using System.Text.Json;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Grading;
using EksGrader.Checks.Kubernetes;

namespace EksGrader.Tests.Unit.Checks.Grading;

public sealed class KubernetesInventoryTests
{
    private static readonly DateTimeOffset At = new(2026, 12, 4, 9, 0, 0, TimeSpan.Zero);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Inventory_OfARecordedLook_CountsWhatCosts()
    {
        var look = Look(
            Read(NodeOf("t3.medium"), NodeOf("t3.medium"), NodeOf(null), NodeOf(null, fargate: true)),
            Read(ServiceOf("a1-1.ap-northeast-2.elb.amazonaws.com"), ServiceOf("k8s-1-2.elb.ap-northeast-2.amazonaws.com"), ServiceOf(null), ServiceOf("10.0.0.1"), new Service()),
            new RecordedRead { Key = "kubernetes version", At = At, Answer = """{"gitVersion":"v1.34.1-eks-abc"}"""u8.ToArray() });

        var seen = await KubernetesInventory.OfAsync(look, Token);

        Assert.NotNull(seen);
        Assert.Equal(new Dictionary<string, int> { ["t3.medium"] = 2, [""] = 1 }, seen.Nodes);
        Assert.Equal((1, 1, 1, "1.34"), (seen.FargatePods, seen.ClassicLoadBalancers, seen.LoadBalancers, seen.Version));
        Assert.Null(seen.VolumeGib);
    }

    [Fact]
    public async Task Inventory_NodesNotSeen_IsNotTakenForNone() => Assert.Null(await KubernetesInventory.OfAsync(Look(Read<Service>()), Token));

    private static RecordedObservation Look(params RecordedRead[] reads) => new(1, At, new SubmissionTarget { SubmittedAt = At }, [], reads);

    private static RecordedRead Read<T>(params T[] items)
        where T : class, IKubernetesObject<T> =>
        new() { Key = $"kubernetes list {T.Type}", At = At, Answer = JsonSerializer.SerializeToUtf8Bytes(new ObjectList<T> { Items = items }, T.ListJson) };

    private static Node NodeOf(string? type, bool fargate = false)
    {
        var labels = new Dictionary<string, string>();
        if (type is not null)
            labels["node.kubernetes.io/instance-type"] = type;
        if (fargate)
            labels["eks.amazonaws.com/compute-type"] = "fargate";
        return new Node { Metadata = new ObjectMeta { Labels = labels } };
    }

    private static Service ServiceOf(string? host) => new()
    {
        Spec = new ServiceSpec { Type = "LoadBalancer" },
        Status = new ServiceStatus { LoadBalancer = new LoadBalancerStatus { Ingress = host is null ? [] : [new LoadBalancerIngress { Hostname = host }] } },
    };
}
