namespace EksGrader.Tests.Support.Api;

/// <summary>What a browser does with a passkey; it is opened at a name, since an address of numbers has no passkeys.</summary>
internal static class PasskeyBrowsing
{
    /// <summary>Accepts an invitation with a passkey.</summary>
    public static async Task<Reply> AddPasskeyAsync(this WebBrowser browser, string code, SoftAuthenticator device, string origin)
    {
        var open = await browser.OpenCodeAsync("/invitation", code);
        var made = device.Create(await OptionsAsync(browser, "/invitation", "/passkeys/creation", code), origin);
        return await browser.SubmitAsync(open, "/invitation", "passkey", ("Code", code), ("Credential", made));
    }

    /// <summary>Signs in with a passkey, on the way to the account.</summary>
    public static async Task<Reply> UsePasskeyAsync(this WebBrowser browser, SoftAuthenticator device, string origin) =>
        await browser.SubmitAsync("/sign-in", "passkey", ("Back", "/account"), ("Credential", device.Get(await OptionsAsync(browser, "/sign-in", "/passkeys/request"), origin)));

    /// <summary>The first half of a ceremony: what the service asks of the authenticator.</summary>
    public static async Task<string> OptionsAsync(this WebBrowser browser, string page, string address, string? code = null)
    {
        var token = WebBrowser.TokenIn((await browser.GetAsync(page)).Text);
        using var content = code is null ? null : new FormUrlEncodedContent([new("code", code)]);
        return (await browser.SendAsync(HttpMethod.Post, address, content, ("X-CSRF-Token", token))).Is(200).Text;
    }
}
