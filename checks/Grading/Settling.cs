using System.Globalization;
using EksGrader.Checks.Assignments;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Integrity;
using EksGrader.Checks.Reads;

namespace EksGrader.Checks.Grading;

/// <summary>
/// What the observations of one grading come to together. The best verdict of a check counts: a higher share wins, a verdict beats unknown,
/// and what has passed is not observed again. Verdicts of two clusters are never added up: another cluster begins anew, and takes the
/// place of the one before where it earns more by itself. What AWS contradicted stays so until AWS itself says otherwise. Where any observation
/// shows that another server answered in the API server's place, every verdict fails, earlier passes too. Pure: live gradings, jobs that
/// go on after a restart, and replays share it.
/// </summary>
/// <param name="assignment">What is graded by.</param>
/// <param name="limits">How long observing may take.</param>
/// <param name="isLive">Which checks are of the living cluster; the others are carried on whatever cluster an observation saw. Null for all.</param>
public sealed class Settling(Assignment assignment, GraderLimits limits, Func<CheckId, bool>? isLive = null)
{
    /// <summary>The flag that the observations saw two clusters.</summary>
    public const string AnotherClusterKind = "anotherCluster";

    /// <summary>The flag that AWS contradicted a check, and could not be asked when the cluster's own word was better.</summary>
    public const string ContradictionStandsKind = "contradictionStands";

    private readonly Dictionary<CheckId, Verdict> best = [];
    private readonly Dictionary<CheckId, Verdict> latest = [];
    private readonly List<IntegrityFlag> signs = [];
    private ClusterIdentity? elsewhere;
    private DateTimeOffset? firstLookAt;
    private DateTimeOffset lastLookEndedAt;
    private TimeSpan looking;
    private int looks;
    private Verdict? contradiction;

    /// <summary>How many observations there were.</summary>
    public int Observations => looks;

    /// <summary>The cluster that the verdicts are of; null while no observation could tell.</summary>
    public ClusterIdentity? Cluster { get; private set; }

    /// <summary>
    /// The checks that the next observation is for: all of them at first, and while another cluster answers; then those that may still come true,
    /// and once those that passed while AWS could not be asked.
    /// </summary>
    public IReadOnlyList<AssignedCheck> Outstanding => contradiction is not null ? [] : [.. assignment.Checks.Where(c =>
        !latest.TryGetValue(c.Check, out var verdict)
        || (elsewhere is not null && IsLive(c.Check))
        || verdict.MayStillComeTrue)];

    /// <summary>How much time the next observation may take; not positive when all the time for observing is used up.</summary>
    public TimeSpan TimeForNextObservation => TimeSpan.FromTicks(Math.Min(limits.Observation.Ticks, (limits.Observing - looking).Ticks));

    /// <summary>
    /// When to observe again: backing off from 15 s to 60 s, until everything holds or cannot change, the assignment's <c>settleFor</c>
    /// after the first observation is over, or the time for observing is used up. Null when the grading is over.
    /// </summary>
    /// <param name="settleFor">How long to settle; null for what the assignment says.</param>
    public DateTimeOffset? NextObservationAt(TimeSpan? settleFor = null)
    {
        if (firstLookAt is not { } first || Outstanding.Count == 0 || TimeForNextObservation <= TimeSpan.Zero)
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
        // The last observation stands at the very end: what comes true in the last minute is still seen.
        return next < until ? next : until;
    }

    /// <summary>Adds what one observation came to.</summary>
    /// <param name="look">The observation.</param>
    public void Add(Observation look)
    {
        Count(look);
        contradiction ??= look.Contradiction ?? look.Verdicts.Values.FirstOrDefault(ApiGroups.IsContradiction);
        signs.AddRange(look.Flags.Where(s => !signs.Exists(known => known.Kind == s.Kind)));
        if (!Enter(look))
        {
            return;
        }

        foreach (var (check, verdict) in look.Verdicts)
        {
            Add(check, verdict);
        }
    }

    /// <summary>
    /// Takes over what an earlier grading of the same submission came to, before the first observation of this one: it counts where no observation of
    /// this grading beats it.
    /// </summary>
    /// <param name="check">The check.</param>
    /// <param name="verdict">What it came to.</param>
    /// <param name="lookAgain">Whether it is observed again, if it has not passed.</param>
    public void Carry(CheckId check, Verdict verdict, bool lookAgain)
    {
        contradiction ??= ApiGroups.IsContradiction(verdict) ? verdict : null;
        best[check] = verdict.Outcome == Outcome.Passed ? Settled(verdict) : verdict;
        if (!lookAgain || verdict.Outcome == Outcome.Passed)
        {
            latest[check] = Settled(verdict);
        }
    }

    /// <summary>Says which cluster the verdicts of before are of, also where none of them is carried.</summary>
    public void Expect(ClusterIdentity? cluster) => Cluster = cluster;

    /// <summary>Goes on where earlier observations of this grading left off.</summary>
    /// <param name="verdicts">What they came to.</param>
    /// <param name="cluster">Which cluster that is of.</param>
    /// <param name="taken">The observations: when they were, how long they took, which cluster they saw.</param>
    public void Resume(IReadOnlyDictionary<CheckId, Verdict> verdicts, ClusterIdentity? cluster, IEnumerable<Observation> taken)
    {
        Cluster = cluster;
        foreach (var look in taken)
        {
            Count(look);
            elsewhere = IsAnother(look.Identity) ? look.Identity : null;
        }

        foreach (var (check, verdict) in verdicts)
        {
            contradiction ??= ApiGroups.IsContradiction(verdict) ? verdict : null;
            best[check] = latest[check] = verdict;
        }
    }

    /// <summary>The best verdict of a check so far; null where there is none.</summary>
    public Verdict? Best(CheckId check) => contradiction ?? best.GetValueOrDefault(check);

    /// <summary>Whether a verdict would count instead of the best one so far.</summary>
    public bool WouldCount(CheckId check, Verdict verdict) => ApiGroups.IsContradiction(verdict) || !best.TryGetValue(check, out var before) || !Beats(before, verdict);

    /// <summary>The report as it stands; a check that was never read is left to <paramref name="missing"/>.</summary>
    /// <param name="missing">The verdict of a check that no observation has judged.</param>
    public Report ToReport(Verdict missing) =>
        new(assignment, [.. assignment.Checks.Select(c => new CheckResult(c.Check, c.Points, contradiction ?? best.GetValueOrDefault(c.Check, missing)))], [.. signs]) { Cluster = Cluster };

    // Of two equals the newer one stands: its numbers are of now. But what AWS contradicted does not give way to an observation that could not see,
    // and what AWS confirmed stays confirmed when it is not asked again.
    private static bool Beats(Verdict before, Verdict now) =>
        (before.Share ?? -1) > (now.Share ?? -1)
        || IsHeld(before, now)
        || (before.Contradicted && now.Share is null)
        || (before.Outcome == Outcome.Passed && now.Outcome == Outcome.Passed && before.Assurance > now.Assurance);

    private static Verdict Settled(Verdict verdict) => verdict with { MayStillComeTrue = false };

    // AWS said no, and the cluster's own word is better in an observation in which AWS could not be asked, whether or not that left a verdict.
    private static bool IsHeld(Verdict before, Verdict now) =>
        before.Contradicted && SilenceOf(now) is not null && (now.Share ?? now.OnItsWord) > (before.Share ?? -1);

    private static FaultDomain? SilenceOf(Verdict verdict) => verdict.WitnessFault ?? (verdict.OnItsWord is null ? null : verdict.Fault);

    // What the cluster says of itself takes nothing back, so the contradiction is not forgotten over a verdict that is no better.
    private static Verdict Remember(Verdict before, Verdict now) =>
        before.Contradicted && !now.Contradicted && now.Assurance is not Assurance.Aws && !(now.Share > (before.Share ?? -1))
            ? now with { Contradicted = true, AwaitsAws = before.AwaitsAws }
            : now;

    // Who takes a right back keeps what AWS said. Where AWS was not asked through no fault of the student, the points are unearned, but not
    // lost: it is asked again, in later gradings too. That earns nothing by itself, since students can throttle their own account.
    private static Verdict Hold(Verdict before, Verdict now) => (before.Outcome, SilenceOf(now)) switch
    {
        (not Outcome.Unknown, { } fault and not FaultDomain.Student) => Verdict.Unknown(fault, ReadErrors.Texts["ContradictionOpen", before.Summary]) with
        {
            Feedback = before.Feedback,
            Evidence = before.Evidence,
            Assurance = before.Assurance,
            Contradicted = true,
            AwaitsAws = before.AwaitsAws,
            MayStillComeTrue = true,
        },
        _ => before with { MayStillComeTrue = true },
    };

    private void Count(Observation look)
    {
        firstLookAt ??= look.At;
        lastLookEndedAt = look.At + look.Took;
        looking += look.Took;
        looks++;
    }

    private void Add(CheckId check, Verdict verdict)
    {
        if (best.TryGetValue(check, out var before) && IsHeld(before, verdict))
        {
            best[check] = latest[check] = Hold(before, verdict);
            Note(new IntegrityFlag(ContradictionStandsKind, ReadErrors.Texts[before.AwaitsAws ? "NotYetStands" : "ContradictionStands", check.Value, before.Summary, verdict.Summary]));
            return;
        }

        latest[check] = verdict;
        best[check] = before is null ? verdict : Beats(before, verdict) ? before : Remember(before, verdict);
        if (before is { Outcome: Outcome.Passed })
        {
            // It was observed once more for the word of AWS alone, which is waited for no longer: the student may delete the cluster by now.
            best[check] = latest[check] = Settled(best[check]);
        }
    }

    // Tells whether the observation's verdicts join those that are here. Those of another cluster begin anew, or come to nothing.
    private bool Enter(Observation look)
    {
        if (!IsAnother(look.Identity) || look.Identity is not { } seen || Cluster is not { } known)
        {
            Cluster = Cluster?.Joined(look.Identity) ?? look.Identity;
            elsewhere = null;
            return true;
        }

        Note(new IntegrityFlag(AnotherClusterKind, ReadErrors.Texts["AnotherCluster", known.Describe(), seen.Describe(), look.At.ToString("u", CultureInfo.InvariantCulture)]));
        if (!EarnsMore(look))
        {
            elsewhere = seen;
            return false;
        }

        foreach (var check in best.Keys.Where(IsLive).ToList())
        {
            best.Remove(check);
            latest.Remove(check);
        }

        Cluster = seen;
        elsewhere = null;
        return true;
    }

    private bool IsAnother(ClusterIdentity? seen) => seen is not null && Cluster?.Compare(seen) == ClusterMatch.Another;

    // Who was told that a cluster may be deleted loses nothing by making another one of the same name; and where the one before earned
    // nothing and waits for the student alone, what is said is said of the one that there is.
    private bool EarnsMore(Observation look)
    {
        var (before, now) = (PointsOf(best), PointsOf(look.Verdicts));
        return now > before
            || (now == 0 && before == 0 && !best.Any(b => IsLive(b.Key) && b.Value is { Outcome: Outcome.Unknown, Fault: not FaultDomain.Student }));
    }

    private decimal PointsOf(IReadOnlyDictionary<CheckId, Verdict> verdicts) =>
        assignment.Checks.Where(c => IsLive(c.Check)).Sum(c => verdicts.TryGetValue(c.Check, out var verdict) ? verdict.PointsOf(c.Points) ?? 0 : 0);

    private bool IsLive(CheckId check) => isLive is null || isLive(check);

    private void Note(IntegrityFlag sign)
    {
        if (!signs.Exists(s => s.Kind == sign.Kind))
        {
            signs.Add(sign);
        }
    }
}

/// <summary>What one observation came to.</summary>
/// <param name="At">When it began.</param>
/// <param name="Took">How long it took.</param>
/// <param name="Verdicts">The verdicts of the checks that it was for.</param>
/// <param name="Flags">Integrity flags that it saw.</param>
public sealed record Observation(DateTimeOffset At, TimeSpan Took, IReadOnlyDictionary<CheckId, Verdict> Verdicts, IReadOnlyList<IntegrityFlag> Flags)
{
    /// <summary>Which cluster it saw; null where it could not tell.</summary>
    public ClusterIdentity? Identity { get; init; }

    /// <summary>Everything that was read; null where nothing could be, or it is not kept.</summary>
    public RecordedObservation? Recorded { get; init; }

    /// <summary>Whether another try can help, where nothing could be read.</summary>
    public bool CanRetry { get; init; } = true;

    /// <summary>The verdict that stands in for every check of the whole grading, because nothing that was read is the API server's word; null where it is.</summary>
    public Verdict? Contradiction { get; init; }
}
