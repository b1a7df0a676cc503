using EksGrader.Checks.Checks.Logs;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Web;
using EksGrader.Tests.Unit.Fakes;

namespace EksGrader.Tests.Unit.Checks.Checks.Logs;

/// <summary>The word that a request carries so that logs can be searched for it.</summary>
public sealed class MarkedRequestTests
{
    private static readonly Uri Page = new("http://app.example.test/?a=b");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Request_CarriesTheWordOnlyWhereACheckSearchesForIt()
    {
        var cluster = new FakeCluster().WithWeb(w => w.AnswerToAll = new WebResponse { Status = 200 });
        await cluster.Build().GetPageAsync(Page, Token);
        Assert.Equal([Page.ToString()], cluster.Web.Contacted);

        var marking = Marking(cluster);
        var word = await marking.NonceAsync(Token);
        await marking.GetPageAsync(Page, Token);
        Assert.Contains($"http://app.example.test/?a=b&eksgrader={word.Text}", cluster.Web.Contacted);
    }

    [Fact]
    public async Task ApplicationThatFailsOnTheWord_IsAskedWithoutIt()
    {
        var cluster = new FakeCluster().WithWeb(w =>
        {
            w.AnswerToAll = new WebResponse { Status = 500 };
            w.Answer(Page.ToString(), 200);
        });
        Assert.Equal(200, (await Marking(cluster).GetPageAsync(Page, Token)).Status);
        Assert.Equal(2, cluster.Web.Contacted.Count);
    }

    [Fact]
    public void ShippingLogs_AsksForTheWord_AndNoCheckOfTheAssessmentDoes()
    {
        Assert.True(new LogShippingCheck().Info.MarksRequests);
        Assert.DoesNotContain(EksGrader.Checks.Assignments.ShippedAssignments.EksAssessment(EksGrader.Checks.Grading.Catalogue.Default.Infos).Checks, c => EksGrader.Checks.Grading.Catalogue.Default.Find(c.Check)?.Info.MarksRequests == true);
    }

    private static Cluster Marking(FakeCluster cluster)
    {
        var built = cluster.Build();
        return new Cluster(cluster.Log, built.Target, built.Kubernetes, built.Aws, built.Web) { MarksRequests = true };
    }
}
