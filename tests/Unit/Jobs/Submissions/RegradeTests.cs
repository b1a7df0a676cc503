using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Grading;
using EksGrader.Db.Model;
using EksGrader.Db.Submissions;
using EksGrader.Jobs.Submissions;
using EksGrader.Tests.Support.Jobs;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Tests.Unit.Jobs.Submissions;

public sealed class RegradeTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Regrade_ByANewVersion_CountsKeepsTheEarlierAndTheOverride()
    {
        await using var world = await JobWorld.BeginAsync();
        var submission = await world.SubmitAsync(await world.EnrolAsync("1"));
        await world.RunDueAsync();
        await GivePointsAsync(world, submission, "one", 5);
        await ReviseAsync(world, JobWorld.Document.Replace("count: 2", "count: 3", StringComparison.Ordinal));

        await world.Queue.RegradeAsync(submission, assignmentVersion: 2, Token);
        await world.RunDueAsync();

        var gradings = await world.GradingsAsync(submission);
        Assert.Equal([(GradingReason.First, 1, 40m), (GradingReason.Regrade, 2, 20m)], gradings.Select(g => (g.Reason, g.AssignmentVersion, g.Score)));
        Assert.Equal(Outcome.Failed, (await world.VerdictAsync(submission, "two")).Outcome);
        Assert.Equal(5m, (await world.SubmissionAsync(submission)).Score);
        Assert.Single(world.Inspector.Asked);
    }

    [Fact]
    public async Task Anew_ByANewVersion_LooksAtEverythingAgain()
    {
        await using var world = await JobWorld.BeginAsync();
        world.Inspector.Judge = (look, check) => check == "two" ? Verdict.Unknown(FaultDomain.Student, Texts.Of("no right")) : Verdict.Passed(Texts.Of("passed"));
        var submission = await world.SubmitAsync(await world.EnrolAsync("1"));
        await world.RunDueAsync();
        await ReviseAsync(world, JobWorld.Document.Replace("check: one, points: 20", "check: one, points: 30", StringComparison.Ordinal));
        world.Inspector.Judge = (_, check) => check == "one" ? Verdict.Failed(Texts.Of("gone since")) : Verdict.Passed(Texts.Of("passed"));

        await world.Queue.GradeAnewAsync(submission, assignmentVersion: 2, Token);
        await world.RunDueAsync();

        Assert.Equal("one,two,gone", string.Join(',', world.Inspector.Asked[1].Checks));
        Assert.Equal((40m, 70m), ((await world.SubmissionAsync(submission)).Score, (await world.SubmissionAsync(submission)).MaxScore));
        Assert.Equal([GradingReason.First, GradingReason.Anew], (await world.GradingsAsync(submission)).Select(g => g.Reason));
    }

    [Fact]
    public async Task Regrade_WhileBeingGraded_DoesNothing()
    {
        await using var world = await JobWorld.BeginAsync();
        world.Inspector.Judge = (_, _) => Texts.NotYet();
        var submission = await world.SubmitAsync(await world.EnrolAsync("1"));
        await world.RunDueAsync();

        await world.Queue.RegradeAsync(submission, assignmentVersion: 1, Token);
        await world.RunDueAsync();

        Assert.Equal(GradingReason.First, Assert.Single(await world.GradingsAsync(submission)).Reason);
        Assert.Equal(SubmissionStatus.Settling, (await world.SubmissionAsync(submission)).Status);
    }

    [Theory]
    [InlineData("no cluster")]
    [InlineData("empty")]
    public async Task Regrade_OfARetryThatDidNoHarm_DoesNoneEither(string seen)
    {
        await using var world = await JobWorld.BeginAsync();
        See(world, "no network");
        var submission = await world.SubmitAsync(await world.EnrolAsync("1"));
        await world.RunDueAsync();
        See(world, seen);
        await world.PassAsync(TimeSpan.FromHours(1));
        Assert.Equal(2, world.Inspector.Asked.Count);
        world.Queue.Waiting.Clear();

        world.Time.Advance(TimeSpan.FromHours(7));
        await world.Queue.RegradeAsync(submission, assignmentVersion: 1, Token);
        await world.RunDueAsync();

        Assert.Equal(GradingReason.Regrade, (await world.GradingsAsync(submission))[^1].Reason);
        Assert.Equal((Outcome.Unknown, FaultDomain.Network), await OutcomeAsync(world, submission, "two"));
        Assert.Equal((20m, false), ((await world.SubmissionAsync(submission)).Score, (await world.SubmissionAsync(submission)).Final));
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("cut", true)]
    [InlineData("there", false)]
    public async Task Regrade_OfAContradictionWhoseProofIsNotInTheRecording_StaysFailed(string? proof, bool stands)
    {
        await using var world = await JobWorld.BeginAsync();
        world.Inspector.Judge = (_, _) => Verdict.Failed(ApiGroups.Summary);
        world.Inspector.Reads = _ => proof is null ? [] : [Proof("", proof), Proof(" again", "there")];
        var submission = await world.SubmitAsync(await world.EnrolAsync("1"));
        await world.RunDueAsync();

        await world.Queue.RegradeAsync(submission, assignmentVersion: 1, Token);
        await world.RunDueAsync();

        Assert.Equal(GradingReason.Regrade, (await world.GradingsAsync(submission))[^1].Reason);
        foreach (var check in new[] { "one", "two" })
            Assert.Equal(stands, ApiGroups.IsContradiction((await world.GradingsAsync(submission))[^1].Checks.Single(c => c.Check.Value == check).ToResult().Verdict));

        static RecordedRead Proof(string which, string kept) => new()
        {
            Key = $"kubernetes list apiservices.apiregistration.k8s.io{which}",
            At = DateTimeOffset.UnixEpoch,
            Answer = kept == "there" ? "{}"u8.ToArray() : default,
            Cut = kept == "cut" ? 4_000_000 : 0,
        };
    }

    [Fact]
    public async Task Regrade_OfAnObservationThatWasAskedForAndFailed_StaysFailed()
    {
        await using var world = await JobWorld.BeginAsync();
        See(world, "no network");
        var submission = await world.SubmitAsync(await world.EnrolAsync("1"));
        await world.RunDueAsync();
        See(world, "empty");
        world.Time.Advance(TimeSpan.FromMinutes(10));
        await world.Queue.ObserveAgainAsync(submission, Token);
        await world.RunDueAsync();
        Assert.Equal(Outcome.Failed, (await world.VerdictAsync(submission, "two")).Outcome);

        await world.Queue.RegradeAsync(submission, assignmentVersion: 1, Token);
        await world.RunDueAsync();

        Assert.Equal("empty", (await world.VerdictAsync(submission, "two")).Summary.En);
    }

    [Fact]
    public async Task Anew_OfAClusterThatWasDeletedAsTold_IsNotTheStudentsFaultNorByARegrade()
    {
        await using var world = await JobWorld.BeginAsync();
        See(world, "no network"); // so that the access is kept
        var submission = await world.SubmitAsync(await world.EnrolAsync("1"));
        await world.RunDueAsync();
        world.Time.Advance(TimeSpan.FromMinutes(3)); // within the patience for a first observation
        See(world, "no cluster");

        await world.Queue.GradeAnewAsync(submission, assignmentVersion: 1, Token);
        await world.RunDueAsync();
        Assert.Equal((Outcome.Unknown, FaultDomain.Grader), await OutcomeAsync(world, submission, "two"));
        world.Queue.Waiting.Clear();
        world.Time.Advance(TimeSpan.FromHours(7));
        await world.RunAsync<CloseStudentUnknowns>();
        await world.Queue.RegradeAsync(submission, assignmentVersion: 1, Token);
        await world.RunDueAsync();

        Assert.Equal([GradingReason.First, GradingReason.Anew, GradingReason.Regrade], (await world.GradingsAsync(submission)).Select(g => g.Reason));
        Assert.Equal((Outcome.Unknown, FaultDomain.Grader), await OutcomeAsync(world, submission, "two"));
    }

    [Fact]
    public async Task Regrade_KilledBeforeItIsStored_IsTakenUpByTheSweepAsARegrade()
    {
        await using var world = await JobWorld.BeginAsync();
        var submission = await world.SubmitAsync(await world.EnrolAsync("1"));
        await world.RunDueAsync();
        await world.WithStoreAsync(store => store.StartAsync(submission, GradingReason.Regrade, Token, 1));

        world.Time.Advance(GradingStore.ObservationLimit + SweepSubmissions.Slack);
        await world.RunAsync<SweepSubmissions>();
        await world.RunDueAsync();

        Assert.Equal("replayed", (await world.VerdictAsync(submission, "two")).Summary.En);
        Assert.Single(world.Inspector.Asked);
    }

    [Fact]
    public async Task Closing_RightsOfAwsMissing_IsJudgedAsWithoutAws()
    {
        await using var world = await JobWorld.BeginAsync();
        world.Inspector.Judge = (_, check) => check == "two" ? Verdict.Unknown(FaultDomain.Student, Texts.Of("denied")) : Verdict.Passed(Texts.Of("passed"));
        world.Inspector.Facts = handIn => handIn with { HasAwsAccess = true };
        var submission = await world.SubmitAsync(await world.EnrolAsync("1"));
        await world.RunDueAsync();

        world.Time.Advance(TimeSpan.FromHours(7));
        await world.RunAsync<CloseStudentUnknowns>();

        var verdict = await world.VerdictAsync(submission, "two");
        Assert.Equal(("replayed", Outcome.Passed), (verdict.Summary.En, verdict.Outcome));
        Assert.Contains(verdict.Feedback, f => f.En == "denied");
    }

    // What the cluster shows of check "two" from now on, to looks and to replays of them; the others pass.
    private static void See(JobWorld world, string seen)
    {
        world.Inspector.Facts = handIn => handIn with { ClusterName = $"two: {seen}" };
        world.Inspector.Judge = (_, check) => (check, seen) switch
        {
            ("two", "no network") => Verdict.Unknown(FaultDomain.Network, Texts.Of(seen)),
            ("two", "no cluster") => Verdict.Unknown(FaultDomain.Student, Texts.Of(seen)),
            ("two", _) => Verdict.Failed(Texts.Of(seen)),
            ("gone", _) => Verdict.Pending(Texts.Of("pending")),
            _ => Verdict.Passed(Texts.Of("passed")),
        };
    }

    private static async Task<(Outcome Outcome, FaultDomain? Fault)> OutcomeAsync(JobWorld world, SubmissionId id, string check)
    {
        var verdict = await world.VerdictAsync(id, check);
        return (verdict.Outcome, verdict.Fault);
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
