using EksGrader.Checks.Assignments;
using EksGrader.Checks.Core;
using EksGrader.Checks.Grading;
using EksGrader.Checks.Integrity;
using NodaTime;

namespace EksGrader.Tests.Unit.Checks.Grading;

public sealed class SettlingTests
{
    private static readonly CheckId Nodes = new("nodes");
    private static readonly CheckId Replicas = new("replicas");
    private static readonly DateTimeOffset Start = new(2026, 12, 4, 9, 0, 0, TimeSpan.Zero);
    private static readonly LocalizedText Seen = LocalizedText.Same("seen");
    private static readonly Verdict Missing = Verdict.Unknown(FaultDomain.Grader, Seen);

    private readonly Settling settling = new(
        new Assignment
        {
            Slug = "a",
            Title = Seen,
            SettleFor = Duration.FromMinutes(10),
            Checks = [new(Nodes, 20, new Dictionary<string, object>()), new(Replicas, 20, new Dictionary<string, object>())],
        },
        new GraderLimits());

    [Fact]
    public void Outstanding_AtFirst_IsEverything() => Assert.Equal([Nodes, Replicas], settling.Outstanding.Select(c => c.Check));

    [Fact]
    public void Outstanding_AfterAnObservation_IsWhatMayStillComeTrue()
    {
        Look(0, Verdict.Passed(Seen), Verdict.Failed(Seen) with { MayStillComeTrue = true });

        Assert.Equal([Replicas], settling.Outstanding.Select(c => c.Check));
    }

    [Fact]
    public void Report_HasTheHighestShareOfAllObservations()
    {
        Look(0, Verdict.Passed(Seen), Verdict.OfShare(0.5m, Seen) with { MayStillComeTrue = true });
        Look(20, null, Verdict.Failed(Seen) with { MayStillComeTrue = true });

        Assert.Equal(30, settling.ToReport(Missing).Score);
    }

    [Fact]
    public void Report_LookedAtBeatsUnknown_WhicheverCameFirst()
    {
        Look(0, Verdict.Failed(Seen) with { MayStillComeTrue = true }, Unknown());
        Look(20, Unknown(), Verdict.Failed(Seen));

        Assert.All(settling.ToReport(Missing).Checks, c => Assert.Equal(Outcome.Failed, c.Verdict.Outcome));
    }

    [Fact]
    public void NextObservation_BacksOffTo60SecondsAndStandsAtTheEndOfSettling()
    {
        var at = 0.0;
        var waits = new List<double>();
        Look(at, Unknown(), Verdict.Passed(Seen));
        while (settling.NextObservationAt() is { } next)
        {
            waits.Add((next - Start).TotalSeconds - at);
            at = (next - Start).TotalSeconds;
            Look(at, Unknown(), null);
        }

        Assert.Equal(15, waits[0]);
        Assert.All(waits, w => Assert.InRange(w, 0, 60));
        Assert.Equal(600, at);
    }

    [Fact]
    public void NextObservation_WhenAllTimeForLookingIsUsed_IsNone()
    {
        for (var i = 0; i < 4; i++)
        {
            Assert.True(i == 0 || settling.NextObservationAt() is not null);
            Look(i * 60, Unknown(), Unknown(), took: 30);
        }

        Assert.Null(settling.NextObservationAt());
    }

    [Fact]
    public void NextObservation_WithoutSettling_IsNone()
    {
        Look(0, Unknown(), Unknown());

        Assert.Null(settling.NextObservationAt(TimeSpan.Zero));
    }

    [Fact]
    public void PassedWhileAwsCouldNotBeAsked_IsLookedAtOnceMore_AndKeepsItsPoints()
    {
        Look(0, Unconfirmed(), Verdict.Passed(Seen));

        Assert.Equal((Start.AddSeconds(15), 40m), (settling.NextObservationAt(), settling.ToReport(Missing).Score));
        Assert.Equal([Nodes], settling.Outstanding.Select(c => c.Check));

        Look(15, Unconfirmed(), null);

        Assert.Null(settling.NextObservationAt());
        Assert.Equal((Outcome.Passed, Assurance.Cluster), (settling.Best(Nodes)?.Outcome, settling.Best(Nodes)?.Assurance));
    }

    [Fact]
    public void PassedWhileAwsCouldNotBeAsked_IsConfirmedByTheNextObservation()
    {
        Look(0, Unconfirmed(), Verdict.Passed(Seen));
        Look(15, Confirmed(), null);

        Assert.Equal((Outcome.Passed, Assurance.Aws, null), (settling.Best(Nodes)?.Outcome, settling.Best(Nodes)?.Assurance, settling.NextObservationAt()));
    }

    // Who has passed may delete the cluster at once: what the observation for AWS's word finds of that costs nothing, and keeps nothing open.
    [Theory]
    [InlineData(Outcome.Failed)]
    [InlineData(Outcome.Partial)]
    [InlineData(Outcome.Unknown)]
    public void PassedWhileAwsCouldNotBeAsked_IsNotLoweredByTheNextObservation(Outcome later)
    {
        Look(0, Unconfirmed(), Verdict.Passed(Seen));
        Look(
            15,
            later switch
            {
                Outcome.Failed => Verdict.Failed(Seen) with { MayStillComeTrue = true, Assurance = Assurance.Aws, Contradicted = true },
                Outcome.Partial => Verdict.OfShare(0.5m, Seen) with { MayStillComeTrue = true },
                _ => Unknown(),
            },
            null);

        Assert.Equal((20m, null), (settling.Best(Nodes)?.PointsOf(20), settling.NextObservationAt()));
    }

    [Fact]
    public void PassedWhileAwsCouldNotBeAsked_AfterARestart_IsLookedAtOnceMore()
    {
        settling.Resume(new Dictionary<CheckId, Verdict> { [Nodes] = Unconfirmed(), [Replicas] = Verdict.Passed(Seen) }, null, [Taken]);
        Assert.Equal([Nodes], settling.Outstanding.Select(c => c.Check));

        Look(15, Unconfirmed(), null);
        settling.Resume(new Dictionary<CheckId, Verdict> { [Nodes] = settling.Best(Nodes) ?? Missing }, null, []);

        Assert.Empty(settling.Outstanding);
    }

    [Fact]
    public void PassedInAnEarlierGrading_IsNotLookedAtAgain()
    {
        settling.Carry(Nodes, Unconfirmed(), lookAgain: true);
        settling.Carry(Replicas, Verdict.Passed(Seen), lookAgain: true);

        Assert.Empty(settling.Outstanding);
        Assert.False(settling.Best(Nodes)?.MayStillComeTrue);
    }

    [Fact]
    public void ConfirmedByAws_StaysSo_WhenALaterObservationCannotAsk()
    {
        Look(0, Confirmed(), Verdict.Passed(Seen));
        Look(15, Unconfirmed(), null);

        Assert.Equal((Assurance.Aws, false), (settling.Best(Nodes)?.Assurance, settling.WouldCount(Nodes, Unconfirmed())));
    }

    [Fact]
    public void Sign_SeenTwice_StandsOnce()
    {
        Look(0, Unknown(), Unknown());
        Look(20, Unknown(), Unknown());

        Assert.Single(settling.ToReport(Missing).Flags);
    }

    private static Observation Taken => new(Start, TimeSpan.Zero, new Dictionary<CheckId, Verdict>(), []);

    private static Verdict Confirmed() => Verdict.Passed(Seen) with { Assurance = Assurance.Aws };

    private static Verdict Unconfirmed() => Verdict.Passed(Seen) with { Assurance = Assurance.Cluster, WitnessFault = FaultDomain.Aws, MayStillComeTrue = true };

    private static Verdict Unknown() => Verdict.Unknown(FaultDomain.Cluster, Seen) with { MayStillComeTrue = true };

    private void Look(double atSeconds, Verdict? nodes, Verdict? replicas, double took = 0)
    {
        var verdicts = new Dictionary<CheckId, Verdict>();
        if (nodes is not null)
        {
            verdicts[Nodes] = nodes;
        }

        if (replicas is not null)
        {
            verdicts[Replicas] = replicas;
        }

        settling.Add(new Observation(Start.AddSeconds(atSeconds), TimeSpan.FromSeconds(took), verdicts, [new IntegrityFlag("writableAccess", Seen)]));
    }
}
