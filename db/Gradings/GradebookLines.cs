using EksGrader.Checks;
using EksGrader.Db.Attention;
using EksGrader.Db.Courses;
using EksGrader.Db.Ids;
using EksGrader.Db.Leases;
using EksGrader.Db.Submissions;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Db.Gradings;

/// <summary>A student beside the submission that counts, as queries see them.</summary>
internal sealed class GradebookLine
{
    public required Student Student { get; init; }

    public Submission? Counting { get; init; }
}

/// <summary>The lines of a gradebook as queries: what is filtered, ordered and counted is so in the database.</summary>
/// <param name="db">The database.</param>
/// <param name="scope">Which gradebook.</param>
internal sealed class GradebookLines(EksGraderDb db, GradebookScope scope)
{
    private const string Escaping = "\\";

    private readonly AssignmentId assignment = scope.Assignment;

    /// <summary>Everybody on the roster, and who left it after handing in.</summary>
    public IQueryable<GradebookLine> All() => db.Students.AsNoTracking()
        .Where(s => s.CourseId == scope.Course && (s.LeftAt == null || db.Submissions.Any(x => x.AssignmentId == assignment && x.StudentId == s.Id)))
        .LeftJoin(Gradebook.CountingIn(db, scope).AsNoTracking(), st => st.Id, s => s.StudentId, (st, s) => new GradebookLine { Student = st, Counting = s });

    /// <summary>The leases on clusters that were handed in for the assignment.</summary>
    public IQueryable<Lease> Leases() => db.Leases.AsNoTracking().Where(l => db.Submissions.Any(s => s.LeaseId == l.Id && s.AssignmentId == assignment));

    /// <summary>The lines that meet a filter.</summary>
    public IQueryable<GradebookLine> Filter(IQueryable<GradebookLine> lines, GradebookFilter filter)
    {
        lines = Show(Search(lines, filter.Search), filter.Show, filter.Now);
        if (filter.Section is { } section)
            lines = lines.Where(l => l.Student.Section == section);
        if (filter is { Check: { } check, Outcome: { } outcome })
        {
            lines = lines.Where(l => l.Counting != null
                && db.GradedChecks.Any(c => c.GradingId == l.Counting.CountingGradingId && c.Check == check && c.Outcome == outcome));
        }

        if (filter.ScoreFrom is { } from)
            lines = lines.Where(l => l.Counting != null && l.Counting.Score >= from);
        if (filter.ScoreBelow is { } below)
            lines = lines.Where(l => l.Counting != null && l.Counting.Score < below);
        return lines;
    }

    /// <summary>The lines of one kind.</summary>
    public IQueryable<GradebookLine> Show(IQueryable<GradebookLine> lines, GradebookShow show, DateTimeOffset now)
    {
        var leases = Leases();
        var attention = db.NeedsAttention();
        return show switch
        {
            GradebookShow.Submitted => lines.Where(l => l.Counting != null),
            GradebookShow.Missing => lines.Where(l => l.Counting == null),
            GradebookShow.Late => lines.Where(l => l.Counting != null && l.Counting.Late),
            // What is missing of the full score are the points of pending checks, and nothing else.
            GradebookShow.Passed => lines.Where(l => l.Counting != null && l.Counting.Score > 0
                && l.Counting.MaxScore - l.Counting.Score == db.GradedChecks
                    .Where(c => c.GradingId == l.Counting.CountingGradingId && c.Outcome == Outcome.Pending
                        && !db.Overrides.Any(o => o.SubmissionId == l.Counting.Id && o.Check == c.Check && o.TakenBackAt == null))
                    .Sum(c => c.MaxPoints)),
            GradebookShow.Attention => lines.Where(l => db.Submissions
                .Where(s => s.AssignmentId == assignment && attention.Contains(s.Id)).Select(s => s.StudentId).Contains(l.Student.Id)),
            GradebookShow.UnderWay => lines.Where(l => db.Submissions.Any(s =>
                s.AssignmentId == assignment && s.StudentId == l.Student.Id && s.Status != SubmissionStatus.Graded)),
            GradebookShow.Alive => lines.Where(l => leases.Any(x => x.StudentId == l.Student.Id && x.EndedAt == null)),
            GradebookShow.Overdue => lines.Where(l => leases.Any(x => x.StudentId == l.Student.Id && x.EndedAt == null
                && (x.State == LeaseState.Overdue || x.State == LeaseState.Quarantined
                    || (x.Deadline < now && !db.Submissions.Any(s => s.LeaseId == x.Id && s.SafeToDeleteAt == null))))),
            _ => lines,
        };
    }

    /// <summary>The lines in order.</summary>
    public IQueryable<GradebookLine> Order(IQueryable<GradebookLine> lines, GradebookSort sort)
    {
        var (lowest, highest) = (-1m, 1_000_000_000m);
        var none = sort.Descending ? lowest : highest;
        var never = sort.Descending ? DateTimeOffset.UnixEpoch : DateTimeOffset.MaxValue;
        var leases = Leases();
        var ordered = sort switch
        {
            { By: GradebookOrder.Number } => sort.Descending ? lines.OrderByDescending(l => l.Student.Number) : lines.OrderBy(l => l.Student.Number),
            { By: GradebookOrder.Name } => By(l => l.Student.Name),
            { By: GradebookOrder.Score } => By(l => l.Counting == null ? none : l.Counting.Score ?? none),
            { By: GradebookOrder.Submitted } => By(l => l.Counting == null ? never : l.Counting.FirstTriedAt ?? l.Counting.SubmittedAt),
            { By: GradebookOrder.Cluster } => By(l => leases
                .Where(x => x.StudentId == l.Student.Id && x.EndedAt == null)
                .Min(x => (DateTimeOffset?)x.Deadline) ?? never),
            { By: GradebookOrder.Check, Check: { } check } => By(l =>
                db.Overrides.Where(o => l.Counting != null && o.SubmissionId == l.Counting.Id && o.Check == check && o.TakenBackAt == null).Max(o => (decimal?)o.Points)
                ?? (db.GradedChecks.Where(c => l.Counting != null && c.GradingId == l.Counting.CountingGradingId && c.Check == check).Max(c => c.Points) ?? none)),
            _ => lines.OrderBy(l => l.Student.Number),
        };
        return sort.By == GradebookOrder.Number ? ordered : ordered.ThenBy(l => l.Student.Number);

        IOrderedQueryable<GradebookLine> By<TKey>(System.Linq.Expressions.Expression<Func<GradebookLine, TKey>> key) =>
            sort.Descending ? lines.OrderByDescending(key) : lines.OrderBy(key);
    }

    private IQueryable<GradebookLine> Search(IQueryable<GradebookLine> lines, string search)
    {
        foreach (var word in search.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var pattern = $"%{Escape(word)}%";
            // SQLite's LIKE takes letters of any case for the same (of the Latin alphabet), PostgreSQL's does not.
            lines = db is SqliteDb
                ? lines.Where(l => EF.Functions.Like(l.Student.Number, pattern, Escaping)
                    || EF.Functions.Like(l.Student.Name, pattern, Escaping) || EF.Functions.Like(l.Student.Email, pattern, Escaping))
                : lines.Where(l => EF.Functions.ILike(l.Student.Number, pattern, Escaping)
                    || EF.Functions.ILike(l.Student.Name, pattern, Escaping) || EF.Functions.ILike(l.Student.Email, pattern, Escaping));
        }

        return lines;
    }

    private static string Escape(string word) => word.Replace(Escaping, Escaping + Escaping, StringComparison.Ordinal)
        .Replace("%", Escaping + "%", StringComparison.Ordinal).Replace("_", Escaping + "_", StringComparison.Ordinal);
}
