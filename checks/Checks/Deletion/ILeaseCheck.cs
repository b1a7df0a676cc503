namespace EksGrader.Checks.Checks.Deletion;

/// <summary>
/// A check that judges what the watch over a cluster's deletion saw (<see cref="Clusters.Cluster.Lease"/>) and reads nothing itself. The
/// service judges it again whenever the watch has news, long after the looks at the living cluster.
/// </summary>
public interface ILeaseCheck : ICheck;
