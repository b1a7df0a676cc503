using EksGrader.Checks;
using EksGrader.Db.Gradings;
using EksGrader.Db.Ids;
using EksGrader.Db.Submissions;
using EksGrader.Jobs.Gradings;
using EksGrader.Tests.Unit.Jobs.Support;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Tests.Unit.Jobs;

public sealed class RegradeTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Regrade_ByANewVersion_CountsKeepsTheEarlierAndTheOverride()
    {
        await using var world = await JobWorld.BeginAsync();
        var submission = await world.HandInAsync(await world.EnrolAsync("1"));
        await world.RunDueAsync();
        await GivePointsAsync(world, submission, "one", 5);
        await ReviseAsync(world, JobWorld.Document.Replace("count: 2", "count: 3", StringComparison.Ordinal));

        await world.Queue.RegradeAsync(submission, assignmentVersion: 2, Token);
        await world.RunDueAsync();

        var gradings = await world.GradingsAsync(submission);
        Assert.Equal([(GradingReason.First, 1, 40m), (GradingReason.Regrade, 2, 20m)], gradings.Select(g => (g.Reason, g.AssignmentVersion, g.Score)));
        Assert.Equal(Outcome.Failed, (await world.VerdictAsync(submission, "two")).Outcome);
        Assert.Equal(5m, (await world.SubmissionAsync(submission)).Score);
        Assert.Single(world.Looker.Asked);
    }

    [Fact]
    public async Task Anew_ByANewVersion_LooksAtEverythingAgain()
    {
        await using var world = await JobWorld.BeginAsync();
        world.Looker.Judge = (look, check) => check == "two" ? Verdict.Unknown(Fault.Student, Words.Of("no right")) : Verdict.Passed(Words.Of("passed"));
        var submission = await world.HandInAsync(await world.EnrolAsync("1"));
        await world.RunDueAsync();
        await ReviseAsync(world, JobWorld.Document.Replace("check: one, points: 20", "check: one, points: 30", StringComparison.Ordinal));
        world.Looker.Judge = (_, check) => check == "one" ? Verdict.Failed(Words.Of("gone since")) : Verdict.Passed(Words.Of("passed"));

        await world.Queue.GradeAnewAsync(submission, assignmentVersion: 2, Token);
        await world.RunDueAsync();

        Assert.Equal("one,two,gone", string.Join(',', world.Looker.Asked[1].Checks));
        Assert.Equal((40m, 70m), ((await world.SubmissionAsync(submission)).Score, (await world.SubmissionAsync(submission)).MaxScore));
        Assert.Equal([GradingReason.First, GradingReason.Anew], (await world.GradingsAsync(submission)).Select(g => g.Reason));
    }

    [Fact]
    public async Task Regrade_WhileBeingGraded_DoesNothing()
    {
        await using var world = await JobWorld.BeginAsync();
        world.Looker.Judge = (_, _) => Words.NotYet();
        var submission = await world.HandInAsync(await world.EnrolAsync("1"));
        await world.RunDueAsync();

        await world.Queue.RegradeAsync(submission, assignmentVersion: 1, Token);
        await world.RunDueAsync();

        Assert.Equal(GradingReason.First, Assert.Single(await world.GradingsAsync(submission)).Reason);
        Assert.Equal(SubmissionStatus.Settling, (await world.SubmissionAsync(submission)).Status);
    }

    [Fact]
    public async Task Regrade_KilledBeforeItIsStored_IsTakenUpByTheSweepAsARegrade()
    {
        await using var world = await JobWorld.BeginAsync();
        var submission = await world.HandInAsync(await world.EnrolAsync("1"));
        await world.RunDueAsync();
        await world.WithStoreAsync(store => store.StartAsync(submission, GradingReason.Regrade, Token, 1));

        world.Time.Advance(GradingStore.LookLimit + SweepSubmissions.Slack);
        await world.RunAsync<SweepSubmissions>();
        await world.RunDueAsync();

        Assert.Equal("replayed", (await world.VerdictAsync(submission, "two")).Summary.En);
        Assert.Single(world.Looker.Asked);
    }

    [Fact]
    public async Task Closing_RightsOfAwsMissing_IsJudgedAsWithoutAws()
    {
        await using var world = await JobWorld.BeginAsync();
        world.Looker.Judge = (_, check) => check == "two" ? Verdict.Unknown(Fault.Student, Words.Of("denied")) : Verdict.Passed(Words.Of("passed"));
        world.Looker.Facts = handIn => handIn with { HasAwsAccess = true };
        var submission = await world.HandInAsync(await world.EnrolAsync("1"));
        await world.RunDueAsync();

        world.Time.Advance(TimeSpan.FromHours(7));
        await world.RunAsync<CloseStudentUnknowns>();

        var verdict = await world.VerdictAsync(submission, "two");
        Assert.Equal(("replayed", Outcome.Passed), (verdict.Summary.En, verdict.Outcome));
        Assert.Contains(verdict.Feedback, f => f.En == "denied");
    }

    private static Task ReviseAsync(JobWorld world, string document) => world.WithDbAsync(db => db.WriteAsync(
        async token =>
        {
            var assignment = await db.Assignments.FirstAsync(a => a.Id == world.Assignment, token);
            db.AssignmentVersions.Add(assignment.Revise(document, "admin", world.Time.GetUtcNow()));
        },
        Token));

    private static Task GivePointsAsync(JobWorld world, SubmissionId id, string check, decimal points) => world.WithDbAsync(db => db.WriteAsync(
        async token =>
        {
            var submission = await db.Submissions.Include(s => s.Overrides).FirstAsync(s => s.Id == id, token);
            db.Overrides.Add(submission.GivePoints(new Override(Id.New<OverrideId>(world.Time), id, new CheckId(check), points, "why", "me", world.Time.GetUtcNow())));
        },
        Token));
}
