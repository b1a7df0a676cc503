using EksGrader.Checks.Core;
using EksGrader.Checks.Deletion;
using EksGrader.Db.Model;

namespace EksGrader.Jobs.Leases;

/// <summary>A lease that this process has in hand, with all that a look needs.</summary>
/// <param name="Lease">The lease.</param>
/// <param name="LooksBefore">How many looks of it are stored: where there are more by the time that this one is over, another was made.</param>
/// <param name="DueAt">When it was to be looked at.</param>
/// <param name="Target">The cluster.</param>
/// <param name="Access">The borrowed access, opened; null where it is gone or stays sealed.</param>
internal sealed record DueLease(LeaseId Lease, int LooksBefore, DateTimeOffset DueAt, LeaseTarget Target, ClusterAccess? Access);
