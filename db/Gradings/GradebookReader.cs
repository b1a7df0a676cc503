using EksGrader.Checks.Assignments;
using EksGrader.Db.Ids;
using EksGrader.Db.Leases;
using EksGrader.Db.Storage;
using EksGrader.Db.Submissions;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Db.Gradings;

/// <summary>
/// Reads gradebooks in windows. First the ids of a window, in order; then what stands in its lines, a few queries whatever the class's
/// size. Evidence is not read.
/// </summary>
/// <param name="db">The database.</param>
/// <param name="scope">Which gradebook.</param>
public sealed class GradebookReader(EksGraderDb db, GradebookScope scope)
{
    private readonly GradebookLines lines = new(db, scope);

    /// <summary>How many lines meet a filter.</summary>
    public Task<int> CountAsync(GradebookFilter filter, CancellationToken cancellationToken) =>
        lines.Filter(lines.All(), filter).CountAsync(cancellationToken);

    /// <summary>A window of the lines that meet a filter.</summary>
    /// <param name="filter">Which lines.</param>
    /// <param name="sort">In which order.</param>
    /// <param name="offset">How many are left out before it.</param>
    /// <param name="limit">How many it has at most.</param>
    /// <param name="cancellationToken">Ends the queries.</param>
    public async Task<GradebookWindow> ReadAsync(GradebookFilter filter, GradebookSort sort, int offset, int limit, CancellationToken cancellationToken)
    {
        var filtered = lines.Filter(lines.All(), filter);
        var keys = await KeysAsync(lines.Order(filtered, sort).Skip(offset).Take(limit), cancellationToken);

        // A window that is not full and not behind the end says itself how many there are.
        var total = keys.Count < limit && (keys.Count > 0 || offset == 0) ? offset + keys.Count : await filtered.CountAsync(cancellationToken);
        return new GradebookWindow(await RowsAsync(keys, cancellationToken), total);
    }

    /// <summary>The lines after a student's number, in the order of numbers: pages that stay stable while students come and go.</summary>
    /// <param name="filter">Which lines.</param>
    /// <param name="after">The number of the last line of the page before; empty for the first page.</param>
    /// <param name="limit">How many lines at most.</param>
    /// <param name="cancellationToken">Ends the queries.</param>
    public async Task<IReadOnlyList<GradebookRow>> ReadAfterAsync(GradebookFilter filter, string after, int limit, CancellationToken cancellationToken)
    {
        var filtered = lines.Filter(lines.All(), filter);
        if (after.Length > 0)
        {
#pragma warning disable CA1309 // It is SQL: the column's own order decides.
            filtered = filtered.Where(l => string.Compare(l.Student.Number, after) > 0);
#pragma warning restore CA1309
        }

        return await RowsAsync(await KeysAsync(filtered.OrderBy(l => l.Student.Number).Take(limit), cancellationToken), cancellationToken);
    }

    /// <summary>The place of a student among the lines that meet a filter, from 0; null where the student is not among them.</summary>
    public async Task<int?> PlaceAsync(GradebookFilter filter, GradebookSort sort, string number, CancellationToken cancellationToken)
    {
        var filtered = lines.Filter(lines.All(), filter);
        if (!await filtered.AnyAsync(l => l.Student.Number == number, cancellationToken))
            return null;
        var numbers = await lines.Order(filtered, sort).Select(l => l.Student.Number).ToListAsync(cancellationToken);
        return numbers.IndexOf(number) is >= 0 and var place ? place : null;
    }

    /// <summary>One student's line; null where there is none.</summary>
    public async Task<GradebookRow?> FindAsync(string number, CancellationToken cancellationToken) =>
        await RowsAsync(await KeysAsync(lines.All().Where(l => l.Student.Number == number), cancellationToken), cancellationToken) is [var row, ..] ? row : null;

    /// <summary>The sections of the course, by name; empty where it has none.</summary>
    public async Task<IReadOnlyList<string>> SectionsAsync(CancellationToken cancellationToken)
    {
        var found = await db.Students.Where(s => s.CourseId == scope.Course && s.LeftAt == null && s.Section != null)
            .Select(s => s.Section).Distinct().OrderBy(s => s).ToListAsync(cancellationToken);
        return [.. found.OfType<string>()];
    }

    private static Task<List<Key>> KeysAsync(IQueryable<GradebookLine> window, CancellationToken cancellationToken) =>
        window.Select(l => new Key(l.Student.Id, l.Counting == null ? (SubmissionId?)null : l.Counting.Id)).ToListAsync(cancellationToken);

    private async Task<IReadOnlyList<GradebookRow>> RowsAsync(List<Key> keys, CancellationToken cancellationToken)
    {
        if (keys.Count == 0)
            return [];
        var (assignment, ids) = (scope.Assignment, keys.ConvertAll(k => k.Student));
        var counting = keys.Where(k => k.Counting is not null).Select(k => k.Counting ?? default).ToList();

        var students = await db.Students.AsNoTracking().Where(s => ids.Contains(s.Id)).ToDictionaryAsync(s => s.Id, cancellationToken);
        var submissions = await db.Submissions.AsNoTracking().Where(s => counting.Contains(s.Id)).ToDictionaryAsync(s => s.Id, cancellationToken);
        var attempts = await db.Submissions.Where(s => s.AssignmentId == assignment && ids.Contains(s.StudentId))
            .GroupBy(s => s.StudentId)
            .Select(g => new { g.Key, Count = g.Count(), Open = g.Count(s => s.Status != SubmissionStatus.Graded) })
            .ToDictionaryAsync(g => g.Key, cancellationToken);
        var cells = await CellsAsync(submissions, cancellationToken);
        var overtakable = await OvertakableAsync(submissions.Values, cancellationToken);
        var clusters = (await lines.Leases().Where(l => ids.Contains(l.StudentId))
            .Select(l => new { l.StudentId, Cluster = new GradebookCluster(l.Id, l.Deadline, l.State, l.EndedAt, db.Submissions.Any(s => s.LeaseId == l.Id && s.SafeToDeleteAt == null)) })
            .ToListAsync(cancellationToken)).ToLookup(l => l.StudentId, l => l.Cluster);

        return [.. keys.Where(k => students.ContainsKey(k.Student)).Select(key =>
        {
            var known = attempts.GetValueOrDefault(key.Student);
            var submission = key.Counting is { } id ? submissions.GetValueOrDefault(id) : null;
            return new GradebookRow(
                students[key.Student], known?.Count ?? 0, known?.Open > 0, submission is not null && overtakable.Contains(key.Student), submission,
                submission?.CountingGradingId is { } grading ? [.. cells[grading]] : [],
                clusters[key.Student].OrderBy(c => !c.IsAlive).ThenBy(c => !c.IsAlive ? -c.Deadline.UtcTicks : c.Deadline.UtcTicks).FirstOrDefault());
        })];
    }

    // Whose grade would stand, but for another submission that may still become worth more.
    private async Task<HashSet<StudentId>> OvertakableAsync(IEnumerable<Submission> counting, CancellationToken cancellationToken)
    {
        var standing = counting.Where(s => scope.Counts == CountingRule.Best && s.Final).ToDictionary(s => s.StudentId);
        if (standing.Count == 0)
            return [];
        var (assignment, ids) = (scope.Assignment, standing.Keys.ToList());
        var others = await db.Submissions
            .Where(s => s.AssignmentId == assignment && ids.Contains(s.StudentId) && s.Status == SubmissionStatus.Graded && !s.Final)
            .Select(s => new { s.StudentId, s.Late, s.Score, Open = db.OpenChecks().Where(c => c.Submission == s.Id).Sum(c => c.MaxPoints) })
            .ToListAsync(cancellationToken);
        return [.. others
            .Where(o => standing[o.StudentId] is var s
                && Gradebook.Worth(o.Score + o.Open, o.Late, scope.LatePenalty) > Gradebook.Worth(s.Score, s.Late, scope.LatePenalty))
            .Select(o => o.StudentId)];
    }

    private async Task<ILookup<GradingId, GradebookCell>> CellsAsync(Dictionary<SubmissionId, Submission> submissions, CancellationToken cancellationToken)
    {
        var ids = submissions.Keys.ToList();
        var gradings = submissions.Values.Select(s => s.CountingGradingId).OfType<GradingId>().ToList();
        var given = (await db.Overrides.AsNoTracking().Where(o => ids.Contains(o.SubmissionId) && o.TakenBackAt == null)
            .Select(o => new { o.SubmissionId, o.Check, o.Points }).ToListAsync(cancellationToken))
            .Where(o => submissions[o.SubmissionId].CountingGradingId is not null)
            .ToDictionary(o => (submissions[o.SubmissionId].CountingGradingId, o.Check), o => o.Points);
        var checks = await db.GradedChecks.Where(c => gradings.Contains(c.GradingId)).OrderBy(c => c.Order)
            .Select(c => new { c.GradingId, c.Check, c.Outcome, c.Points, c.MaxPoints, c.Summary }).ToListAsync(cancellationToken);
        return checks.ToLookup(c => c.GradingId, c =>
        {
            var overridden = given.TryGetValue((c.GradingId, c.Check), out var points);
            return new GradebookCell(c.Check, c.Outcome, overridden ? points : c.Points, c.MaxPoints, VerdictJson.ReadText(c.Summary), overridden);
        });
    }

    private sealed record Key(StudentId Student, SubmissionId? Counting);
}
