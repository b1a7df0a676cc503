using EksGrader.Checks.Core;
using EksGrader.Db.Model;
using EksGrader.Jobs.Regrades;
using EksGrader.Jobs.Submissions;
using EksGrader.Tests.Real.Fixtures;
using EksGrader.Tests.Support.Jobs;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Tests.Real.Jobs;

/// <summary>Gradings by two processes at once on PostgreSQL, whose transactions run beside each other.</summary>
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
            submissions.Add(await world.SubmitAsync(await world.EnrolAsync($"{i}"), queued: false, token: "same"));

        await Task.WhenAll(submissions.SelectMany(id => new[]
        {
            world.RunAsync(new GradeInput(id.Value, GradingReason.First)),
            world.RunAsync(new GradeInput(id.Value, GradingReason.First), process: other),
        }));

        foreach (var id in submissions)
        {
            Assert.Equal(SubmissionStatus.Graded, (await world.SubmissionAsync(id)).Status);
            var grading = Assert.Single(await world.GradingsAsync(id));
            Assert.Equal(1, grading.Observations);
            Assert.Equal(5, grading.Flags.Count(s => s.Kind == "sharedCluster"));
        }
    }

    [Fact]
    public async Task Settling_TakenUpByTheOtherProcess_GoesOnWhereItStood()
    {
        await using var world = await JobWorld.BeginAsync(database: await server.NewDatabaseAsync(Token));
        world.Inspector.Judge = (look, check) => check == "two" && look.Number == 1 ? Texts.NotYet(0.5m) : Verdict.Passed(Texts.Of("passed"));
        await using var other = world.NewProcess();
        var submission = await world.SubmitAsync(await world.EnrolAsync("1"), queued: false);

        await world.RunAsync(new GradeInput(submission.Value, GradingReason.First));
        world.Time.Advance(TimeSpan.FromSeconds(15));
        await world.RunAsync(new GradeInput(submission.Value, GradingReason.First), process: other);

        Assert.Equal((SubmissionStatus.Graded, 60m), ((await world.SubmissionAsync(submission)).Status, (await world.SubmissionAsync(submission)).Score));
        Assert.Equal("two", string.Join(',', world.Inspector.Asked[1].Checks));
    }

    [Fact]
    public async Task Regrade_AppliedByTwoProcessesAtOnce_WritesEachGradingOnce()
    {
        await using var world = await JobWorld.BeginAsync(database: await server.NewDatabaseAsync(Token));
        await using var other = world.NewProcess();
        var submissions = new List<SubmissionId>();
        for (var i = 0; i < 4; i++)
            submissions.Add(await world.SubmitAsync(await world.EnrolAsync($"{i}")));
        await world.RunDueAsync();
        var plan = new RegradePlan(Id.New<RegradePlanId>(world.Time), world.Course, world.Assignment, RegradeSource.Recording, "why", "teacher", world.Time.GetUtcNow());
        plan.Compute(1, JobWorld.Document.Replace("count: 2", "count: 3", StringComparison.Ordinal), makesVersion: true, world.Time.GetUtcNow());
        await world.WithDbAsync(async db =>
        {
            db.RegradePlans.Add(plan);
            await db.SaveChangesAsync(Token);
        });
        await world.RunAsync(new RegradePlanInput(plan.Id.Value));
        await world.WithDbAsync(db => db.WriteAsync(
            async token =>
            {
                var made = (await db.Assignments.FirstAsync(a => a.Id == world.Assignment, token)).Revise(plan.Document, "teacher", world.Time.GetUtcNow());
                db.AssignmentVersions.Add(made);
                (await db.RegradePlans.FirstAsync(p => p.Id == plan.Id, token)).Apply("teacher", world.Time.GetUtcNow(), made.Number);
            },
            Token));

        await Task.WhenAll(world.RunAsync(new RegradePlanInput(plan.Id.Value)), world.RunAsync(new RegradePlanInput(plan.Id.Value), process: other));
        await world.RunDueAsync();

        foreach (var id in submissions)
            Assert.Equal([(GradingReason.First, 40m), (GradingReason.Regrade, 20m)], (await world.GradingsAsync(id)).Select(g => (g.Reason, g.Score)));
    }
}
