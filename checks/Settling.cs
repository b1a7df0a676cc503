using EksGrader.Checks.Assignments;

namespace EksGrader.Checks;

/// <summary>
/// What the looks of one grading come to together. The best verdict of a check counts: a higher share wins, looked-at beats unknown,
/// and what has passed is not looked at again; but where any look shows that another server answered in the API server's place, every
/// verdict fails, earlier passes too. Pure: live gradings, jobs that go on after a restart, and replays share it.
/// </summary>
/// <param name="assignment">What is graded by.</param>
/// <param name="limits">How long looking may take.</param>
public sealed class Settling(Assignment assignment, GraderLimits limits)
{
    private readonly Dictionary<CheckId, Verdict> best = [];
    private readonly Dictionary<CheckId, Verdict> latest = [];
    private readonly List<Sign> signs = [];
    private DateTimeOffset? firstLookAt;
    private DateTimeOffset lastLookEndedAt;
    private TimeSpan looking;
    private int looks;
    private Verdict? contradiction;

    /// <summary>How many looks there were.</summary>
    public int Looks => looks;

    /// <summary>The checks that the next look is for: all of them at first, then those that may still come true.</summary>
    public IReadOnlyList<AssignedCheck> Outstanding =>
        contradiction is not null ? [] : [.. assignment.Checks.Where(c => !latest.TryGetValue(c.Check, out var verdict) || (verdict.MayStillComeTrue && best[c.Check].Outcome != Outcome.Passed))];

    /// <summary>How much time the next look may take; not positive when all the time for looking is used up.</summary>
    public TimeSpan TimeForNextLook => TimeSpan.FromTicks(Math.Min(limits.Look.Ticks, (limits.Looking - looking).Ticks));

    /// <summary>
    /// When to look again: backing off from 15 s to 60 s, until everything holds or cannot change, the assignment's <c>settleFor</c>
    /// after the first look is over, or the time for looking is used up. Null when the grading is over.
    /// </summary>
    /// <param name="settleFor">How long to settle; null for what the assignment says.</param>
    public DateTimeOffset? NextLookAt(TimeSpan? settleFor = null)
    {
        if (firstLookAt is not { } first || Outstanding.Count == 0 || TimeForNextLook <= TimeSpan.Zero)
        {
            return null;
        }

        var until = first + (settleFor ?? assignment.SettleFor.ToTimeSpan());
        if (lastLookEndedAt >= until)
        {
            return null;
        }

        var wait = Math.Min(limits.FirstWait.TotalSeconds * Math.Pow(1.5, looks - 1), limits.LongestWait.TotalSeconds);
        var next = lastLookEndedAt + TimeSpan.FromSeconds(wait);
        // The last look stands at the very end: who comes true in the last minute is still seen.
        return next < until ? next : until;
    }

    /// <summary>Adds what one look came to.</summary>
    /// <param name="look">The look.</param>
    public void Add(Look look)
    {
        firstLookAt ??= look.At;
        lastLookEndedAt = look.At + look.Took;
        looking += look.Took;
        looks++;
        contradiction ??= look.Contradiction ?? look.Verdicts.Values.FirstOrDefault(ApiGroups.IsContradiction);
        foreach (var (check, verdict) in look.Verdicts)
        {
            latest[check] = verdict;
            best[check] = best.TryGetValue(check, out var before) && Beats(before, verdict) ? before : verdict;
        }

        signs.AddRange(look.Signs.Where(s => !signs.Exists(known => known.Kind == s.Kind)));
    }

    /// <summary>
    /// Takes over what an earlier grading of the same submission came to, before the first look of this one: it counts where no look of
    /// this grading beats it.
    /// </summary>
    /// <param name="check">The check.</param>
    /// <param name="verdict">What it came to.</param>
    /// <param name="lookAgain">Whether it is looked at again, if it has not passed.</param>
    public void Carry(CheckId check, Verdict verdict, bool lookAgain)
    {
        contradiction ??= ApiGroups.IsContradiction(verdict) ? verdict : null;
        best[check] = verdict;
        if (!lookAgain || verdict.Outcome == Outcome.Passed)
        {
            latest[check] = verdict with { MayStillComeTrue = false };
        }
    }

    /// <summary>The best verdict of a check so far; null where there is none.</summary>
    public Verdict? Best(CheckId check) => contradiction ?? best.GetValueOrDefault(check);

    /// <summary>Whether a verdict would count instead of the best one so far.</summary>
    public bool WouldCount(CheckId check, Verdict verdict) => ApiGroups.IsContradiction(verdict) || !best.TryGetValue(check, out var before) || !Beats(before, verdict);

    /// <summary>The report as it stands; a check that was never looked at is left to <paramref name="missing"/>.</summary>
    /// <param name="missing">The verdict of a check that no look has judged.</param>
    public Report ToReport(Verdict missing) =>
        new(assignment, [.. assignment.Checks.Select(c => new CheckResult(c.Check, c.Points, contradiction ?? best.GetValueOrDefault(c.Check, missing)))], [.. signs]);

    // Of two equals the newer one stands: its numbers are of now.
    private static bool Beats(Verdict before, Verdict now) => (before.Share ?? -1) > (now.Share ?? -1);
}

/// <summary>What one look came to.</summary>
/// <param name="At">When it began.</param>
/// <param name="Took">How long it took.</param>
/// <param name="Verdicts">The verdicts of the checks that it was for.</param>
/// <param name="Signs">Signs of trouble that it saw.</param>
public sealed record Look(DateTimeOffset At, TimeSpan Took, IReadOnlyDictionary<CheckId, Verdict> Verdicts, IReadOnlyList<Sign> Signs)
{
    /// <summary>The verdict that stands in for every check of the whole grading, because nothing that was read is the API server's word; null where it is.</summary>
    public Verdict? Contradiction { get; init; }
}
