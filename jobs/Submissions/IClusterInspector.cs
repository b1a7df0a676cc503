using EksGrader.Checks.Assignments;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Grading;

namespace EksGrader.Jobs.Submissions;

/// <summary>Looks at a live cluster once: <see cref="ClusterInspector"/>, or what a test puts there.</summary>
public interface IClusterInspector
{
    /// <inheritdoc cref="ClusterInspector.LookAsync"/>
    Task<InspectedCluster> InspectAsync(
        Assignment assignment,
        IReadOnlyList<AssignedCheck> which,
        ClusterAccess access,
        SubmissionTarget handIn,
        int number,
        TimeSpan limit,
        IProgress<CheckResult>? progress,
        CancellationToken cancellationToken);
}

/// <summary>Looks at real clusters.</summary>
/// <param name="looker">Does it.</param>
internal sealed class LiveInspector(ClusterInspector looker) : IClusterInspector
{
    public Task<InspectedCluster> InspectAsync(
        Assignment assignment,
        IReadOnlyList<AssignedCheck> which,
        ClusterAccess access,
        SubmissionTarget handIn,
        int number,
        TimeSpan limit,
        IProgress<CheckResult>? progress,
        CancellationToken cancellationToken) =>
        looker.LookAsync(assignment, which, access, handIn, number, limit, progress, cancellationToken);
}
