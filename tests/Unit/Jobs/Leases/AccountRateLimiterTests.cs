using EksGrader.Checks.Aws.Pipeline;
using EksGrader.Checks.Deletion;
using EksGrader.Jobs.Leases;
using EksGrader.Tests.Support.Time;

namespace EksGrader.Tests.Unit.Jobs.Leases;

public sealed class AccountRateLimiterTests
{
    private const string Shared = "arn:aws:eks:ap-northeast-2:111122223333:cluster/";

    private readonly ManualTime time = new();

    [Theory]
    [InlineData(ProbeDepth.Whole, AccountRateLimiter.Burst, AccountRateLimiter.PerSecond)]
    [InlineData(ProbeDepth.Proof, AccountRateLimiter.ProofBurst, AccountRateLimiter.ProofPerSecond)]
    public void SharedAccount_TakesItsBurstAndThenItsPace(ProbeDepth depth, int burst, double perSecond)
    {
        var pace = new AccountRateLimiter(time);
        Assert.Equal(burst, Enumerable.Range(0, 100).Count(i => pace.TryTake($"{Shared}{i}", depth)));

        var taken = 0;
        for (var second = 0; second < 60; second++)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            taken += Enumerable.Range(0, 100).Count(i => pace.TryTake($"{Shared}{i}", depth));
        }

        Assert.InRange(taken, (60 * perSecond) - 1, 60 * perSecond);
    }

    [Fact]
    public void BothDepths_ShareOutWhatCallsAreAllowed()
    {
        var pace = new AccountRateLimiter(time);
        int Taken() => Enumerable.Range(0, 100).Count(i => pace.TryTake($"{Shared}{i}")) + Enumerable.Range(0, 100).Count(i => pace.TryTake($"{Shared}{i}", ProbeDepth.Proof));

        Assert.Equal(AwsRateLimiter.Burst, Taken());
        time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(2 * AwsRateLimiter.PerSecond, Taken());
    }

    [Fact]
    public void OtherAccounts_AndThoseWithout_DoNotWait()
    {
        var pace = new AccountRateLimiter(time);
        while (pace.TryTake(Shared + "x"))
        {
        }

        Assert.True(pace.TryTake("arn:aws:eks:eu-west-1:111122223333:cluster/x"));
        Assert.True(pace.TryTake("arn:aws:eks:ap-northeast-2:444455556666:cluster/x"));
        Assert.All(Enumerable.Range(0, 100), _ => Assert.True(pace.TryTake(null)));
    }
}
