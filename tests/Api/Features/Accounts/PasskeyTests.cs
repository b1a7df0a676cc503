using EksGrader.Tests.Support.Api;

namespace EksGrader.Tests.Api.Features.Accounts;

public sealed class PasskeyTests(SharedService shared)
{
    private readonly Service service = shared.Service;

    private string Origin => service.Address.Replace("127.0.0.1", "localhost", StringComparison.Ordinal);

    [Fact]
    public async Task Invitation_IsAcceptedWithAPasskey_WhichThenSignsIn()
    {
        var (code, email) = await InviteAsync();
        using var device = new SoftAuthenticator();
        using var browser = Browser();
        Assert.Equal("/", browser.Lead(await browser.AddPasskeyAsync(code, device, Origin)));
        Assert.Contains(email, (await browser.GetAsync("/account")).Is(200).Text, StringComparison.Ordinal);

        using var other = Browser();
        Assert.Equal("/account", other.Lead(await other.UsePasskeyAsync(device, Origin)));
        Assert.Contains(email, (await other.GetAsync("/account")).Is(200).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Passkey_MadeForAnotherSite_IsRefused()
    {
        var (code, _) = await InviteAsync();
        using var device = new SoftAuthenticator();
        using var browser = Browser();
        Assert.Equal(422, (await browser.AddPasskeyAsync(code, device, "https://evil.example")).Status);
        Assert.Equal("/", browser.Lead(await browser.AddPasskeyAsync(code, device, Origin)));
        using var other = Browser();
        Assert.Equal(422, (await other.UsePasskeyAsync(device, "https://evil.example")).Status);
    }

    [Fact]
    public async Task Ceremony_IsOver_AfterItWasUsed_AndInAnotherBrowser()
    {
        var (code, _) = await InviteAsync();
        using var device = new SoftAuthenticator();
        using var browser = Browser();
        await browser.AddPasskeyAsync(code, device, Origin);
        using var other = Browser();
        var signedFor = device.Get(await other.OptionsAsync("/sign-in", "/passkeys/request"), Origin);
        using var thief = Browser();
        Assert.Equal(422, (await thief.SubmitAsync("/sign-in", "passkey", ("Credential", signedFor))).Status);
        Assert.Equal(302, (await other.SubmitAsync("/sign-in", "passkey", ("Credential", signedFor))).Status);
        using var again = Browser();
        Assert.Equal(422, (await again.SubmitAsync("/sign-in", "passkey", ("Credential", signedFor))).Status);
    }

    [Fact]
    public async Task LastWayIn_IsNotRemoved_AndRemovingEndsSessions()
    {
        var (code, _) = await InviteAsync();
        using var device = new SoftAuthenticator();
        using var browser = Browser();
        await browser.AddPasskeyAsync(code, device, Origin);
        var page = await browser.GetAsync("/account");
        var remove = Handler(page.Text, "remove-");
        Assert.Equal(422, (await browser.SubmitAsync(page, "/account", remove)).Status);
        Assert.Equal(302, (await browser.SubmitAsync("/account", Handler(page.Text, "rename-"), ("PasskeyName", "내 <폰>"))).Status);
        Assert.Contains("내 &lt;폰&gt;", (await browser.GetAsync("/account")).Text, StringComparison.Ordinal);

        Assert.Equal(302, (await browser.SubmitAsync("/account", "password", ("Password", WebBrowser.Password), ("Repeated", WebBrowser.Password))).Status);
        Assert.Equal(302, (await browser.SubmitAsync("/account", remove)).Status);
        using var gone = Browser();
        Assert.Equal(422, (await gone.UsePasskeyAsync(device, Origin)).Status);
    }

    [Fact]
    public async Task GettingInAgainByAnInvitation_EndsThePasskeys()
    {
        var (code, email) = await InviteAsync();
        using var device = new SoftAuthenticator();
        using var browser = Browser();
        await browser.AddPasskeyAsync(code, device, Origin);
        (await service.WelcomeAsync(email)).Dispose();
        Assert.Equal(302, (await browser.GetAsync("/account")).Status);
        using var thief = Browser();
        Assert.Equal(422, (await thief.UsePasskeyAsync(device, Origin)).Status);
    }

    private static string Handler(string html, string prefix)
    {
        var at = html.IndexOf($"value=\"{prefix}", StringComparison.Ordinal) + "value=\"".Length;
        return html[at..html.IndexOf('"', at)];
    }

    // A passkey is a host's; an address of numbers has none.
    private WebBrowser Browser() => new(service, new Uri(Origin));

    private async Task<(string Code, string Email)> InviteAsync()
    {
        var email = $"s1@{(await Classroom.CreateAsync(service)).Course}.example";
        return (await service.InviteAsync(email), email);
    }
}
