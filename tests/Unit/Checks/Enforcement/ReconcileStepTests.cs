using EksGrader.Checks.Enforcement;
using EksGrader.Tests.Support.Time;
using EksGrader.Tests.Unit.Jobs.Enforcement;
using Kind = EksGrader.Checks.Enforcement.DeletionStepKind;

namespace EksGrader.Tests.Unit.Checks.Enforcement;

public sealed class ReconcileStepTests : IAsyncDisposable
{
    private readonly ManualTime time = new();
    private readonly FakeCloud cloud;
    private readonly FakeOrder order;

    public ReconcileStepTests()
    {
        cloud = new FakeCloud(time);
        order = new FakeOrder(cloud, time);
    }

    public ValueTask DisposeAsync() => cloud.DisposeAsync();

    [Fact]
    public async Task Run_WholeCluster_GoesInOrderAndEachThingOnce()
    {
        Fill();

        var outcome = await order.RunAsync();

        Assert.Equal(new ReconcileResult.Done(false), outcome);
        Assert.Empty(cloud.Left);
        Assert.Null(cloud.Living);
        var stages = cloud.Taken.ConvertAll(t => DeletionStages.Of(t.Kind));
        Assert.Equal(stages.Order(), stages);
        Assert.Equal(cloud.Taken.Distinct(), cloud.Taken);
        Assert.Equal(14, cloud.Taken.Count);
        Assert.Equal(1, cloud.MostProfilesAtOnce);
        Assert.All(order.Steps, s => Assert.Equal(DeletionStepState.Gone, s.State));
    }

    [Fact]
    public async Task Run_NodeGroups_AreAskedForTogether()
    {
        cloud.Add(Kind.NodeGroup, "a", TimeSpan.FromMinutes(9));
        cloud.Add(Kind.NodeGroup, "b", TimeSpan.FromMinutes(9));

        await order.RoundAsync();

        Assert.Equal(2, cloud.Taken.Count);
    }

    [Fact]
    public async Task DryRun_WholeCluster_ListsEverythingAndTouchesNothing()
    {
        Fill();
        var before = cloud.Left.ToList();

        var outcome = await order.RoundAsync(dryRun: true);

        Assert.IsType<ReconcileResult.Done>(outcome);
        Assert.Empty(cloud.Taken);
        Assert.Equal(before, cloud.Left);
        Assert.Equal(14, order.Steps.Count); // the cluster and its protection among them
        Assert.All(order.Steps, s => Assert.Equal(DeletionStepState.Planned, s.State));
    }

    [Fact]
    public async Task Run_KubernetesMayNotDelete_IsSkippedWithItsReasonAndAwsGoesOn()
    {
        Fill();
        cloud.Untouchable.UnionWith([Kind.Service, Kind.Ingress, Kind.VolumeClaim]);

        var outcome = await order.RunAsync();

        Assert.Equal(new ReconcileResult.Done(true), outcome);
        Assert.Null(cloud.Living);
        var service = order[Kind.Service, "default/web/u1"];
        Assert.Equal(DeletionStepState.Skipped, service.State);
        Assert.NotNull(service.Answer);
        Assert.Contains((Kind.ClassicLoadBalancer, "a1"), cloud.Taken);
    }

    [Fact]
    public async Task Run_ServiceThatNeverGoes_IsLeftToAws()
    {
        cloud.Add(Kind.Service, "default/web/u1", TimeSpan.FromDays(1));

        Assert.Equal(new ReconcileResult.Done(true), await order.RunAsync());
        Assert.Null(cloud.Living);
    }

    [Fact]
    public async Task Run_ServicesThatAControllerMakesAgain_DoNotKeepTheClusterAlive()
    {
        var made = 0;
        cloud.Add(Kind.Service, "default/web/u0", TimeSpan.FromSeconds(5));
        cloud.Meanwhile = call =>
        {
            if (call.StartsWith("delete Service", StringComparison.Ordinal))
                cloud.Add(Kind.Service, $"default/web/u{++made}", TimeSpan.FromSeconds(5));
        };

        Assert.Equal(new ReconcileResult.Done(true), await order.RunAsync());
        Assert.Null(cloud.Living);
    }

    [Fact]
    public async Task Run_RightMissing_FailsWithTheRightAndTouchesNothingBehindIt()
    {
        Fill();
        cloud.Mishaps = (call, _) => call.StartsWith("delete NodeGroup", StringComparison.Ordinal) ? Mishap.Denied : Mishap.None;

        var failed = Assert.IsType<ReconcileResult.Failed>(await order.RunAsync());

        Assert.Equal("eks:Delete", failed.Step.Right);
        Assert.NotNull(cloud.Living);
        Assert.DoesNotContain(cloud.Taken, t => DeletionStages.Of(t.Kind) > 3);
    }

    [Fact]
    public async Task Run_RightGivenMeanwhile_TheNextAttemptEndsIt()
    {
        Fill();
        cloud.Mishaps = (call, _) => order.Attempts == 1 && call.StartsWith("delete Cluster ", StringComparison.Ordinal) ? Mishap.Denied : Mishap.None;

        Assert.Equal(new ReconcileResult.Done(false), await order.RunAsync(mostAttempts: 2));
        Assert.Empty(cloud.Left);
    }

    [Fact]
    public async Task Run_OtherCreation_TouchesNothing()
    {
        Fill();
        var left = cloud.Left.ToList();
        cloud.Living = cloud.Living is { } living ? living with { CreatedAt = living.CreatedAt.AddSeconds(1) } : null;

        var outcome = await order.RunAsync();

        Assert.Equal(new ReconcileResult.AnotherLives(0), outcome);
        Assert.Empty(cloud.Taken);
        Assert.Equal(left, cloud.Left);
    }

    [Fact]
    public async Task Run_AnotherClusterOfTheNameInTheMiddle_IsNeverTouchedAndTheRestGoesOnceItIsGone()
    {
        Fill();
        var another = new LivingCluster(FakeCloud.Ours.Arn, time.GetUtcNow().AddMinutes(30), IsGoing: false, IsProtected: false);
        var appeared = false;
        cloud.Meanwhile = call =>
        {
            if (appeared || cloud.Living is not null || !call.StartsWith("list", StringComparison.Ordinal))
                return;
            appeared = true;
            cloud.Living = another;
            cloud.Add(Kind.NodeGroup, "ng-1", createdAt: another.CreatedAt); // by the very name of ours
            cloud.Add(Kind.ClassicLoadBalancer, "another-lb", createdAt: time.GetUtcNow());
        };

        Assert.IsType<ReconcileResult.AnotherLives>(await order.RunAsync());
        var until = cloud.Taken.Count;
        time.Advance(TimeSpan.FromHours(3));
        Assert.IsType<ReconcileResult.AnotherLives>(await order.RunAsync());
        Assert.Equal(until, cloud.Taken.Count);

        cloud.Living = null;
        cloud.Remove(Kind.NodeGroup, "ng-1");
        Assert.Equal(new ReconcileResult.Done(false), await order.RunAsync());
        Assert.Equal(["ClassicLoadBalancer another-lb"], cloud.Left); // made after ours was gone: not ours
    }

    [Fact]
    public async Task Run_TagsOfTheNameOnWhatIsOlder_IsNotTouched()
    {
        cloud.Add(Kind.Volume, "vol-old", createdAt: FakeCloud.CreatedAt.AddDays(-1));

        await order.RunAsync();

        Assert.Equal(["Volume vol-old"], cloud.Left);
    }

    [Fact]
    public async Task Run_NodeGroupAddedMeanwhile_GoesToo()
    {
        cloud.Add(Kind.NodeGroup, "a", TimeSpan.FromMinutes(5));
        await order.RoundAsync();
        cloud.Add(Kind.NodeGroup, "late", TimeSpan.FromMinutes(5));

        Assert.Equal(new ReconcileResult.Done(false), await order.RunAsync());
        Assert.Empty(cloud.Left);
    }

    [Fact]
    public async Task Run_StudentDeletesMeanwhile_IsWaitedForAndNotAskedAgain()
    {
        cloud.Add(Kind.NodeGroup, "a", TimeSpan.FromMinutes(9));
        await cloud.DeleteAsync(Kind.NodeGroup, "a", TestContext.Current.CancellationToken);

        Assert.Equal(new ReconcileResult.Done(false), await order.RunAsync());
        Assert.Equal([(Kind.NodeGroup, "a"), (Kind.Cluster, FakeCloud.Ours.Arn)], cloud.Taken);
        Assert.Equal(0, order[Kind.NodeGroup, "a"].Tries);
    }

    [Fact]
    public async Task Run_ThrottledWithRetryAfter_WaitsThatLong()
    {
        var first = true;
        cloud.Mishaps = (call, _) =>
        {
            var throttled = first && call.StartsWith("delete", StringComparison.Ordinal);
            first &= !throttled;
            return throttled ? Mishap.Throttled : Mishap.None;
        };
        var began = time.GetUtcNow();

        await order.RoundAsync();

        Assert.Equal(began.AddSeconds(40), order[Kind.Cluster, FakeCloud.Ours.Arn].NotBefore);
        Assert.Equal(new ReconcileResult.Done(false), await order.RunAsync());
        Assert.Equal(2, order[Kind.Cluster, FakeCloud.Ours.Arn].Tries);
    }

    private void Fill()
    {
        cloud.Living = cloud.Living is { } living ? living with { IsProtected = true } : null;
        cloud.Add(Kind.Service, "default/web/u1", TimeSpan.FromMinutes(1));
        cloud.Add(Kind.Ingress, "default/web/u2", TimeSpan.FromMinutes(1));
        cloud.Add(Kind.VolumeClaim, "default/data/u3", TimeSpan.FromSeconds(20));
        cloud.Add(Kind.NodeGroup, "ng-1", TimeSpan.FromMinutes(8));
        cloud.Add(Kind.FargateProfile, "fp-1", TimeSpan.FromMinutes(2));
        cloud.Add(Kind.FargateProfile, "fp-2", TimeSpan.FromMinutes(2));
        cloud.Add(Kind.Stack, "arn:stack/eksctl-web-nodegroup-x", TimeSpan.FromMinutes(4));
        cloud.Add(Kind.ClassicLoadBalancer, "a1", createdAt: FakeCloud.CreatedAt.AddHours(1));
        cloud.Add(Kind.LoadBalancer, "arn:lb/k8s", createdAt: FakeCloud.CreatedAt.AddHours(1));
        cloud.Add(Kind.TargetGroup, "arn:tg/k8s");
        cloud.Add(Kind.Volume, "vol-1", TimeSpan.FromSeconds(30), FakeCloud.CreatedAt.AddHours(1));
        cloud.Add(Kind.ClusterStack, "arn:stack/eksctl-web-cluster", TimeSpan.FromMinutes(5), FakeCloud.CreatedAt.AddMinutes(-1));
    }
}
