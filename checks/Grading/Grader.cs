using EksGrader.Checks.Assignments;
using EksGrader.Checks.Aws;
using EksGrader.Checks.Checks;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Instructions;
using EksGrader.Checks.Reads;
using Microsoft.Extensions.Logging;

namespace EksGrader.Checks.Grading;

/// <summary>
/// Runs the checks of an observation, all at once, over one cluster. It owns time limits and exceptions: one bad check, or a plug-in that
/// never ends, costs its own verdict and no other.
/// </summary>
/// <param name="catalogue">The checks there are.</param>
/// <param name="time">The clock.</param>
/// <param name="limits">How long observing may take.</param>
/// <param name="logger">Told of checks that broke.</param>
public sealed partial class Grader(Catalogue catalogue, TimeProvider time, GraderLimits limits, ILogger<Grader> logger)
{
    /// <summary>Judges some checks of an assignment by one observation of a cluster.</summary>
    /// <param name="assignment">What is graded by.</param>
    /// <param name="which">The checks that the observation is for.</param>
    /// <param name="cluster">The cluster, live or replayed.</param>
    /// <param name="progress">Told each verdict as it falls.</param>
    /// <param name="cancellationToken">Gives the observation up as a whole.</param>
    public async Task<IReadOnlyDictionary<CheckId, Verdict>> JudgeAsync(
        Assignment assignment,
        IReadOnlyList<AssignedCheck> which,
        Cluster cluster,
        IProgress<CheckResult>? progress,
        CancellationToken cancellationToken)
    {
        var isEks = assignment.Rules.RequireEks ? EksRule.JudgeAsync(cluster, fault => Charge(fault, assignment), cancellationToken) : Task.FromResult<Verdict?>(null);
        var verdicts = await Task.WhenAll(which.Select(async assigned =>
        {
            var verdict = await JudgeAsync(assignment, assigned, cluster, isEks, cancellationToken);
            progress?.Report(new CheckResult(assigned.Check, assigned.Points, verdict));
            return (assigned.Check, Verdict: verdict);
        }));
        return verdicts.ToDictionary(v => v.Check, v => v.Verdict);
    }

    /// <summary>Whether one of the checks searches logs for the word of the observation.</summary>
    public bool MarksRequests(IEnumerable<AssignedCheck> which) => which.Any(c => catalogue.Find(c.Check)?.Info.MarksRequests == true);

    /// <summary>Whether a check is of the living cluster; an unknown one counts as such.</summary>
    public bool IsLive(CheckId check) => catalogue.Find(check) is not { Info.Phase: CheckPhase.AfterDeadline };

    /// <summary>
    /// Marks the verdicts that AWS contradicted: what was recorded of the observation is judged once more as without AWS access, and where that
    /// would have given more, or comes to nothing because AWS's word had ended the matter, it was AWS that lowered the verdict. What is
    /// unknown because AWS could not be asked is judged so too, for settling to compare (<see cref="Verdict.OnItsWord"/>).
    /// </summary>
    /// <param name="assignment">What is graded by.</param>
    /// <param name="verdicts">What the observation came to.</param>
    /// <param name="look">What was recorded of it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    internal async Task<IReadOnlyDictionary<CheckId, Verdict>> MarkContradictedAsync(
        Assignment assignment, IReadOnlyDictionary<CheckId, Verdict> verdicts, RecordedObservation look, CancellationToken cancellationToken)
    {
        // Unknowns of the cluster's own making (a server that hangs) are none of AWS's silence.
        var silence = look.Reads.Where(r => r.Key.StartsWith(AwsReader.KeyPrefix, StringComparison.Ordinal)).Select(r => r.Fault?.Fault).Where(f => f is not FaultDomain.Student).ToHashSet();
        var lowered = assignment.Checks.Where(c => AsksAws(c.Check) && verdicts.GetValueOrDefault(c.Check) switch
        {
            { Share: < 1 } => true,
            { Outcome: Outcome.Unknown, Fault: { } fault } => silence.Contains(fault),
            _ => false,
        }).ToList();
        if (!look.Target.HasAwsAccess || lowered.Count == 0)
        {
            return verdicts;
        }

        var onItsWord = assignment with { Rules = assignment.Rules with { Assurance = Assurance.Cluster } };
        var without = await JudgeAsync(onItsWord, lowered, Replayer.Open(look with { Target = look.Target with { HasAwsAccess = false } }), progress: null, cancellationToken);
        return verdicts.ToDictionary(v => v.Key, v => without.TryGetValue(v.Key, out var alone) ? Mark(v.Value, alone) : v.Value);
    }

    private static Verdict Mark(Verdict verdict, Verdict alone) => verdict switch
    {
        { Outcome: Outcome.Unknown } => verdict with { OnItsWord = alone.Share },
        _ => alone.Share <= verdict.Share ? verdict : verdict with { Contradicted = true },
    };

    private bool AsksAws(CheckId check) => catalogue.Find(check)?.Info.Reads.Any(r => r is DeclaredRead.Aws) == true;

    private async Task<Verdict> JudgeAsync(Assignment assignment, AssignedCheck assigned, Cluster cluster, Task<Verdict?> isEks, CancellationToken cancellationToken)
    {
        if (catalogue.Find(assigned.Check) is not { } check)
        {
            return Verdict.Unknown(FaultDomain.Grader, ReadErrors.Texts["UnknownCheck", assigned.Check.Value]);
        }

        // Another server than EKS is known without a single read; the address that a stranger named is then never contacted.
        if (isEks.IsCompletedSuccessfully && StandInFor(check, await isEks) is { } known)
        {
            return known;
        }

        var verdict = await GuardAsync(check, cluster, new CheckParameters(check.Info, assigned.Parameters, assignment.Rules), fault => Charge(fault, assignment), cancellationToken);
        return StandInFor(check, await isEks) ?? verdict;
    }

    // Whose time has not come is not read, so nothing about it is unknown yet.
    private static Verdict? StandInFor(ICheck check, Verdict? notEks) =>
        notEks is { Outcome: Outcome.Unknown } && check.Info.Phase == CheckPhase.AfterDeadline ? null : notEks;

    private async Task<Verdict> GuardAsync(ICheck check, Cluster cluster, CheckParameters parameters, Func<ReadError, ReadError> charge, CancellationToken cancellationToken)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var limit = new CancellationTokenSource(limits.Observation + limits.Judging, time);
        await using var link = limit.Token.UnsafeRegister(static source => ((CancellationTokenSource?)source)?.Cancel(), over);
        try
        {
            // Off this thread: a plug-in that computes without ever waiting must not hold up the others.
            var verdict = await Task.Run(() => check.JudgeAsync(cluster, parameters, over.Token).AsTask(), over.Token).WaitAsync(over.Token);
            return verdict ?? throw new InvalidOperationException($"Check {check.Info.Id} returned no verdict.");
        }
        catch (ReadException e)
        {
            return (parameters.Rules.RequireEks ? EksRule.OfRead(e.Fault, cluster) : null) ?? FactSheet.Unread(check.Info.Facts, charge(e.Fault));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            Log.TooSlow(logger, check.Info.Id);
            return Verdict.Unknown(FaultDomain.Grader, ReadErrors.Texts["CheckTooSlow", (int)limits.Observation.TotalSeconds]);
        }
        catch (Exception e)
        {
            Log.Broke(logger, e, check.Info.Id);
            return Verdict.Unknown(FaultDomain.Grader, ReadErrors.Texts["CheckFailed", e.GetType().Name]);
        }
    }

    // A right that our own instructions did not ask for (a check read what no check declares) is the fault of the grader alone.
    private ReadError Charge(ReadError fault, Assignment assignment) =>
        fault is { Failure: ReadFailure.Denied, Fault: FaultDomain.Student, Right: { } right }
        && !AccessNeeds.Of(catalogue.InfosOf(assignment)).AskFor(right)
            ? fault with { Fault = FaultDomain.Grader, Feedback = [ReadErrors.Texts["NotAskedFor", right], .. fault.Feedback] }
            : fault;

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "Check {Check} broke; its verdict is unknown, by the grader's fault")]
        public static partial void Broke(ILogger logger, Exception exception, CheckId check);

        [LoggerMessage(2, LogLevel.Error, "Check {Check} did not end in its time; its verdict is unknown, by the grader's fault")]
        public static partial void TooSlow(ILogger logger, CheckId check);
    }
}

/// <summary>How long observing may take, whatever a cluster does.</summary>
public sealed record GraderLimits
{
    /// <summary>One observation, and so each check in it: 30 s.</summary>
    public TimeSpan Observation { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>What a check may take to judge after the last read has ended: 2 s.</summary>
    public TimeSpan Judging { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>All observations of one grading together: 2 minutes.</summary>
    public TimeSpan Observing { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>The shortest wait between two observations of a settling grading: 15 s.</summary>
    public TimeSpan FirstWait { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>The longest wait between two observations of a settling grading: 60 s.</summary>
    public TimeSpan LongestWait { get; init; } = TimeSpan.FromSeconds(60);
}
