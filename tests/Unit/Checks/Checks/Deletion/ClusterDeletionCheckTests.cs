using EksGrader.Checks.Checks.Deletion;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Tests.Unit.Fakes;

namespace EksGrader.Tests.Unit.Checks.Checks.Deletion;

/// <summary>Looks are written as minutes from the deadline and an answer: <c>-5 alive</c>, <c>0 gone</c>, <c>2 gone:volume</c>.</summary>
public sealed class ClusterDeletionCheckTests
{
    private static readonly DateTimeOffset Deadline = new(2026, 12, 4, 15, 0, 0, TimeSpan.Zero);

    private readonly ClusterDeletionCheck check = new();

    [Fact]
    public async Task Deletion_NotWatched_IsPending()
    {
        Assert.Equal(Outcome.Pending, (await new FakeCluster().JudgeAsync(check)).Outcome);
        var told = await new FakeCluster().Submitted(h => h with { DeleteBy = Deadline }).JudgeAsync(check);
        Assert.Equal("The cluster must be deleted by 2026-12-04 (Fri) 15:00 UTC", told.Summary.En);
    }

    [Theory]
    [InlineData(-90, true)]
    [InlineData(-60, false)] // the first time is over
    public async Task Deletion_OfALateSubmission_SaysUntilWhenToKeepAndByWhenToDelete(int minutes, bool both)
    {
        var now = Deadline.AddMinutes(minutes);
        var lease = new LeaseHistory(Deadline, SeenAlive: true, [new DeletionObservation(Deadline.AddMinutes(-119), ExistenceAnswer.Alive)]) { KeepUntil = Deadline.AddHours(-1) };
        var watched = DeletionJudge.Judge(lease, now);
        var told = await new FakeCluster().Submitted(h => h with { DeleteBy = Deadline, KeepUntil = FakeCluster.Now.AddMinutes(both ? 30 : 0) }).JudgeAsync(check);

        Assert.Equal(Outcome.Pending, watched.Outcome);
        Assert.Equal(both, watched.Feedback.Any(f => f.En.Contains("until 2026-12-04 (Fri) 14:00 UTC", StringComparison.Ordinal) && f.En.Contains("by 2026-12-04 (Fri) 15:00 UTC", StringComparison.Ordinal)));
        Assert.Equal(both, watched.Feedback.Any(f => f.Ko.Contains("14:00 UTC까지 클러스터를 유지", StringComparison.Ordinal)));
        Assert.Equal(both ? 2 : 1, told.Feedback.Count);
    }

    [Theory]
    // Before the deadline.
    [InlineData(-60, "", Outcome.Pending)]
    [InlineData(-60, "-90 alive", Outcome.Pending)]
    [InlineData(-60, "-90 denied", Outcome.Pending)]
    [InlineData(-60, "-90 deleting", Outcome.Pending)]
    [InlineData(-60, "-90 alive, -62 gone", Outcome.Pending)]
    [InlineData(-60, "-90 alive, -62 gone, -60 gone", Outcome.Passed)]
    [InlineData(-60, "-90 alive, -62 gone:volume, -60 gone:volume", Outcome.Pending)]
    // Two answers of AWS, two minutes apart.
    [InlineData(10, "-5 alive, 0 gone, 1 gone", Outcome.Pending)]
    [InlineData(10, "-5 alive, 0 gone, 2 gone", Outcome.Passed)]
    [InlineData(10, "-5 alive, 0 gone, 1 denied, 3 gone", Outcome.Passed)]
    [InlineData(10, "-9 gone, -8 alive, -1 gone, 0 alive", Outcome.Failed)]
    // Three answers of DNS over ten minutes.
    [InlineData(30, "-5 alive, 0 nxdomain, 5 nxdomain, 10 nxdomain", Outcome.Passed)]
    [InlineData(30, "-5 alive, 0 nxdomain, 10 nxdomain", Outcome.Pending)]
    [InlineData(30, "-5 alive, 0 nxdomain, 5 nxdomain, 9 nxdomain", Outcome.Pending)]
    [InlineData(30, "-5 alive, 0 nxdomain, 5 alive, 10 nxdomain", Outcome.Failed)]
    // Still there at the deadline, whatever comes later.
    [InlineData(1, "-5 alive, 0 alive", Outcome.Failed)]
    [InlineData(60, "-5 alive, 0 alive, 30 gone, 33 gone", Outcome.Failed)]
    [InlineData(60, "-5 alive, 0 alive, 5 deleting, 30 gone, 33 gone", Outcome.Failed)]
    // The service was down at the deadline: the first probe after it counts.
    [InlineData(180, "-5 alive, 170 gone, 172 gone", Outcome.Passed)]
    [InlineData(180, "-5 alive, 170 alive", Outcome.Failed)]
    [InlineData(180, "-5 alive, 5 throttled, 170 gone, 172 gone", Outcome.Passed)]
    [InlineData(180, "-5 alive, 160 alive, 170 gone, 172 gone", Outcome.Failed)]
    // Begun in time: sixty minutes to finish.
    [InlineData(30, "-5 deleting, 0 deleting, 15 deleting", Outcome.Pending)]
    [InlineData(62, "-5 deleting, 0 deleting, 30 deleting, 58 gone, 60 gone", Outcome.Passed)]
    [InlineData(62, "-5 deleting, 0 alive, 30 deleting, 58 gone, 60 gone", Outcome.Passed)]
    [InlineData(65, "-5 deleting, 0 deleting, 60 deleting", Outcome.Failed)]
    [InlineData(90, "-5 deleting, 0 deleting, 60 deleting, 80 gone, 82 gone", Outcome.Failed)]
    [InlineData(90, "-5 deleting, 30 deleting, 80 gone, 82 gone", Outcome.Passed)]
    [InlineData(61, "-5 deleting, 30 deleting", Outcome.Pending)]
    [InlineData(70, "-5 deleting, 30 deleting, 60 denied", Outcome.Unknown)]
    // The probe of the deadline comes a little late and sees it being deleted.
    [InlineData(40, "-5 alive, 1 deleting, 30 gone, 32 gone", Outcome.Passed)]
    [InlineData(40, "-5 alive, 1 alive, 5 deleting, 30 gone, 32 gone", Outcome.Failed)]
    // No proof either way.
    [InlineData(0, "-5 alive", Outcome.Pending)]
    [InlineData(5, "-5 alive, 0 denied", Outcome.Unknown)]
    [InlineData(5000, "-5 alive, 0 timeout, 60 denied, 4000 throttled", Outcome.Unknown)]
    [InlineData(5000, "-5 alive, -2 gone, 0 denied, 4000 denied", Outcome.Unknown)]
    // The student hid it, and it is gone later: no one knows since when.
    [InlineData(200, "-5 alive, 0 denied, 60 denied, 180 gone, 183 gone", Outcome.Unknown)]
    [InlineData(200, "-5 gone, -3 gone, 60 denied, 180 gone", Outcome.Passed)]
    // AWS said that it is gone; then its access ended, and a name is still there.
    [InlineData(30, "-8 alive, -2 gone, 0 name, 5 name", Outcome.Unknown)]
    [InlineData(30, "-8 alive, -2 gone, 0 name, 5 name, 15 gone", Outcome.Passed)]
    [InlineData(30, "-8 alive, -4 gone, -3 alive, 0 name", Outcome.Failed)]
    [InlineData(30, "-8 name, -2 nxdomain, 0 name", Outcome.Failed)]
    // The student hid when it began: a deletion that is seen after that need not have begun in time.
    [InlineData(90, "-5 alive, 0 denied, 15 deleting, 30 gone, 32 gone", Outcome.Unknown)]
    [InlineData(90, "-5 alive, 0 throttled, 15 deleting, 30 gone, 32 gone", Outcome.Passed)]
    [InlineData(90, "-5 deleting, 0 denied, 15 deleting, 30 gone, 32 gone", Outcome.Passed)]
    [InlineData(90, "-5 alive, 0 denied, 15 deleting, 60 deleting", Outcome.Failed)]
    public async Task Deletion_Probes_AreJudged(int now, string looks, Outcome outcome)
    {
        var verdict = await JudgeAsync(now, looks);
        Assert.Equal(outcome, verdict.Outcome);
        Assert.NotEqual(FaultDomain.Student, verdict.Fault);
    }

    [Theory]
    [InlineData(10, "-5 alive, -4 gone:volume, 0 gone:volume", Outcome.Partial)]
    [InlineData(10, "-5 alive, -4 gone:volume, 0 gone:none", Outcome.Passed)]
    [InlineData(10, "-5 alive, -4 gone:volume, 1 gone:none", Outcome.Passed)]
    [InlineData(90, "-5 alive, -4 gone:volume, 1 gone:volume, 60 gone:none", Outcome.Partial)]
    [InlineData(10, "-5 alive, -4 gone, 0 gone", Outcome.Passed)]
    [InlineData(40, "-5 deleting, 20 gone:volume, 22 gone:volume", Outcome.Partial)]
    [InlineData(40, "-5 deleting, 1 deleting, 20 gone:volume, 22 gone:volume", Outcome.Pending)]
    [InlineData(61, "-5 deleting, 1 deleting, 20 gone:volume, 22 gone:volume, 60 gone:none", Outcome.Passed)]
    [InlineData(61, "-5 deleting, 1 deleting, 20 gone:volume, 22 gone:volume, 60 gone:volume", Outcome.Partial)]
    [InlineData(90, "-5 alive, 0 alive, 20 gone:volume, 22 gone:volume", Outcome.Failed)]
    // The cluster's own stack was still being deleted at the deadline: that may end as late as any deletion that began in time.
    [InlineData(5, "-5 alive, -4 cleaning:volume, 0 cleaning:volume", Outcome.Pending)]
    [InlineData(61, "-5 alive, -4 cleaning:volume, 0 cleaning:volume, 60 gone:none", Outcome.Passed)]
    [InlineData(61, "-5 alive, -4 cleaning:volume, 0 cleaning:volume, 60 gone:volume", Outcome.Partial)]
    [InlineData(10, "-5 alive, -4 cleaning:volume, 0 gone:volume", Outcome.Partial)]
    // AWS could not say what is left, though the access lets it: asked again, for half an hour as pending.
    [InlineData(-10, "-60 alive, -20 gone:throttled, -18 gone:throttled", Outcome.Pending)]
    [InlineData(10, "-5 alive, -4 gone:throttled, 0 gone:throttled", Outcome.Pending)]
    [InlineData(27, "-5 alive, -4 gone:throttled, 0 gone:throttled, 26 gone:throttled", Outcome.Unknown)]
    [InlineData(27, "-5 alive, -4 gone:throttled, 0 gone:throttled, 26 gone:none", Outcome.Passed)]
    [InlineData(90, "-5 alive, -4 gone:throttled, 0 gone:throttled, 60 gone:volume", Outcome.Partial)]
    [InlineData(90, "-5 alive, -4 gone:throttled, 0 gone:throttled, 60 gone", Outcome.Passed)]
    [InlineData(90, "-5 alive, -4 gone:none, -1 gone:throttled, 0 gone:throttled", Outcome.Passed)]
    [InlineData(90, "-5 alive, 0 nxdomain:throttled, 5 nxdomain:throttled, 10 nxdomain:throttled", Outcome.Unknown)]
    // What was left may have been cleaned up since; a student who takes rights away is judged by what was seen.
    [InlineData(1, "-60 alive, -8 gone:volume, -5 gone:volume", Outcome.Pending)]
    [InlineData(5, "-60 alive, -8 gone:volume, -5 gone:volume, 0 throttled", Outcome.Pending)]
    [InlineData(90, "-60 alive, -8 gone:volume, -5 gone:volume, 0 gone:throttled, 60 throttled", Outcome.Unknown)]
    [InlineData(90, "-60 alive, -8 gone:volume, -5 gone:volume, 0 throttled, 60 gone:none", Outcome.Passed)]
    [InlineData(5, "-60 alive, -8 gone:volume, -5 gone:volume, 0 denied", Outcome.Partial)]
    [InlineData(5, "-60 alive, -8 gone:volume, -5 gone:volume, 0 gone", Outcome.Partial)]
    public async Task Deletion_Leftovers_AreJudgedByTheDeadline(int now, string looks, Outcome outcome)
    {
        var verdict = await JudgeAsync(now, looks);
        Assert.Equal(outcome, verdict.Outcome);
        if (outcome == Outcome.Partial)
        {
            Assert.Equal(0.5m, verdict.Share);
            Assert.Contains(verdict.Feedback, f => f.En == "Leftover: volume");
        }
    }

    // It lived, and AWS did not say whether its node groups were being deleted: the next probe may, and after an hour it does not matter.
    [Theory]
    [InlineData(1, "-5 alive, 0 untold", Outcome.Pending)]
    [InlineData(6, "-5 alive, 0 untold, 5 alive", Outcome.Failed)]
    [InlineData(6, "-5 alive, 0 untold, 5 deleting", Outcome.Pending)]
    [InlineData(61, "-5 alive, 0 untold, 5 deleting, 40 gone:none, 43 gone:none", Outcome.Passed)]
    [InlineData(61, "-5 alive, 0 untold, 60 untold", Outcome.Failed)]
    [InlineData(61, "-5 alive, 0 untold, 15 gone:none, 18 gone:none", Outcome.Unknown)]
    public async Task Deletion_OfWhichNoOneCouldTellWhetherItHadBegun_WaitsForAProbeThatCan(int now, string looks, Outcome outcome) =>
        Assert.Equal(outcome, (await JudgeAsync(now, looks)).Outcome);

    [Theory]
    [InlineData(-10, "-60 gone, -20 gone", Outcome.Pending)]
    [InlineData(10, "-60 gone, -20 gone", Outcome.Failed)]
    [InlineData(10, "-60 nxdomain", Outcome.Failed)]
    [InlineData(10, "-60 denied, 0 denied", Outcome.Failed)]
    [InlineData(10, "-60 timeout, 0 timeout", Outcome.Unknown)]
    [InlineData(10, "-60 denied, 0 timeout", Outcome.Unknown)]
    [InlineData(10, "", Outcome.Unknown)]
    public async Task Deletion_OfAClusterNeverSeenAlive_ProvesNothing(int now, string looks, Outcome outcome) =>
        Assert.Equal(outcome, (await JudgeAsync(now, looks, seenAlive: false)).Outcome);

    [Fact]
    public async Task Deletion_Late_SaysWhen()
    {
        var verdict = await JudgeAsync(60, "-5 alive, 0 alive, 30 gone, 33 gone");
        Assert.Equal("The cluster was deleted at 2026-12-04 (Fri) 15:30 UTC, after its deadline 2026-12-04 (Fri) 15:00 UTC", verdict.Summary.En);
    }

    [Fact]
    public async Task Deletion_ByNamesAlone_SaysThatItIsEvidence()
    {
        var verdict = await JudgeAsync(30, "-5 alive, 0 nxdomain, 5 nxdomain, 10 nxdomain");
        Assert.Contains("Presumed deleted", Assert.Single(verdict.Feedback).En, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Deletion_LooksAfterTheJudgement_DoNotExistYet() =>
        Assert.Equal(Outcome.Pending, (await JudgeAsync(-30, "-60 alive, 0 alive")).Outcome);

    [Fact]
    public async Task Deletion_Judged_ShowsEveryProbe()
    {
        var evidence = Assert.Single((await JudgeAsync(10, "-5 alive, 0 gone:volume\u001b[2J, 2 gone")).Evidence);
        Assert.Contains("2026-12-04 14:55:00Z  Alive", evidence.Text, StringComparison.Ordinal);
        Assert.Contains("volume", evidence.Text, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', evidence.Text);
    }

    private ValueTask<Verdict> JudgeAsync(int now, string looks, bool seenAlive = true)
    {
        var history = new LeaseHistory(Deadline, seenAlive, [.. looks.Split(", ", StringSplitOptions.RemoveEmptyEntries).Select(Look)]);
        return new FakeCluster().WithLease(history, Deadline.AddMinutes(now)).JudgeAsync(check);
    }

    private static DeletionObservation Look(string text)
    {
        var parts = text.Split(' ', ':');
        var at = Deadline.AddMinutes(int.Parse(parts[0], System.Globalization.CultureInfo.InvariantCulture));
        return parts[1] switch
        {
            "alive" => new DeletionObservation(at, ExistenceAnswer.Alive),
            "name" => new DeletionObservation(at, ExistenceAnswer.Alive, Fault: FaultDomain.Student),
            "deleting" => new DeletionObservation(at, ExistenceAnswer.Deleting),
            "gone" or "nxdomain" => Gone(at, parts[1] == "gone" ? ExistenceAnswer.NotFound : ExistenceAnswer.NameGone, parts.ElementAtOrDefault(2)),
            "untold" => new DeletionObservation(at, ExistenceAnswer.Alive, Fault: FaultDomain.Aws),
            "cleaning" => Gone(at, ExistenceAnswer.NotFound, parts[2]) with { IsCleaningUp = true },
            "denied" => new DeletionObservation(at, ExistenceAnswer.NoProof, Fault: FaultDomain.Student),
            "throttled" => new DeletionObservation(at, ExistenceAnswer.NoProof, Fault: FaultDomain.Aws),
            "timeout" => new DeletionObservation(at, ExistenceAnswer.NoProof, Fault: FaultDomain.Network),
            _ => throw new ArgumentException($"'{text}' is no look.", nameof(text)),
        };
    }

    private static DeletionObservation Gone(DateTimeOffset at, ExistenceAnswer answer, string? left) => left switch
    {
        null => new DeletionObservation(at, answer),
        "none" => new DeletionObservation(at, answer, []),
        "throttled" => new DeletionObservation(at, answer, Fault: FaultDomain.Aws),
        _ => new DeletionObservation(at, answer, [left]),
    };
}
