using EksGrader.Checks.Assignments;
using EksGrader.Checks.Clusters;

namespace EksGrader.Checks;

/// <summary>The result of one check within a grading.</summary>
/// <param name="Check">The check.</param>
/// <param name="MaxPoints">What it is worth.</param>
/// <param name="Verdict">What it came to.</param>
public sealed record CheckResult(CheckId Check, decimal MaxPoints, Verdict Verdict)
{
    /// <summary>The points so far; null while unknown or pending.</summary>
    public decimal? Points => Verdict.PointsOf(MaxPoints);
}

/// <summary>A sign of trouble: no points, shown to instructors only.</summary>
/// <param name="Kind">The stable name, such as <c>sharedCluster</c>.</param>
/// <param name="Message">What was seen.</param>
public sealed record Sign(string Kind, LocalizedText Message);

/// <summary>What a grading came to.</summary>
/// <param name="Assignment">The assignment that it was graded by.</param>
/// <param name="Checks">One result a check, in the assignment's order.</param>
/// <param name="Signs">Signs of trouble.</param>
public sealed record Report(Assignment Assignment, IReadOnlyList<CheckResult> Checks, IReadOnlyList<Sign> Signs)
{
    /// <summary>Which cluster the verdicts are of; null where no look could tell. Verdicts of two clusters are never added up.</summary>
    public ClusterIdentity? Cluster { get; init; }

    /// <summary>The sum of the points that are there.</summary>
    public decimal Score => Checks.Sum(c => c.Points ?? 0);

    /// <summary>The points of every check of the assignment.</summary>
    public decimal MaxScore => Assignment.MaxScore;

    /// <summary>What the grade rests on: the weakest of its checks that have a second witness; null where none has.</summary>
    public Assurance? Assurance => Checks.Min(c => c.Verdict.Assurance);
}
