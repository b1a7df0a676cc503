using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Db.Model;
using EksGrader.Jobs.Gradings;
using EksGrader.Jobs.Submissions;
using EksGrader.Tests.Support.Jobs;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Tests.Unit.Jobs.Leases;

/// <summary>What a clock that ran ahead judged, and what is left of it at the first drawing after it was put back.</summary>
public sealed class ClockCorrectionTests
{
    private const string Deletion = "cluster-deletion";
    private static readonly TimeSpan Ahead = TimeSpan.FromHours(7); // past midnight and the hour after it

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)] // the process that saw the jump is gone
    public async Task OverdueByAClockAhead_IsActiveAndPendingAtOnce(bool restarted)
    {
        await using var world = await WatchWorld.BeginAsync();
        var submission = await world.GradedAsync();
        await world.WatchOnceAsync();
        world.Time.Advance(Ahead);
        await world.WatchOnceAsync();
        Assert.Equal((LeaseState.Overdue, Outcome.Failed), await StandAsync(world, submission));

        await PutBackAsync(world, restarted);

        Assert.Equal((LeaseState.Active, Outcome.Pending), await StandAsync(world, submission));
        Assert.Equal(world.Time.GetUtcNow(), world.Deletions.Asked[^1].At); // and looked at by the clock that is right
        Assert.All(await world.ProbesAsync(), l => Assert.True(l.At <= world.Time.GetUtcNow()));
    }

    [Fact]
    public async Task GoneByAClockAhead_WasGoneInTime_AndItsProofKeepsItsTwoMinutes()
    {
        await using var world = await WatchWorld.BeginAsync();
        var submission = await world.GradedAsync();
        await world.WatchOnceAsync();
        world.Time.Advance(Ahead);
        await world.WatchOnceAsync();
        world.Deletions.See = look => FakeDeletionProbe.Gone(look.At);
        await world.WatchAsync(world.Time.GetUtcNow().AddMinutes(75));
        Assert.Equal((LeaseState.Gone, Outcome.Failed), await StandAsync(world, submission));

        await PutBackAsync(world, restarted: false);

        Assert.Equal((LeaseState.Gone, Outcome.Passed), await StandAsync(world, submission));
        // And for good: nothing of it depends on the moment at which it is judged.
        world.Time.Advance(TimeSpan.FromDays(2));
        await world.RunAsync(new RegradeInput(submission.Value, 1));
        Assert.Equal((LeaseState.Gone, Outcome.Passed), await StandAsync(world, submission));
    }

    [Fact]
    public async Task HiddenForADayByAClockAhead_IsQuarantinedNoMore()
    {
        await using var world = await WatchWorld.BeginAsync();
        var submission = await world.GradedAsync();
        await world.WatchOnceAsync();
        world.Deletions.See = look => FakeDeletionProbe.NoProof(look.At, FaultDomain.Aws);
        world.Time.Advance(Ahead);
        await world.WatchAsync(world.Time.GetUtcNow().AddHours(25));
        Assert.Equal(LeaseState.Quarantined, (await world.LeaseAsync()).State);

        world.Time.PutBack(TimeSpan.FromHours(25));
        await PutBackAsync(world, restarted: false);

        Assert.Equal((LeaseState.Active, Outcome.Pending), await StandAsync(world, submission));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ClosedAtADeadlineThatHadNotCome_WaitsForTheStudentAgain(bool seen)
    {
        await using var world = await WatchWorld.BeginAsync();
        world.Inspector.Judge = (_, check) => check switch
        {
            Deletion => Verdict.Pending(Texts.Of("pending")),
            "two" => Verdict.Unknown(FaultDomain.Student, Texts.Of("a right is missing")),
            _ => Verdict.Passed(Texts.Of("passed")),
        };
        if (!seen)
            world.Inspector.Identity = _ => new ClusterIdentity(null, null, "host.eks", null);
        var submission = await world.GradedAsync();
        await world.WatchOnceAsync();
        world.Time.Advance(Ahead);
        await world.WatchOnceAsync();
        await world.RunAsync<CloseStudentUnknowns>();
        Assert.Equal(Outcome.Failed, (await world.VerdictAsync(submission, "two")).Outcome);
        Assert.NotEqual(Outcome.Pending, (await world.VerdictAsync(submission, Deletion)).Outcome);

        await PutBackAsync(world, restarted: false);

        var verdict = await world.VerdictAsync(submission, "two");
        Assert.Equal((Outcome.Unknown, FaultDomain.Student), (verdict.Outcome, verdict.Fault));
        Assert.Equal(Outcome.Pending, (await world.VerdictAsync(submission, Deletion)).Outcome);
        Assert.False((await world.SubmissionAsync(submission)).Final);

        world.Time.Advance(Ahead); // this time it is so
        await world.RunAsync<CloseStudentUnknowns>();
        Assert.Equal(Outcome.Failed, (await world.VerdictAsync(submission, "two")).Outcome);
    }

    [Fact]
    public async Task FirstProbeOfAClockAhead_ChargesTheGraderNoMore_AndNoProbeAfterItDoes()
    {
        await using var world = await WatchWorld.BeginAsync();
        world.Inspector.Judge = (_, check) => check switch
        {
            Deletion => Verdict.Pending(Texts.Of("pending")),
            "two" => Verdict.Unknown(FaultDomain.Student, Texts.Of("a right is missing")),
            _ => Verdict.Passed(Texts.Of("passed")),
        };
        var submission = await world.SubmitAsync(await world.EnrolAsync("1"));
        world.Time.Advance(TimeSpan.FromHours(2));
        await world.RunDueAsync();
        Assert.Equal(FaultDomain.Grader, (await world.VerdictAsync(submission, "two")).Fault);
        await world.WatchOnceAsync();

        world.Time.PutBack(TimeSpan.FromHours(2));
        await world.WatchOnceAsync();

        var verdict = await world.VerdictAsync(submission, "two");
        Assert.Equal((FaultDomain.Student, 0), (verdict.Fault, verdict.Feedback.Count));
        Assert.DoesNotContain((await world.GradingsAsync(submission))[0].Flags, s => s.Kind == VerdictPolicy.LateFirstKind);
        await world.Queue.ObserveAgainAsync(submission, Token);
        await world.RunDueAsync();
        Assert.Equal(FaultDomain.Student, (await world.VerdictAsync(submission, "two")).Fault);
    }

    [Fact]
    public async Task FirstProbeThatWasLateByTheRightClockToo_StaysChargedToTheGrader()
    {
        await using var world = await WatchWorld.BeginAsync();
        world.Inspector.Judge = (_, check) => check == "two" ? Verdict.Unknown(FaultDomain.Student, Texts.Of("expired")) : Verdict.Passed(Texts.Of("passed"));
        var submission = await world.SubmitAsync(await world.EnrolAsync("1"));
        await world.WatchOnceAsync();
        world.Time.Advance(TimeSpan.FromHours(2) + TimeSpan.FromMinutes(6));
        await world.RunDueAsync();
        await world.WatchOnceAsync();

        world.Time.PutBack(TimeSpan.FromHours(2));
        await world.WatchOnceAsync();

        Assert.Equal(FaultDomain.Grader, (await world.VerdictAsync(submission, "two")).Fault);
    }

    [Fact]
    public async Task PassedLateByAClockAhead_IsNoSignAnyMore()
    {
        await using var world = await WatchWorld.BeginAsync();
        world.Inspector.Judge = (look, check) => check == "two" && look.Number == 1 ? Texts.NotYet() : check == Deletion ? Verdict.Pending(Texts.Of("pending")) : Verdict.Passed(Texts.Of("passed"));
        var submission = await world.SubmitAsync(await world.EnrolAsync("1"));
        await world.RunDueAsync();
        await world.WatchOnceAsync();
        world.Time.Advance(TimeSpan.FromHours(6)); // past due and the time to settle
        await world.RunDueAsync();
        Assert.Contains((await world.GradingsAsync(submission))[0].Flags, s => s.Kind == "passedLate");
        await world.WatchOnceAsync();

        world.Time.PutBack(TimeSpan.FromHours(6));
        await world.WatchOnceAsync();

        Assert.DoesNotContain((await world.GradingsAsync(submission))[0].Flags, s => s.Kind == "passedLate");
    }

    [Fact]
    public async Task SubmittedByAClockAhead_WasOnTime_AndIsLookedAtAtOnce()
    {
        await using var world = await WatchWorld.BeginAsync();
        world.Inspector.Judge = (look, check) => check == "two" && look.Number == 1 ? Texts.NotYet() : check == Deletion ? Verdict.Pending(Texts.Of("pending")) : Verdict.Passed(Texts.Of("passed"));
        await world.WatchOnceAsync();
        world.Time.Advance(TimeSpan.FromHours(6));
        await world.WatchOnceAsync();
        var submission = await world.SubmitAsync(await world.EnrolAsync("1"), late: true);
        await world.RunDueAsync();
        Assert.Equal((true, SubmissionStatus.Settling), ((await world.SubmissionAsync(submission)).Late, (await world.SubmissionAsync(submission)).Status));

        world.Time.PutBack(TimeSpan.FromHours(6));
        await world.WatchOnceAsync();
        world.Time.Advance(SweepSubmissions.Slack);
        await world.RunAsync<SweepSubmissions>();
        await world.RunDueAsync();

        var mended = await world.SubmissionAsync(submission);
        Assert.Equal((false, SubmissionStatus.Graded), (mended.Late, mended.Status));
        Assert.True(mended.SubmittedAt <= world.Time.GetUtcNow());
        Assert.Equal(1, await world.AskAsync(db => db.AuditEntries.CountAsync(a => a.What == "submission.late" && a.To == "on time", Token)));
    }

    [Fact]
    public async Task ClockThatNeverRanAhead_HasNothingMended()
    {
        await using var world = await WatchWorld.BeginAsync();
        var submission = await world.GradedAsync();
        await world.WatchAsync(WatchWorld.Midnight.AddHours(2));
        var (lease, looks, graded) = (await world.LeaseAsync(), await world.ProbesAsync(), await world.SubmissionAsync(submission));

        await world.RestartAsync();
        await world.WatchOnceAsync();

        Assert.Equal(lease.RowVersion, (await world.LeaseAsync()).RowVersion);
        Assert.Equal(looks.Select(l => l.At), (await world.ProbesAsync()).Select(l => l.At));
        Assert.Equal(graded.RowVersion, (await world.SubmissionAsync(submission)).RowVersion);
    }

    private static async Task PutBackAsync(JobWorld world, bool restarted)
    {
        world.Time.PutBack(Ahead);
        if (restarted)
            await world.RestartAsync();
        await world.WatchOnceAsync();
    }

    private static async Task<(LeaseState State, Outcome Outcome)> StandAsync(JobWorld world, SubmissionId submission) =>
        ((await world.LeaseAsync()).State, (await world.VerdictAsync(submission, Deletion)).Outcome);
}
