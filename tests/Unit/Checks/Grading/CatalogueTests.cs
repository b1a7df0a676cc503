using EksGrader.Checks.Checks;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Grading;

namespace EksGrader.Tests.Unit.Checks.Grading;

public sealed class CatalogueTests
{
    [Fact]
    public void Catalogue_Default_HoldsTheChecksThatShip() =>
        Assert.Equal(["nodes", "replicas", "load-balancer", "container-insights", "cluster-deletion"], Catalogue.Default.Checks.Select(c => c.Info.Id.Value));

    [Fact]
    public void Catalogue_Find_KnowsIds()
    {
        Assert.Equal("nodes", Catalogue.Default.Find(new CheckId("nodes"))?.Info.Id.Value);
        Assert.Null(Catalogue.Default.Find(new CheckId("Nodes")));
    }

    [Fact]
    public void Catalogue_WithAPlugIn_HoldsItToo()
    {
        var catalogue = Catalogue.Default.With([new PlugIn("my-check")]);
        Assert.Equal(6, catalogue.Checks.Count);
        Assert.NotNull(catalogue.Find(new CheckId("my-check")));
        Assert.Null(Catalogue.Default.Find(new CheckId("my-check")));
    }

    [Fact]
    public void Catalogue_TwoOfOneId_AreRefused() =>
        Assert.Throws<ArgumentException>(() => Catalogue.Default.With([new PlugIn("nodes")]));

    [Fact]
    public void Catalogue_EveryCheck_TellsAllAboutItself() => Assert.All(Catalogue.Default.Checks, check =>
    {
        var info = check.Info;
        Assert.NotEmpty(info.Reads);
        Assert.Equal(info.Reads.Count, info.Reads.Distinct().Count());
        Assert.NotEmpty(info.Decisions);
        Assert.Equal(
            info.Phase == CheckPhase.Live ? Enum.GetValues<Outcome>().Where(o => o != Outcome.Pending) : Enum.GetValues<Outcome>(),
            info.Outcomes.Select(o => o.Outcome));
        Assert.All(info.Parameters, p => Assert.NotEmpty(p.Description.Ko));
    });

    [Fact]
    public void Catalogue_Defaults_AreThoseOfTheAssessment()
    {
        var parameters = Catalogue.Default.Checks.SelectMany(c => c.Info.Parameters.Select(p => $"{c.Info.Id} {p.Name} {p.DefaultValue}"));
        Assert.Equal(
            [
                "nodes count 2", "nodes match exact", "nodes countFargate False", "nodes countHybrid False",
                "replicas count 2", "replicas match exact",
                "load-balancer path /", "load-balancer acceptIngress False", "load-balancer allowAnyAddress False",
            ],
            parameters);
        Assert.All(Catalogue.Default.Checks, c => Assert.Equal(20, c.Info.DefaultPoints));
    }

    private sealed class PlugIn(string id) : ICheck
    {
        public CheckInfo Info { get; } = new() { Id = new CheckId(id), Title = LocalizedText.Same(id), Asks = LocalizedText.Same(id) };

        public ValueTask<Verdict> JudgeAsync(Cluster cluster, CheckParameters parameters, CancellationToken cancellationToken) =>
            ValueTask.FromResult(Verdict.Passed(LocalizedText.Same($"{parameters.Rules == new AssignmentRules()}")));
    }
}
