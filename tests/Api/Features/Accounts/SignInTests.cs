using EksGrader.Tests.Support.Api;

namespace EksGrader.Tests.Api.Features.Accounts;

public sealed class SignInTests(SharedService shared)
{
    private readonly Service service = shared.Service;

    [Fact]
    public async Task Page_WithoutSession_LeadsToSignIn_AndBack()
    {
        var (room, email) = await RoomAsync();
        (await service.WelcomeAsync(email)).Dispose();
        using var browser = new WebBrowser(service);

        var sent = await browser.GetAsync("/account?tab=1");
        Assert.Equal(302, sent.Status);
        var there = browser.Lead(sent) ?? "";
        Assert.Equal("/sign-in?returnUrl=%2Faccount%3Ftab%3D1", there);
        var signed = await browser.SubmitAsync(there, "sign-in", ("Email", email.ToUpperInvariant()), ("Password", WebBrowser.Password), ("Back", "/account?tab=1"));
        Assert.Equal((302, "/account?tab=1"), (signed.Status, browser.Lead(signed)));
        (await browser.GetAsync($"/api/courses/{room.Course}", ("Accept", "application/json"))).Is(200);
    }

    [Fact]
    public async Task Api_WithoutSession_Is401_AndNotARedirect()
    {
        using var browser = new WebBrowser(service);
        var refused = (await browser.GetAsync("/api/courses")).IsProblem(401, "unauthenticated");
        Assert.Contains(refused.Headers.WwwAuthenticate, h => h.Scheme == "Bearer");
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example/")]
    [InlineData("/\\evil.example/")]
    [InlineData("javascript:alert(1)")]
    public async Task ReturnUrl_OfAnotherSite_IsNotFollowed(string returnUrl)
    {
        var (_, email) = await RoomAsync();
        (await service.WelcomeAsync(email)).Dispose();
        using var browser = new WebBrowser(service);
        Assert.Equal("/", browser.Lead(await browser.SignInAsync(email, returnUrl: returnUrl)));
    }

    [Fact]
    public async Task Cookies_AreHttpOnly_AndLax()
    {
        var (_, email) = await RoomAsync();
        using var first = await service.WelcomeAsync(email);
        var set = first.SetCookies.Where(c => c.StartsWith("EksGrader.Session", StringComparison.Ordinal) || c.StartsWith("EksGrader.Known", StringComparison.Ordinal)).ToList();
        Assert.Equal(2, set.Count);
        Assert.All(set, cookie => Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase));
        Assert.All(set, cookie => Assert.Contains("samesite=lax", cookie, StringComparison.OrdinalIgnoreCase));

        // A known browser is one where passwords are changed, too.
        Assert.All(set, cookie => Assert.Contains("path=/;", cookie + ";", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Cookies_BehindAProxyWithTls_AreSecure()
    {
        await using var behind = await Service.StartAsync(["--Proxy:Trusted:0=127.0.0.0/8"]);
        var room = await Classroom.CreateAsync(behind);
        var code = await behind.InviteAsync($"s1@{room.Course}.example");
        using var browser = new WebBrowser(behind) { IsBehindTls = true };
        var page = await browser.GetAsync("/invitation");
        Assert.All(browser.SetCookies, cookie => Assert.Contains("secure", cookie, StringComparison.OrdinalIgnoreCase));
        var forgery = browser.SetCookies.Single(c => c.StartsWith("EksGrader.Forgery", StringComparison.Ordinal)).Split(';')[0];
        using var content = new FormUrlEncodedContent(
        [
            new("_handler", "password"), new("__RequestVerificationToken", WebBrowser.TokenIn(page.Text)), new("Code", code), new("Password", WebBrowser.Password), new("Repeated", WebBrowser.Password),
        ]);
        var accepted = await browser.SendAsync(HttpMethod.Post, "/invitation", content, ("Cookie", forgery));
        Assert.True(accepted.Status == 302, accepted.Text);
        Assert.All(browser.SetCookies, cookie => Assert.Contains("; secure", cookie, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task WrongAddress_AndWrongPassword_AreAnsweredAlike()
    {
        var (_, email) = await RoomAsync();
        (await service.WelcomeAsync(email)).Dispose();
        using var browser = new WebBrowser(service);
        var known = await browser.SignInAsync(email, "not the password");
        var unknown = await browser.SignInAsync("nobody-" + email, "not the password");
        Assert.Equal((422, 422), (known.Status, unknown.Status));
        Assert.Equal(Said(known), Said(unknown));
    }

    [Fact]
    public async Task SignOut_EndsThisBrowserOnly_AndEverywhereEndsAll()
    {
        var (_, email) = await RoomAsync();
        using var one = await service.WelcomeAsync(email);
        using var two = new WebBrowser(service);
        Assert.Equal(302, (await two.SignInAsync(email)).Status);
        using var three = new WebBrowser(service);
        Assert.Equal(302, (await three.SignInAsync(email)).Status);

        var open = await one.GetAsync("/account");
        Assert.Equal(400, (await one.SendAsync(HttpMethod.Post, "/sign-out")).Status);
        using (var content = new FormUrlEncodedContent([new("__RequestVerificationToken", WebBrowser.TokenIn(open.Text))]))
            Assert.Equal(302, (await one.SendAsync(HttpMethod.Post, "/sign-out", content)).Status);
        Assert.Equal(302, (await one.GetAsync("/account")).Status);

        (await two.GetAsync("/account")).Is(200);
        Assert.Equal(302, (await two.SubmitAsync("/account", "end-sessions")).Status);
        foreach (var ended in (WebBrowser[])[two, three])
            Assert.Equal(302, (await ended.GetAsync("/account")).Status);
    }

    [Fact]
    public async Task WriteToTheApi_WithACookie_NeedsTheAntiforgeryToken()
    {
        var (room, email) = await RoomAsync();
        using var browser = await service.WelcomeAsync(email);
        async Task<Reply> HandInAsync(params (string, string)[] headers)
        {
            using var body = new StringContent("{}", System.Text.Encoding.UTF8, "application/json");
            return await browser.SendAsync(HttpMethod.Post, $"{room.Lab}/submissions", body, headers);
        }

        (await HandInAsync()).IsProblem(400, "antiforgery");
        (await HandInAsync(("X-CSRF-Token", WebBrowser.TokenIn((await browser.GetAsync("/account")).Text)))).IsProblem(422, "invalid");
        (await room.Student.PostAsync($"{room.Lab}/submissions", "{}")).IsProblem(422, "invalid");
    }

    [Fact]
    public async Task RoleThatIsTakenBack_IsGoneWithTheNextRequest()
    {
        var (room, email) = await RoomAsync();
        using var browser = await service.WelcomeAsync(email);
        (await browser.GetAsync($"/api/courses/{room.Course}")).Is(200);
        (await room.Admin.PutAsync($"/api/courses/{room.Course}/roster", "studentId,name,email\n", "text/csv")).Is(200);
        (await browser.GetAsync($"/api/courses/{room.Course}")).Is(404);
    }

    private static string Said(Reply page)
    {
        var at = page.Text.IndexOf("role=\"alert\"", StringComparison.Ordinal);
        return page.Text[at..page.Text.IndexOf("</div>", at, StringComparison.Ordinal)];
    }

    private async Task<(Classroom Room, string Email)> RoomAsync()
    {
        var room = await Classroom.CreateAsync(service);
        return (room, $"s1@{room.Course}.example");
    }
}
