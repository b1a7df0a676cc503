using System.Text.RegularExpressions;
using EksGrader.Jobs.Mail;
using EksGrader.Tests.Support;
using EksGrader.Tests.Support.Api;
using Microsoft.Extensions.DependencyInjection;

namespace EksGrader.Tests.Api.Features.Roster;

/// <summary>Assistants whom instructors name, and what an instructor could try with that.</summary>
public sealed partial class AssistantTests(SharedService shared)
{
    [Fact]
    public async Task Instructor_InvitesByEmail_TheAssistantSeesTheRoster_AndIsRemovedAgain()
    {
        var box = new Mailbox();
        await using var own = await StartAsync(box);
        var room = await Classroom.CreateAsync(own);
        var (page, email) = ($"/courses/{room.Course}/instructors", $"helper@{room.Course}.example");
        using var teacher = await own.WelcomeAsync($"teacher@{room.Course}.example");
        var sent = await teacher.SubmitAsync(page, "assistant", ("Email", email), ("PersonName", "Helper"));
        Assert.Equal(page + "?done=invited", teacher.Lead(sent));

        var code = await CodeForAsync(box, email);
        Assert.DoesNotContain(code, (await teacher.GetAsync(page + "?done=invited")).Is(200).Text, StringComparison.Ordinal);
        using var helper = new WebBrowser(own);
        Assert.Equal(302, (await helper.AcceptAsync(code)).Status);
        Assert.Contains("s-1", (await helper.GetAsync($"/courses/{room.Course}/roster")).Is(200).Text, StringComparison.Ordinal);
        (await helper.GetAsync(page)).Is(404);
        (await helper.GetAsync($"/courses/{room.Course}/roster/upload")).Is(404);
        Assert.DoesNotContain(page, (await helper.GetAsync($"/courses/{room.Course}")).Text, StringComparison.Ordinal);

        Assert.Equal(page + "?done=saved", teacher.Lead(await teacher.SubmitAsync(page, "assistant", ("Email", email), ("Remove", "true"))));
        (await helper.GetAsync($"/courses/{room.Course}/roster")).Is(404);
        Assert.Contains("role.changed", (await room.Instructor.GetAsync($"/api/audit?course={room.Course}")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Instructor_GivesAndTakesNoOtherRole()
    {
        var room = await Classroom.CreateAsync(shared.Service);
        var (api, colleague) = ($"/api/courses/{room.Course}/assistants", $"colleague@{room.Course}.example");
        (await room.Admin.PutAsync($"/api/courses/{room.Course}/instructors", $$"""{"instructors":[{"email":"teacher@{{room.Course}}.example"},{"email":"{{colleague}}"},{"email":"assistant@{{room.Course}}.example","role":"assistant"}]}""")).Is(200);

        Assert.Equal(["email"], (await NameAsync(room, colleague)).IsProblem(422, "invalid").Fields);
        (await room.Instructor.DeleteAsync($"{api}/{colleague}")).Is(404);
        Assert.Equal(["email"], (await NameAsync(room, $"s1@{room.Course}.example")).IsProblem(422, "invalid").Fields);

        (await room.Instructor.PostAsync(api, $$"""{"email":"new@{{room.Course}}.example","role":"instructor"}""")).IsProblem(400, "bad-request");
        (await NameAsync(room, $"new@{room.Course}.example")).Is(201);
        var staff = (await room.Instructor.GetAsync($"/api/courses/{room.Course}/instructors")).Is(200).Json.GetProperty("instructors").EnumerateArray()
            .Select(p => (p.GetProperty("email").GetString()?.Split('@')[0], p.GetProperty("role").GetString()));
        Assert.Equal([("colleague", "instructor"), ("teacher", "instructor"), ("assistant", "assistant"), ("new", "assistant")], staff);
        (await room.Assistant.PostAsync(api, """{"email":"x@y.example"}""")).Is(404);
        (await room.Instructor.DeleteAsync($"{api}/new@{room.Course}.example")).Is(204);
    }

    // The instructor puts a stranger's address on the roster, reads the code on the slip and takes the account over. If it then kept its
    // credentials as an assistant, it would keep them too when another course names that person its instructor.
    [Fact]
    public async Task AccountTakenOverByASlip_IsPutOutBeforeItHasARole_AndItsOwnerGetsTheNewInvitation()
    {
        var box = new Mailbox();
        await using var own = await StartAsync(box);
        var room = await Classroom.CreateAsync(own);
        var victim = $"victim@{room.Course}.example";
        using var teacher = await own.WelcomeAsync($"teacher@{room.Course}.example");
        (await room.Instructor.PostAsync($"/api/courses/{room.Course}/roster", $$"""{"studentId":"s-9","name":"V","email":"{{victim}}"}""")).Is(201);
        var slip = await teacher.SubmitAsync($"/courses/{room.Course}/roster/invitations", "hand-out", ("Email", victim), ("Channel", "List"));
        using var thief = new WebBrowser(own);
        Assert.Equal(302, (await thief.AcceptAsync(Code().Match(slip.Is(200).Text).Groups[1].Value)).Status);
        (await room.Instructor.DeleteAsync($"/api/courses/{room.Course}/roster/s-9")).Is(204);

        var named = (await NameAsync(room, victim)).Is(201).Json;
        Assert.True(named.GetProperty("wasReset").GetBoolean() && named.GetProperty("invited").GetBoolean());
        Assert.Equal("/sign-in", thief.Lead(await thief.GetAsync($"/courses/{room.Course}/roster"))?.Split('?')[0]);
        await CodeForAsync(box, victim);
        Assert.DoesNotMatch(Code(), (await teacher.SubmitAsync($"/courses/{room.Course}/roster/invitations", "hand-out", ("Email", victim), ("Channel", "List"))).Text);
    }

    // Anyone who names a stranger's student must not put them out of their account.
    [Fact]
    public async Task StudentOfAnotherCourse_WhoseInvitationWasOnPaper_IsAnAdminsToName()
    {
        var (room, other) = (await Classroom.CreateAsync(shared.Service), await Classroom.CreateAsync(shared.Service));
        var email = $"s1@{other.Course}.example";
        using var teacher = await shared.Service.WelcomeAsync($"teacher@{other.Course}.example");
        var slip = await teacher.SubmitAsync($"/courses/{other.Course}/roster/invitations", "hand-out", ("Email", email), ("Channel", "List"));
        using var student = new WebBrowser(shared.Service);
        Assert.Equal(302, (await student.AcceptAsync(Code().Match(slip.Is(200).Text).Groups[1].Value)).Status);

        Assert.Equal(["email"], (await NameAsync(room, email)).IsProblem(422, "invalid").Fields);
        (await student.GetAsync($"/courses/{other.Course}")).Is(200);
        Assert.True((await room.Admin.PostAsync($"/api/courses/{room.Course}/assistants", $$"""{"email":"{{email}}"}""")).Is(201).Json.GetProperty("wasReset").GetBoolean());
    }

    [Fact]
    public async Task AccountWithAnotherRole_IsNamed_AndIsSentNoInvitation()
    {
        var box = new Mailbox();
        await using var own = await StartAsync(box);
        var (room, other) = (await Classroom.CreateAsync(own), await Classroom.CreateAsync(own));
        var named = (await NameAsync(room, $"teacher@{other.Course}.example")).Is(201).Json;
        Assert.Equal((false, true), (named.GetProperty("invited").GetBoolean(), named.GetProperty("needsInvitation").GetBoolean()));

        // The next one is sent; nothing came before it.
        Assert.True((await NameAsync(room, $"helper@{room.Course}.example")).Is(201).Json.GetProperty("invited").GetBoolean());
        await CodeForAsync(box, $"helper@{room.Course}.example");
        Assert.Single(box.Emails);
        (await room.Instructor.GetAsync($"/api/courses/{other.Course}")).Is(404);
        (await other.Instructor.GetAsync($"/api/courses/{room.Course}/roster")).Is(200);
    }

    [Fact]
    public async Task WithoutAMailServer_TheAssistantWaitsForAnAdminsInvitation()
    {
        var room = await Classroom.CreateAsync(shared.Service);
        using var teacher = await shared.Service.WelcomeAsync($"teacher@{room.Course}.example");
        var page = $"/courses/{room.Course}/instructors";
        Assert.Equal(page + "?done=waits", teacher.Lead(await teacher.SubmitAsync(page, "assistant", ("Email", $"helper@{room.Course}.example"))));
        Assert.Contains("ask an admin to hand out the invitation", (await teacher.GetAsync(page + "?done=waits")).Text, StringComparison.Ordinal);
        var refused = await teacher.SubmitAsync(page, "assistant", ("Email", "no address"));
        Assert.Equal(422, refused.Status);
        Assert.Contains("id=\"f-email-fault\"", refused.Text, StringComparison.Ordinal);
    }

    private static Task<Service> StartAsync(Mailbox box) =>
        Service.StartAsync(["--Site:Url=https://grader.school.example/"], configure: services => services.AddSingleton<ISmtpPool>(box));

    private static Task<Reply> NameAsync(Classroom room, string email) =>
        room.Instructor.PostAsync($"/api/courses/{room.Course}/assistants", $$"""{"email":"{{email}}"}""");

    private static async Task<string> CodeForAsync(Mailbox box, string email) =>
        Link().Match((await Eventually.IsAsync(() => Task.FromResult(box.Emails.FirstOrDefault(e => e.To == email)), found => found is not null))?.Text ?? "").Groups[1].Value;

    [GeneratedRegex("<code class=\"code\">(?<value>[A-Z0-9-]+)</code>", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Code();

    [GeneratedRegex("https://\\S+code=(?<value>[A-Z0-9-]+)", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Link();
}
