using System.Text.RegularExpressions;
using EksGrader.Api.Features.Accounts;
using EksGrader.Api.Host;
using EksGrader.Db.Model;
using EksGrader.Jobs.Mail;
using EksGrader.Tests.Support;
using EksGrader.Tests.Support.Api;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace EksGrader.Tests.Api.Features.Accounts;

public sealed partial class PasswordLinkTests(SharedService shared)
{
    private const string Page = "/forgotten-password";
    private const string Form = "/new-password";
    private const string Another = "another sentence to sign in";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Link_SetsANewPassword_Once_AndEndsEverySession()
    {
        var box = new Mailbox();
        await using var service = await StartAsync(box);
        var room = await Classroom.CreateAsync(service);
        var email = $"s1@{room.Course}.example";
        using var before = await service.WelcomeAsync(email);
        using var browser = new WebBrowser(service);
        Assert.Contains($"href=\"{Page}\"", (await browser.GetAsync("/sign-in")).Text, StringComparison.Ordinal);

        Assert.Equal($"{Page}?sent=1", browser.Lead(await AskAsync(browser, email.ToUpperInvariant())));
        var letter = await LetterAsync(box);
        var link = Link().Match(letter.Text).Groups[1].Value;

        Assert.Equal(email, letter.To);
        Assert.Contains("https://grader.school.example/new-password#code=", letter.Text, StringComparison.Ordinal);
        (await browser.OpenCodeAsync(Form, link)).Is(200);
        Assert.Equal(422, (await SetAsync(browser, link, "short")).Status);
        Assert.Equal("/", browser.Lead((await SetAsync(browser, link, Another)).Is(302)));
        (await browser.GetAsync("/account")).Is(200);
        Assert.Equal(302, (await before.GetAsync("/account")).Status);

        using var thief = new WebBrowser(service);
        Assert.Contains("This link cannot be used", (await thief.OpenCodeAsync(Form, link)).Is(404).Text, StringComparison.Ordinal);
        Assert.Equal(400, (await thief.SubmitAsync(await thief.GetAsync("/sign-in"), "/new-password", "new-password", ("Code", link), ("Password", Another), ("Repeated", Another))).Status);
        Assert.Equal(422, (await thief.SignInAsync(email)).Status);
        Assert.Equal(302, (await thief.SignInAsync(email, Another)).Status);

        var audit = (await service.Admin().GetAsync("/api/audit")).Is(200).Text;
        Assert.Contains("password.linkMailed", audit, StringComparison.Ordinal);
        Assert.Contains("by a link that was mailed", audit, StringComparison.Ordinal);
        Assert.DoesNotContain(link.Split('=')[1], audit, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NoOne_LearnsWhetherThereIsAnAccount()
    {
        var box = new Mailbox();
        await using var service = await StartAsync(box);
        var room = await Classroom.CreateAsync(service);
        using var browser = new WebBrowser(service);

        var nobody = await AskAsync(browser, "nobody@school.example");
        var somebody = await AskAsync(browser, $"s1@{room.Course}.example");

        Assert.Equal((somebody.Status, somebody.Location), (nobody.Status, nobody.Location));
        Assert.Equal($"s1@{room.Course}.example", (await LetterAsync(box)).To);
        Assert.DoesNotContain("nobody@school.example", (await service.Admin().GetAsync("/api/audit")).Is(200).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Email_IsInTheLanguageThatThePersonChose_ElseInThePages()
    {
        var box = new Mailbox();
        await using var service = await StartAsync(box);
        var room = await Classroom.CreateAsync(service);
        using var chose = await service.WelcomeAsync($"s1@{room.Course}.example");
        await chose.SubmitAsync("/account", "describe", ("Name", "Kim"), ("Spoken", "en"));
        using var browser = new WebBrowser(service);

        await AskAsync(browser, $"s1@{room.Course}.example", "ko");
        await AskAsync(browser, $"s2@{room.Course}.example", "ko");
        await Eventually.IsAsync(() => Task.FromResult(box.Emails.Count), count => count == 2);

        Assert.StartsWith("Hello", box.Emails.Single(l => l.To.StartsWith("s1@", StringComparison.Ordinal)).Text, StringComparison.Ordinal);
        Assert.Contains("안녕하세요", box.Emails.Single(l => l.To.StartsWith("s2@", StringComparison.Ordinal)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OneAddress_IsNotMailedAgainAndAgain_WhoeverAsks()
    {
        await using var service = await StartAsync(new Mailbox());
        foreach (var email in new[] { "nobody@school.example", $"s1@{(await Classroom.CreateAsync(service)).Course}.example" })
        {
            for (var i = 0; i < 5; i++)
            {
                using var other = new WebBrowser(service);
                (await AskAsync(other, email)).Is(302);
            }

            using var browser = new WebBrowser(service);
            (await AskAsync(browser, email)).Is(429);
        }
    }

    [Fact]
    public async Task Link_WhoseTimeIsUp_OrThatIsMadeUp_IsNone()
    {
        var box = new Mailbox();
        await using var service = await StartAsync(box, "--Site:PasswordLinkLife=00:00:00.001");
        var room = await Classroom.CreateAsync(service);
        using var browser = new WebBrowser(service);
        await AskAsync(browser, $"s1@{room.Course}.example");
        var link = Link().Match((await LetterAsync(box)).Text).Groups[1].Value;

        await Eventually.IsAsync(() => browser.OpenCodeAsync(Form, link), page => page.Status == 404);
        foreach (var code in new[] { ".", "x.y", $"{Guid.NewGuid()}.AAAA", link.Split('=')[1].Split('.')[0] + ".AAAA", new string('a', 5000) })
            Assert.Equal(404, (await browser.OpenCodeAsync(Form, code)).Status);
    }

    [Fact]
    public async Task WithoutAMailServer_OrWithoutAnAddressForLinks_ThereIsNoSuchPage()
    {
        using var browser = new WebBrowser(shared.Service);
        Assert.Equal(404, (await browser.GetAsync(Page)).Status);
        Assert.DoesNotContain(Page, (await browser.GetAsync("/sign-in")).Text, StringComparison.Ordinal);

        // A link that began with the host of the request would lead wherever a stranger wants.
        await using var service = await Service.StartAsync(configure: services => services.AddSingleton<ISmtpPool>(new Mailbox()));
        using var other = new WebBrowser(service);
        Assert.Equal(404, (await other.GetAsync(Page)).Status);
    }

    [Fact]
    public async Task Posts_OfAHostThatDidNotStart_EndWithoutAFault()
    {
        var scopes = shared.Service.Services.GetRequiredService<IServiceScopeFactory>();
        var email = $"s1@{(await Classroom.CreateAsync(shared.Service)).Course}.example";
        var (box, site) = (new Mailbox(), new Uri("https://grader.school.example/"));
        var invitations = new InvitationSender(box, scopes, TimeProvider.System, NullLogger<InvitationSender>.Instance);
        var links = new PasswordEmails(box, Options.Create(new SiteOptions { Url = site.ToString() }), scopes, TimeProvider.System, NullLogger<PasswordEmails>.Instance);
        invitations.Send(new SentInvitation(Id.New<InvitationId>(TimeProvider.System), "Kim", email, "Clouds", "code", TimeProvider.System.GetUtcNow(), site) { TimeZone = "Asia/Seoul" });
        links.Send(new PasswordWish(email, "en"));
        foreach (var post in (BackgroundService[])[invitations, links])
        {
            await post.StartAsync(Token);
            await LetterAsync(box, post == links ? 2 : 1);
            var work = post.ExecuteTask;
            post.Dispose();

            Assert.NotNull(work);
            await work;
        }
    }

    private static Task<Service> StartAsync(Mailbox box, params string[] settings) =>
        Service.StartAsync(["--Site:Url=https://grader.school.example/", .. settings], configure: services => services.AddSingleton<ISmtpPool>(box));

    private static Task<Reply> AskAsync(WebBrowser browser, string email, string language = "en") =>
        browser.SubmitAsync($"{Page}?lang={language}", "forgotten-password", ("Email", email));

    private static async Task<Reply> SetAsync(WebBrowser browser, string link, string password) =>
        await browser.SubmitAsync(await browser.OpenCodeAsync(Form, link), Form, "new-password", ("Code", link.Split('=')[1]), ("Password", password), ("Repeated", password));

    private static async Task<EmailMessage> LetterAsync(Mailbox box, int count = 1)
    {
        await Eventually.IsAsync(() => Task.FromResult(box.Emails.Count), there => there == count);
        return box.Emails.Last();
    }

    [GeneratedRegex("https://grader\\.school\\.example(?<link>/new-password#code=\\S+)", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Link();
}
