using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Db.Model;
using EksGrader.Jobs.Leases;
using EksGrader.Tests.Support.Jobs;
using static EksGrader.Tests.Support.Jobs.FakeDeletionProbe;
using static EksGrader.Tests.Support.Jobs.WatchWorld;

namespace EksGrader.Tests.Unit.Jobs.Leases;

public sealed class WatchDeletionTests
{
    private const string Deletion = "cluster-deletion";

    [Fact]
    public async Task Watch_DeletedInTime_PassesAndMakesTheGradeFinal()
    {
        await using var world = await BeginAsync();
        var submission = await world.GradedAsync();
        var before = await world.SubmissionAsync(submission);
        Assert.Equal((80m, false), (before.Score, before.Final));

        await world.WatchAsync(Midnight.AddHours(-2));
        world.Deletions.See = look => Gone(look.At);
        await world.WatchAsync(Midnight.AddHours(-1));

        var after = await world.SubmissionAsync(submission);
        Assert.Equal((100m, true), (after.Score, after.Final));
        Assert.Equal(Outcome.Passed, (await world.VerdictAsync(submission, Deletion)).Outcome);
        var lease = await world.LeaseAsync();
        Assert.Equal((LeaseState.Gone, (DateTimeOffset?)null), (lease.State, lease.NextProbeAt));
        var gone = (await world.ProbesAsync()).FindAll(l => l.Answer == ExistenceAnswer.NotFound);
        Assert.Equal(2, gone.Count);
        Assert.InRange(gone[1].At - gone[0].At, TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(2) + ProbeSchedule.Latest);
        Assert.Single(await world.GradingsAsync(submission)); // the verdict falls in the grading whose time has come
    }

    [Fact]
    public async Task Watch_StillThereAtTheDeadline_FailsAndIsOverdueUntilItIsGone()
    {
        await using var world = await BeginAsync();
        var submission = await world.GradedAsync();

        await world.WatchAsync(Midnight.AddMinutes(1));

        var after = await world.SubmissionAsync(submission);
        Assert.Equal((80m, true), (after.Score, after.Final));
        Assert.Equal(Outcome.Failed, (await world.VerdictAsync(submission, Deletion)).Outcome);
        Assert.Equal(LeaseState.Overdue, (await world.LeaseAsync()).State);

        world.Deletions.See = look => Gone(look.At);
        await world.WatchAsync(Midnight.AddHours(1));

        var verdict = await world.VerdictAsync(submission, Deletion);
        Assert.Equal(Outcome.Failed, verdict.Outcome);
        Assert.StartsWith("The cluster was deleted at 2026-12-05 (Sat) 00:0", verdict.Summary.En, StringComparison.Ordinal);
        Assert.Equal(LeaseState.Gone, (await world.LeaseAsync()).State);
    }

    [Theory]
    [InlineData(FaultDomain.Student)]
    [InlineData(FaultDomain.Aws)]
    [InlineData(FaultDomain.Network)]
    public async Task Watch_NoProof_IsUnknownForEverAndAnInstructorDecides(FaultDomain fault)
    {
        await using var world = await BeginAsync();
        var submission = await world.GradedAsync();
        world.Deletions.See = look => NoProof(look.At, fault);

        await world.WatchAsync(Midnight.AddHours(20));

        Assert.Equal(Outcome.Unknown, (await world.VerdictAsync(submission, Deletion)).Outcome);
        Assert.Equal(LeaseState.Active, (await world.LeaseAsync()).State);

        await world.WatchAsync(Midnight.AddDays(10));

        var verdict = await world.VerdictAsync(submission, Deletion);
        Assert.Equal(Outcome.Unknown, verdict.Outcome);
        Assert.NotEqual(FaultDomain.Student, verdict.Fault);
        Assert.False((await world.SubmissionAsync(submission)).Final);
        var lease = await world.LeaseAsync();
        Assert.Equal((LeaseState.Quarantined, (DateTimeOffset?)null), (lease.State, lease.NextProbeAt));
        Assert.DoesNotContain(await world.ProbesAsync(), l => l.Answer is ExistenceAnswer.NotFound or ExistenceAnswer.NameGone);
    }

    [Fact]
    public async Task Watch_ProofAfterQuarantine_EndsIt()
    {
        await using var world = await BeginAsync();
        var submission = await world.GradedAsync();
        world.Deletions.See = look => NoProof(look.At, FaultDomain.Aws);
        await world.WatchAsync(Midnight.AddDays(2));
        Assert.Equal(LeaseState.Quarantined, (await world.LeaseAsync()).State);

        world.Deletions.See = look => Gone(look.At);
        await world.WatchAsync(Midnight.AddDays(4));

        Assert.Equal(LeaseState.Gone, (await world.LeaseAsync()).State);
        Assert.Equal(Outcome.Passed, (await world.VerdictAsync(submission, Deletion)).Outcome); // no one saw it after its deadline
    }

    [Fact]
    public async Task Watch_ServiceDownOverTheDeadline_CostsNothing()
    {
        await using var world = await BeginAsync();
        var submission = await world.GradedAsync();
        await world.WatchAsync(Midnight.AddHours(-1));

        world.Time.Advance(TimeSpan.FromHours(6));
        await world.RestartAsync();
        world.Deletions.See = look => Gone(look.At);
        await world.WatchAsync(Midnight.AddHours(6));

        Assert.Equal(Outcome.Passed, (await world.VerdictAsync(submission, Deletion)).Outcome);
        Assert.Equal(100m, (await world.SubmissionAsync(submission)).Score);
    }

    [Fact]
    public async Task Watch_BegunInTime_HasAnHourToFinish()
    {
        await using var world = await BeginAsync();
        var submission = await world.GradedAsync();
        await world.WatchAsync(Midnight.AddMinutes(-10));
        world.Deletions.See = look => Deleting(look.At);

        await world.WatchAsync(Midnight.AddMinutes(20));
        Assert.Equal(LeaseState.Deleting, (await world.LeaseAsync()).State);
        Assert.Equal(Outcome.Pending, (await world.VerdictAsync(submission, Deletion)).Outcome);

        world.Deletions.See = look => Gone(look.At);
        await world.WatchAsync(Midnight.AddMinutes(40));
        Assert.Equal(Outcome.Passed, (await world.VerdictAsync(submission, Deletion)).Outcome);
    }

    [Fact]
    public async Task Watch_BegunInTimeAndNotFinished_Fails()
    {
        await using var world = await BeginAsync();
        var submission = await world.GradedAsync();
        await world.WatchAsync(Midnight.AddMinutes(-10));
        world.Deletions.See = look => Deleting(look.At);

        await world.WatchAsync(Midnight.AddMinutes(61));

        Assert.Equal(Outcome.Failed, (await world.VerdictAsync(submission, Deletion)).Outcome);
        Assert.Equal(LeaseState.Overdue, (await world.LeaseAsync()).State);
    }

    [Fact]
    public async Task Watch_Leftovers_CanBeCleanedUpUntilTheDeadline()
    {
        await using var world = await BeginAsync();
        var submission = await world.GradedAsync();
        await world.WatchAsync(Midnight.AddHours(-2));
        var volume = new Leftover(LeftoverKind.Volume, "vol-1", 0.01m, Counts: true);
        world.Deletions.See = look => look.At < Midnight.AddMinutes(-3) ? Gone(look.At, volume) : Gone(look.At);

        await world.WatchAsync(Midnight.AddMinutes(-4));
        Assert.Equal((LeaseState.Deleting, Outcome.Pending), ((await world.LeaseAsync()).State, (await world.VerdictAsync(submission, Deletion)).Outcome));

        await world.WatchAsync(Midnight.AddMinutes(1));
        Assert.Equal((LeaseState.Gone, Outcome.Passed), ((await world.LeaseAsync()).State, (await world.VerdictAsync(submission, Deletion)).Outcome));
    }

    [Fact]
    public async Task Watch_LeftoversAtTheDeadline_CostHalf()
    {
        await using var world = await BeginAsync();
        var submission = await world.GradedAsync();
        world.Deletions.See = look => Gone(look.At, new Leftover(LeftoverKind.Volume, "vol-1", 0.01m, Counts: true), new Leftover(LeftoverKind.LogGroup, "logs", null, Counts: false));

        await world.WatchAsync(Midnight.AddMinutes(1));

        var verdict = await world.VerdictAsync(submission, Deletion);
        Assert.Equal((Outcome.Partial, 0.5m), (verdict.Outcome, verdict.Share));
        Assert.Contains(verdict.Feedback, f => f.En.Contains("vol-1", StringComparison.Ordinal));
        Assert.DoesNotContain(verdict.Feedback, f => f.En.Contains("logs", StringComparison.Ordinal));
        Assert.Equal((90m, true), ((await world.SubmissionAsync(submission)).Score, (await world.SubmissionAsync(submission)).Final));
        Assert.Equal(LeaseState.Gone, (await world.LeaseAsync()).State);
    }

    [Fact]
    public async Task Watch_ByNames_NeedsThreeProbesOverTenMinutes()
    {
        await using var world = await BeginAsync();
        var submission = await world.GradedAsync();
        await world.WatchAsync(Midnight.AddHours(-2));
        world.Deletions.See = look => NameGone(look.At);

        await world.WatchAsync(Midnight.AddHours(-1));

        Assert.Equal(Outcome.Passed, (await world.VerdictAsync(submission, Deletion)).Outcome);
        var gone = (await world.ProbesAsync()).FindAll(l => l.Answer == ExistenceAnswer.NameGone);
        Assert.Equal(3, gone.Count);
        Assert.InRange(gone[2].At - gone[0].At, TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(11));
    }

    [Fact]
    public async Task Watch_EveryProbe_ComesAtItsTimeAndIsKept()
    {
        await using var world = await BeginAsync();
        await world.GradedAsync();

        await world.WatchAsync(Midnight.AddHours(3));

        var looks = await world.ProbesAsync();
        Assert.Equal(looks.Count - 1, world.Deletions.Asked.Count); // the first sight is the grading's
        Assert.Equal(Enumerable.Range(1, looks.Count), looks.Select(l => l.Number));
        foreach (var time in new[] { -5, 0, 5, 15, 30, 60, 120, 180 }.Select(m => Midnight.AddMinutes(m)).SkipLast(1))
            Assert.Contains(looks, l => l.At >= time && l.At - time <= ProbeSchedule.Latest);
    }

    [Fact]
    public async Task Watch_OverriddenPoints_AreKept()
    {
        await using var world = await BeginAsync();
        var submission = await world.GradedAsync();
        await world.OverrideAsync(submission, Deletion, 15);

        await world.WatchAsync(Midnight.AddMinutes(1));

        Assert.Equal(Outcome.Failed, (await world.VerdictAsync(submission, Deletion)).Outcome);
        Assert.Equal((95m, true), ((await world.SubmissionAsync(submission)).Score, (await world.SubmissionAsync(submission)).Final));
    }
}
