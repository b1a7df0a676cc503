using EksGrader.Api.Host;
using EksGrader.Api.Host.Auth;
using EksGrader.Tests.Support.Time;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace EksGrader.Tests.Api.Features.Accounts;

public sealed class NetworkTriesTests
{
    private const string School = "203.0.113.7";

    private readonly ManualTime time = new();
    private readonly WallClock wall;
    private readonly NetworkTries tries;

    public NetworkTriesTests()
    {
        wall = new WallClock(time);
        tries = new NetworkTries(Options.Create(new RateLimitOptions { SignInsPerMinute = 2 }), wall, NullLogger<NetworkTries>.Instance);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Failures_UseTheLimitUp_AndComeBackAfterAMinute()
    {
        for (var i = 0; i < 2; i++)
            (await tries.BeginAsync(School, Token))?.Dispose();
        Assert.Null(await tries.BeginAsync(School, Token));
        Assert.True(tries.IsTooMuch(School));
        Assert.NotNull(await tries.BeginAsync("198.51.100.9", Token));

        Assert.Equal(TimeSpan.FromMinutes(1), tries.WaitOf(School));
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.NotNull(await tries.BeginAsync(School, Token));
    }

    [Theory]
    [InlineData(-24 * 60)]
    [InlineData(24 * 60)]
    public async Task Failures_WhileTheWallClockJumps_ComeBackAfterAMinuteAllTheSame(int minutes)
    {
        for (var i = 0; i < 2; i++)
            (await tries.BeginAsync(School, Token))?.Dispose();
        wall.Ahead = TimeSpan.FromMinutes(minutes);

        Assert.Null(await tries.BeginAsync(School, Token));
        Assert.Equal(TimeSpan.FromMinutes(1), tries.WaitOf(School));
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.NotNull(await tries.BeginAsync(School, Token));
    }

    [Fact]
    public async Task NetworksThatAreQuiet_AreForgottenThoughTheWallClockWasPutBack()
    {
        Assert.False(tries.IsTooMuch("198.51.100.9"));
        wall.Ahead = TimeSpan.FromDays(-1);
        time.Advance(TimeSpan.FromMinutes(1));
        (await tries.BeginAsync(School, Token))?.Dispose();
        Assert.Equal(1, tries.Count);
    }

    [Fact]
    public async Task WhatIsGivenBack_CountsForNothing()
    {
        for (var i = 0; i < 10; i++)
        {
            using var made = await tries.BeginAsync(School, Token);
            Assert.NotNull(made);
            made.GiveBack();
        }
    }

    [Fact]
    public async Task TriesUnderWay_MakeTheNextWait_UntilOneIsGivenBack_AndAreRefusedWhereTheyFail()
    {
        using var first = await tries.BeginAsync(School, Token);
        using var second = await tries.BeginAsync(School, Token);
        var (third, fourth) = (tries.BeginAsync(School, Token), tries.BeginAsync(School, Token));
        Assert.False(third.IsCompleted || fourth.IsCompleted);

        first?.GiveBack();
        first?.Dispose();
        using var letIn = await third;
        Assert.NotNull(letIn);
        Assert.False(fourth.IsCompleted);

        second?.Dispose();
        Assert.False(fourth.IsCompleted);
        letIn.Dispose();
        Assert.Null(await fourth);
    }

    [Fact]
    public async Task WhoGivesUpWaiting_TakesNoPermit()
    {
        using var first = await tries.BeginAsync(School, Token);
        using var second = await tries.BeginAsync(School, Token);
        using var gone = new CancellationTokenSource();
        var third = tries.BeginAsync(School, gone.Token);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => third);

        var fourth = tries.BeginAsync(School, Token);
        first?.GiveBack();
        first?.Dispose();
        using var letIn = await fourth;
        Assert.NotNull(letIn);
    }

    [Fact]
    public async Task NetworksThatAreQuiet_AreForgotten()
    {
        for (var i = 0; i < 1_000; i++)
            Assert.False(tries.IsTooMuch($"2001:db8:0:{i:x}::/64"));
        Assert.Equal(1_000, tries.Count);
        time.Advance(TimeSpan.FromMinutes(1));
        (await tries.BeginAsync(School, Token))?.Dispose();
        Assert.Equal(1, tries.Count);
    }

    /// <summary>A clock whose time of day is put forward or back while the time that passes goes on.</summary>
    private sealed class WallClock(ManualTime passing) : TimeProvider
    {
        public TimeSpan Ahead { get; set; }

        public override long TimestampFrequency => passing.TimestampFrequency;

        public override DateTimeOffset GetUtcNow() => passing.GetUtcNow() + Ahead;

        public override long GetTimestamp() => passing.GetTimestamp();
    }
}
