using EksGrader.Checks.Assignments;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Grading;
using EksGrader.Tests.Support.Api;

namespace EksGrader.Tests.Browser.Fixtures;

/// <summary>Looks at clusters as the program does; those whose host ends in <c>.example</c> are as the test says.</summary>
public sealed class PracticeInspector(ClusterInspector real, ScriptedInspector scripted) : IClusterInspector
{
    public Task<Observation> InspectAsync(
        Assignment assignment,
        IReadOnlyList<AssignedCheck> which,
        ClusterAccess access,
        SubmissionTarget handIn,
        int number,
        TimeSpan limit,
        IProgress<CheckResult>? progress,
        CancellationToken cancellationToken) =>
        access.Kubeconfig?.Server.Host.EndsWith(".example", StringComparison.Ordinal) == true
            ? scripted.InspectAsync(assignment, which, access, handIn, number, limit, progress, cancellationToken)
            : real.InspectAsync(assignment, which, access, handIn, number, limit, progress, cancellationToken);
}
