using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Deletion;
using EksGrader.Db.Model;
using EksGrader.Tests.Support.Jobs;
using static EksGrader.Tests.Support.Jobs.FakeDeletionProbe;
using static EksGrader.Tests.Support.Jobs.WatchWorld;

namespace EksGrader.Tests.Unit.Jobs.Leases;

/// <summary>What a probe costs whose account had so many clusters at once that only the proof was asked for: time, and no verdict.</summary>
public sealed class CrowdedAccountTests
{
    private const string Deletion = "cluster-deletion";

    private static readonly Leftover Volume = new(LeftoverKind.Volume, "vol-1", 0.01m, Counts: true);

    [Theory]
    [InlineData(false, Outcome.Passed, 100)]
    [InlineData(true, Outcome.Partial, 90)]
    public async Task ProvedGoneWithoutLeftoversAsked_WaitsForTheProbeThatAsks(bool leaves, Outcome outcome, decimal score)
    {
        await using var world = await BeginAsync();
        var submission = await world.GradedAsync();
        await world.WatchAsync(Midnight.AddMinutes(-2));
        world.Deletions.See = look => look.At < Midnight.AddMinutes(7) ? ProofAlone(look.At) : leaves ? Gone(look.At, Volume) : Gone(look.At);

        await world.WatchAsync(Midnight.AddMinutes(6));
        Assert.Equal((Outcome.Pending, LeaseState.Deleting), ((await world.VerdictAsync(submission, Deletion)).Outcome, (await world.LeaseAsync()).State));
        Assert.False((await world.SubmissionAsync(submission)).Final);

        await world.WatchAsync(Midnight.AddMinutes(9));
        Assert.Equal((outcome, LeaseState.Gone), ((await world.VerdictAsync(submission, Deletion)).Outcome, (await world.LeaseAsync()).State));
        Assert.Equal((score, true), ((await world.SubmissionAsync(submission)).Score, (await world.SubmissionAsync(submission)).Final));
    }

    [Fact]
    public async Task SeenLeftBeforeTheDeadline_AndNotAskedSince_IsNotJudgedByWhatWasThereBefore()
    {
        await using var world = await BeginAsync();
        var submission = await world.GradedAsync();
        await world.WatchAsync(Midnight.AddMinutes(-12));
        world.Deletions.See = look => look.At < Midnight.AddMinutes(-1) ? Gone(look.At, Volume) : look.At < Midnight.AddMinutes(4) ? ProofAlone(look.At) : Gone(look.At);

        await world.WatchAsync(Midnight.AddMinutes(3));
        Assert.Equal(Outcome.Pending, (await world.VerdictAsync(submission, Deletion)).Outcome);

        await world.WatchAsync(Midnight.AddMinutes(20));
        Assert.Equal(Outcome.Passed, (await world.VerdictAsync(submission, Deletion)).Outcome);
    }

    [Fact]
    public async Task NeverAskedForHalfAnHour_IsUnknownByOurFaultAndAskedOn()
    {
        await using var world = await BeginAsync();
        var submission = await world.GradedAsync();
        await world.WatchAsync(Midnight.AddMinutes(-2));
        world.Deletions.See = look => look.At < Midnight.AddHours(2) ? ProofAlone(look.At) : Gone(look.At);

        await world.WatchAsync(Midnight.AddMinutes(70));
        var verdict = await world.VerdictAsync(submission, Deletion);
        Assert.Equal((Outcome.Unknown, (FaultDomain?)FaultDomain.Grader), (verdict.Outcome, verdict.Fault));
        Assert.False((await world.SubmissionAsync(submission)).Final);

        await world.WatchAsync(Midnight.AddHours(3));
        Assert.Equal(Outcome.Passed, (await world.VerdictAsync(submission, Deletion)).Outcome);
    }

    [Fact]
    public async Task Living_KeepsWhatItWasSeenToRun()
    {
        await using var world = await BeginAsync();
        await world.GradedAsync();
        world.Deletions.See = look => Alive(look.At) with { Inventory = new ClusterInventory { LoadBalancers = 3 } };
        await world.WatchAsync(Midnight.AddHours(-2));
        world.Deletions.See = look => Alive(look.At);

        await world.WatchAsync(Midnight.AddHours(-1));

        Assert.Equal(3, (await world.LeaseAsync()).ReadInventory()?.LoadBalancers);
    }

    // What the live looker says of a cluster that is gone when only the proof is asked for.
    private static LeaseObservation ProofAlone(DateTimeOffset at) => new(at, ExistenceAnswer.NotFound, "eks:DescribeCluster → ResourceNotFoundException; what is left → not asked") { Fault = FaultDomain.Grader };
}
