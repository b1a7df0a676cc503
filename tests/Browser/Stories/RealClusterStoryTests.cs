using EksGrader.Tests.Browser.Fixtures;
using EksGrader.Tests.Browser.PageObjects;
using EksGrader.Tests.Support.Testbed;
using static Microsoft.Playwright.Assertions;

namespace EksGrader.Tests.Browser.Stories;

/// <summary>The same on a real kube-apiserver, with the rights that the page's instructions give and no more.</summary>
public sealed class RealClusterStoryTests(Campus campus)
{
    [Fact]
    public async Task Student_OfARealCluster_IsGradedMendsItAndIsGradedAgain()
    {
        var token = TestContext.Current.CancellationToken;
        await using var plane = await ControlPlane.StartAsync(tokenWebhook: null, token);
        var access = await ReadOnlyAccess.GrantAsync(plane, token);
        await using var state = new ClusterState(plane, access);
        await state.PutAsync(Kind.Node, Nodes.Describe("node-1"));
        var school = await campus.OpenAsync();
        var room = await school.BeginAsync("[{ check: nodes, points: 20 }]");
        await using var visit = await campus.VisitAsync(room.StudentEmail());
        var assignment = new AssignmentPage(await visit.OpenAsync(room.Page()));

        await assignment.ChooseAsync("kubeconfig");
        await assignment.PasteAsync(ReadOnlyAccess.Kubeconfig(state));
        await assignment.TryAsync();
        await Expect(assignment.TryResult).ToHaveClassAsync("notice good");
        await Expect(assignment.TryResult).ToContainTextAsync("v1.20.2-eks");
        await assignment.SubmitAsync();
        await Expect(assignment.Score).ToContainTextAsync("10 / 20");
        await Expect(assignment.Outcome("nodes")).ToHaveTextAsync("partial");

        await state.PutAsync(Kind.Node, Nodes.Describe("node-02"));
        await visit.OpenAsync(room.Page());
        await assignment.AgainAsync();
        await assignment.PasteAsync(ReadOnlyAccess.Kubeconfig(state));
        await assignment.SubmitAsync();
        await Expect(assignment.Outcome("nodes")).ToHaveTextAsync("passed");
        await Expect(assignment.Score).ToContainTextAsync("20 / 20");
        var evidence = await assignment.EvidenceAsync("nodes");
        await Expect(evidence.First.Locator("pre")).ToContainTextAsync("node-02");
        visit.IsCalm();
    }
}
