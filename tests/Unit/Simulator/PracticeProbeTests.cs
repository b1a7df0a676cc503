using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Deletion;
using EksGrader.Simulator.Endings;
using EksGrader.Simulator.Plans;
using EksGrader.Tests.Support.Time;

namespace EksGrader.Tests.Unit.Simulator;

/// <summary>Clusters that are nothing but fates, seen by the clock alone.</summary>
public sealed class PracticeProbeTests
{
    private static readonly LeaseTarget Target = new(
        new ClusterIdentity("arn:aws:eks:ap-northeast-2:110000000007:cluster/student-0007", null, "a.gr7.ap-northeast-2.eks.amazonaws.com", null), "student-0007", "ap-northeast-2");

    private readonly ManualTime time = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Fate_OfADeletion_IsAliveThenDeletingThenGoneWithWhatIsLeft()
    {
        var calls = new List<PracticeCall>();
        var fate = new PracticeDeletion { DeletedAt = time.GetUtcNow().AddMinutes(5), Left = PracticeLeftovers.NatGateway | PracticeLeftovers.Stack };
        var looker = new PracticeProbe(time, _ => fate, calls.Add);

        var alive = await looker.ProbeAsync(Target, null, Token);
        time.Advance(TimeSpan.FromMinutes(5));
        var deleting = await looker.ProbeAsync(Target, null, Token);
        time.Advance(TimeSpan.FromMinutes(10));
        var gone = await looker.ProbeAsync(Target, null, Token);

        Assert.Equal([ExistenceAnswer.Alive, ExistenceAnswer.Deleting, ExistenceAnswer.NotFound], [alive.Answer, deleting.Answer, gone.Answer]);
        Assert.Equal([LeftoverKind.NatGateway, LeftoverKind.Address], gone.Leftovers?.Where(l => l.Counts).Select(l => l.Kind));
        Assert.NotNull(alive.Inventory);
        Assert.All(calls, c => Assert.Equal("110000000007", c.Account));
        Assert.Equal(3, calls.Count(c => c.Service == "eks:DescribeCluster"));
    }

    [Theory]
    [InlineData(PracticeWeather.Denied, FaultDomain.Student)]
    [InlineData(PracticeWeather.Throttled, FaultDomain.Aws)]
    [InlineData(PracticeWeather.Failing, FaultDomain.Aws)]
    [InlineData(PracticeWeather.Garbage, FaultDomain.Aws)]
    public async Task Storm_WhileItLasts_HidesEverything(PracticeWeather weather, FaultDomain fault)
    {
        var now = time.GetUtcNow();
        var looker = new PracticeProbe(time, _ => new PracticeDeletion { DeletedAt = now.AddHours(-1), Storms = [new PracticeStorm(now, now.AddHours(1), weather)] });

        var during = await looker.ProbeAsync(Target, null, Token);
        time.Advance(TimeSpan.FromHours(1));
        var after = await looker.ProbeAsync(Target, null, Token);

        Assert.Equal((ExistenceAnswer.NoProof, fault, ExistenceAnswer.NotFound), (during.Answer, during.Fault, after.Answer));
    }

    [Fact]
    public async Task Storm_ThatHangs_TakesTheTimeOfAnObservationByTheClock()
    {
        var now = time.GetUtcNow();
        var looker = new PracticeProbe(time, _ => new PracticeDeletion { Storms = [new PracticeStorm(now, now.AddHours(1), PracticeWeather.Hanging)] });

        var looking = looker.ProbeAsync(Target, null, Token);
        Assert.False(looking.IsCompleted);
        time.Advance(PracticeProbe.Patience);

        var sight = await looking;
        Assert.Equal((ExistenceAnswer.NoProof, now), (sight.Answer, sight.At));
    }

    [Fact]
    public async Task Fate_WithoutAws_IsToldByItsName()
    {
        var fate = new PracticeDeletion { HasAws = false, DeletedAt = time.GetUtcNow().AddHours(-1) };

        var sight = await new PracticeProbe(time, _ => fate).ProbeAsync(Target, null, Token);

        Assert.Equal((ExistenceAnswer.NameGone, null), (sight.Answer, sight.Leftovers));
    }
}
