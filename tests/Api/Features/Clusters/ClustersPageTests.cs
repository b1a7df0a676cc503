using EksGrader.Checks.Clusters;
using EksGrader.Checks.Deletion;
using EksGrader.Db.Model;
using EksGrader.Tests.Support.Api;

namespace EksGrader.Tests.Api.Features.Clusters;

/// <summary>The board of clusters, without script.</summary>
public sealed class ClustersPageTests(SharedService shared)
{
    private const string Enforced = "deletion: { enforce: true }";

    [Fact]
    public async Task Board_ShowsWhatRunsAndWhatItCosts_AndLinksFromTheGradebook()
    {
        var (room, _, browser) = await OpenAsync();
        using var open = browser;
        var page = (await browser.GetAsync($"/courses/{room.Course}/clusters")).Is(200).Text;
        Assert.Contains("2 × t3.medium", page, StringComparison.Ordinal);
        Assert.Contains("eks-cluster", page, StringComparison.Ordinal);
        Assert.Contains("until the deadlines", page, StringComparison.Ordinal);
        Assert.DoesNotContain("≥", page, StringComparison.Ordinal);
        var gradebook = (await browser.GetAsync($"/courses/{room.Course}/assignments/lab/gradebook")).Is(200).Text;
        Assert.Matches($"class=\"projected\" href=\"/courses/{room.Course}/clusters\"[^<]*>.*projected.*\\$[0-9]", gradebook);
    }

    [Fact]
    public async Task EmptyCourse_SaysSo()
    {
        var room = await Classroom.CreateAsync(shared.Service);
        using var browser = await shared.Service.WelcomeAsync($"teacher@{room.Course}.example");
        Assert.Contains("No clusters yet", (await browser.GetAsync($"/courses/{room.Course}/clusters")).Is(200).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Form_Extends_AndSaysWhatIsWrongAtItsField()
    {
        var (room, lease, browser) = await OpenAsync();
        using var open = browser;
        var page = $"/courses/{room.Course}/clusters?lease={lease}";
        var refused = await browser.SubmitAsync(page, "cluster", ("do", "extend"), ("until", "2020-01-01T10:00"), ("reason", "ill"));
        Assert.Equal(422, refused.Status);
        Assert.Contains("at least 45 minutes", refused.Text, StringComparison.Ordinal);
        Assert.Contains("value=\"ill\"", refused.Text, StringComparison.Ordinal);
        Assert.Equal(302, (await browser.SubmitAsync(page, "cluster", ("do", "extend"), ("until", "2098-12-31T10:00"), ("reason", "ill"))).Status);

        // The course is in Seoul.
        Assert.Equal(new DateTimeOffset(2098, 12, 31, 1, 0, 0, TimeSpan.Zero), (await shared.Service.ReadAsync(lease)).Deadline);
    }

    [Fact]
    public async Task Form_Settles_AndTheLeaseLeavesTheBoard()
    {
        var (room, lease, browser) = await OpenAsync();
        using var open = browser;
        Assert.Equal(302, (await browser.SubmitAsync($"/courses/{room.Course}/clusters?lease={lease}", "cluster", ("do", "settle"), ("outcome", ""), ("reason", "seen"))).Status);
        Assert.DoesNotContain($"data-lease=\"{lease}\"", (await browser.GetAsync($"/courses/{room.Course}/clusters")).Text, StringComparison.Ordinal);
        Assert.Contains($"data-lease=\"{lease}\"", (await browser.GetAsync($"/courses/{room.Course}/clusters?show=settled")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Order_IsOfferedOnlyOnceWhatWouldGoWasShown()
    {
        var (room, lease, browser) = await OpenAsync();
        using var open = browser;
        var page = $"/courses/{room.Course}/clusters?lease={lease}";
        Assert.DoesNotContain("value=\"order\"", (await browser.GetAsync(page)).Text, StringComparison.Ordinal);
        await shared.Service.AddOrderAsync(lease, dryRun: true, order => order.Finish(null, TimeProvider.System.GetUtcNow()));
        var shown = (await browser.GetAsync(page)).Text;
        Assert.Contains("value=\"order\"", shown, StringComparison.Ordinal);
        Assert.Contains("<code>ng-1</code>", shown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OrderAtTheBrake_IsShown_NeedsAttention_AndGoesOnWhenConfirmed()
    {
        var (room, lease, browser) = await OpenAsync();
        using var open = browser;
        await shared.Service.AddOrderAsync(lease, dryRun: false, order => order.Wait(DeletionHold.Brake, new("the brake", "한도"), nextAt: null));
        Assert.Contains("1 deletion is waiting for your approval", (await browser.GetAsync($"/courses/{room.Course}/attention")).Is(200).Text, StringComparison.Ordinal);
        var page = $"/courses/{room.Course}/clusters";
        Assert.Equal(422, (await browser.SubmitAsync(page, "cluster", ("do", "release"), ("reason", ""))).Status);
        Assert.Equal(302, (await browser.SubmitAsync(page, "cluster", ("do", "release"), ("reason", "end of term"))).Status);
        Assert.DoesNotContain("waiting for your approval", (await browser.GetAsync(page)).Text, StringComparison.Ordinal);
        Assert.Contains("end of term", (await room.Instructor.GetAsync($"/api/audit?course={room.Course}")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Assistant_SeesTheBoard_AndNoForms()
    {
        var (room, lease, browser) = await OpenAsync();
        browser.Dispose();
        using var assistant = await shared.Service.WelcomeAsync($"assistant@{room.Course}.example");
        var page = (await assistant.GetAsync($"/courses/{room.Course}/clusters?lease={lease}")).Is(200).Text;
        Assert.DoesNotContain("name=\"do\"", page, StringComparison.Ordinal);
        Assert.Equal(403, (await assistant.SubmitAsync($"/courses/{room.Course}/clusters?lease={lease}", "cluster", ("do", "settle"), ("reason", "x"))).Status);
        Assert.Null((await shared.Service.ReadAsync(lease)).EndedAt);
    }

    [Fact]
    public async Task WhatStrangersWrote_IsText()
    {
        var room = await Classroom.CreateAsync(shared.Service);
        var lease = await shared.Service.PutUnderLeaseAsync(await room.GradedAsync(), "<b>x</b>");
        await shared.Service.ProbeAsync(lease, new LeaseObservation(TimeProvider.System.GetUtcNow(), ExistenceAnswer.NotFound, "<i>how</i>") { Leftovers = [new Leftover(LeftoverKind.Volume, "<u>vol</u>", null, true)] });
        using var browser = await shared.Service.WelcomeAsync($"teacher@{room.Course}.example");
        var page = (await browser.GetAsync($"/courses/{room.Course}/clusters?lease={lease}")).Is(200).Text;
        foreach (var tag in (string[])["<b>x", "<i>how", "<u>vol"])
            Assert.DoesNotContain(tag, page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fragment_IsKnownUntilSomethingChanges()
    {
        var (room, lease, browser) = await OpenAsync();
        using var open = browser;
        foreach (var part in (string[])["rows", "figures", $"panel?lease={lease}"])
        {
            var first = (await browser.GetAsync($"/fragments/courses/{room.Course}/clusters/{part}")).Is(200);
            var tag = first.Headers.ETag?.ToString() ?? "";
            var again = await browser.GetAsync($"/fragments/courses/{room.Course}/clusters/{part}", ("If-None-Match", tag));

            // A minute may have begun in between.
            Assert.True(again.Status == 304 || again.Headers.ETag?.ToString() != tag, part);
        }

        var before = (await browser.GetAsync($"/fragments/courses/{room.Course}/clusters/rows")).Headers.ETag?.ToString() ?? "";
        (await room.Instructor.PostAsync($"/api/leases/{lease}/extend", """{"until":"2098-01-01T00:00:00Z","reason":"x"}""")).Is(200);
        var after = (await browser.GetAsync($"/fragments/courses/{room.Course}/clusters/rows", ("If-None-Match", before))).Is(200);
        Assert.Contains("extended", after.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("rate", "small,large")]
    [InlineData("-rate", "large,small")]
    [InlineData("cluster", "large,small")]
    [InlineData("-left", "large,small")]
    [InlineData("state", "large,small")]
    public async Task Lines_AreOrderedAsTheAddressSays(string sort, string order)
    {
        var room = await Classroom.CreateAsync(shared.Service);
        var large = LeaseRows.Small with { Nodes = new Dictionary<string, int> { ["t3.medium"] = 9 } };
        await shared.Service.PutUnderLeaseAsync(await room.GradedAsync(), "small", TimeSpan.FromHours(1));
        await shared.Service.PutUnderLeaseAsync(await room.GradedAsync(), "large", TimeSpan.FromHours(2), l =>
        {
            l.Runs(large, TimeProvider.System.GetUtcNow());
            l.Become(LeaseState.Quarantined, TimeProvider.System.GetUtcNow());
        });
        using var browser = await shared.Service.WelcomeAsync($"teacher@{room.Course}.example");
        var page = (await browser.GetAsync($"/courses/{room.Course}/clusters?sort={sort}")).Is(200).Text;
        var body = page[page.IndexOf("<tbody", StringComparison.Ordinal)..];
        var names = order.Split(',');
        Assert.True(body.IndexOf($">{names[0]}<", StringComparison.Ordinal) < body.IndexOf($">{names[1]}<", StringComparison.Ordinal));
    }

    private async Task<(Classroom Room, LeaseId Lease, WebBrowser Browser)> OpenAsync()
    {
        var room = await Classroom.CreateAsync(shared.Service, Enforced);
        var lease = await shared.Service.PutUnderLeaseAsync(await room.GradedAsync());
        return (room, lease, await shared.Service.WelcomeAsync($"teacher@{room.Course}.example"));
    }
}
