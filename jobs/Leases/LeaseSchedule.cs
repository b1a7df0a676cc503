using System.Runtime.InteropServices;
using EksGrader.Checks.Assignments;
using EksGrader.Checks.Clusters;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Jobs.Leases;

/// <summary>Keeps a lease's next observation right.</summary>
public static class LeaseSchedule
{
    /// <summary>When a lease is looked at next, its offset included; null once it is over or the last observation is behind it.</summary>
    public static DateTimeOffset? NextAt(Lease lease, DateTimeOffset now)
    {
        if (lease.EndedAt is not null)
            return null;
        var last = lease.LastProbeAt ?? lease.StartedAt;
        var facts = new ProbeFacts(lease.Deadline, last < now ? last : now, lease.LastAnswer, lease.GoneSince);
        return ProbeSchedule.DueAfter(facts) + ProbeSchedule.OffsetOf(lease.Id);
    }

    /// <summary>
    /// A deadline was moved: the next observation follows, and what is not overdue any more is active again. Judge afterwards
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
        lease.ProbeNextAt(NextAt(lease, now));
    }

    /// <summary>Has a lease looked at as soon as possible, such as after its access was renewed; the observations after that come at their times.</summary>
    /// <param name="lease">The lease, tracked.</param>
    /// <param name="now">Now.</param>
    public static void ProbeNow(Lease lease, DateTimeOffset now)
    {
        if (lease.EndedAt is null)
            lease.ProbeNextAt(now);
    }
}

/// <summary>What the time of a lease's next observation depends on.</summary>
/// <param name="Deadline">By when the cluster must be deleted.</param>
/// <param name="LastProbeAt">When it was looked at last; before the first observation, when the lease began.</param>
/// <param name="LastAnswer">What that saw; null before the first observation.</param>
/// <param name="GoneSince">The first observation that found it gone since it was last seen; null while none did.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ProbeFacts(DateTimeOffset Deadline, DateTimeOffset LastProbeAt, ExistenceAnswer? LastAnswer, DateTimeOffset? GoneSince);

/// <summary>
/// When a lease is looked at (docs/lifecycle.md, "Watching"). Pure. An observation is due at the first of its times that lies after the last observation; times
/// that were missed are made up for by one observation. Each lease has an offset of its own, so that probes of one deadline are spread; it only
/// ever adds, since an observation that is meant for a deadline must not come before it.
/// </summary>
internal static class ProbeSchedule
{
    /// <summary>How late after its time an observation may begin on a service that runs; the offset is part of it.</summary>
    public static readonly TimeSpan Latest = TimeSpan.FromSeconds(60);

    /// <summary>How wide looks of one time are spread; what is left of <see cref="Latest"/> is for drawing them and waiting for a turn.</summary>
    public static readonly TimeSpan Spread = TimeSpan.FromSeconds(40);

    private static readonly TimeSpan Cadence = TimeSpan.FromMinutes(30);

    /// <summary>From the deadline: once before it, at it, and after it until it is gone, or it is not observed any more.</summary>
    private static readonly TimeSpan[] AroundDeadline =
    [
        TimeSpan.FromMinutes(-5),
        TimeSpan.Zero,
        .. new[] { 5, 15, 30, 60 }.Select(m => TimeSpan.FromMinutes(m)),
        .. Enumerable.Range(1, 24).Select(h => TimeSpan.FromHours(1 + h)),
        .. Enumerable.Range(1, 7).Select(d => TimeSpan.FromHours(25 + (24 * d))),
    ];

    /// <summary>From the first answer of AWS that it does not exist. Two are a proof; the later ones are for answers that proved nothing.</summary>
    private static readonly TimeSpan[] AfterNotFound = Minutes(2, 4, 7, 10, 15, 20, 30);

    /// <summary>From the first answer of DNS that the name is gone. Three over ten minutes are a proof.</summary>
    private static readonly TimeSpan[] AfterNameGone = Minutes(5, 10, 15, 20, 30);

    /// <summary>A lease's offset, from 0 to <see cref="Spread"/>, the same in every process.</summary>
    public static TimeSpan OffsetOf(LeaseId lease)
    {
        Span<byte> bytes = stackalloc byte[16];
        lease.Value.TryWriteBytes(bytes, bigEndian: true, out _);
        // FNV-1a over the random end of the id: its beginning is a time, and those of one class are alike.
        var hash = 2166136261u;
        foreach (var b in bytes[8..])
            hash = (hash ^ b) * 16777619u;
        return TimeSpan.FromMilliseconds(hash % (uint)Spread.TotalMilliseconds);
    }

    /// <summary>
    /// The time that the next observation is for, without any offset; null once the last one is over. It may lie in the past where the service
    /// was down.
    /// </summary>
    public static DateTimeOffset? DueAfter(ProbeFacts facts)
    {
        var last = facts.LastProbeAt;
        DateTimeOffset? next = last < facts.Deadline ? last + Cadence : null;
        Offer(AroundDeadline, facts.Deadline);
        if (facts.GoneSince is { } gone)
            Offer(facts.LastAnswer == ExistenceAnswer.NameGone ? AfterNameGone : AfterNotFound, gone);
        return next;

        void Offer(TimeSpan[] times, DateTimeOffset from)
        {
            foreach (var time in times)
            {
                if (from + time <= last)
                    continue;
                if (next is null || from + time < next)
                    next = from + time;
                return;
            }
        }
    }

    private static TimeSpan[] Minutes(params ReadOnlySpan<int> minutes)
    {
        var times = new TimeSpan[minutes.Length];
        for (var i = 0; i < minutes.Length; i++)
            times[i] = TimeSpan.FromMinutes(minutes[i]);
        return times;
    }
}

/// <summary>The time that everyone has after the observation that the cluster had to stay for: no deadline falls before it (docs/lifecycle.md, "Deadlines").</summary>
internal static class TimeToDelete
{
    /// <summary>Moves a live lease's deadline where it leaves less; the move stands in the audit trail. Judge afterwards.</summary>
    /// <param name="db">The database, in whose transaction it is.</param>
    /// <param name="lease">The lease.</param>
    /// <param name="safeSince">Since when the cluster may be deleted; null while it may not, which is not before now.</param>
    /// <param name="time">The clock.</param>
    public static void Keep(EksGraderDb db, Lease lease, DateTimeOffset? safeSince, TimeProvider time)
    {
        var now = time.GetUtcNow();
        var earliest = (safeSince ?? now) + Deadlines.AfterSafeToDelete.ToTimeSpan();
        if (lease.EndedAt is not null || lease.Deadline >= earliest)
            return;

        // While it settles the deadline moves with every observation, and what it comes to is noted at the end. A lease that is only read stays as it is in its row.
        if (safeSince is not null && db.Entry(lease).State != EntityState.Detached)
        {
            db.AuditEntries.Add(new AuditEntry(Id.New<AuditEntryId>(time), now, "service", "lease.moved", $"lease {lease.Id} of student {lease.StudentId}", lease.CourseId)
            {
                From = Shown(lease.Deadline),
                To = Shown(earliest),
                Why = "45 minutes after the observation that the cluster had to stay for",
            });
        }

        lease.Extend(earliest);
        LeaseSchedule.Rearm(lease, now);
    }

    private static string Shown(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm'Z'", System.Globalization.CultureInfo.InvariantCulture);
}
