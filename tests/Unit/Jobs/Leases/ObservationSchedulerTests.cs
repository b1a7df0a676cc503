using EksGrader.Checks.Deletion;
using EksGrader.Db.Model;
using EksGrader.Jobs.Leases;
using EksGrader.Tests.Support.Time;

namespace EksGrader.Tests.Unit.Jobs.Leases;

/// <summary>Who of an account's clusters is looked at when, and how deep.</summary>
public sealed class ObservationSchedulerTests
{
    private static readonly DateTimeOffset Midnight = new(2026, 12, 4, 15, 0, 0, TimeSpan.Zero);

    private readonly ManualTime time = new(Midnight);
    private readonly ObservationScheduler turns;

    public ObservationSchedulerTests() => turns = new ObservationScheduler(new AccountRateLimiter(time));

    [Fact]
    public void FewOfAnAccount_AreAllLookedAtWhole()
    {
        var all = Class(60);

        Assert.All(LetPass(all, [], TimeSpan.FromSeconds(60)).Values, l => Assert.Equal(ProbeDepth.Whole, l.Depth));
    }

    [Theory]
    [InlineData(130)]
    [InlineData(300)]
    [InlineData(450)]
    public void ManyOfAnAccount_AreAllLookedAtWithinAMinute(int clusters)
    {
        var looks = LetPass(Class(clusters), [], TimeSpan.FromSeconds(60));

        Assert.Equal(clusters, looks.Count);
        Assert.Contains(looks.Values, l => l.Depth == ProbeDepth.Whole);
        Assert.Contains(looks.Values, l => l.Depth == ProbeDepth.Proof);
        Assert.InRange(looks.Values.Count(l => l.Depth == ProbeDepth.Whole), 100, 8 + (2 * 60)); // none of the whole turns goes by unused
    }

    [Fact]
    public void FoundGone_ComesFirstToWholeProbes()
    {
        var all = Class(300);
        var gone = all.Where((_, i) => i % 10 == 9).Select(l => l.Id).ToHashSet();

        var looks = LetPass(all, gone, TimeSpan.FromSeconds(60));

        Assert.Equal(300, looks.Count);
        Assert.All(looks.Where(l => gone.Contains(l.Key)), l => Assert.Equal(ProbeDepth.Whole, l.Value.Depth));
    }

    [Fact]
    public void FoundGone_TooManyForOneMinute_AreNotLate()
    {
        var all = Class(400);

        var looks = LetPass(all, [.. all.Select(l => l.Id)], TimeSpan.FromSeconds(60));

        Assert.Equal(400, looks.Count);
        Assert.InRange(looks.Values.Count(l => l.Depth == ProbeDepth.Whole), 100, 8 + (2 * 60));
    }

    [Fact]
    public void OtherAccounts_WaitForNoOne()
    {
        var crowd = Class(400);
        var alone = new DueProbe(NewId(), "arn:aws:eks:ap-northeast-2:444455556666:cluster/alone", Midnight, IsGone: false);
        LetPass(crowd, [], TimeSpan.FromSeconds(5));

        var (given, othersWait) = turns.Give([.. crowd, alone], 1000, time.GetUtcNow());

        Assert.Equal(ProbeDepth.Whole, given[alone.Id]);
        Assert.True(othersWait);
    }

    [Theory]
    [InlineData(9, ProbeDepth.Whole)]
    [InlineData(11, ProbeDepth.Proof)]
    public void ProcessThatCannotKeepUp_AsksForTheProofAlone(int secondsLate, ProbeDepth depth)
    {
        var due = Enumerable.Range(0, 1000).Select(i => new DueProbe(NewId(), $"arn:aws:eks:ap-northeast-2:{100_000_000_000 + i}:cluster/own", Midnight, IsGone: i < 5)).ToList();

        var (given, _) = turns.Give(due, 256, Midnight.AddSeconds(secondsLate));
        var (alone, _) = turns.Give([new DueProbe(NewId(), "arn:aws:eks:ap-northeast-2:444455556666:cluster/alone", Midnight, IsGone: false)], 256, Midnight.AddSeconds(secondsLate));

        Assert.Equal(256, given.Count);
        Assert.All(due[5..256], d => Assert.Equal(depth, given[d.Id]));
        Assert.All(due[..5], d => Assert.Equal(ProbeDepth.Whole, given[d.Id]));
        Assert.All(alone.Values, d => Assert.Equal(ProbeDepth.Whole, d)); // who was asleep asks everything
    }

    [Fact]
    public void Limit_IsKept()
    {
        var (given, _) = turns.Give([.. Enumerable.Range(0, 50).Select(i => new DueProbe(NewId(), null, Midnight, false))], 20, Midnight);

        Assert.Equal(20, given.Count);
    }

    // All of one deadline and one account, each at its own offset.
    private static List<DueProbe> Class(int clusters) =>
        [.. Enumerable.Range(0, clusters)
            .Select(_ => NewId())
            .Select((id, i) => new DueProbe(id, $"arn:aws:eks:ap-northeast-2:111122223333:cluster/{i}", Midnight + ProbeSchedule.OffsetOf(id), IsGone: false))
            .OrderBy(d => d.DueAt)];

    // Draws once a second, as the watch does while it has anything in hand.
    private Dictionary<LeaseId, (ProbeDepth Depth, DateTimeOffset At)> LetPass(List<DueProbe> all, HashSet<LeaseId> gone, TimeSpan howLong)
    {
        var looks = new Dictionary<LeaseId, (ProbeDepth, DateTimeOffset)>();
        for (var second = 0; second <= howLong.TotalSeconds; second++)
        {
            var now = time.GetUtcNow();
            List<DueProbe> due = [.. all.Where(d => d.DueAt <= now && !looks.ContainsKey(d.Id)).Select(d => d with { IsGone = gone.Contains(d.Id) })];
            foreach (var (id, depth) in turns.Give(due, 256, now).Given)
                looks[id] = (depth, now);
            time.Advance(TimeSpan.FromSeconds(1));
        }

        return looks;
    }

    private static LeaseId NewId() => LeaseId.From(Guid.NewGuid());
}
