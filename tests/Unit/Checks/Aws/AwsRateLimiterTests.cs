using EksGrader.Checks.Aws.Pipeline;
using EksGrader.Tests.Support.Time;

namespace EksGrader.Tests.Unit.Checks.Aws;

/// <summary>How often all observations together ask one account.</summary>
public sealed class AwsRateLimiterTests
{
    private readonly ManualTime time = new();
    private readonly AwsRateLimiter pace;

    public AwsRateLimiterTests() => pace = new AwsRateLimiter(time);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Wait_ABurst_PassesAndTheNextWaits()
    {
        var calls = Ask(AwsRateLimiter.Burst + 2);

        Assert.Equal(AwsRateLimiter.Burst, calls.Count(c => c.IsCompletedSuccessfully));
        time.Advance(TimeSpan.FromSeconds(1.0 / AwsRateLimiter.PerSecond));
        Assert.Equal(AwsRateLimiter.Burst + 1, calls.Count(c => c.IsCompletedSuccessfully));
    }

    [Fact]
    public void Wait_OverAMinute_StaysBelowWhatAwsAllows()
    {
        var passed = 0;
        for (var second = 0; second < 60; second++)
        {
            passed += Ask(AwsRateLimiter.PerSecond).Count(c => c.IsCompletedSuccessfully);
            time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(60 * AwsRateLimiter.PerSecond, passed);
        Assert.True(passed <= 40 + (60 * 10));
    }

    [Fact]
    public async Task Wait_OtherAccountsRegionsAndServices_HaveBucketsOfTheirOwn()
    {
        Ask(AwsRateLimiter.Burst);

        await pace.WaitAsync("1", "eu-west-1", "ec2", Token).AsTask().WaitAsync(TimeSpan.Zero, Token);
        await pace.WaitAsync("2", "us-east-1", "ec2", Token).AsTask().WaitAsync(TimeSpan.Zero, Token);
        await pace.WaitAsync("1", "us-east-1", "eks", Token).AsTask().WaitAsync(TimeSpan.Zero, Token);
    }

    [Fact]
    public async Task Wait_TooManyWaiting_IsRefusedAndLeavesThePlaceToOthers()
    {
        var most = AwsRateLimiter.Burst + (int)(AwsRateLimiter.Patience.TotalSeconds * AwsRateLimiter.PerSecond);
        Ask(most);

        await Assert.ThrowsAsync<AwsRateLimitException>(() => pace.WaitAsync("1", "us-east-1", "ec2", Token).AsTask());
        await Assert.ThrowsAsync<AwsRateLimitException>(() => pace.WaitAsync("1", "us-east-1", "ec2", Token).AsTask());
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(AwsRateLimiter.PerSecond, Ask(AwsRateLimiter.PerSecond).Count(c => !c.IsFaulted));
    }

    private List<Task> Ask(int times) => [.. Enumerable.Range(0, times).Select(_ => pace.WaitAsync("1", "us-east-1", "ec2", Token).AsTask())];
}
