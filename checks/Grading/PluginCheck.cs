using EksGrader.Checks.Checks;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;

namespace EksGrader.Checks.Grading;

/// <summary>A check of a plug-in. What it says of itself is asked once: nothing outside its judging runs a stranger's code later.</summary>
/// <param name="check">The check.</param>
/// <param name="info">What it said of itself.</param>
internal sealed class PluginCheck(ICheck check, CheckInfo info) : ICheck
{
    public CheckInfo Info => info;

    public ValueTask<Verdict> JudgeAsync(Cluster cluster, CheckParameters parameters, CancellationToken cancellationToken) =>
        check.JudgeAsync(cluster, parameters, cancellationToken);
}
