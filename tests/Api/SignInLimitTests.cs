using System.Net;
using EksGrader.Api.Auth;
using EksGrader.Db;
using EksGrader.Tests.Api.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace EksGrader.Tests.Api;

public sealed class SignInLimitTests
{
    [Theory]
    [InlineData("203.0.113.7", "203.0.113.7")]
    [InlineData("::ffff:203.0.113.7", "203.0.113.7")]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64")]
    [InlineData("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64")]
    public void Network_IsAnAddress_OrASubscribersPrefix(string address, string network) =>
        Assert.Equal(network, SignInOrigins.NetworkOf(IPAddress.Parse(address)));

    [Fact]
    public async Task GuessesInTheSameRoom_LockNeitherOtherNetworksNorKnownBrowsersOut()
    {
        await using var service = await Service.StartAsync(["--Proxy:Trusted:0=127.0.0.0/8"]);
        var room = await Classroom.CreateAsync(service);
        var email = $"s1@{room.Course}.example";
        using var own = await service.WelcomeAsync(email);
        using var guesser = new WebBrowser(service) { Address = "203.0.113.7" };
        for (var i = 0; i < 5; i++)
            Assert.Equal(422, (await guesser.SignInAsync(email, "guess " + i)).Status);

        Assert.Equal(429, (await guesser.SignInAsync(email)).Status);
        using var classmate = new WebBrowser(service) { Address = "203.0.113.7" };
        Assert.Equal(429, (await classmate.SignInAsync(email)).Status);
        Assert.Equal(422, (await classmate.SignInAsync("other-" + email)).Status);
        using var home = new WebBrowser(service) { Address = "198.51.100.9" };
        Assert.Equal(302, (await home.SignInAsync(email)).Status);

        // The owner's own browser, in that same room.
        own.Address = "203.0.113.7";
        var page = await own.GetAsync("/account");
        using (var content = new FormUrlEncodedContent([new("__RequestVerificationToken", WebBrowser.TokenIn(page.Text))]))
            await own.SendAsync(HttpMethod.Post, "/sign-out", content);
        Assert.Equal(302, (await own.SignInAsync(email)).Status);
    }

    [Fact]
    public async Task AddressThatNobodyHas_WaitsAsOneThatSomebodyHas()
    {
        await using var service = await Service.StartAsync();
        using var browser = new WebBrowser(service);
        for (var i = 0; i < 5; i++)
            Assert.Equal(422, (await browser.SignInAsync("nobody@nowhere.example", "guess " + i)).Status);
        Assert.Equal(429, (await browser.SignInAsync("nobody@nowhere.example")).Status);
    }

    [Fact]
    public async Task ClassBehindOneAddress_SignsInAtOnce_WithTheLimitsAsTheyCome()
    {
        await using var service = await Service.StartAsync(["--RateLimits:SignInsPerMinute=240"]);
        var room = await Classroom.CreateAsync(service);
        var lines = Enumerable.Range(1, 45).Select(i => $"s-{i},Student {i},s{i}@{room.Course}.example");
        (await room.Instructor.PutAsync($"/api/courses/{room.Course}/roster", string.Join('\n', ["studentId,name,email", .. lines]), "text/csv")).Is(200);
        (await service.WelcomeAsync($"s1@{room.Course}.example")).Dispose();
        await SharePasswordAsync(service, $"s1@{room.Course}.example");

        var answers = await Task.WhenAll(Enumerable.Range(1, 45).Select(async i =>
        {
            using var browser = new WebBrowser(service);
            return (await browser.SignInAsync($"s{i}@{room.Course}.example")).Status;
        }));
        Assert.All(answers, status => Assert.Equal(302, status));
    }

    [Fact]
    public async Task TriesOverTheLimitOfANetwork_Are429_ForThatNetworkAlone()
    {
        await using var service = await Service.StartAsync(["--RateLimits:SignInsPerMinute=3", "--Proxy:Trusted:0=127.0.0.0/8"]);
        using var browser = new WebBrowser(service) { Address = "203.0.113.7" };
        for (var i = 0; i < 3; i++)
            Assert.Equal(422, (await browser.SignInAsync($"nobody{i}@nowhere.example", "guess")).Status);
        Assert.Equal(429, (await browser.SignInAsync("nobody@nowhere.example", "guess")).Status);
        Assert.Equal(429, (await browser.GetAsync("/invitation?code=7K3Q-0ZXA-M4TB-9WHE")).Status);
        (await browser.GetAsync("/sign-in")).Is(200);
        using var other = new WebBrowser(service) { Address = "198.51.100.9" };
        Assert.Equal(422, (await other.SignInAsync("nobody@nowhere.example", "guess")).Status);
    }

    // Hashing is what a class's own first sign-ins spread over a week; here one hash serves all.
    private static async Task SharePasswordAsync(Service service, string email)
    {
        await using var scope = service.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<EksGraderDb>();
        await db.WriteAsync(
            async token =>
            {
                var users = await db.Users.ToListAsync(token);
                var hash = users.Single(u => u.NormalizedEmail == Db.Courses.User.Normalize(email)).PasswordHash ?? "";
                users.ForEach(u => u.SetPassword(hash));
            },
            TestContext.Current.CancellationToken);
    }
}
