using EksGrader.Checks.Clusters;
using EksGrader.Checks.Grading;

namespace EksGrader.Tests.Support;

/// <summary>What an inspection always tells, and other observations need not.</summary>
public static class Observed
{
    public static RecordedObservation Record(this Observation look) => look.Recorded ?? throw new InvalidOperationException("Nothing was recorded.");

    public static ClusterIdentity Cluster(this Observation look) => look.Identity ?? throw new InvalidOperationException("No cluster was seen.");
}
