using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using EksGrader.Api.Features.Accounts;
using EksGrader.Jobs.Mail;
using EksGrader.Tests.Support;
using EksGrader.Tests.Support.Api;
using Microsoft.Extensions.DependencyInjection;

namespace EksGrader.Tests.Api.Features.Accounts;

public sealed partial class InvitationTests(SharedService shared)
{
    private readonly Service service = shared.Service;

    [Fact]
    public async Task List_HasACodeForEachWhoWaits_ThatWorksOnce()
    {
        var room = await Classroom.CreateAsync(service);
        using var teacher = await service.WelcomeAsync($"teacher@{room.Course}.example");
        var codes = CodesIn(await HandOutAsync(teacher, room));
        Assert.Equal(2, codes.Count);

        using var student = new WebBrowser(service);
        Assert.Equal(302, (await student.AcceptAsync(codes[0])).Status);
        (await student.GetAsync($"/courses/{room.Course}")).Is(200);
        using var thief = new WebBrowser(service);
        Assert.Equal(404, (await thief.OpenCodeAsync("/invitation", codes[0])).Status);

        // Those who can sign in wait for nothing; the other's code is renewed.
        var again = CodesIn(await HandOutAsync(teacher, room));
        Assert.Single(again);
        Assert.Equal(404, (await thief.OpenCodeAsync("/invitation", codes[1])).Status);
        Assert.Equal(200, (await thief.OpenCodeAsync("/invitation", again[0].ToLowerInvariant())).Status);

        var audit = (await room.Instructor.GetAsync($"/api/audit?course={room.Course}")).Is(200).Text;
        Assert.Contains("invitation.handedOut", audit, StringComparison.Ordinal);
        Assert.Contains("invitation.accepted", audit, StringComparison.Ordinal);
        Assert.DoesNotContain(again[0], audit, StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_AsCsv_HasTheSameCodes_AndOpensInExcel()
    {
        var room = await Classroom.CreateAsync(service);
        using var teacher = await service.WelcomeAsync($"teacher@{room.Course}.example");

        var sheet = await HandOutAsync(teacher, room);

        var file = Convert.FromBase64String(File().Match(sheet.Is(200).Text).Groups["file"].Value);
        Assert.Equal(Encoding.UTF8.GetPreamble(), file[..3]);
        var lines = Encoding.UTF8.GetString(file[3..]).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("name,studentId,email,code,link,validUntil", lines[0]);
        var codes = CodesIn(sheet);
        Assert.StartsWith($"김민준,s-1,s1@{room.Course}.example,{codes[0]},{new Uri(service.Root, "/invitation")}#code={codes[0]},20", lines[1], StringComparison.Ordinal);
        Assert.StartsWith($"'=SUM(A1),s-2,s2@{room.Course}.example,{codes[1]},", lines[2], StringComparison.Ordinal);
        Assert.EndsWith(" KST", lines[2], StringComparison.Ordinal);
    }

    [Fact]
    public void Email_SaysUntilWhen_OnTheCoursesClock()
    {
        var until = new DateTimeOffset(2026, 12, 4, 9, 0, 0, TimeSpan.Zero);

        var email = InvitationEmail.Write(new SentInvitation(default, "김민준", "kim@school.example", "Clouds", "AAAA", until, new Uri("https://grader.school.example/")) { TimeZone = "Asia/Seoul" });

        Assert.Contains("until 2026-12-04 (Fri) 18:00 KST", email.Text, StringComparison.Ordinal);
        Assert.Contains("2026-12-04 (금) 18:00 KST", email.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("UTC", email.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TwoHundredSlips_AreASmallPage()
    {
        var room = await Classroom.CreateAsync(service);
        var roster = string.Join('\n', Enumerable.Range(1, 200).Select(n => FormattableString.Invariant($"s-{n},Student {n},s{n}@{room.Course}.example")));
        (await room.Instructor.PutAsync($"/api/courses/{room.Course}/roster", "studentId,name,email\n" + roster, "text/csv")).Is(200);
        using var teacher = await service.WelcomeAsync($"teacher@{room.Course}.example");

        var sheet = (await HandOutAsync(teacher, room)).Is(200).Text;

        using var sent = new MemoryStream();
        await using (var packed = new BrotliStream(sent, CompressionLevel.Fastest, leaveOpen: true))
            await packed.WriteAsync(Encoding.UTF8.GetBytes(sheet), TestContext.Current.CancellationToken);
        TestContext.Current.SendDiagnosticMessage("200 slips: {0} KiB, compressed {1} KiB", Encoding.UTF8.GetByteCount(sheet) / 1024, sent.Length / 1024);
        Assert.Equal(200, sheet.Split("<svg class=\"qr\"").Length - 1);
        Assert.InRange(Encoding.UTF8.GetByteCount(sheet), 1, 1024 * 1024);
        Assert.InRange(sent.Length, 1, 300 * 1024);
    }

    [Fact]
    public async Task Invitation_ThatEnded_IsRefused()
    {
        var room = await Classroom.CreateAsync(service);
        var code = await service.InviteAsync($"s1@{room.Course}.example", TimeSpan.FromMinutes(-1));
        using var browser = new WebBrowser(service);
        Assert.Contains("This invitation cannot be used", (await browser.OpenCodeAsync("/invitation", code)).Is(404).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TwoWhoFollowOneLinkAtOnce_AreNotBothLetIn()
    {
        var room = await Classroom.CreateAsync(service);
        var code = await service.InviteAsync($"s1@{room.Course}.example");
        var browsers = Enumerable.Range(0, 4).Select(_ => new WebBrowser(service)).ToList();
        try
        {
            // All have the page open before the first sends it.
            var pages = await Task.WhenAll(browsers.Select(b => b.OpenCodeAsync("/invitation", code)));
            var answers = await Task.WhenAll(browsers.Zip(pages, (browser, page) => browser.AcceptAsync(page.Is(200), code)));
            Assert.Equal(1, answers.Count(a => a.Status == 302));
        }
        finally
        {
            browsers.ForEach(b => b.Dispose());
        }
    }

    [Theory]
    [InlineData("en", "at least 10 characters", "passwords are different")]
    [InlineData("ko", "10자 이상", "서로 다릅니다")]
    public async Task BadPassword_IsToldAtItsField_InTheReadersLanguage(string language, string tooShort, string differ)
    {
        var room = await Classroom.CreateAsync(service);
        var code = await service.InviteAsync($"s1@{room.Course}.example");
        using var browser = new WebBrowser(service);
        var page = $"/invitation?lang={language}";
        var open = await browser.OpenCodeAsync(page, code);
        var refused = await browser.AcceptAsync(open, code, page, "short", "other");
        Assert.Equal(422, refused.Status);
        Assert.Contains(tooShort, refused.Text, StringComparison.Ordinal);
        Assert.Contains(differ, refused.Text, StringComparison.Ordinal);
        Assert.Equal(422, (await browser.AcceptAsync(open, code, page, $"s1@{room.Course}", $"s1@{room.Course}")).Status);
    }

    [Fact]
    public async Task AccountThatReachesBeyondTheCourse_IsNotShownToItsInstructor()
    {
        var (room, other) = (await Classroom.CreateAsync(service), await Classroom.CreateAsync(service));
        var people = string.Join('\n', "studentId,name,email", $"s-1,A,s1@{room.Course}.example", $"s-8,B,teacher@{other.Course}.example", $"s-9,C,s1@{other.Course}.example");
        (await room.Instructor.PutAsync($"/api/courses/{room.Course}/roster", people, "text/csv")).Is(200);
        using var teacher = await service.WelcomeAsync($"teacher@{room.Course}.example");
        var sheet = await HandOutAsync(teacher, room);
        Assert.Single(CodesIn(sheet));
        Assert.Contains($"teacher@{other.Course}.example", sheet.Text, StringComparison.Ordinal);
        Assert.Contains($"s1@{other.Course}.example", sheet.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task InvitationThatSomeoneSaw_EndsWhenItsPersonIsGivenARole()
    {
        var room = await Classroom.CreateAsync(service);
        var code = await service.InviteAsync($"s2@{room.Course}.example");
        (await room.Admin.PutAsync($"/api/courses/{room.Course}/instructors", $$"""{"instructors":[{"email":"s2@{{room.Course}}.example","role":"assistant"}]}""")).Is(200);
        using var browser = new WebBrowser(service);
        Assert.Equal(404, (await browser.OpenCodeAsync("/invitation", code)).Status);
        Assert.Contains("role.changed", (await room.Admin.GetAsync($"/api/audit?course={room.Course}")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mail_ReachesEachAlone_AndWhatTheServerRefusesIsShown()
    {
        var box = new Mailbox();
        await using var own = await Service.StartAsync(["--Site:Url=https://grader.school.example/"], configure: services => services.AddSingleton<ISmtpPool>(box));
        var room = await Classroom.CreateAsync(own);
        box.Refused = $"s2@{room.Course}.example";
        using var teacher = await own.WelcomeAsync($"teacher@{room.Course}.example");
        var sent = await teacher.SubmitAsync($"/courses/{room.Course}/roster/invitations", "hand-out", ("Channel", "Mail"));
        Assert.Equal($"/courses/{room.Course}/roster?done=mailed", teacher.Lead(sent));

        var page = await Eventually.IsAsync(() => teacher.GetAsync($"/courses/{room.Course}/roster"), p => p.Text.Contains("550 no such mailbox", StringComparison.Ordinal));
        var letter = Assert.Single(box.Emails);
        var link = Link().Match(letter.Text);
        Assert.StartsWith("https://grader.school.example/invitation#code=", link.Value, StringComparison.Ordinal);
        Assert.DoesNotContain(link.Groups[1].Value, page.Text, StringComparison.Ordinal);
        using var student = new WebBrowser(own);
        Assert.Equal(302, (await student.AcceptAsync(link.Groups[1].Value)).Status);
    }

    [Fact]
    public async Task WithoutAMailServer_ThePageSaysSo_AndNothingIsSent()
    {
        var room = await Classroom.CreateAsync(service);
        using var teacher = await service.WelcomeAsync($"teacher@{room.Course}.example");
        Assert.Contains("No mail server is set up", (await teacher.GetAsync($"/courses/{room.Course}/roster/invitations")).Text, StringComparison.Ordinal);
        Assert.Equal(422, (await teacher.SubmitAsync($"/courses/{room.Course}/roster/invitations", "hand-out", ("Channel", "Mail"))).Status);
    }

    private static Task<Reply> HandOutAsync(WebBrowser teacher, Classroom room) =>
        teacher.SubmitAsync($"/courses/{room.Course}/roster/invitations", "hand-out", ("Channel", "List"));

    private static List<string> CodesIn(Reply sheet) => [.. Code().Matches(sheet.Is(200).Text).Select(m => m.Groups[1].Value)];

    [GeneratedRegex("<code class=\"code\">(?<value>[A-Z0-9-]+)</code>", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Code();

    [GeneratedRegex("href=\"data:text/csv;charset=utf-8;base64,(?<file>[^\"]+)\"", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex File();

    [GeneratedRegex("https://\\S+code=(?<value>[A-Z0-9-]+)", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Link();
}
