using EksGrader.Checks;
using EksGrader.Db.Gradings;
using EksGrader.Db.Ids;
using EksGrader.Db.Submissions;
using EksGrader.Jobs.Gradings;
using EksGrader.Tests.Real.Fixtures;
using EksGrader.Tests.Unit.Jobs.Support;

namespace EksGrader.Tests.Real.Jobs;

/// <summary>Gradings by two processes at once on PostgreSQL, whose transactions run beside each other.</summary>
[Collection(PostgresCollection.Name)]
public sealed class GradingsTests(PostgresFixture server)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Grading_ByTwoProcessesAtOnce_StoresOnceAndShowsSharedClustersOnBoth()
    {
        await using var world = await JobWorld.BeginAsync(database: await server.NewDatabaseAsync(Token));
        await using var other = world.NewProcess();
        var submissions = new List<SubmissionId>();
        for (var i = 0; i < 6; i++)
            submissions.Add(await world.HandInAsync(await world.EnrolAsync($"{i}"), queued: false, token: "same"));

        await Task.WhenAll(submissions.SelectMany(id => new[]
        {
            world.RunAsync(new GradeInput(id.Value, GradingReason.First)),
            world.RunAsync(new GradeInput(id.Value, GradingReason.First), process: other),
        }));

        foreach (var id in submissions)
        {
            Assert.Equal(SubmissionStatus.Graded, (await world.SubmissionAsync(id)).Status);
            var grading = Assert.Single(await world.GradingsAsync(id));
            Assert.Equal(1, grading.Looks);
            Assert.Equal(5, grading.Signs.Count(s => s.Kind == "sharedCluster"));
        }
    }

    [Fact]
    public async Task Settling_TakenUpByTheOtherProcess_GoesOnWhereItStood()
    {
        await using var world = await JobWorld.BeginAsync(database: await server.NewDatabaseAsync(Token));
        world.Looker.Judge = (look, check) => check == "two" && look.Number == 1 ? Words.NotYet(0.5m) : Verdict.Passed(Words.Of("passed"));
        await using var other = world.NewProcess();
        var submission = await world.HandInAsync(await world.EnrolAsync("1"), queued: false);

        await world.RunAsync(new GradeInput(submission.Value, GradingReason.First));
        world.Time.Advance(TimeSpan.FromSeconds(15));
        await world.RunAsync(new GradeInput(submission.Value, GradingReason.First), process: other);

        Assert.Equal((SubmissionStatus.Graded, 60m), ((await world.SubmissionAsync(submission)).Status, (await world.SubmissionAsync(submission)).Score));
        Assert.Equal("two", string.Join(',', world.Looker.Asked[1].Checks));
    }
}
