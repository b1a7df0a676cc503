using EksGrader.Checks;
using EksGrader.Checks.Access;
using EksGrader.Checks.Assignments;
using EksGrader.Checks.Clusters;
using EksGrader.Jobs.Gradings;
using EksGrader.Tests.Api.Support;

namespace EksGrader.Tests.Browser.Fixtures;

/// <summary>Looks at clusters as the program does; those whose host ends in <c>.example</c> are as the test says.</summary>
public sealed class PracticeLooker(Looker real, ScriptedLooker scripted) : IClusterLooker
{
    public Task<SeenLook> LookAsync(
        Assignment assignment,
        IReadOnlyList<AssignedCheck> which,
        ClusterAccess access,
        HandIn handIn,
        int number,
        TimeSpan limit,
        IProgress<CheckResult>? progress,
        CancellationToken cancellationToken) =>
        access.Kubeconfig?.Server.Host.EndsWith(".example", StringComparison.Ordinal) == true
            ? scripted.LookAsync(assignment, which, access, handIn, number, limit, progress, cancellationToken)
            : real.LookAsync(assignment, which, access, handIn, number, limit, progress, cancellationToken);
}
