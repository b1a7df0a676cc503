using EksGrader.Api.Features.Regrading;
using EksGrader.Checks.Assignments;
using EksGrader.Checks.Core;
using EksGrader.Db.Model;

namespace EksGrader.Tests.Api.Features.Regrading;

public sealed class RegradeSumsTests
{
    private static readonly Assignment Lab = new() { Slug = "lab", Title = LocalizedText.Same("lab"), Checks = [], Counts = CountingRule.Best, LatePenalty = 0.2m };

    [Fact]
    public void Best_IsWhatIsLeftAfterThePenalty()
    {
        var sum = Assert.Single(RegradeSums.ByStudent([Row(1, late: false, 80, 60), Row(2, late: true, 90, 90)], Lab, Lab));

        Assert.Equal((1, 80m, 2, 72m), (sum.Before.Attempt, sum.GradeBefore, sum.After.Attempt, sum.GradeAfter));
        Assert.Equal((-8m, RegradeEffect.Loses), (sum.Difference, sum.Effect));
    }

    [Fact]
    public void OfEqualOnes_TheOneInTimeCounts_AndThePlansOwnRuleAfterwards()
    {
        var sum = Assert.Single(RegradeSums.ByStudent([Row(1, late: false, 80, 80), Row(2, late: true, 100, 100)], Lab, Lab with { LatePenalty = 0.1m }));

        Assert.Equal((1, 80m, 2, 90m), (sum.Before.Attempt, sum.GradeBefore, sum.After.Attempt, sum.GradeAfter));
    }

    private static RegradeRow Row(int attempt, bool late, decimal before, decimal after) => new()
    {
        Submission = SubmissionId.From(Guid.CreateVersion7()),
        Number = "s-1",
        Name = "김민준",
        Attempt = attempt,
        Late = late,
        State = RegradeItemState.Ready,
        Effect = before < after ? RegradeEffect.Gains : before > after ? RegradeEffect.Loses : RegradeEffect.Same,
        ScoreBefore = before,
        ScoreAfter = after,
        MaxBefore = 100,
        MaxAfter = 100,
        FinalBefore = true,
        FinalAfter = true,
        Looked = false,
        HasOverride = false,
    };
}
