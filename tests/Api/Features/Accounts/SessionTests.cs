using EksGrader.Db.Storage;
using EksGrader.Tests.Support.Api;
using EksGrader.Tests.Support.Time;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace EksGrader.Tests.Api.Features.Accounts;

/// <summary>A session is the service's: it ends here, and not only in the browser that forgets its cookie.</summary>
public sealed class SessionTests(SharedService shared)
{
    private const string Cookie = "EksGrader.Session";

    [Fact]
    public async Task CopiedCookie_IsDeadOnceItsOwnerSignsOut_AndTheOwnersOtherSessionsGoOn()
    {
        var email = await StudentAsync(shared.Service);
        using var owner = await shared.Service.WelcomeAsync(email);
        var copy = CookieOf(owner);
        using var other = new WebBrowser(shared.Service);
        Assert.Equal(302, (await other.SignInAsync(email)).Status);
        using var thief = new WebBrowser(shared.Service);
        (await thief.GetAsync("/account", ("Cookie", copy))).Is(200);

        await SignOutAsync(owner);

        Assert.Equal(302, (await thief.GetAsync("/account", ("Cookie", copy))).Status);
        (await thief.GetAsync("/api/courses", ("Cookie", copy), ("Accept", "application/json"))).IsProblem(401, "unauthenticated");
        (await other.GetAsync("/account")).Is(200);
    }

    [Fact]
    public async Task SigningInAgain_EndsTheSessionBefore()
    {
        var email = await StudentAsync(shared.Service);
        using var owner = await shared.Service.WelcomeAsync(email);
        var before = CookieOf(owner);
        (await owner.AcceptAsync(await shared.Service.InviteAsync(await StudentAsync(shared.Service)))).Is(302);
        using var thief = new WebBrowser(shared.Service);
        Assert.Equal(302, (await thief.GetAsync("/account", ("Cookie", before))).Status);
    }

    [Fact]
    public async Task Session_EndsAfterItsTime_HoweverMuchItIsUsed_AndItsRowIsTakenAway()
    {
        var time = new ShiftedTime();
        await using var service = await Service.StartAsync(
            ["--Sessions:IdleTimeout=01:00:00", "--Sessions:AbsoluteTimeout=03:00:00"], configure: services => services.AddSingleton<TimeProvider>(time));
        var email = await StudentAsync(service);
        using var busy = await service.WelcomeAsync(email);
        using var idle = new WebBrowser(service);
        Assert.Equal(302, (await idle.SignInAsync(email)).Status);
        for (var i = 0; i < 4; i++)
        {
            time.PutForward(TimeSpan.FromMinutes(40));
            (await busy.GetAsync("/account")).Is(200);
        }

        Assert.Equal(302, (await idle.GetAsync("/account")).Status);
        time.PutForward(TimeSpan.FromMinutes(25));
        Assert.Equal(302, (await busy.GetAsync("/account")).Status);

        Assert.Equal(302, (await idle.SignInAsync(email)).Status);
        await using var scope = service.Services.CreateAsyncScope();
        Assert.Equal(1, await scope.ServiceProvider.GetRequiredService<EksGraderDb>().Sessions.CountAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task LimitsThatMakeNoSense_AreRefusedAtTheStart()
    {
        foreach (var setting in (string[])["--Sessions:IdleTimeout=8.00:00:00", "--Sessions:IdleTimeout=00:00:01", "--Sessions:AbsoluteTimeout=100.00:00:00"])
            await Assert.ThrowsAnyAsync<Exception>(() => Service.StartAsync([setting]));
    }

    [Fact]
    public async Task StreamOfALease_EndsWithItsSession_AndGoesOnForOthers()
    {
        await using var service = await Service.StartAsync(["--EventStreams:BeatEvery=00:00:00.1"]);
        var room = await Classroom.CreateAsync(service);
        var lease = await service.PutUnderLeaseAsync(await room.GradedAsync());
        using var browser = await service.WelcomeAsync($"s1@{room.Course}.example");
        using var other = new WebBrowser(service);
        Assert.Equal(302, (await other.SignInAsync($"s1@{room.Course}.example")).Status);
        var (ending, going) = (browser.GetAsync($"/live/leases/{lease}"), other.GetAsync($"/live/leases/{lease}"));

        await SignOutAsync(browser);

        Assert.Contains("event: moved", (await ending).Is(200).Text, StringComparison.Ordinal);
        Assert.False(going.IsCompleted);
        (await room.Instructor.PostAsync($"/api/leases/{lease}/settle", """{"reason":"seen in the console"}""")).Is(200);
        await SignOutAsync(other);
        (await going).Is(200);
    }

    private static string CookieOf(WebBrowser browser) =>
        Assert.Single(browser.SetCookies, c => c.StartsWith(Cookie, StringComparison.Ordinal)).Split(';')[0];

    private static async Task<string> StudentAsync(Service service) => $"s1@{(await Classroom.CreateAsync(service)).Course}.example";

    private static async Task SignOutAsync(WebBrowser browser)
    {
        using var content = new FormUrlEncodedContent([new("__RequestVerificationToken", WebBrowser.TokenIn((await browser.GetAsync("/account")).Text))]);
        Assert.Equal(302, (await browser.SendAsync(HttpMethod.Post, "/sign-out", content)).Status);
    }
}
