using EksGrader.Checks.Assignments;
using EksGrader.Checks.Core;
using EksGrader.Db.Gradebook;
using EksGrader.Db.Model;

namespace EksGrader.Tests.Unit.Db.Gradebook;

/// <summary>What figures count: pending is not passed, and full marks are final.</summary>
public sealed class StandingTests
{
    private static readonly CheckId Nodes = new("nodes");

    [Fact]
    public void WhatIsPending_IsNotPassed_UnlessItIsJudgedAfterTheClustersEnd()
    {
        Assert.False(Of(Cell("nodes", Outcome.Passed), Cell("replicas", Outcome.Pending)).PassedLive);
        Assert.True(Of(Cell("nodes", Outcome.Passed), Cell("cluster-deletion", Outcome.Pending)).PassedLive);
        Assert.False(Of(Cell("cluster-deletion", Outcome.Passed)).PassedLive);
        Assert.False(Of().PassedLive);
    }

    [Theory]
    [InlineData(Outcome.Failed, 20, true)]
    [InlineData(Outcome.Unknown, 20, true)]
    [InlineData(Outcome.Passed, 19, false)]
    [InlineData(Outcome.Passed, 0, false)]
    public void PointsByHand_Decide(Outcome outcome, int points, bool passes) =>
        Assert.Equal(passes, Of(Cell("nodes", outcome) with { Points = points, Overridden = true }).PassedLive);

    [Fact]
    public void NothingSubmitted_IsNeitherPassedNorProvisional()
    {
        var standing = Of();
        Assert.Equal((GradeState.NotSubmitted, false, false), (standing.State, standing.IsProvisional, standing.FullMarks));
    }

    [Theory]
    [InlineData(41, 18, 23, 43)]
    [InlineData(3, 3, 3, 100)]
    [InlineData(1000, 999, 999, 99)] // never rounded up to everybody
    [InlineData(5, 0, 0, null)] // pending for all: no rate yet
    [InlineData(0, 0, 0, null)]
    public void PassRate_IsOfThoseWhoSubmitted(int submitted, int passed, int judged, int? percent)
    {
        OutcomeCount[] outcomes =
        [
            new(Nodes, Outcome.Passed, passed), new(Nodes, Outcome.Failed, judged - passed), new(Nodes, Outcome.Pending, submitted - judged),
            new(new CheckId("replicas"), Outcome.Passed, 1),
        ];
        var rate = PassRate.Of(Nodes, outcomes, submitted);
        Assert.Equal((passed, judged, submitted, percent), (rate.Passed, rate.Judged, rate.Submitted, rate.Percent));
    }

    private static Standing Of(params GradebookCell[] cells) => Standing.Of(
        new GradebookRow(new Student(Id.New<StudentId>(TimeProvider.System), default, default, "s-1", "n", "e", null) { ExternalId = "x", AddedAt = default }, 0, false, false, null, cells, null),
        new GradebookScope(default, default, CountingRule.Best, LatePenalty: 0) { AfterDeadline = [new CheckId("cluster-deletion")] });

    private static GradebookCell Cell(string check, Outcome outcome) =>
        new(new CheckId(check), outcome, outcome == Outcome.Passed ? 20 : null, 20, LocalizedText.Same(""), Overridden: false);
}
