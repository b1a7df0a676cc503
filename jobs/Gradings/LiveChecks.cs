using EksGrader.Checks.Checks;
using EksGrader.Checks.Core;
using EksGrader.Checks.Grading;

namespace EksGrader.Jobs.Gradings;

/// <summary>Which checks need the cluster alive.</summary>
public sealed class LiveChecks(Catalogue catalogue)
{
    /// <summary>Whether every live check has passed, so that the cluster may be deleted without harm.</summary>
    public bool HaveAllPassed(Report report) => report.Checks.Where(IsLive).All(c => c.Verdict.Outcome == Outcome.Passed);

    /// <summary>Whether every live check was looked at, so that no further observation is needed.</summary>
    public bool AreAllFinal(Report report) => report.Checks.Where(IsLive).All(c => c.Verdict.Share is not null);

    /// <summary>Whether a check needs the cluster alive.</summary>
    public bool IsLive(CheckId check) => catalogue.Find(check) is not { Info.Phase: CheckPhase.AfterDeadline };

    private bool IsLive(CheckResult result) => IsLive(result.Check);
}
