using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Jobs.Reminders;

/// <summary>Puts what students are to be reminded of into the outbox. The rows decide: run twice, late, or cut off anywhere, it comes to the same.</summary>
internal sealed class ReminderPlanner(EksGraderDb db, TimeProvider time)
{
    /// <summary>How soon a lease is thought of again that must not be reminded yet.</summary>
    public static readonly TimeSpan Held = TimeSpan.FromSeconds(20);

    // As many as one transaction does in a fraction of a second: others write meanwhile.
    private const int Batch = 250;

    /// <summary>Plans some leases; the answer is how many, 0 when all are planned.</summary>
    public async Task<int> PlanAsync(CancellationToken cancellationToken)
    {
        // Most of the time there is nothing to do: no writer waits for that.
        var now = time.GetUtcNow();
        var due = await DueAsync(now, cancellationToken);
        return due.Count == 0 ? 0 : await PlanAsync(due, now, cancellationToken);
    }

    private Task<int> PlanAsync(List<LeaseId> due, DateTimeOffset now, CancellationToken cancellationToken) => db.WriteAsync(
        async token =>
        {
            var sights = await LeaseSnapshots.ReadAsync(db, due, token);
            var plans = await db.ReminderPlans.Where(p => due.Contains(p.LeaseId)).ToDictionaryAsync(p => p.LeaseId, token);
            var waiting = await db.Reminders.Where(r => r.State == ReminderState.Waiting && r.LeaseId != null && due.Contains(r.LeaseId.Value)).ToListAsync(token);
            var known = await db.Reminders.Where(r => r.LeaseId != null && due.Contains(r.LeaseId.Value)).Select(r => r.Key).ToHashSetAsync(StringComparer.Ordinal, token);
            foreach (var sight in sights.Values)
                Plan(sight, PlanOf(sight.Lease, plans), waiting, known, now);
            return due.Count;
        },
        cancellationToken);

    // In the order of the index of leases that live: by their ids, SQLite would go through those of every year to be spared sorting.
    private Task<List<LeaseId>> DueAsync(DateTimeOffset now, CancellationToken cancellationToken) => db.Leases
        .Where(l => l.EndedAt == null && !db.CourseReminders.Any(c => c.CourseId == l.CourseId && !c.On))
        .LeftJoin(db.ReminderPlans, l => l.Id, p => p.LeaseId, (l, p) => new { l.Id, l.CourseId, l.Deadline, Plan = p })
        .Where(x => x.Plan == null || x.Plan.NextAt <= now || x.Plan.Deadline != x.Deadline)
        .OrderBy(x => x.CourseId).ThenBy(x => x.Deadline)
        .Take(Batch)
        .Select(x => x.Id)
        .ToListAsync(cancellationToken);

    private ReminderPlan PlanOf(Lease lease, Dictionary<LeaseId, ReminderPlan> plans)
    {
        if (plans.TryGetValue(lease.Id, out var plan))
            return plan;
        var made = new ReminderPlan(lease.Id, lease.Deadline);
        db.ReminderPlans.Add(made);
        return made;
    }

    private void Plan(LeaseSnapshot sight, ReminderPlan plan, List<Reminder> waiting, HashSet<string> known, DateTimeOffset now)
    {
        var lease = sight.Lease;
        foreach (var old in waiting.Where(r => r.LeaseId == lease.Id && r.Kind != ReminderKind.Start && r.Deadline != lease.Deadline))
            old.Drop(now, "the deadline was moved");

        var decision = sight.Decide(now);
        if (decision.Moment is { } moment)
        {
            var made = Reminder.ToStudent(Id.New<ReminderId>(time), lease, moment.Kind, moment.Number, moment.At);
            if (known.Add(made.Key))
            {
                foreach (var older in waiting.Where(r => r.LeaseId == lease.Id && r.State == ReminderState.Waiting))
                    older.Drop(now, "a newer one took its place");
                db.Reminders.Add(made);
            }
        }

        var next = ReminderTimes.NextAfter(lease.StartedAt, lease.Deadline, now);
        plan.Next(lease.Deadline, decision.IsHeld && (next is null || now + Held < next) ? now + Held : next);
    }
}
