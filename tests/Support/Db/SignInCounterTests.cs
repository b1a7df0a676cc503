using EksGrader.Db.Accounts;

namespace EksGrader.Tests.Support.Db;

public abstract class SignInCounterTests(IDatabaseSource source) : DatabaseTests(source)
{
    private const string Kim = "kim@school.example";
    private static readonly SignInOrigin Here = SignInOrigin.Network("203.0.113.7");

    [Fact]
    public async Task FiveTries_AreForgiven_AndTheSixthWaits_LongerEachTime()
    {
        for (var i = 0; i < SignInCounter.Forgiven; i++)
            Assert.Equal(TimeSpan.Zero, await TryAsync(Kim, Here));
        Assert.Equal(TimeSpan.FromMinutes(1), await TryAsync(Kim, Here));
        Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(TimeSpan.Zero, await TryAsync(" KIM@school.example ", Here));
        Assert.Equal(TimeSpan.FromMinutes(2), await TryAsync(Kim, Here));
    }

    [Fact]
    public async Task Wait_NeverExceedsAQuarterOfAnHour()
    {
        for (var i = 0; i < 20; i++)
        {
            if (await TryAsync(Kim, Here) is { Ticks: > 0 } wait)
            {
                Assert.True(wait <= SignInCounter.LongestWait);
                Time.Advance(wait);
            }
        }

        Assert.Equal(TimeSpan.Zero, await TryAsync(Kim, Here));
        Assert.Equal(SignInCounter.LongestWait, await TryAsync(Kim, Here));
    }

    [Fact]
    public async Task GuessesFromOneNetwork_KeepTheOwnerOutNowhereElse()
    {
        for (var i = 0; i < 10; i++)
            await TryAsync(Kim, Here);
        Assert.NotEqual(TimeSpan.Zero, await TryAsync(Kim, Here));
        Assert.Equal(TimeSpan.Zero, await TryAsync(Kim, SignInOrigin.Network("198.51.100.4")));
        Assert.Equal(TimeSpan.Zero, await TryAsync(Kim, SignInOrigin.Browser("0a1b")));
        Assert.Equal(TimeSpan.Zero, await TryAsync("lee@school.example", Here));
    }

    [Fact]
    public async Task ManyTriesAtOnce_AreNoMoreThanOneAfterTheOther()
    {
        var other = StartAnother();
        var tries = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => Task.Run(
            () => (i % 2 == 0 ? Service : other).In<SignInCounter, TimeSpan>(c => c.BeginAsync(Kim, Here, Token)), Token)));
        Assert.Equal(SignInCounter.Forgiven, tries.Count(t => t == TimeSpan.Zero));
    }

    [Fact]
    public async Task Success_AndTime_MakeItForgotten()
    {
        for (var i = 0; i < SignInCounter.Forgiven; i++)
            await TryAsync(Kim, Here);
        await Service.In<SignInCounter>(c => c.ForgetAsync(Kim, Here, Token));
        for (var i = 0; i < SignInCounter.Forgiven; i++)
            Assert.Equal(TimeSpan.Zero, await TryAsync(Kim, Here));

        Time.Advance(TimeSpan.FromHours(1));
        for (var i = 0; i < SignInCounter.Forgiven; i++)
            Assert.Equal(TimeSpan.Zero, await TryAsync(Kim, Here));
        // What is older was forgotten: the origin's row and that of all networks are there.
        Assert.Equal(2, await Service.Read(db => Task.FromResult(db.FailedSignIns.Count())));
    }

    [Fact]
    public async Task GuessesFromEverNewNetworks_Wait_WhileKnownBrowsersGoOn()
    {
        for (var i = 0; i < SignInCounter.ForgivenNetworks; i++)
            Assert.Equal(TimeSpan.Zero, await TryAsync(Kim, SignInOrigin.Network($"2001:db8::{i:x}:0:0:0:0/64")));
        Assert.Equal(TimeSpan.FromMinutes(1), await TryAsync(Kim, SignInOrigin.Network("198.51.100.4")));
        Assert.Equal(TimeSpan.Zero, await TryAsync(Kim, SignInOrigin.Browser("0a1b")));
        Assert.Equal(TimeSpan.Zero, await TryAsync("lee@school.example", SignInOrigin.Network("198.51.100.4")));

        Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(TimeSpan.Zero, await TryAsync(Kim, SignInOrigin.Network("198.51.100.4")));
        Assert.Equal(TimeSpan.FromMinutes(2), await TryAsync(Kim, SignInOrigin.Network("198.51.100.5")));
    }

    [Fact]
    public async Task Success_TakesItsOwnTryBack_AndNotTheGuessesOfOtherNetworks()
    {
        for (var i = 0; i < SignInCounter.ForgivenNetworks - 1; i++)
            await TryAsync(Kim, SignInOrigin.Network($"192.0.2.{i}"));
        Assert.Equal(TimeSpan.Zero, await TryAsync(Kim, Here));
        await Service.In<SignInCounter>(c => c.ForgetAsync(Kim, Here, Token));
        Assert.Equal(TimeSpan.Zero, await TryAsync(Kim, Here));
        Assert.Equal(TimeSpan.FromMinutes(1), await TryAsync(Kim, Here));
    }

    [Fact]
    public async Task TriesTakenBack_CountForNothing_AndTheFailuresBeforeThemStay()
    {
        for (var i = 0; i < SignInCounter.Forgiven - 1; i++)
            await TryAsync(Kim, Here);
        for (var i = 0; i < 2 * SignInCounter.ForgivenNetworks; i++)
        {
            Assert.Equal(TimeSpan.Zero, await TryAsync(Kim, Here));
            await TakeBackAsync();
        }

        Assert.Equal(TimeSpan.Zero, await TryAsync(Kim, SignInOrigin.Network("198.51.100.4")));
        Assert.Equal(TimeSpan.Zero, await TryAsync(Kim, Here));
        Assert.Equal(TimeSpan.FromMinutes(1), await TryAsync(Kim, Here));
    }

    [Fact]
    public async Task TryTakenBackAfterAWait_StartsNoOther_AndMakesNoneShorter()
    {
        for (var i = 0; i < SignInCounter.Forgiven; i++)
            await TryAsync(Kim, Here);
        Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(TimeSpan.Zero, await TryAsync(Kim, Here));
        await TakeBackAsync();
        Assert.Equal(TimeSpan.Zero, await TryAsync(Kim, Here));
        Assert.Equal(TimeSpan.FromMinutes(2), await TryAsync(Kim, Here));
    }

    [Fact]
    public async Task TryTakenBackLate_LeavesTheWaitOfALaterFailure()
    {
        for (var i = 0; i < SignInCounter.Forgiven; i++)
            await TryAsync(Kim, Here);
        Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(TimeSpan.Zero, await TryAsync(Kim, Here));
        var begun = Time.GetUtcNow();
        Time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(TimeSpan.Zero, await TryAsync(Kim, Here));
        await Service.In<SignInCounter>(c => c.TakeBackAsync(Kim, Here, begun, Token));
        Assert.Equal(TimeSpan.FromMinutes(2), await TryAsync(Kim, Here));
    }

    private Task TakeBackAsync() => Service.In<SignInCounter>(c => c.TakeBackAsync(Kim, Here, Time.GetUtcNow(), Token));

    private Task<TimeSpan> TryAsync(string email, SignInOrigin origin) => Service.In<SignInCounter, TimeSpan>(c => c.BeginAsync(email, origin, Token));
}
