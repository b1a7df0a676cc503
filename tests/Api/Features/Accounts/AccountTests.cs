using System.Text.RegularExpressions;
using EksGrader.Tests.Support.Api;

namespace EksGrader.Tests.Api.Features.Accounts;

public sealed partial class AccountTests(SharedService shared)
{
    private readonly Service service = shared.Service;

    [Fact]
    public async Task NameAndLanguage_AreSaved_AndSpokenAtOnce()
    {
        using var browser = await NewAsync();
        Assert.Equal(422, (await browser.SubmitAsync("/account", "describe", ("Name", " "), ("Spoken", "fr"))).Status);
        Assert.Equal("/account?done=saved", browser.Lead(await browser.SubmitAsync("/account", "describe", ("Name", "김 <민준>"), ("Spoken", "ko"))));
        var page = (await browser.GetAsync("/account")).Text;
        Assert.Contains("lang=\"ko\"", page, StringComparison.Ordinal);
        Assert.Contains("김 &lt;민준&gt;", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NewPassword_NeedsTheOldOne_AndEndsOtherSessions()
    {
        var room = await Classroom.CreateAsync(service);
        var email = $"s1@{room.Course}.example";
        using var here = await service.WelcomeAsync(email);
        using var there = new WebBrowser(service);
        await there.SignInAsync(email);
        const string Next = "another quiet sentence";

        Assert.Equal(422, (await here.SubmitAsync("/account", "password", ("Current", "wrong"), ("Password", Next), ("Repeated", Next))).Status);
        Assert.Equal("/account?done=password", here.Lead(await here.SubmitAsync("/account", "password", ("Current", WebBrowser.Password), ("Password", Next), ("Repeated", Next))));
        (await here.GetAsync("/account")).Is(200);
        Assert.Equal(302, (await there.GetAsync("/account")).Status);
        Assert.Equal(422, (await there.SignInAsync(email)).Status);
        Assert.Equal(302, (await there.SignInAsync(email, Next)).Status);
    }

    [Fact]
    public async Task Token_IsShownOnce_Works_AndIsRevoked()
    {
        using var browser = await NewAsync();
        var made = (await browser.SubmitAsync("/account", "make-token", ("TokenName", "script"), ("Scope", "read"), ("Days", "30"))).Is(200);
        var secret = Secret().Match(made.Text).Value;
        Assert.NotEmpty(secret);
        (await service.Client(secret).GetAsync("/api/courses")).Is(200);
        var page = await browser.GetAsync("/account");
        Assert.DoesNotContain(secret, page.Text, StringComparison.Ordinal);

        var form = Revoking().Matches(page.Text)[^1].Groups[1].Value;
        Assert.Equal(302, (await browser.SubmitAsync(page, "/account", form)).Status);
        (await service.Client(secret).GetAsync("/api/courses")).IsProblem(401, "unauthenticated");
    }

    [Fact]
    public async Task Passkeys_OfStrangersWords_AreRefusedAndNeverFail()
    {
        using var browser = await NewAsync();
        foreach (var words in (string[])["", "{}", "nonsense", """{"id":"AA","response":{"clientDataJSON":"AA"}}""", new string('x', 70_000)])
        {
            var refused = (await browser.SubmitAsync("/account", "add-passkey", ("Credential", words), ("PasskeyName", "x"))).Status;
            Assert.True(refused is 400 or 413 or 422, $"{words[..Math.Min(9, words.Length)]} was answered {refused}");
            using var stranger = new WebBrowser(service);
            refused = (await stranger.SubmitAsync("/sign-in", "passkey", ("Credential", words))).Status;
            Assert.True(refused is 400 or 413 or 422, $"{words[..Math.Min(9, words.Length)]} was answered {refused}");
        }
    }

    [Fact]
    public async Task Admin_OfTheVariable_HasNoAccount() => Assert.Equal(404, (await service.Admin().GetAsync("/account")).Status);

    private async Task<WebBrowser> NewAsync() => await service.WelcomeAsync($"s1@{(await Classroom.CreateAsync(service)).Course}.example");

    [GeneratedRegex("eksg_[A-Za-z0-9_-]+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Secret();

    [GeneratedRegex("name=\"_handler\" value=\"(?<value>revoke-[^\"]+)\"", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Revoking();
}
