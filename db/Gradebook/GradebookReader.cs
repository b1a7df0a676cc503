using EksGrader.Checks.Assignments;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Db.Gradebook;

/// <summary>
/// Reads gradebooks in windows. First the ids of a window, in order; then what stands in its lines, a few queries whatever the class's
/// size. Evidence is not read.
/// </summary>
public sealed class GradebookReader(EksGraderDb db, GradebookScope scope)
{
    private readonly GradebookLines lines = new(db, scope);
    private readonly GradebookStudents students = new(db, scope);

    /// <summary>How many lines meet a filter.</summary>
    public Task<int> CountAsync(GradebookFilter filter, CancellationToken cancellationToken) =>
        lines.Students(filter).CountAsync(cancellationToken);

    /// <summary>A window of the lines that meet a filter.</summary>
    /// <param name="filter">Which lines.</param>
    /// <param name="sort">In which order.</param>
    /// <param name="offset">How many are left out before it.</param>
    /// <param name="limit">How many it has at most.</param>
    /// <param name="cancellationToken">Ends the queries.</param>
    public async Task<GradebookSlice> ReadAsync(GradebookFilter filter, GradebookSort sort, int offset, int limit, CancellationToken cancellationToken)
    {
        var ordered = lines.Ordered(filter, sort).Select(s => s.Id);
        if (!filter.IsLight)
        {
            // To count them is to find them: that is done once.
            var all = await ordered.ToListAsync(cancellationToken);
            return new GradebookSlice(await RowsAsync([.. all.Skip(offset).Take(limit)], cancellationToken), all.Count);
        }

        var ids = await ordered.Skip(offset).Take(limit).ToListAsync(cancellationToken);

        // A window that is not full and not behind the end says itself how many there are.
        var total = ids.Count < limit && (ids.Count > 0 || offset == 0) ? offset + ids.Count : await CountAsync(filter, cancellationToken);
        return new GradebookSlice(await RowsAsync(ids, cancellationToken), total);
    }

    /// <summary>The lines after a student's number, in the order of numbers: pages that stay stable while students come and go.</summary>
    /// <param name="filter">Which lines.</param>
    /// <param name="after">The number of the last line of the page before; empty for the first page.</param>
    /// <param name="limit">How many lines at most.</param>
    /// <param name="cancellationToken">Ends the queries.</param>
    public async Task<IReadOnlyList<GradebookRow>> ReadAfterAsync(GradebookFilter filter, string after, int limit, CancellationToken cancellationToken)
    {
        var those = lines.Students(filter);
        if (after.Length > 0)
        {
#pragma warning disable CA1309 // It is SQL: the column's own order decides.
            those = those.Where(s => string.Compare(s.Number, after) > 0);
#pragma warning restore CA1309
        }

        return await RowsAsync(await those.OrderBy(s => s.Number).Take(limit).Select(s => s.Id).ToListAsync(cancellationToken), cancellationToken);
    }

    /// <summary>The place of a student among the lines that meet a filter, from 0; null where the student is not among them.</summary>
    public async Task<int?> PlaceAsync(GradebookFilter filter, GradebookSort sort, string number, CancellationToken cancellationToken)
    {
        var numbers = await lines.Ordered(filter, sort).Select(s => s.Number).ToListAsync(cancellationToken);
        return numbers.IndexOf(number) is >= 0 and var place ? place : null;
    }

    /// <summary>One student's line; null where there is none.</summary>
    public async Task<GradebookRow?> FindAsync(string number, CancellationToken cancellationToken) =>
        await RowsAsync(await students.All().Where(s => s.Number == number).Select(s => s.Id).ToListAsync(cancellationToken), cancellationToken) is [var row, ..] ? row : null;

    /// <summary>The sections of the course, by name; empty where it has none.</summary>
    public async Task<IReadOnlyList<string>> SectionsAsync(CancellationToken cancellationToken)
    {
        var found = await db.Students.Where(s => s.CourseId == scope.Course && s.LeftAt == null && s.Section != null)
            .Select(s => s.Section).Distinct().OrderBy(s => s).ToListAsync(cancellationToken);
        return [.. found.OfType<string>()];
    }

    private async Task<IReadOnlyList<GradebookRow>> RowsAsync(List<StudentId> ids, CancellationToken cancellationToken)
    {
        if (ids.Count == 0)
            return [];
        var assignment = scope.Assignment;
        var found = await db.Students.AsNoTracking().Where(s => ids.Contains(s.Id)).ToDictionaryAsync(s => s.Id, cancellationToken);
        var submissions = await CountingSubmissions.CountingIn(db, scope).AsNoTracking().Where(s => ids.Contains(s.StudentId)).ToDictionaryAsync(s => s.StudentId, cancellationToken);
        var attempts = await db.Submissions.Where(s => s.AssignmentId == assignment && ids.Contains(s.StudentId))
            .GroupBy(s => s.StudentId)
            .Select(g => new { g.Key, Count = g.Count(), Open = g.Count(s => s.Status != SubmissionStatus.Graded) })
            .ToDictionaryAsync(g => g.Key, cancellationToken);
        var cells = await CellsAsync(submissions.Values.ToDictionary(s => s.Id), cancellationToken);
        var overtakable = await OvertakableAsync(submissions.Values, cancellationToken);
        var clusters = (await students.Leases().Where(l => ids.Contains(l.StudentId))
            .Select(l => new { l.StudentId, Cluster = new GradebookCluster(l.Id, l.Deadline, l.State, l.EndedAt, db.Submissions.Any(s => s.LeaseId == l.Id && s.SafeToDeleteAt == null)) })
            .ToListAsync(cancellationToken)).ToLookup(l => l.StudentId, l => l.Cluster);

        return [.. ids.Where(found.ContainsKey).Select(id =>
        {
            var (known, submission) = (attempts.GetValueOrDefault(id), submissions.GetValueOrDefault(id));
            return new GradebookRow(
                found[id], known?.Count ?? 0, known?.Open > 0, submission is not null && overtakable.Contains(id), submission,
                submission?.CountingGradingId is { } grading ? [.. cells[grading]] : [],
                clusters[id].OrderBy(c => !c.IsAlive).ThenBy(c => !c.IsAlive ? -c.Deadline.UtcTicks : c.Deadline.UtcTicks).FirstOrDefault());
        })];
    }

    /// <summary>Whose grade would stand, but for another submission that may still become worth more.</summary>
    /// <param name="db">The database.</param>
    /// <param name="scope">Which gradebook.</param>
    /// <param name="standing">Submissions that count and are final.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    internal static async Task<HashSet<StudentId>> OvertakableAsync(EksGraderDb db, GradebookScope scope, IQueryable<Submission> standing, CancellationToken cancellationToken)
    {
        var assignment = scope.Assignment;
        var others = await db.Submissions
            .Where(s => s.AssignmentId == assignment && s.Status == SubmissionStatus.Graded && !s.Final)
            .Join(standing, o => o.StudentId, s => s.StudentId, (o, s) => new { o.StudentId, o.Late, o.Score, Open = db.OpenChecks().Where(c => c.Submission == o.Id).Sum(c => c.MaxPoints), HeldScore = s.Score, HeldLate = s.Late })
            .ToListAsync(cancellationToken);
        return [.. others
            .Where(o => CountingSubmissions.Worth(o.Score + o.Open, o.Late, scope.LatePenalty) > CountingSubmissions.Worth(o.HeldScore, o.HeldLate, scope.LatePenalty))
            .Select(o => o.StudentId)];
    }

    // The same of lines that were read.
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
                && CountingSubmissions.Worth(o.Score + o.Open, o.Late, scope.LatePenalty) > CountingSubmissions.Worth(s.Score, s.Late, scope.LatePenalty))
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
            .Select(c => new { c.GradingId, c.Check, c.Outcome, c.Points, c.MaxPoints, c.Summary, c.Assurance }).ToListAsync(cancellationToken);
        return checks.ToLookup(c => c.GradingId, c =>
        {
            var overridden = given.TryGetValue((c.GradingId, c.Check), out var points);
            return new GradebookCell(c.Check, c.Outcome, overridden ? points : c.Points, c.MaxPoints, VerdictJson.ReadText(c.Summary), overridden) { Assurance = c.Assurance };
        });
    }
}
