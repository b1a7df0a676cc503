using EksGrader.Tests.Api.Support;

namespace EksGrader.Tests.Api;

/// <summary>What anybody may ask tells nobody anything.</summary>
public sealed class OpenEndpointTests(SharedService shared)
{
    [Fact]
    public async Task PasskeyCreation_NeedsASession_OrAnInvitation()
    {
        using var browser = new WebBrowser(shared.Service);
        Assert.Equal(404, (await browser.SendAsync(HttpMethod.Post, "/passkeys/creation")).Status);
        Assert.Equal(404, (await browser.SendAsync(HttpMethod.Post, "/passkeys/creation?code=7K3Q-0ZXA-M4TB-9WHE")).Status);
    }

    [Fact]
    public async Task PasskeyRequest_NamesNobodysPasskeys()
    {
        using var browser = new WebBrowser(shared.Service);
        var options = (await browser.SendAsync(HttpMethod.Post, "/passkeys/request")).Is(200).Json;
        Assert.False(options.TryGetProperty("allowCredentials", out var named) && named.GetArrayLength() > 0);
        Assert.Equal("required", options.GetProperty("userVerification").GetString());
    }

    [Fact]
    public async Task SignedIn_IsLedPastSigningIn()
    {
        var room = await Classroom.CreateAsync(shared.Service);
        using var browser = await shared.Service.WelcomeAsync($"s1@{room.Course}.example");
        Assert.Equal("/", browser.Lead(await browser.GetAsync("/sign-in?returnUrl=//evil.example")));
    }
}
