using EksGrader.Checks.Clusters;
using EksGrader.Tests.Browser.Fixtures;
using EksGrader.Tests.Browser.PageObjects;
using EksGrader.Tests.Support.Api;
using static Microsoft.Playwright.Assertions;

namespace EksGrader.Tests.Browser.Stories;

/// <summary>An instructor deletes clusters in their students' place: nothing before it was shown, confirmed and given a reason.</summary>
public sealed class EnforcementStoryTests(Campus campus)
{
    private const string Enforced = "deletion: { enforce: true }";

    [Fact]
    public async Task Deletion_IsListedOrderedHeldByTheBrakeAndConfirmed_AndTheLineLeavesTheBoard()
    {
        await using var term = await EndOfTerm.BeginAsync("--Enforcement:MaxDeletions=0");
        var room = await Classroom.CreateAsync(term.Service, Enforced);
        var lease = await term.Service.PutUnderLeaseAsync(await EndOfTerm.GradedAsync(room, room.Student, "web"), "web");
        await using var visit = await campus.VisitAsync(term.Service, room.InstructorEmail());
        var page = await visit.OpenAsync($"/courses/{room.Course}/clusters?lease={lease}");
        var board = new ClustersPage(page);

        await board.ListAsync();
        await term.EnforceAsync();
        await Expect(board.Orders.First).ToContainTextAsync("would be deleted");
        await Expect(board.Orders.First).ToContainTextAsync("ng-web");
        Assert.Empty(term.Cloud.Deleted);

        // Its deadline is not over: only who says so too is obeyed.
        await board.OrderAsync("He left for the army", early: false);
        await Expect(page.Locator("#tool-delete .field.bad, #tool-delete [aria-invalid=true]").First).ToBeVisibleAsync();
        Assert.Empty(term.Cloud.Deleted);
        await board.OrderAsync("He left for the army", early: true);
        await term.EnforceAsync();

        // No deletion without an instructor, says this service's brake.
        await Expect(board.Brake).ToContainTextAsync("김민준");
        await Expect(board.Brake).ToContainTextAsync("limit reached");
        Assert.Empty(term.Cloud.Deleted);
        await board.ConfirmAsync("Asked him by phone");
        for (var round = 0; round < 4; round++)
        {
            await term.EnforceAsync();
            term.Time.PutForward(TimeSpan.FromMinutes(1));
        }

        await Expect(board.Orders.First.Locator(".order-steps li.gone")).ToHaveCountAsync(2);
        await Expect(board.Brake).ToHaveCountAsync(0);
        Assert.Equal(["Cluster web", "NodeGroup ng-web"], term.Cloud.Deleted);

        // Two probes prove it, and no one has to reload to see it.
        await term.ProbeAsync(lease);
        await Expect(board.Panel.Locator(".looks .look-answer").First).ToHaveClassAsync("look-answer notfound");
        term.Time.PutForward(TimeSpan.FromMinutes(4));
        await Expect(board.Lines).ToHaveCountAsync(0);
        await Expect(board.Panel).ToContainTextAsync("deleted");
        await visit.OpenAsync($"/courses/{room.Course}/audit");
        foreach (var reason in (string[])["He left for the army", "Asked him by phone"])
            await Expect(page.Locator("main")).ToContainTextAsync(reason);
        visit.IsCalm();
    }

    [Fact]
    public async Task ClusterOfTwoStudents_WaitsUntilAnInstructorDecides()
    {
        await using var term = await EndOfTerm.BeginAsync();
        var room = await Classroom.CreateAsync(term.Service, Enforced);
        var shared = new ClusterIdentity("arn:aws:eks:ap-northeast-2:111122223333:cluster/both", term.Time.GetUtcNow().AddHours(-10), "both.example", "uid-both");
        var lease = await LeaseRows.BeginAsync(room, await EndOfTerm.GradedAsync(room, room.Student, "both"), shared);
        await LeaseRows.BeginAsync(room, await EndOfTerm.GradedAsync(room, room.Classmate, "both"), shared);
        await using var visit = await campus.VisitAsync(term.Service, room.InstructorEmail());
        var page = await visit.OpenAsync($"/courses/{room.Course}/clusters?lease={lease}");
        var board = new ClustersPage(page);
        await Expect(board.Lines).ToHaveCountAsync(2);

        await board.ListAsync();
        await term.EnforceAsync();
        await Expect(board.Orders.First).ToContainTextAsync("would be deleted");
        await board.OrderAsync("End of term", early: true);
        await term.EnforceAsync();
        await Expect(board.Brake).ToContainTextAsync("two students");
        await Expect(board.Panel).ToContainTextAsync("Two students submitted this cluster. Talk to both before you confirm.");
        Assert.Empty(term.Cloud.Deleted);

        // They decide against it: nothing was deleted, and the reason is kept.
        await board.StopAsync("They worked as a pair");
        await Expect(board.Orders.First).ToContainTextAsync("stopped");
        await Expect(board.Brake).ToHaveCountAsync(0);
        await term.EnforceAsync();
        Assert.Empty(term.Cloud.Deleted);
        visit.IsCalm();
    }
}
