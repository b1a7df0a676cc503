using System.Net;
using EksGrader.Api.Host.Auth;
using EksGrader.Db.Storage;
using EksGrader.Tests.Support.Api;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace EksGrader.Tests.Api.Features.Accounts;

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
        await SignOutAsync(own);
        Assert.Equal(302, (await own.SignInAsync(email)).Status);
    }

    [Fact]
    public async Task AddressThatNoOneHas_WaitsAsOneThatSomeoneHas()
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
        var room = await ClassAsync(service, 45);
        Assert.All(await SignInAsync(service, room, 45), status => Assert.Equal(302, status));
    }

    [Fact]
    public async Task TriesOverTheLimitOfANetwork_Are429_ForThatNetworkAlone()
    {
        await using var service = await Service.StartAsync(["--RateLimits:SignInsPerMinute=3", "--Proxy:Trusted:0=127.0.0.0/8"]);
        using var browser = new WebBrowser(service) { Address = "203.0.113.7" };
        for (var i = 0; i < 3; i++)
            Assert.Equal(422, (await browser.SignInAsync($"nobody{i}@nowhere.example", "guess")).Status);
        Assert.Equal(429, (await browser.SignInAsync("nobody@nowhere.example", "guess")).Status);
        Assert.Equal(429, (await browser.OpenCodeAsync("/invitation", "7K3Q-0ZXA-M4TB-9WHE")).Status);
        (await browser.GetAsync("/sign-in")).Is(200);
        using var other = new WebBrowser(service) { Address = "198.51.100.9" };
        Assert.Equal(422, (await other.SignInAsync("nobody@nowhere.example", "guess")).Status);
    }

    [Fact]
    public async Task ClassBehindOneAddress_ThatIsLargerThanTheLimit_SignsInAtOnce()
    {
        await using var service = await Service.StartAsync(["--RateLimits:SignInsPerMinute=4"]);
        var room = await ClassAsync(service, 24);
        var answers = await SignInAsync(service, room, 24);
        Assert.All(answers, status => Assert.Equal(302, status));

        // What succeeded counts for nothing afterwards either.
        Assert.All(await SignInAsync(service, room, 24), status => Assert.Equal(302, status));
    }

    [Fact]
    public async Task KnownBrowser_Session_Passkey_AndInvitation_AreRefusedNothing_WhileOthersFail()
    {
        await using var service = await Service.StartAsync(["--RateLimits:SignInsPerMinute=3"]);
        var room = await Classroom.CreateAsync(service);
        var (email, origin) = ($"s1@{room.Course}.example", service.Address.Replace("127.0.0.1", "localhost", StringComparison.Ordinal));
        using var known = await service.WelcomeAsync(email);
        using var session = new WebBrowser(service);
        Assert.Equal(302, (await session.SignInAsync(email)).Status);
        await SignOutAsync(known);
        using var device = new SoftAuthenticator();
        using var passkey = new WebBrowser(service, new Uri(origin));
        await passkey.AddPasskeyAsync(await service.InviteAsync($"s2@{room.Course}.example"), device, origin);

        using var guesser = new WebBrowser(service);
        for (var i = 0; i < 3; i++)
            Assert.Equal(422, (await guesser.SignInAsync($"nobody{i}@nowhere.example", "guess")).Status);
        var refused = await guesser.SignInAsync(email);
        Assert.Equal(429, refused.Status);
        Assert.NotNull(refused.Headers.RetryAfter);

        Assert.Equal(302, (await known.SignInAsync(email)).Status);
        (await session.GetAsync("/account")).Is(200);
        const string Next = "another quiet sentence";
        Assert.Equal(302, (await session.SubmitAsync("/account", "password", ("Current", WebBrowser.Password), ("Password", Next), ("Repeated", Next))).Status);
        using var elsewhere = new WebBrowser(service, new Uri(origin));
        Assert.Equal("/account", elsewhere.Lead(await elsewhere.UsePasskeyAsync(device, origin)));
        (await service.WelcomeAsync($"assistant@{room.Course}.example")).Dispose();
    }

    [Fact]
    public async Task OneComputer_KnowsEverybodyWhoSatThere()
    {
        await using var service = await Service.StartAsync(["--RateLimits:SignInsPerMinute=1"]);
        var room = await Classroom.CreateAsync(service);
        var people = (string[])[$"s1@{room.Course}.example", $"s2@{room.Course}.example"];
        using var computer = new WebBrowser(service);
        foreach (var person in people)
        {
            (await computer.AcceptAsync(await service.InviteAsync(person))).Is(302);
            await SignOutAsync(computer);
        }

        using var guesser = new WebBrowser(service);
        Assert.Equal(422, (await guesser.SignInAsync("nobody@nowhere.example", "guess")).Status);
        foreach (var person in people)
        {
            Assert.Equal(429, (await guesser.SignInAsync(person)).Status);
            Assert.Equal(302, (await computer.SignInAsync(person)).Status);
            await SignOutAsync(computer);
        }

        // It is no one's for an account that was never signed in there.
        Assert.Equal(429, (await computer.SignInAsync($"teacher@{room.Course}.example")).Status);
    }

    [Fact]
    public async Task KnownBrowser_ThatGuesses_WaitsItself()
    {
        await using var service = await Service.StartAsync();
        var room = await Classroom.CreateAsync(service);
        var email = $"s1@{room.Course}.example";
        using var known = await service.WelcomeAsync(email);
        await SignOutAsync(known);
        for (var i = 0; i < 5; i++)
            Assert.Equal(422, (await known.SignInAsync(email, "guess " + i)).Status);
        Assert.Equal(429, (await known.SignInAsync(email)).Status);
        using var other = new WebBrowser(service);
        Assert.Equal(302, (await other.SignInAsync(email)).Status);
    }

    [Fact]
    public async Task WhatIsNoTry_CountsForNothing()
    {
        await using var service = await Service.StartAsync(["--RateLimits:SignInsPerMinute=1"]);
        var room = await Classroom.CreateAsync(service);
        var email = $"s1@{room.Course}.example";
        (await service.WelcomeAsync(email)).Dispose();
        using var browser = new WebBrowser(service);
        for (var i = 0; i < 7; i++)
        {
            Assert.Equal(422, (await browser.SignInAsync(email, "")).Status);
            Assert.Equal(422, (await browser.SignInAsync("", "guess")).Status);
            Assert.Equal(422, (await browser.SignInAsync("no address", "guess")).Status);
            Assert.Equal(404, (await browser.OpenCodeAsync("/invitation", "no code")).Status);
            Assert.Equal(422, (await browser.OpenCodeAsync("/invitation", "")).Status);
            using var forged = new FormUrlEncodedContent([new("_handler", "sign-in"), new("Email", email), new("Password", "guess")]);
            Assert.Equal(400, (await browser.SendAsync(HttpMethod.Post, "/sign-in", forged)).Status);
        }

        Assert.Equal(302, (await browser.SignInAsync(email)).Status);
        using var guesser = new WebBrowser(service);
        Assert.Equal(422, (await guesser.SignInAsync("nobody@nowhere.example", "guess")).Status);
        Assert.Equal(429, (await guesser.SignInAsync("nobody@nowhere.example", "guess")).Status);
    }

    private static async Task<Classroom> ClassAsync(Service service, int students)
    {
        var room = await Classroom.CreateAsync(service);
        var lines = Enumerable.Range(1, students).Select(i => $"s-{i},Student {i},s{i}@{room.Course}.example");
        (await room.Instructor.PutAsync($"/api/courses/{room.Course}/roster", string.Join('\n', ["studentId,name,email", .. lines]), "text/csv")).Is(200);
        (await service.WelcomeAsync($"s1@{room.Course}.example")).Dispose();
        await SharePasswordAsync(service, $"s1@{room.Course}.example");
        return room;
    }

    private static Task<int[]> SignInAsync(Service service, Classroom room, int students) => Task.WhenAll(Enumerable.Range(1, students).Select(async i =>
    {
        using var browser = new WebBrowser(service);
        return (await browser.SignInAsync($"s{i}@{room.Course}.example")).Status;
    }));

    private static async Task SignOutAsync(WebBrowser browser)
    {
        using var content = new FormUrlEncodedContent([new("__RequestVerificationToken", WebBrowser.TokenIn((await browser.GetAsync("/account")).Text))]);
        Assert.Equal(302, (await browser.SendAsync(HttpMethod.Post, "/sign-out", content)).Status);
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
                var hash = users.Single(u => u.NormalizedEmail == Db.Model.User.Normalize(email)).PasswordHash ?? "";
                users.ForEach(u => u.SetPassword(hash));
            },
            TestContext.Current.CancellationToken);
    }
}
