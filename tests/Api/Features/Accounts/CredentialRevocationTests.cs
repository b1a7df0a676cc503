using System.Text.RegularExpressions;
using EksGrader.Tests.Support.Api;

namespace EksGrader.Tests.Api.Features.Accounts;

/// <summary>A person who saw or used someone's invitation is out once it matters.</summary>
public sealed partial class CredentialRevocationTests(SharedService shared)
{
    private const string Notice = "Hand out a new invitation";
    private readonly Service service = shared.Service;

    [Fact]
    public async Task AccountThatAnInstructorTookOver_IsTakenBack_WhenItsPersonBecomesAnAdmin()
    {
        var room = await Classroom.CreateAsync(service);
        var email = $"dean@{room.Course}.example";
        using var thief = await TakeOverAsync(room, email);
        var token = service.Client(await Classroom.TokenAsync(service, email));
        using var admin = await Admins.SignedInAsync(service, room.Course);

        var named = admin.Lead(await admin.SubmitAsync("/admins", "name", ("Email", email)));
        Assert.Equal("/admins?done=reset", named);
        Assert.Contains(Notice, (await admin.GetAsync(named ?? "")).Text, StringComparison.Ordinal);
        Assert.Equal(302, (await thief.GetAsync("/account")).Status);
        Assert.Equal(422, (await thief.SignInAsync(email)).Status);
        (await token.GetAsync("/api/courses")).IsProblem(401, "unauthenticated");
        Assert.Contains("credentials.reset", (await room.Admin.GetAsync("/api/audit?what=credentials.reset")).Text, StringComparison.Ordinal);

        var code = InvitationLink().Match((await admin.SubmitAsync("/admins", $"invite-{email}")).Text).Groups[1].Value;
        using var dean = new WebBrowser(service);
        Assert.Equal(302, (await AcceptAsync(dean, code)).Status);
        (await dean.GetAsync("/admins")).Is(200);
    }

    [Fact]
    public async Task AccountThatAnInstructorTookOver_IsTakenBack_WhenItsPersonTeaches()
    {
        var (room, other) = (await Classroom.CreateAsync(service), await Classroom.CreateAsync(service));
        var email = $"dean@{room.Course}.example";
        using var thief = await TakeOverAsync(room, email);
        using var admin = await Admins.SignedInAsync(service, room.Course);
        var named = admin.Lead(await admin.SubmitAsync($"/courses/{other.Course}/instructors", "name", ("Email", email), ("Role", "Instructor")));
        Assert.Equal($"/courses/{other.Course}/instructors?done=reset", named);
        Assert.Contains(Notice, (await admin.GetAsync(named ?? "")).Text, StringComparison.Ordinal);
        Assert.Equal(302, (await thief.GetAsync("/account")).Status);
    }

    [Fact]
    public async Task WhoTeachesAlready_KeepsThePassword_WhenGivenAnotherRole()
    {
        var (room, other) = (await Classroom.CreateAsync(service), await Classroom.CreateAsync(service));
        var email = $"teacher@{room.Course}.example";
        using var admin = await Admins.SignedInAsync(service, room.Course);
        using var teacher = await service.WelcomeAsync(email);
        Assert.Equal($"/courses/{other.Course}/instructors?done=saved", admin.Lead(await admin.SubmitAsync($"/courses/{other.Course}/instructors", "name", ("Email", email), ("Role", "Instructor"))));
        (await teacher.GetAsync($"/courses/{other.Course}/roster")).Is(200);
    }

    [Fact]
    public async Task GettingInAgainByAnInvitation_EndsTheTokens()
    {
        var email = $"s1@{(await Classroom.CreateAsync(service)).Course}.example";
        (await service.WelcomeAsync(email)).Dispose();
        var token = service.Client(await Classroom.TokenAsync(service, email));
        (await token.GetAsync("/api/courses")).Is(200);
        using var again = await service.WelcomeAsync(email);
        (await token.GetAsync("/api/courses")).IsProblem(401, "unauthenticated");
        (await again.GetAsync("/account")).Is(200);
    }

    [Fact]
    public async Task ChangingThePassword_EndsTokensToo_IfAsked()
    {
        var email = $"s1@{(await Classroom.CreateAsync(service)).Course}.example";
        using var browser = await service.WelcomeAsync(email);
        var token = service.Client(await Classroom.TokenAsync(service, email));
        Assert.Contains("name=\"EndOthers\"", (await browser.GetAsync("/account")).Text, StringComparison.Ordinal);
        foreach (var (all, after) in (IEnumerable<(string, int)>)[("false", 200), ("true", 401)])
        {
            Assert.Equal(302, (await browser.SubmitAsync(
                "/account", "password", ("Current", WebBrowser.Password), ("Password", WebBrowser.Password), ("Repeated", WebBrowser.Password), ("EndOthers", all))).Status);
            Assert.Equal(after, (await token.GetAsync("/api/courses")).Status);
        }
    }

    [Fact]
    public async Task JoiningAnotherCourse_EndsACodeThatWasShown()
    {
        var (room, other) = (await Classroom.CreateAsync(service), await Classroom.CreateAsync(service));
        using var teacher = await service.WelcomeAsync($"teacher@{room.Course}.example");
        var codes = CodesIn(await HandOutAsync(teacher, room));
        (await other.Instructor.PutAsync($"/api/courses/{other.Course}/roster", $"studentId,name,email\ns-7,A,s1@{room.Course}.example\n", "text/csv")).Is(200);
        using var browser = new WebBrowser(service);
        Assert.Equal(404, (await browser.OpenCodeAsync("/invitation", codes[0])).Status);
        Assert.Equal(200, (await browser.OpenCodeAsync("/invitation", codes[1])).Status);
    }

    // The instructor of a course puts someone on the roster and uses the code that was meant for the other.
    private async Task<WebBrowser> TakeOverAsync(Classroom room, string email)
    {
        (await room.Instructor.PutAsync($"/api/courses/{room.Course}/roster", $"studentId,name,email\ns-9,Dean,{email}\n", "text/csv")).Is(200);
        using var teacher = await service.WelcomeAsync($"teacher@{room.Course}.example");
        var thief = new WebBrowser(service);
        Assert.Equal(302, (await AcceptAsync(thief, Assert.Single(CodesIn(await HandOutAsync(teacher, room))))).Status);
        return thief;
    }

    private static Task<Reply> HandOutAsync(WebBrowser teacher, Classroom room) =>
        teacher.SubmitAsync($"/courses/{room.Course}/roster/invitations", "hand-out", ("Channel", "List"));

    private static Task<Reply> AcceptAsync(WebBrowser browser, string code) => browser.AcceptAsync(code);

    private static List<string> CodesIn(Reply sheet) => [.. Code().Matches(sheet.Is(200).Text).Select(m => m.Groups[1].Value)];

    [GeneratedRegex("<code class=\"code\">(?<value>[A-Z0-9-]+)</code>", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Code();

    [GeneratedRegex("/invitation#code=(?<value>[A-Z0-9-]+)", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex InvitationLink();
}
