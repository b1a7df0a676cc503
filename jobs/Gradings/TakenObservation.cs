using EksGrader.Checks.Clusters;
using EksGrader.Checks.Grading;

namespace EksGrader.Jobs.Gradings;

/// <summary>What a try to look came to, also where nothing could be looked at.</summary>
/// <param name="Look">Verdicts and signs.</param>
/// <param name="Identity">Which cluster it was; null where none was reached.</param>
/// <param name="Recorded">What was read; null where nothing could be.</param>
/// <param name="CanRetry">Whether another try can help.</param>
public sealed record TakenObservation(Observation Look, ClusterIdentity? Identity, RecordedObservation? Recorded, bool CanRetry = true);
