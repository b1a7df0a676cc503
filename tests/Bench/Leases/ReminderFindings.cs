using EksGrader.Checks.Clusters;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace EksGrader.Bench.Leases;

/// <summary>A reminder of a lease.</summary>
/// <param name="Id">The reminder.</param>
/// <param name="Lease">The lease.</param>
/// <param name="DueAt">When it was due.</param>
internal sealed record FoundReminder(ReminderId Id, LeaseId? Lease, DateTimeOffset DueAt);

/// <summary>What became of the reminders, by what they say to whom.</summary>
/// <param name="Sent">Those that a server took.</param>
/// <param name="Unsure">Those of which no one knows.</param>
/// <param name="DeletionSeen">When a probe first saw that the cluster of a lease is being deleted or gone.</param>
internal sealed record ReminderFindings(
    IReadOnlyDictionary<string, FoundReminder> Sent, IReadOnlyDictionary<string, FoundReminder> Unsure, IReadOnlyDictionary<LeaseId, DateTimeOffset> DeletionSeen)
{
    // A server that was cut off is tried again after a minute, and once more after two.
    private static readonly TimeSpan Delayed = TimeSpan.FromMinutes(5);

    public static async Task<ReminderFindings> ReadAsync(IServiceProvider services)
    {
        await using var scope = services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<EksGraderDb>();
        var all = await db.Reminders.AsNoTracking().Select(r => new { r.Key, r.State, Found = new FoundReminder(r.Id, r.LeaseId, r.DueAt) }).ToListAsync();
        var ending = await db.LeaseProbes.AsNoTracking()
            .Where(l => l.Answer == ExistenceAnswer.Deleting || l.Answer == ExistenceAnswer.NotFound || l.Answer == ExistenceAnswer.NameGone)
            .Select(l => new { l.LeaseId, l.At })
            .ToListAsync();
        return new ReminderFindings(
            all.Where(r => r.State == ReminderState.Sent).ToDictionary(r => r.Key, r => r.Found, StringComparer.Ordinal),
            all.Where(r => r.State is ReminderState.Unsure or ReminderState.Sending).ToDictionary(r => r.Key, r => r.Found, StringComparer.Ordinal),
            ending.GroupBy(l => l.LeaseId).ToDictionary(g => g.Key, g => g.Min(l => l.At)));
    }

    /// <summary>
    /// Whether a reminder that a kill put off was rightly not said any more: a probe had seen meanwhile that the cluster is being deleted, and no one is
    /// told to delete what he deletes already.
    /// </summary>
    public bool IsNeedless(FoundReminder reminder) =>
        reminder.Lease is { } lease && DeletionSeen.TryGetValue(lease, out var seen) && seen <= reminder.DueAt + Delayed;
}
