using EksGrader.Tests.Support.Api;

namespace EksGrader.Tests.Api.Host;

/// <summary>What anyone may ask tells no one anything.</summary>
public sealed class OpenEndpointTests(SharedService shared)
{
    [Fact]
    public async Task PasskeyCreation_NeedsASession_OrAnInvitation_WhichIsNotInTheAddress()
    {
        var room = await Classroom.CreateAsync(shared.Service);
        var code = await shared.Service.InviteAsync($"s1@{room.Course}.example");
        using var browser = new WebBrowser(shared.Service);
        Assert.Equal(404, (await browser.SendAsync(HttpMethod.Post, "/passkeys/creation")).Status);
        Assert.Equal(404, (await browser.SendAsync(HttpMethod.Post, $"/passkeys/creation?code={code}")).Status);
        using (var sent = new FormUrlEncodedContent([new("code", code)]))
            (await browser.SendAsync(HttpMethod.Post, "/passkeys/creation", sent)).Is(200);
        using (var wrong = new FormUrlEncodedContent([new("code", "7K3Q-0ZXA-M4TB-9WHE")]))
            Assert.Equal(404, (await browser.SendAsync(HttpMethod.Post, "/passkeys/creation", wrong)).Status);
        using (var broken = new StringContent("x"))
        {
            broken.Headers.ContentType = new("multipart/form-data");
            Assert.Equal(404, (await browser.SendAsync(HttpMethod.Post, "/passkeys/creation", broken)).Status);
        }
    }

    [Fact]
    public async Task PasskeyRequest_NamesNoOnesPasskeys()
    {
        using var browser = new WebBrowser(shared.Service);
        var options = (await browser.SendAsync(HttpMethod.Post, "/passkeys/request")).Is(200).Json;
        Assert.False(options.TryGetProperty("allowCredentials", out var named) && named.GetArrayLength() > 0);
        Assert.Equal("required", options.GetProperty("userVerification").GetString());
    }

    [Fact]
    public async Task LanguageLink_StaysOnThisHost()
    {
        using var browser = new WebBrowser(shared.Service);
        foreach (var path in (string[])["//evil.example", "/%5Cevil.example", "//\\evil.example"])
        {
            var page = (await browser.GetAsync(shared.Service.Address.TrimEnd('/') + path)).Text;
            Assert.Contains("hreflang=", page, StringComparison.Ordinal);
            Assert.DoesNotContain("href=\"//", page, StringComparison.Ordinal);
            Assert.DoesNotContain("href=\"/\\", page, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Headers_KeepOtherWindowsOut_AndTlsOn()
    {
        await using var behind = await Service.StartAsync(["--Proxy:Trusted:0=127.0.0.0/8"]);
        using var plain = new WebBrowser(behind);
        using var secure = new WebBrowser(behind) { IsBehindTls = true };
        var (over, tls) = ((await plain.GetAsync("/sign-in")).Headers, (await secure.GetAsync("/sign-in")).Headers);
        Assert.Equal("same-origin", Assert.Single(over.GetValues("Cross-Origin-Opener-Policy")));
        Assert.False(over.Contains("Strict-Transport-Security"));
        Assert.Equal("max-age=31536000", Assert.Single(tls.GetValues("Strict-Transport-Security")));
    }

    [Fact]
    public async Task SignedIn_IsLedPastSigningIn()
    {
        var room = await Classroom.CreateAsync(shared.Service);
        using var browser = await shared.Service.WelcomeAsync($"s1@{room.Course}.example");
        Assert.Equal("/", browser.Lead(await browser.GetAsync("/sign-in?returnUrl=//evil.example")));
    }
}
