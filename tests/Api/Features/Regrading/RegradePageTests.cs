using EksGrader.Checks.Core;
using EksGrader.Db.Model;
using EksGrader.Tests.Support.Api;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Tests.Api.Features.Regrading;

public sealed class RegradePageTests(SharedService shared)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Story_WithoutScript_FromTheFormToTheNewGradings()
    {
        var teaching = await Teaching.BeginAsync(shared.Service);
        var submission = await teaching.GradedAsync(Seen.But("replicas", Seen.Unknown));
        using var teacher = await EnterAsync(teaching, "teacher");

        var begun = await teacher.SubmitAsync(
            StartOf(teaching), "regrade", ("change", "form"), ("checks[nodes].points", "30"), ("checks[replicas].points", "10"), ("from", "cluster"), ("reason", "Worth <more>"));
        var plan = teacher.Lead(begun.Is(302)) ?? "";
        Assert.StartsWith(StartOf(teaching) + "/", plan, StringComparison.Ordinal);
        var id = new RegradePlanId(Guid.Parse(plan[^36..]));
        await UntilAsync(teaching, id, RegradePlanState.Ready);

        var page = (await teacher.GetAsync(plan)).Is(200).Text;
        Assert.Contains("<code>checks[nodes].points</code>", page, StringComparison.Ordinal);
        Assert.Contains("Worth &lt;more&gt;", page, StringComparison.Ordinal);
        Assert.Contains("김민준", page, StringComparison.Ordinal);
        Assert.Equal(1, (await teaching.ShownAsync(submission)).GetProperty("assignmentVersion").GetInt32());

        Assert.Equal(plan, teacher.Lead((await teacher.SubmitAsync(plan, "apply")).Is(302)));
        await UntilAsync(teaching, id, RegradePlanState.Applied);
        Assert.Equal(2, (await teaching.ShownAsync(submission)).GetProperty("assignmentVersion").GetInt32());
        Assert.Contains("Worth &lt;more&gt;", (await teacher.GetAsync($"/submissions/{submission}")).Is(200).Text, StringComparison.Ordinal);
        Assert.Contains("Applied by", (await teacher.GetAsync(plan)).Is(200).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Form_WithFaults_NamesThemAtTheirFields_AndKeepsWhatWasTyped()
    {
        var teaching = await Teaching.BeginAsync(shared.Service);
        await teaching.GradedAsync(_ => Seen.Passed);
        using var teacher = await EnterAsync(teaching, "teacher");

        var refused = (await teacher.SubmitAsync(StartOf(teaching), "regrade", ("change", "form"), ("checks[nodes].points", "lots"), ("from", "recording"), ("reason", ""))).Is(422).Text;

        Assert.Contains("value=\"lots\"", refused, StringComparison.Ordinal);
        Assert.Contains("id=\"f-reason-fault\"", refused, StringComparison.Ordinal);
        Assert.Contains("id=\"f-checks-nodes-points-fault\"", refused, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Document_ThatCannotBeRead_IsRefusedWithItsLine()
    {
        var teaching = await Teaching.BeginAsync(shared.Service);
        await teaching.GradedAsync(_ => Seen.Passed);
        using var teacher = await EnterAsync(teaching, "teacher");

        var refused = (await teacher.SubmitAsync(
            StartOf(teaching), "regrade", ("change", "document"), ("document", "assignment: lab\nchecks:\n  - { check: nodez }\n"), ("from", "recording"), ("reason", "why"))).Is(422).Text;

        Assert.Contains("id=\"f-document-fault\"", refused, StringComparison.Ordinal);
        Assert.Contains("nodez", refused, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pages_AreForInstructorsOfTheCourse()
    {
        var teaching = await Teaching.BeginAsync(shared.Service);
        await teaching.GradedAsync(_ => Seen.Passed);
        using var teacher = await EnterAsync(teaching, "teacher");
        var begun = await teacher.SubmitAsync(StartOf(teaching), "regrade", ("change", "none"), ("from", "recording"), ("reason", "why"));
        var plan = teacher.Lead(begun.Is(302)) ?? "";
        var id = new RegradePlanId(Guid.Parse(plan[^36..]));
        await UntilAsync(teaching, id, RegradePlanState.Ready);
        (await teacher.GetAsync($"/fragments/regrades/{id}")).Is(200);

        using var assistant = await EnterAsync(teaching, "assistant");
        using var student = await EnterAsync(teaching, "s1");
        var other = await Teaching.BeginAsync(shared.Service);
        using var stranger = await EnterAsync(other, "teacher");
        foreach (var address in new[] { StartOf(teaching), plan })
        {
            (await assistant.GetAsync(address)).Is(403);
            (await student.GetAsync(address)).Is(404);
            (await stranger.GetAsync(address)).Is(404);
        }

        foreach (var browser in new[] { assistant, student, stranger })
            (await browser.GetAsync($"/fragments/regrades/{id}")).Is(404);
        (await teacher.GetAsync($"/courses/{other.Room.Course}/assignments/lab/regrade/{id}")).Is(404);
        (await teacher.GetAsync($"{StartOf(teaching)}/nonsense")).Is(404);
        Assert.Equal(RegradePlanState.Ready, await teaching.DbAsync(db => db.RegradePlans.Where(p => p.Id == id).Select(p => p.State).FirstAsync(Token)));
    }

    [Fact]
    public async Task Attention_IsForThoseWhoTeach()
    {
        var teaching = await Teaching.BeginAsync(shared.Service);
        await teaching.GradedAsync(Seen.But("replicas", Verdict.Unknown(FaultDomain.Aws, LocalizedText.Same("<throttled>"))));
        using var assistant = await EnterAsync(teaching, "assistant");
        using var student = await EnterAsync(teaching, "s1");
        var address = $"/courses/{teaching.Room.Course}/attention";

        var page = (await assistant.GetAsync(address)).Is(200).Text;
        Assert.Contains("&lt;throttled&gt;", page, StringComparison.Ordinal);
        Assert.Contains("?check=replicas#check-replicas", page, StringComparison.Ordinal);
        (await student.GetAsync(address)).Is(404);
    }

    private static string StartOf(Teaching teaching) => $"/courses/{teaching.Room.Course}/assignments/lab/regrade";

    private static Task<WebBrowser> EnterAsync(Teaching teaching, string who) => teaching.Room.Service.WelcomeAsync($"{who}@{teaching.Room.Course}.example");

    private static Task<RegradePlanState> UntilAsync(Teaching teaching, RegradePlanId id, RegradePlanState state) => Teaching.UntilAsync(
        () => teaching.DbAsync(db => db.RegradePlans.Where(p => p.Id == id).Select(p => p.State).FirstAsync(Token)), now => now == state);
}
