using EksGrader.Checks.Deletion;
using EksGrader.Db.Model;

namespace EksGrader.Jobs.Leases;

/// <summary>A look for a deletion that was made and is not stored yet.</summary>
/// <param name="Lease">The lease.</param>
/// <param name="LooksBefore">How many looks of it were stored when it was taken in hand: where there are more by now, somebody else has made this look, and it is not stored.</param>
/// <param name="DueAt">The time that it was made for; where the row names another one by now, somebody has asked for a look since.</param>
/// <param name="Sight">What was seen.</param>
internal sealed record ObservedLease(LeaseId Lease, int LooksBefore, DateTimeOffset DueAt, LeaseObservation Sight);
