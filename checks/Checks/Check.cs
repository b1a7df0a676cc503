using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Reads;

namespace EksGrader.Checks.Checks;

/// <summary>
/// A rule that looks at a cluster through read-only windows and returns a verdict. Checks are stateless: one instance serves every
/// grading at once.
/// </summary>
public interface ICheck
{
    /// <summary>What the check is called, what it asks, its parameters and everything that it reads.</summary>
    CheckInfo Info { get; }

    /// <summary>
    /// Judges what the cluster shows. Written as if reading always worked: a read that fails throws <see cref="ReadException"/>,
    /// which the runner of a grading turns into <see cref="Outcome.Unknown"/> with the right fault.
    /// </summary>
    /// <param name="cluster">The windows, live or replayed; a check cannot tell which.</param>
    /// <param name="parameters">The assignment's parameters for this check, complete with defaults.</param>
    /// <param name="cancellationToken">Ends with the check's time limit (30 s) or the grading's.</param>
    /// <exception cref="ReadException">Something that the verdict needs could not be looked at.</exception>
    ValueTask<Verdict> JudgeAsync(Cluster cluster, CheckParameters parameters, CancellationToken cancellationToken);
}

/// <summary>When a check can be judged.</summary>
public enum CheckPhase
{
    /// <summary>While the cluster lives.</summary>
    Live,

    /// <summary>Only once the deletion deadline has passed; <see cref="Outcome.Pending"/> until then.</summary>
    AfterDeadline,
}

/// <summary>The facts about a check: what catalogue, schema, instructions and documentation are made from.</summary>
public sealed record CheckInfo
{
    /// <summary>The stable id.</summary>
    public required CheckId Id { get; init; }

    /// <summary>A short name for people.</summary>
    public required LocalizedText Title { get; init; }

    /// <summary>What the check asks of a cluster, in one or two sentences.</summary>
    public required LocalizedText Asks { get; init; }

    /// <summary>Points when the assignment names none.</summary>
    public decimal DefaultPoints { get; init; } = 20;

    /// <summary>When it can be judged.</summary>
    public CheckPhase Phase { get; init; } = CheckPhase.Live;

    /// <summary>The parameters that an assignment can set.</summary>
    public IReadOnlyList<Parameter> Parameters { get; init; } = [];

    /// <summary>
    /// Everything that the check may read. The ClusterRole and the IAM policy that students are told to grant are generated from
    /// these, so a right that was never asked for is never held against anybody.
    /// </summary>
    public IReadOnlyList<DeclaredRead> Reads { get; init; } = [];

    /// <summary>What each outcome means for this check; for the documentation.</summary>
    public IReadOnlyList<OutcomeMeaning> Outcomes { get; init; } = [];

    /// <summary>Where the contract of the check is silent: what was decided, one decision a text; for the documentation.</summary>
    public IReadOnlyList<LocalizedText> Decisions { get; init; } = [];
}

/// <summary>What an outcome of a check means.</summary>
/// <param name="Outcome">The outcome.</param>
/// <param name="Meaning">When it comes to that.</param>
public sealed record OutcomeMeaning(Outcome Outcome, LocalizedText Meaning);
