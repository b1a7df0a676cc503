using EksGrader.Db.Model;

namespace EksGrader.Jobs.Leases;

/// <summary>Keeps a lease's next look right.</summary>
public static class LeaseSchedule
{
    /// <summary>When a lease is looked at next, its offset included; null once it is over or the last look is behind it.</summary>
    /// <param name="lease">The lease.</param>
    /// <param name="now">Now: a look from later than that, made before a clock jumped back, counts as made now.</param>
    public static DateTimeOffset? NextAt(Lease lease, DateTimeOffset now)
    {
        if (lease.EndedAt is not null)
            return null;
        var last = lease.LastLookAt ?? lease.StartedAt;
        var facts = new ProbeFacts(lease.Deadline, last < now ? last : now, lease.LastAnswer, lease.GoneSince);
        return ProbeSchedule.DueAfter(facts) + ProbeSchedule.OffsetOf(lease.Id);
    }

    /// <summary>
    /// A deadline was moved: the next look follows, and what is not overdue any more is active again. Judge afterwards
    /// (<see cref="LeaseVerdicts.JudgeAsync(Lease, CancellationToken)"/>), in the same transaction.
    /// </summary>
    /// <param name="lease">The lease, tracked, with its new deadline.</param>
    /// <param name="now">Now.</param>
    public static void Rearm(Lease lease, DateTimeOffset now)
    {
        if (lease.EndedAt is not null)
            return;
        if (lease.State == LeaseState.Overdue && now < lease.Deadline)
            lease.Become(LeaseState.Active, now);
        lease.LookNextAt(NextAt(lease, now));
    }

    /// <summary>Has a lease looked at as soon as possible, such as after its access was renewed; the looks after that come at their times.</summary>
    /// <param name="lease">The lease, tracked.</param>
    /// <param name="now">Now.</param>
    public static void LookNow(Lease lease, DateTimeOffset now)
    {
        if (lease.EndedAt is null)
            lease.LookNextAt(now);
    }
}
