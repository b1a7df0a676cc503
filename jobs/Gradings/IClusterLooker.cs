using EksGrader.Checks;
using EksGrader.Checks.Access;
using EksGrader.Checks.Assignments;
using EksGrader.Checks.Clusters;

namespace EksGrader.Jobs.Gradings;

/// <summary>Looks at a live cluster once: <see cref="Looker"/>, or what a test puts there.</summary>
public interface IClusterLooker
{
    /// <inheritdoc cref="Looker.LookAsync"/>
    Task<SeenLook> LookAsync(
        Assignment assignment,
        IReadOnlyList<AssignedCheck> which,
        ClusterAccess access,
        HandIn handIn,
        int number,
        TimeSpan limit,
        IProgress<CheckResult>? progress,
        CancellationToken cancellationToken);
}

/// <summary>Looks at real clusters.</summary>
/// <param name="looker">Does it.</param>
internal sealed class LiveLooker(Looker looker) : IClusterLooker
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
        looker.LookAsync(assignment, which, access, handIn, number, limit, progress, cancellationToken);
}
