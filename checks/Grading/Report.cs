using EksGrader.Checks.Assignments;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Integrity;

namespace EksGrader.Checks.Grading;

/// <summary>The result of one check within a grading.</summary>
/// <param name="Check">The check.</param>
/// <param name="MaxPoints">What it is worth.</param>
/// <param name="Verdict">What it came to.</param>
public sealed record CheckResult(CheckId Check, decimal MaxPoints, Verdict Verdict)
{
    /// <summary>The points so far; null while unknown or pending.</summary>
    public decimal? Points => Verdict.PointsOf(MaxPoints);
}

/// <summary>What a grading came to.</summary>
/// <param name="Assignment">The assignment that it was graded by.</param>
/// <param name="Checks">One result a check, in the assignment's order.</param>
/// <param name="Flags">Integrity flags.</param>
public sealed record Report(Assignment Assignment, IReadOnlyList<CheckResult> Checks, IReadOnlyList<IntegrityFlag> Flags)
{
    /// <summary>Which cluster the verdicts are of; null where no observation could tell. Verdicts of two clusters are never added up.</summary>
    public ClusterIdentity? Cluster { get; init; }

    /// <summary>The sum of the points that are there.</summary>
    public decimal Score => Checks.Sum(c => c.Points ?? 0);

    /// <summary>The points of every check of the assignment.</summary>
    public decimal MaxScore => Assignment.MaxScore;

    /// <summary>What the grade rests on: the weakest of its checks that have a second witness; null where none has.</summary>
    public Assurance? Assurance => Checks.Min(c => c.Verdict.Assurance);
}
