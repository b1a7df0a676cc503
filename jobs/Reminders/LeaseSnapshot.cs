using EksGrader.Checks.Clusters;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Jobs.Reminders;

/// <summary>What to do about the reminders of a lease now.</summary>
/// <param name="Moment">What to remind of; null for nothing now.</param>
/// <param name="IsHeld">Whether something is due that must not be said yet: think of it again soon.</param>
internal readonly record struct ReminderDecision(ReminderTime? Moment, bool IsHeld);

/// <summary>What is known of a lease when its student is to be reminded. Pure.</summary>
/// <param name="Lease">The lease.</param>
/// <param name="IsSafe">Whether the grades of all submissions of the student that may be of this cluster can do without it.</param>
internal sealed record LeaseSnapshot(Lease Lease, bool IsSafe)
{
    // An observation is never later than 60 s: by then a reminder at a time of an observation can say what was seen at that time.
    private static readonly TimeSpan ProbeComes = TimeSpan.FromSeconds(75);

    // A reminder that is this late waits for the next one where that is this near.
    private static readonly TimeSpan Late = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Near = TimeSpan.FromMinutes(10);

    /// <summary>Decides.</summary>
    public ReminderDecision Decide(DateTimeOffset now)
    {
        if (Lease.EndedAt is not null || Lease.State is LeaseState.Gone or LeaseState.Settled or LeaseState.Quarantined
            || ReminderTimes.Newest(Lease.StartedAt, Lease.Deadline, now) is not { } newest)
        {
            return default;
        }

        if (IsStale(newest, now))
            return default;
        return MayBeSaid(newest, now) ? new ReminderDecision(newest, IsHeld: false) : new ReminderDecision(null, IsHeld: true);
    }

    private bool IsStale(ReminderTime newest, DateTimeOffset now) =>
        newest.Kind is ReminderKind.Start or ReminderKind.HourBefore
        && now - newest.At > Late
        && ReminderTimes.NextAfter(Lease.StartedAt, Lease.Deadline, now) - now < Near;

    // No student is told to delete what their grade still needs, nor what they delete already.
    private bool MayBeSaid(ReminderTime newest, DateTimeOffset now) =>
        IsSafe
        && Lease.State != LeaseState.Deleting
        && Lease.LastAnswer != ExistenceAnswer.Deleting
        && Lease.GoneSince is null
        && newest.Kind switch
        {
            ReminderKind.Overdue => Lease.State == LeaseState.Overdue && IsProbed(newest.At, now),
            ReminderKind.AtDeadline => IsProbed(newest.At, now),
            _ => true,
        };

    // These say that it was not deleted: who has deleted it since the last observation hears nothing. Where an observation is due, such as on a service that
    // was down, they wait for it however long it takes; after the first day it is not observed every hour, and they say when it was.
    private bool IsProbed(DateTimeOffset at, DateTimeOffset now) =>
        Lease.LastProbeAt >= at || (now >= at + ProbeComes && !(Lease.NextProbeAt <= now));
}

/// <summary>Reads what is known of leases.</summary>
internal static class LeaseSnapshots
{
    /// <summary>What is known of some leases, in the caller's transaction.</summary>
    public static async Task<Dictionary<LeaseId, LeaseSnapshot>> ReadAsync(EksGraderDb db, IReadOnlyCollection<LeaseId> ids, CancellationToken cancellationToken)
    {
        // A submission that no observation has put under a lease may be of this cluster: it keeps the student from deleting as well.
        var read = await db.Leases.AsNoTracking().Where(l => ids.Contains(l.Id)).Select(l => new
        {
            Lease = l,
            IsNeeded = db.Submissions.Any(s => s.StudentId == l.StudentId && s.SafeToDeleteAt == null && (s.LeaseId == l.Id || s.LeaseId == null)),
        }).ToListAsync(cancellationToken);
        return read.ToDictionary(r => r.Lease.Id, r => new LeaseSnapshot(r.Lease, !r.IsNeeded));
    }
}
