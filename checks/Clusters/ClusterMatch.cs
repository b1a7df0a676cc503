namespace EksGrader.Checks.Clusters;

/// <summary>Whether two looks saw the same cluster.</summary>
public enum ClusterMatch
{
    /// <summary>Nothing tells: one of them could not read which cluster it was.</summary>
    Unknown,

    /// <summary>The same one.</summary>
    Same,

    /// <summary>Two clusters.</summary>
    Another,
}
