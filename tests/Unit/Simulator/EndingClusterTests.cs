using EksGrader.Checks.Aws.Pipeline;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Costs;
using EksGrader.Checks.Deletion;
using EksGrader.Simulator;
using EksGrader.Simulator.Plans;
using EksGrader.Tests.Support.Time;
using Microsoft.Extensions.Logging.Abstractions;

namespace EksGrader.Tests.Unit.Simulator;

/// <summary>Practice clusters that end, seen by the live looker through the simulated AWS and names.</summary>
public sealed class EndingClusterTests : IAsyncDisposable
{
    private readonly ManualTime time = new(TimeProvider.System.GetUtcNow());
    private PracticeClass? practice;
    private StarvationMonitor? pulse;
    private DeletionProbe? looker;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        pulse?.Dispose();
        if (practice is not null)
        {
            await practice.DisposeAsync();
        }
    }

    [Fact]
    public async Task CleanEnd_IsAliveThenDeletingThenGoneWithNothingLeft()
    {
        var target = await StartAsync("ends-clean");

        var alive = await LookAsync(target);
        time.Advance(TimeSpan.FromMinutes(10));
        var deleting = await LookAsync(target);
        time.Advance(TimeSpan.FromMinutes(1));
        var gone = await LookAsync(target);

        Assert.Equal([ExistenceAnswer.Alive, ExistenceAnswer.Deleting, ExistenceAnswer.NotFound], [alive.Answer, deleting.Answer, gone.Answer]);
        Assert.Equal((2, 1, 1, 160), (alive.Inventory?.Nodes["t3.medium"], alive.Inventory?.LoadBalancers, alive.Inventory?.NatGateways, alive.Inventory?.VolumeGib));
        Assert.Equal([LeftoverKind.LogGroup], gone.Leftovers?.Select(l => l.Kind).Distinct());
    }

    [Fact]
    public async Task ProofAlone_SaysWhetherItIsThereAndThatNothingElseWasAsked()
    {
        var target = await StartAsync("ends-leaving-costs") with { Depth = ProbeDepth.Proof };

        var alive = await LookAsync(target);
        time.Advance(TimeSpan.FromMinutes(11));
        var gone = await LookAsync(target);

        Assert.Equal((ExistenceAnswer.Alive, null, null), (alive.Answer, alive.Fault, alive.Inventory));
        Assert.Contains("eks:DescribeCluster", alive.How, StringComparison.Ordinal);
        Assert.Contains("what it runs → not asked", alive.How, StringComparison.Ordinal);
        Assert.Equal((ExistenceAnswer.NotFound, FaultDomain.Grader, null), (gone.Answer, gone.Fault, gone.Leftovers));
        Assert.Contains("what is left → not asked", gone.How, StringComparison.Ordinal);
        Assert.DoesNotContain("elasticloadbalancing", alive.How + gone.How, StringComparison.Ordinal);
        Assert.DoesNotContain("ec2", alive.How + gone.How, StringComparison.Ordinal);
    }

    [Fact]
    public async Task EndThatLeavesCosts_NamesEachWithItsPrice()
    {
        var target = await StartAsync("ends-leaving-costs");
        await LookAsync(target);
        time.Advance(TimeSpan.FromMinutes(11));

        var left = (await LookAsync(target)).Leftovers ?? [];

        Assert.Equal(
            [(LeftoverKind.LoadBalancer, 0.0225m), (LeftoverKind.Volume, 0.002499m), (LeftoverKind.NatGateway, 0.059m), (LeftoverKind.Address, 0.005m)],
            left.Where(l => l.Counts).Select(l => (l.Kind, l.UsdPerHour ?? 0)));
        Assert.Contains(left, l => l is { Kind: LeftoverKind.Stack, Counts: false });
    }

    [Theory]
    [InlineData("ends-half-denied", ExistenceAnswer.NotFound, null)]
    [InlineData("ends-with-role", ExistenceAnswer.NameGone, null)]
    [InlineData("ends-throttled", ExistenceAnswer.NameGone, FaultDomain.Aws)]
    [InlineData("ends-by-name", ExistenceAnswer.NameGone, null)]
    public async Task EndThatHidesThings_IsGoneWithoutAWordOfLeftovers(string kind, ExistenceAnswer answer, FaultDomain? fault)
    {
        var target = await StartAsync(kind);
        Assert.Equal(ExistenceAnswer.Alive, (await LookAsync(target)).Answer);
        time.Pass(TimeSpan.FromMinutes(12));

        var sight = await LookAsync(target);

        Assert.Equal((answer, fault, null), (sight.Answer, sight.Fault, sight.Leftovers));
    }

    [Fact]
    public async Task Throttled_WhileTheNameIsThere_IsNoProof()
    {
        var target = await StartAsync("ends-throttled");
        await LookAsync(target);
        time.Pass(TimeSpan.FromMinutes(10));

        var sight = await LookAsync(target);

        Assert.Equal((ExistenceAnswer.NoProof, FaultDomain.Aws), (sight.Answer, sight.Fault));
    }

    // What a grading learnt: by AWS where there is access, else the UID that the kubeconfig shows.
    private async Task<LeaseTarget> StartAsync(string kind)
    {
        practice = await PracticeClass.StartAsync(new PracticeClassOptions { Students = 1, Kinds = [kind], TimeProvider = time, HostNames = true }, Token);
        pulse = new StarvationMonitor(time);
        looker = new DeletionProbe(Practice.Aws(practice), practice.Names, new AwsRateLimiter(time), PriceList.Default, pulse, time, NullLogger<DeletionProbe>.Instance);
        var cluster = practice.Clusters[0];
        if (cluster.Access.HasAws)
        {
            var first = await looker.ProbeAsync(new LeaseTarget(new ClusterIdentity(null, null, null, null), cluster.ClusterName, cluster.Region), AccessOf(cluster), Token);
            return new LeaseTarget(first.Identity ?? throw new InvalidOperationException(first.How), cluster.ClusterName, cluster.Region);
        }

        cluster.Begin();
        return new LeaseTarget(new ClusterIdentity(null, null, cluster.Server.Host, "uid-1"), null, null);
    }

    private Task<LeaseObservation> LookAsync(LeaseTarget target)
    {
        var cluster = (practice ?? throw new InvalidOperationException("Not started.")).Clusters[0];
        return (looker ?? throw new InvalidOperationException("Not started.")).ProbeAsync(target, cluster.Access.HasAws ? AccessOf(cluster) : null, Token);
    }

    private static ClusterAccess AccessOf(PracticeCluster cluster) => new(null, Practice.Access(cluster));
}
