using EksGrader.Checks.Deletion;
using EksGrader.Db.Ids;

namespace EksGrader.Jobs.Leases;

/// <summary>A look for a deletion that was made and is not stored yet.</summary>
/// <param name="Lease">The lease.</param>
/// <param name="Claim">The claim under which it was made: a look whose claim is lost is not stored, somebody else has made another.</param>
/// <param name="DueAt">The time that it was made for; where the row names another one by now, somebody has asked for a look since.</param>
/// <param name="Sight">What was seen.</param>
internal sealed record SeenLease(LeaseId Lease, Guid Claim, DateTimeOffset DueAt, DeletionSight Sight);
