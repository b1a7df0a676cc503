using EksGrader.Checks.Enforcement;
using EksGrader.Tests.Real.Fixtures;

namespace EksGrader.Tests.Real.Enforcement;

/// <summary>Enforcement against an AWS that others wrote: whatever is put in its way, it ends with everything gone, nothing else touched, nothing done twice.</summary>
public sealed class EnforcementMotoTests(MotoFixture moto) : IClassFixture<MotoFixture>
{
    private static readonly string[] Whole =
    [
        "Cluster", "NodeGroup", "NodeGroup", "FargateProfile", "FargateProfile", "Stack", "ClassicLoadBalancer", "LoadBalancer", "TargetGroup", "Volume", "ClusterStack",
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task DryRun_ListsEverythingAndTouchesNothing()
    {
        using var bench = await BeginAsync();
        var cluster = await bench.FillAsync();

        Assert.IsType<ReconcileResult.Done>(await bench.RunAsync(cluster, dryRun: true));

        Assert.Empty(bench.Through);
        Assert.Equal(Whole.Order(), bench.Steps.Where(s => !DeletionStages.IsKubernetes(s.Kind)).Select(s => s.Kind.ToString()).Order());
        Assert.All(bench.Steps, s => Assert.Equal(DeletionStepState.Planned, s.State));
        Assert.Equal(Whole.Order(), (await bench.LeftAsync(EnforcementBench.Cluster)).Order());
    }

    [Fact]
    public async Task InFairWeather_EverythingGoesInOrderAndNothingElse()
    {
        using var bench = await BeginAsync();
        var cluster = await bench.FillAsync();

        Assert.IsType<ReconcileResult.Done>(await bench.RunAsync(cluster));

        await AssertOnlyTheOtherIsLeftAsync(bench);
        Assert.Equal(bench.Through.Distinct(), bench.Through);
        Assert.Equal(Whole.Length, bench.Through.Count);
        var order = bench.Through.ToList();
        Assert.True(order.FindLastIndex(t => t.Contains("node-groups", StringComparison.Ordinal)) < order.IndexOf($"DELETE /clusters/{EnforcementBench.Cluster}"));
        Assert.StartsWith("DeleteStack", order[^1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(429, "ThrottlingException")]
    [InlineData(409, "ResourceInUseException")]
    [InlineData(403, "AccessDeniedException")]
    [InlineData(400, "ResourceInUse")]
    [InlineData(500, "InternalFailure")]
    [InlineData(503, "ServiceUnavailable")]
    public async Task EachStepRefusedOnce_ItEndsAllTheSame(int status, string code)
    {
        using var bench = await BeginAsync();
        var cluster = await bench.FillAsync();
        bench.FirstOfEach(call =>
        {
            call.Http.Response.Headers.RetryAfter = "2";
            return call.FailAsync(status, code);
        });

        Assert.IsType<ReconcileResult.Done>(await bench.RunAsync(cluster, tryAgain: true));

        await AssertOnlyTheOtherIsLeftAsync(bench);
        Assert.Equal(bench.Through.Distinct(), bench.Through); // what was refused did not go through
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task KilledAtEachStep_ItGoesOnAndDoesNothingTwice(bool before)
    {
        using var bench = await BeginAsync();
        var cluster = await bench.FillAsync();
        bench.Dies = number => number % 2 == 1 ? (before, !before) : (false, false);

        Assert.IsType<ReconcileResult.Done>(await bench.RunAsync(cluster));

        Assert.InRange(bench.Deaths, 4, 30);
        await AssertOnlyTheOtherIsLeftAsync(bench);
        Assert.Equal(bench.Through.Distinct(), bench.Through);
    }

    [Fact]
    public async Task RightMissing_FailsWithItsNameAndStopsBeforeTheCluster()
    {
        using var bench = await BeginAsync();
        var cluster = await bench.FillAsync();
        bench.Proxy.Interfere(call => call.Action.StartsWith("DELETE ", StringComparison.Ordinal) && call.Action.Contains("node-groups", StringComparison.Ordinal) ? call.FailAsync(403, "AccessDeniedException") : Task.FromResult(false));

        var failed = Assert.IsType<ReconcileResult.Failed>(await bench.RunAsync(cluster));

        Assert.Equal("eks:DeleteNodegroup", failed.Step.Right);
        Assert.Contains("Cluster", await bench.LeftAsync(EnforcementBench.Cluster));
        Assert.Contains("Volume", await bench.LeftAsync(EnforcementBench.Cluster));
    }

    [Fact]
    public async Task AnotherClusterOfTheNameInTheMiddle_IsNotTouchedAndTheRestGoesAfterIt()
    {
        using var bench = await BeginAsync();
        var cluster = await bench.FillAsync();
        var appeared = false;
        bench.Proxy.Interfere(async call =>
        {
            // As soon as ours is gone: the next call that asks for the cluster finds another.
            if (!appeared && call.Action == $"GET /clusters/{EnforcementBench.Cluster}" && bench.Through.Contains($"DELETE /clusters/{EnforcementBench.Cluster}"))
            {
                appeared = true;
                await bench.Aws.CreateClusterAsync(EnforcementBench.Cluster);
                bench.Proxy.Create(EnforcementBench.Cluster, cluster.CreatedAt.AddMinutes(12)); // EKS takes that long to make one
                await bench.Aws.CreateNodegroupAsync(EnforcementBench.Cluster, "ng-1");
            }

            return false;
        });

        Assert.IsType<ReconcileResult.AnotherLives>(await bench.RunAsync(cluster));
        var left = await bench.LeftAsync(EnforcementBench.Cluster);
        Assert.Contains("Cluster", left);
        Assert.Contains("NodeGroup", left);
        Assert.Contains("Volume", left);

        await bench.Aws.DeleteNodegroupAsync(EnforcementBench.Cluster, "ng-1");
        await bench.Aws.DeleteClusterAsync(EnforcementBench.Cluster);
        Assert.IsType<ReconcileResult.Done>(await bench.RunAsync(cluster));
        await AssertOnlyTheOtherIsLeftAsync(bench);
        Assert.Equal(bench.Through.Distinct(), bench.Through);
    }

    private static async Task AssertOnlyTheOtherIsLeftAsync(EnforcementBench bench)
    {
        Assert.Empty(await bench.LeftAsync(EnforcementBench.Cluster));
        Assert.Equal(Whole.Order(), (await bench.LeftAsync(EnforcementBench.Other)).Order());
        Assert.Equal([$"eksctl-{EnforcementBench.Other}-cluster", $"eksctl-{EnforcementBench.Other}-nodegroup-x", "web-application"], bench.Stacks);
        Assert.All(bench.Steps.Where(s => !DeletionStages.IsKubernetes(s.Kind)), s => Assert.Equal(DeletionStepState.Gone, s.State));
    }

    private async Task<EnforcementBench> BeginAsync() => new(await moto.StartedAsync(Token), Token);
}
