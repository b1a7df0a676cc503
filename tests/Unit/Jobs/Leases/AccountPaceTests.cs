using EksGrader.Jobs.Leases;
using EksGrader.Tests.Unit.Support;

namespace EksGrader.Tests.Unit.Jobs.Leases;

public sealed class AccountPaceTests
{
    private const string Shared = "arn:aws:eks:ap-northeast-2:111122223333:cluster/";

    private readonly ManualTime time = new();

    [Fact]
    public void SharedAccount_TakesItsBurstAndThenItsPace()
    {
        var pace = new AccountPace(time);
        Assert.Equal(AccountPace.Burst, Enumerable.Range(0, 100).Count(i => pace.TryTake($"{Shared}{i}")));

        var taken = 0;
        for (var second = 0; second < 60; second++)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            taken += Enumerable.Range(0, 100).Count(i => pace.TryTake($"{Shared}{i}"));
        }

        Assert.InRange(taken, 60 * AccountPace.PerSecond - 1, 60 * AccountPace.PerSecond);
    }

    [Fact]
    public void OtherAccounts_AndThoseWithout_DoNotWait()
    {
        var pace = new AccountPace(time);
        while (pace.TryTake(Shared + "x"))
        {
        }

        Assert.True(pace.TryTake("arn:aws:eks:eu-west-1:111122223333:cluster/x"));
        Assert.True(pace.TryTake("arn:aws:eks:ap-northeast-2:444455556666:cluster/x"));
        Assert.All(Enumerable.Range(0, 100), _ => Assert.True(pace.TryTake(null)));
    }
}
