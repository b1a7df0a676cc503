using EksGrader.Checks.Checks.Deletion;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Deletion;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using EksGrader.Jobs.Events;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Jobs.Leases;

/// <summary>
/// Stores looks for deletions with all that follows from them, in one transaction: the observations, when to look next, where each lease stands,
/// the verdicts, the scores, and what is done when a lease is over. Several leases share a transaction, since each one costs the disk a wait.
/// </summary>
public sealed class LeaseObservationStore(
    EksGraderDb db, LeaseCases cases, LeaseVerdicts verdicts, LeaseEnding ending, ILeaseEvents leases, IGradingEvents gradings, TimeProvider time)
{
    private static readonly TimeSpan PutOffFor = TimeSpan.FromMinutes(5);

    /// <summary>Stores some probes.</summary>
    internal async Task KeepAsync(IReadOnlyCollection<ObservedLease> seen, CancellationToken cancellationToken)
    {
        var (kept, judged) = await db.WriteAsync(token => StoreAsync(seen, token), cancellationToken);
        foreach (var lease in kept)
            leases.Wake(lease.Id, lease.CourseId);
        foreach (var submission in judged)
            gradings.Wake(submission);
    }

    /// <summary>Puts an observation that cannot be judged off, so that it is not made again at once, and again.</summary>
    internal Task PutOffAsync(ObservedLease seen, CancellationToken cancellationToken) => db.WriteAsync(
        async token =>
        {
            if (await db.Leases.FirstOrDefaultAsync(l => l.Id == seen.Lease && l.ProbeCount == seen.ProbesBefore && l.EndedAt == null, token) is { } lease)
                lease.ProbeNextAt(time.GetUtcNow() + PutOffFor);
        },
        cancellationToken);

    private async Task<(IReadOnlyList<Lease> Kept, IReadOnlyList<SubmissionId> Judged)> StoreAsync(IReadOnlyCollection<ObservedLease> seen, CancellationToken cancellationToken)
    {
        var ids = seen.Select(s => s.Lease).ToList();
        var found = await db.Leases.Where(l => ids.Contains(l.Id) && l.EndedAt == null).ToDictionaryAsync(l => l.Id, cancellationToken);
        var kept = new List<Lease>();
        foreach (var one in seen)
        {
            if (!found.TryGetValue(one.Lease, out var lease) || lease.ProbeCount != one.ProbesBefore)
                continue;
            var asked = lease.NextProbeAt == one.DueAt ? null : lease.NextProbeAt;
            db.LeaseProbes.Add(lease.Apply(Id.New<LeaseProbeId>(time), one.Observation, nextLookAt: null));
            lease.ProbeNextAt(Sooner(LeaseSchedule.NextAt(lease, time.GetUtcNow()), asked));
            kept.Add(lease);
        }

        var changing = kept.Where(MayChange).ToList();
        if (changing.Count == 0)
            return (kept, []);

        var known = await cases.LoadAsync(changing, cancellationToken);
        var judged = await verdicts.JudgeAsync(known, cancellationToken);
        await ending.TellAsync([.. known.Where(Move).Select(k => k.Lease)], cancellationToken);
        return (kept, judged);
    }

    // An observation asked for while one was on its way is made too: what that one saw may be of before, or with an access since renewed.
    private static DateTimeOffset? Sooner(DateTimeOffset? planned, DateTimeOffset? asked) => planned is null || asked < planned ? asked ?? planned : planned;

    // Most observations see a living cluster before its deadline: nothing follows from those, so nothing more is read.
    private static bool MayChange(Lease lease) =>
        lease.State != LeaseState.Active || lease.GoneSince is not null || lease.LastAnswer == ExistenceAnswer.Deleting || lease.LastProbeAt >= lease.Deadline;

    // Tells whether the lease is over.
    private bool Move(LeaseCase known)
    {
        var lease = known.Lease;
        var before = lease.State;
        var state = StateOf(known);
        if (state == before)
            return false;

        lease.Become(state, time.GetUtcNow());
        db.AuditEntries.Add(new AuditEntry(
            Id.New<AuditEntryId>(time), time.GetUtcNow(), "service", "lease.state", $"lease {lease.Id} of student {lease.StudentId}", lease.CourseId)
        {
            From = before.ToString(),
            To = state.ToString(),
            Why = FormattableString.Invariant($"observation {lease.ProbeCount}: {lease.LastAnswer}"),
        });
        return lease.EndedAt is not null;
    }

    private LeaseState StateOf(LeaseCase known)
    {
        var at = known.JudgedAt(time.GetUtcNow());
        var history = known.History(at);
        var stage = DeletionJudge.StageOf(history, at);
        // Quarantined for another reason than a day without proof: enforcement failed, and only the end or an instructor undoes that.
        var isKept = known.Lease.State == LeaseState.Quarantined
            && DeletionJudge.StageOf(history with { Observations = [.. history.Observations.SkipLast(1)] }, at) != DeletionStage.Hidden;
        return stage switch
        {
            DeletionStage.Gone => LeaseState.Gone,
            _ when isKept => LeaseState.Quarantined,
            DeletionStage.Ending => LeaseState.Deleting,
            DeletionStage.Overdue => LeaseState.Overdue,
            DeletionStage.Hidden => LeaseState.Quarantined,
            _ => LeaseState.Active,
        };
    }
}

/// <summary>An observation for a deletion that was made and is not stored yet.</summary>
/// <param name="Lease">The lease.</param>
/// <param name="ProbesBefore">How many observations of it were stored when it was taken in hand: where there are more by now, another process has made this observation, and it is not stored.</param>
/// <param name="DueAt">The time that it was made for; where the row names another one by now, an observation was asked for since.</param>
/// <param name="Observation">What was seen.</param>
internal sealed record ObservedLease(LeaseId Lease, int ProbesBefore, DateTimeOffset DueAt, LeaseObservation Observation);
