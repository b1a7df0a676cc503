using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Deletion;
using EksGrader.Tests.Real.Fixtures;

namespace EksGrader.Tests.Real.Deletion;

/// <summary>What deleted clusters leave behind, in an AWS that others wrote.</summary>
public sealed class LeftoverTests(MotoFixture moto) : IClassFixture<MotoFixture>, IDisposable
{
    private static readonly (string Key, string Value) Owned = ($"kubernetes.io/cluster/{DeletionBench.Cluster}", "owned");
    private static readonly (string Key, string Value) Eksctl = ("alpha.eksctl.io/cluster-name", DeletionBench.Cluster);
    private DeletionBench? bench;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private DeletionBench Aws => bench ?? throw new InvalidOperationException("Not started.");

    public void Dispose() => bench?.Dispose();

    [Fact]
    public async Task Probe_EveryKind_IsFoundWithItsPrice()
    {
        var target = await StartAsync();
        await Aws.Aws.CreateClassicAsync("a0123456789abcdef0123456789abcde", Owned.Key, Owned.Value);
        await Aws.Aws.CreateNetworkAsync("k8s-default-web-0123456789", "service.k8s.aws/stack", "default/web", DeletionBench.Cluster);
        var volume = await Aws.Aws.CreateVolumeAsync(20, Owned); // moto's filter for tag keys takes only what has no tag of another key
        var (gateway, address) = await Aws.Aws.CreateNatGatewayAsync(Eksctl);
        var node = await Aws.Aws.RunInstanceAsync("t3.medium", ("eks:cluster-name", DeletionBench.Cluster));
        var free = await Aws.Aws.CreateInterfaceAsync(("cluster.k8s.amazonaws.com/name", DeletionBench.Cluster));
        var group = await Aws.Aws.CreateSecurityGroupAsync("k8s-elb-a0123456789abcdef0123456789abcde", Owned);
        await Aws.Aws.LogAsync($"/aws/containerinsights/{DeletionBench.Cluster}/performance", TimeProvider.System.GetUtcNow());
        await Aws.Aws.LogAsync($"/aws/otel/containerinsights/{DeletionBench.Cluster}/application", TimeProvider.System.GetUtcNow());
        await Aws.Aws.LogAsync($"/aws/eks/{DeletionBench.Cluster}/cluster", TimeProvider.System.GetUtcNow());
        Aws.Stack("eksctl-eks-cluster-cluster", "DELETE_FAILED");

        var left = await LeftAsync(target);

        Assert.Equal(
            [
                new Leftover(LeftoverKind.ClassicLoadBalancer, "a0123456789abcdef0123456789abcde", 0.025m, true),
                new Leftover(LeftoverKind.LoadBalancer, "k8s-default-web-0123456789 (network)", 0.0225m, true),
                new Leftover(LeftoverKind.Volume, $"{volume} (gp3, 20 GiB, available)", 0.002499m, true),
                new Leftover(LeftoverKind.NatGateway, $"{gateway} (available)", 0.059m, true),
                .. left.Where(l => l.Kind == LeftoverKind.Address && l.Id.StartsWith(address, StringComparison.Ordinal) && l is { UsdPerHour: 0.005m, Counts: true }),
                new Leftover(LeftoverKind.Instance, $"{node} (t3.medium, running)", 0.052m, true),
                new Leftover(LeftoverKind.NetworkInterface, $"{free} (available)", 0, false),
                new Leftover(LeftoverKind.SecurityGroup, $"{group} (k8s-elb-a0123456789abcdef0123456789abcde)", 0, false),
                new Leftover(LeftoverKind.Stack, "eksctl-eks-cluster-cluster (DELETE_FAILED)", 0, false),
                new Leftover(LeftoverKind.LogGroup, $"/aws/containerinsights/{DeletionBench.Cluster}/performance", null, false),
                new Leftover(LeftoverKind.LogGroup, $"/aws/otel/containerinsights/{DeletionBench.Cluster}/application", null, false),
                new Leftover(LeftoverKind.LogGroup, $"/aws/eks/{DeletionBench.Cluster}/cluster", null, false),
            ],
            left);
        Assert.Equal(12, left.Count);
    }

    [Fact]
    public async Task Probe_WhatIsDeletedOrAnothers_IsNotFound()
    {
        var target = await StartAsync();
        var (gateway, _) = await Aws.Aws.CreateNatGatewayAsync(("alpha.eksctl.io/cluster-name", "another"));
        var deleted = (await Aws.Aws.CreateNatGatewayAsync(Eksctl with { Value = DeletionBench.Cluster })).Gateway;
        await Aws.Aws.DeleteNatGatewayAsync(deleted);
        await Aws.Aws.EndInstanceAsync("TerminateInstances", await Aws.Aws.RunInstanceAsync("t3.medium", Owned));
        await Aws.Aws.CreateVolumeAsync(8, ($"kubernetes.io/cluster/{DeletionBench.Cluster}", "shared"));
        await Aws.Aws.CreateVolumeAsync(8, ($"kubernetes.io/cluster/{DeletionBench.Cluster}-2", "owned"));
        await Aws.Aws.CreateNetworkAsync("k8s-default-web-0123456789", "service.k8s.aws/stack", "default/web", "another");
        Aws.Stack("eksctl-eks-cluster-addon-vpc-cni", "DELETE_IN_PROGRESS");

        var left = await LeftAsync(target);

        // The address of the deleted gateway stays, and costs.
        Assert.Equal([LeftoverKind.Address], left.Select(l => l.Kind));
        Assert.DoesNotContain(left, l => l.Id.Contains(gateway, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Probe_StackBeingDeleted_IsNamedWhileThingsAreLeft(bool areLeft)
    {
        var target = await StartAsync();
        Aws.Stack($"eksctl-{DeletionBench.Cluster}-cluster", "DELETE_IN_PROGRESS");
        if (areLeft)
            await Aws.Aws.CreateVolumeAsync(8, ($"kubernetes.io/cluster/{DeletionBench.Cluster}", "owned"));

        (LeftoverKind, bool, bool)[] expected = areLeft ? [(LeftoverKind.Volume, true, false), (LeftoverKind.Stack, false, true)] : [];
        Assert.Equal(expected, (await LeftAsync(target)).Select(l => (l.Kind, l.Counts, l.IsBeingDeleted)));
    }

    [Fact]
    public async Task Probe_StoppedInstance_IsNamedAndNotCounted()
    {
        var target = await StartAsync();
        var node = await Aws.Aws.RunInstanceAsync("t3.medium", Owned);
        await Aws.Aws.EndInstanceAsync("StopInstances", node);

        Assert.Equal([new Leftover(LeftoverKind.Instance, $"{node} (t3.medium, stopped)", 0, false)], await LeftAsync(target));
    }

    [Fact]
    public async Task Probe_UnknownInstanceType_CountsWithoutAPrice()
    {
        var target = await StartAsync();
        var node = await Aws.Aws.RunInstanceAsync("p4d.24xlarge", Owned);

        Assert.Equal([new Leftover(LeftoverKind.Instance, $"{node} (p4d.24xlarge, running)", null, true)], await LeftAsync(target));
    }

    [Fact]
    public async Task Probe_MoreThanAPageAndMoreThanTwentyTags_FindsAll()
    {
        var target = await StartAsync();
        for (var i = 0; i < 23; i++)
        {
            var ours = i is 3 or 22;
            await Aws.Aws.CreateClassicAsync($"balancer-{i}", ours ? Owned.Key : "other", "owned");
        }

        Aws.Stack("eksctl-eks-cluster-cluster", "DELETE_FAILED");
        Aws.Stack("another", "CREATE_COMPLETE", "another");
        Aws.Stack("eksctl-eks-cluster-nodegroup-ng-1", "CREATE_COMPLETE");

        var left = await LeftAsync(target);

        Assert.Equal(["balancer-22", "balancer-3"], left.Where(l => l.Kind == LeftoverKind.ClassicLoadBalancer).Select(l => l.Id).Order(StringComparer.Ordinal));
        Assert.Equal(2, left.Count(l => l.Kind == LeftoverKind.Stack));
    }

    [Theory]
    [InlineData("DescribeVolumes", 403, "UnauthorizedOperation", "ec2:DescribeVolumes → denied", null)]
    [InlineData("DescribeAddresses", 503, "RequestLimitExceeded", "ec2:DescribeAddresses → throttled", FaultDomain.Aws)]
    [InlineData("DescribeNatGateways", 500, "InternalError", "ec2:DescribeNatGateways → failed", FaultDomain.Aws)]
    [InlineData("DescribeTags", 403, "AccessDenied", "elasticloadbalancing:DescribeTags → denied", null)]
    public async Task Probe_OneCostlyKindUnreadable_SaysNothingOfLeftovers(string action, int status, string code, string how, FaultDomain? fault)
    {
        var target = await StartAsync();
        await Aws.Aws.CreateClassicAsync("balancer", Owned.Key, Owned.Value);
        Aws.Fail(action, status, code);

        var sight = await GoneAsync(target);

        Assert.Equal(ExistenceAnswer.NotFound, sight.Answer);
        Assert.Null(sight.Leftovers);
        Assert.Equal(fault, sight.Fault); // worth another probe where the access lets it be seen
        Assert.Contains(how, sight.How, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Probe_OneKindDeniedAndOneThrottled_IsNoWorthAnotherProbe()
    {
        var target = await StartAsync();
        Aws.Proxy.Interfere(call => call.Action switch
        {
            "DescribeAddresses" => call.FailAsync(503, "RequestLimitExceeded"),
            "DescribeVolumes" => call.FailAsync(403, "UnauthorizedOperation"),
            _ => Task.FromResult(false),
        });

        var sight = await GoneAsync(target);

        Assert.Equal((null, (FaultDomain?)null), (sight.Leftovers, sight.Fault));
    }

    [Theory]
    [InlineData("DescribeStacks", 403, "AccessDenied")]
    [InlineData("DescribeNetworkInterfaces", 403, "UnauthorizedOperation")]
    [InlineData("DescribeSecurityGroups", 403, "UnauthorizedOperation")]
    [InlineData("DescribeLogGroups", 400, "AccessDeniedException")]
    public async Task Probe_OneFreeKindUnreadable_NamesTheRest(string action, int status, string code)
    {
        var target = await StartAsync();
        var volume = await Aws.Aws.CreateVolumeAsync(8, Owned);
        Aws.Fail(action, status, code);

        Assert.StartsWith(volume, Assert.Single(await LeftAsync(target)).Id, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<html>Sign in to the hotel's network</html>")]
    [InlineData("<html></html>")]
    [InlineData("no xml")]
    [InlineData("")]
    public async Task Probe_GarbageForAList_IsNotTakenForAnEmptyOne(string body)
    {
        var target = await StartAsync();
        Aws.Proxy.Interfere(call => call.Action == "DescribeVolumes" ? call.AnswerAsync(200, body) : Task.FromResult(false));

        var sight = await GoneAsync(target);

        Assert.Equal((ExistenceAnswer.NotFound, null), (sight.Answer, sight.Leftovers));
        Assert.Contains(sight.Fault, (FaultDomain?[])[FaultDomain.Aws, FaultDomain.Network]);
    }

    [Fact]
    public async Task Probe_ThrottledOnce_IsTriedAgain()
    {
        var target = await StartAsync();
        var throttled = 0;
        Aws.Proxy.Interfere(call => call.Action == "DescribeVolumes" && Interlocked.Increment(ref throttled) == 1
            ? call.FailAsync(503, "RequestLimitExceeded")
            : Task.FromResult(false));

        Assert.Empty(await LeftAsync(target));
        Assert.Equal(2, throttled);
    }

    [Fact]
    public async Task Probe_LoadBalancerThatVanishesBetweenListAndTags_IsLookedForAgain()
    {
        var target = await StartAsync();
        await Aws.Aws.CreateClassicAsync("balancer", Owned.Key, Owned.Value);
        var asked = 0;
        Aws.Proxy.Interfere(call => call.Action == "DescribeTags" && Interlocked.Increment(ref asked) == 1
            ? call.FailAsync(400, "LoadBalancerNotFound")
            : Task.FromResult(false));

        Assert.Equal("balancer", Assert.Single(await LeftAsync(target)).Id);
    }

    [Fact]
    public async Task Probe_ThingsOfALivingClusterOfTheSameName_AreNotLeftOfOurs()
    {
        var target = await StartAsync();
        await Aws.Aws.CreateVolumeAsync(8, Owned);
        await Aws.Aws.CreateNatGatewayAsync(Eksctl);
        var first = target with { Identity = target.Identity with { CreatedAt = target.Identity.CreatedAt - TimeSpan.FromHours(3) } };

        var sight = await Aws.ProbeAsync(first, Token);

        Assert.Equal(ExistenceAnswer.NotFound, sight.Answer);
        Assert.Empty(sight.Leftovers ?? throw new InvalidOperationException(sight.How));
    }

    [Fact]
    public async Task Probe_ThingsOlderThanTheCluster_AreNamedAndNotCounted()
    {
        var target = await StartAsync();
        await Aws.Aws.CreateVolumeAsync(8, Owned);
        await Aws.Aws.DeleteClusterAsync(DeletionBench.Cluster);
        var later = target with { Identity = target.Identity with { CreatedAt = target.Identity.CreatedAt + TimeSpan.FromHours(3) } };

        var left = Assert.Single((await Aws.ProbeAsync(later, Token)).Leftovers ?? []);

        Assert.False(left.Counts);
        Assert.EndsWith("older than the cluster", left.Id, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Probe_LivingCluster_TellsWhatItRuns()
    {
        var target = await StartAsync();
        await Aws.Aws.CreateClassicAsync("balancer", Owned.Key, Owned.Value);
        await Aws.Aws.RunInstanceAsync("t3.medium", ("eks:cluster-name", DeletionBench.Cluster));
        await Aws.Aws.RunInstanceAsync("t3.medium", Owned);
        await Aws.Aws.RunInstanceAsync("m5.large", Owned);
        await Aws.Aws.RunInstanceAsync("m5.large", ("eks:cluster-name", "another"));
        await Aws.Aws.CreateVolumeAsync(20, Owned);
        await Aws.Aws.CreateNatGatewayAsync(Eksctl);

        var inventory = (await Aws.ProbeAsync(target, Token)).Inventory ?? throw new InvalidOperationException("No inventory.");

        Assert.Equal([("m5.large", 1), ("t3.medium", 2)], inventory.Nodes.Select(n => (n.Key, n.Value)).OrderBy(n => n.Key, StringComparer.Ordinal));
        Assert.Equal((1, 0, 1, "1.33"), (inventory.ClassicLoadBalancers, inventory.LoadBalancers, inventory.NatGateways, inventory.Version));
        Assert.True(inventory.VolumeGib >= 20, $"{inventory.VolumeGib} GiB"); // moto gives instances volumes of their own
    }

    private async Task<LeaseTarget> StartAsync()
    {
        bench = new DeletionBench(await moto.StartedAsync(Token), Token);
        await bench.Aws.CreateClusterAsync(DeletionBench.Cluster);
        return await bench.TargetAsync(Token);
    }

    private async Task<LeaseObservation> GoneAsync(LeaseTarget target)
    {
        await Aws.Aws.DeleteClusterAsync(DeletionBench.Cluster);
        return await Aws.ProbeAsync(target, Token);
    }

    private async Task<IReadOnlyList<Leftover>> LeftAsync(LeaseTarget target)
    {
        var sight = await GoneAsync(target);
        return sight.Leftovers ?? throw new InvalidOperationException(sight.How);
    }
}
