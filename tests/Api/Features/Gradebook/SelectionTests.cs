using EksGrader.Checks.Core;
using EksGrader.Jobs.Mail;
using EksGrader.Tests.Support;
using EksGrader.Tests.Support.Api;
using Microsoft.Extensions.DependencyInjection;

namespace EksGrader.Tests.Api.Features.Gradebook;

/// <summary>One thing done for several students at once.</summary>
public sealed class SelectionTests(SharedService shared)
{
    [Fact]
    public async Task Selection_IsWhoWasTicked_OrWhoTheTableShows()
    {
        var room = await Classroom.CreateAsync(shared.Service);
        await room.GradedAsync();
        var ticked = (await room.Instructor.GetAsync(Page(room) + "?student=s-2&student=nobody", ("Accept-Language", "en"))).Is(200).Text;
        Assert.Contains("Selected students: 1", ticked, StringComparison.Ordinal);
        Assert.Contains("gradebook?student=s-2\"", ticked, StringComparison.Ordinal);
        var missing = (await room.Instructor.GetAsync(Page(room) + "?show=missing&all=true", ("Accept-Language", "en"))).Is(200).Text;
        Assert.Contains("Selected students: 1", missing, StringComparison.Ordinal);
        Assert.Contains("gradebook?student=s-2\"", missing, StringComparison.Ordinal);
        Assert.Contains("Selected students: 2", (await room.Instructor.GetAsync(Page(room) + "?all=true", ("Accept-Language", "en"))).Text, StringComparison.Ordinal);
        Assert.Contains("Selected students: 0", (await room.Instructor.GetAsync(Page(room), ("Accept-Language", "en"))).Text, StringComparison.Ordinal);
        (await room.Student.GetAsync(Page(room) + "?all=true")).Is(404);
    }

    [Fact]
    public async Task Extension_IsGivenToThem_AndFaultsStandAtTheirFields()
    {
        var room = await Classroom.CreateAsync(shared.Service, "due: 2099-12-04T18:00");
        using var teacher = await shared.Service.WelcomeAsync($"teacher@{room.Course}.example");
        var refused = await teacher.SubmitAsync(Page(room) + "?student=s-2", "selection", ("do", "extend"), ("until", "2000-01-01T00:00"), ("reason", "ill"));
        Assert.Equal(422, refused.Status);
        Assert.Contains("f-until-fault", refused.Text, StringComparison.Ordinal);
        var given = await teacher.SubmitAsync(Page(room) + "?student=s-2", "selection", ("do", "extend"), ("until", "2099-12-06T18:00"), ("reason", "ill"));
        Assert.Equal(Page(room) + "?student=s-2&done=1&left=0", teacher.Lead(given));
        var item = (await room.Instructor.GetAsync($"{room.Lab}/extensions")).Json.GetProperty("items")[0];
        Assert.Equal(("s-2", "2099-12-06T09:00:00Z"), (item.GetProperty("student").GetString(), item.GetProperty("until").GetString()));
    }

    [Fact]
    public async Task LookingAgain_LeavesOutWhoSubmittedNothing()
    {
        var room = await Classroom.CreateAsync(shared.Service, "settleFor: 0s");
        var host = room.NewHost();
        shared.Service.Clusters.On(host).Judge = _ => Verdict.Unknown(FaultDomain.Student, LocalizedText.Same("not allowed to look"));
        var id = await room.GradedAsync(host);
        using var teacher = await shared.Service.WelcomeAsync($"teacher@{room.Course}.example");
        var looked = await teacher.SubmitAsync(Page(room) + "?all=true", "selection-look", ("do", "look"));
        Assert.Equal(Page(room) + "?all=true&done=1&left=1", teacher.Lead(looked));
        await room.Student.GradedAsync(id);
    }

    [Fact]
    public async Task Mail_GoesToEachAlone_AndIsInTheAuditTrail_AndInvitationsGoOut()
    {
        var box = new Mailbox();
        await using var own = await Service.StartAsync(["--Site:Url=https://grader.school.example/"], configure: services => services.AddSingleton<ISmtpPool>(box));
        var room = await Classroom.CreateAsync(own);
        using var teacher = await own.WelcomeAsync($"teacher@{room.Course}.example");
        var empty = await teacher.SubmitAsync(Page(room) + "?show=missing&all=true", "selection-email", ("do", "email"), ("subject", " "), ("text", "x"));
        Assert.Equal(422, empty.Status);

        var sent = await teacher.SubmitAsync(Page(room) + "?show=missing&all=true", "selection-email", ("do", "email"), ("subject", "Not submitted yet"), ("text", "Please submit today."));
        Assert.Equal(Page(room) + "?show=missing&all=true&done=2&left=0", teacher.Lead(sent));
        await Eventually.IsAsync(() => Task.FromResult(box.Emails.Count), count => count == 2);
        Assert.Equal([$"s1@{room.Course}.example", $"s2@{room.Course}.example"], box.Emails.Select(e => e.To).Order(StringComparer.Ordinal));
        Assert.All(box.Emails, e => Assert.StartsWith("Please submit today.", e.Text, StringComparison.Ordinal));
        Assert.Contains("students.mailed", (await room.Instructor.GetAsync($"/api/audit?course={room.Course}")).Text, StringComparison.Ordinal);

        var invited = await teacher.SubmitAsync(Page(room) + "?student=s-2", "selection-invite", ("do", "invite"));
        Assert.Equal(Page(room) + "?student=s-2&done=1&left=0", teacher.Lead(invited));
        await Eventually.IsAsync(() => Task.FromResult(box.Emails.Count), count => count == 3);

        using var assistant = await own.WelcomeAsync($"assistant@{room.Course}.example");
        Assert.NotEqual(302, (await assistant.SubmitAsync(Page(room) + "?student=s-2", "selection-look", ("do", "email"), ("subject", "Hello"), ("text", "x"))).Status);
    }

    private static string Page(Classroom room) => $"/courses/{room.Course}/assignments/lab/gradebook/selected";
}
