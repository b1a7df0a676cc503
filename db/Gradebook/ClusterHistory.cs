using EksGrader.Db.Storage;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Db.Gradebook;

/// <summary>How many clusters of an assignment lived at a moment.</summary>
/// <param name="At">The moment.</param>
/// <param name="Alive">How many.</param>
public sealed record ClusterCount(DateTimeOffset At, int Alive);

/// <summary>How many clusters of an assignment lived, over time: from the first lease's begin until now, a cluster lives from its lease's begin until it was found gone.</summary>
public static class ClusterHistory
{
    /// <summary>The counts at moments that lie equally far apart; the last is now.</summary>
    /// <param name="db">The database.</param>
    /// <param name="scope">Which gradebook.</param>
    /// <param name="longest">How far back at most.</param>
    /// <param name="points">How many moments.</param>
    /// <param name="now">When it is.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    public static async Task<IReadOnlyList<ClusterCount>> ReadAsync(
        EksGraderDb db, GradebookScope scope, TimeSpan longest, int points, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var lives = await new GradebookStudents(db, scope).Leases().Select(l => new { l.StartedAt, l.EndedAt }).ToListAsync(cancellationToken);
        if (lives.Count == 0)
            return [];
        var earliest = now - longest;
        var from = lives.Min(l => l.StartedAt) is var first && first > earliest ? first : earliest;
        return [.. Enumerable.Range(0, points)
            .Select(i => from + ((now - from) * i / (points - 1)))
            .Select(at => new ClusterCount(at, lives.Count(l => l.StartedAt <= at && !(l.EndedAt <= at))))];
    }
}
