using EksGrader.Db.Leases;

namespace EksGrader.Jobs.Leases;

/// <summary>Keeps a lease's next look right when something but a look changed it.</summary>
public static class LeaseSchedule
{
    /// <summary>
    /// A deadline was moved: the next look follows, and what is not overdue any more is active again. Judge afterwards
    /// (<see cref="LeaseVerdicts.JudgeAsync"/>), in the same transaction.
    /// </summary>
    /// <param name="lease">The lease, tracked, with its new deadline.</param>
    /// <param name="now">Now.</param>
    public static void Rearm(Lease lease, DateTimeOffset now)
    {
        if (lease.EndedAt is not null)
            return;
        if (lease.State == LeaseState.Overdue && now < lease.Deadline)
            lease.Become(LeaseState.Active, now);
        if (lease.NextLookAt is null || lease.NextLookAt > lease.Deadline)
            lease.LookNextAt(now);
    }
}
