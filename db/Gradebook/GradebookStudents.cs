using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Db.Gradebook;

/// <summary>
/// Who stands in a gradebook, as queries: everything that can be said of a student without knowing which submission counts, which is what
/// costs (<see cref="GradebookLines"/>).
/// </summary>
internal sealed class GradebookStudents(EksGraderDb db, GradebookScope scope)
{
    private const string Escaping = "\\";

    private readonly AssignmentId assignment = scope.Assignment;

    /// <summary>Everyone on the roster, and who left it after submitting.</summary>
    public IQueryable<Student> All() => db.Students.AsNoTracking()
        .Where(s => s.CourseId == scope.Course && (s.LeftAt == null || db.Submissions.Any(x => x.AssignmentId == assignment && x.StudentId == s.Id)));

    /// <summary>The leases on clusters that were submitted for the assignment.</summary>
    public IQueryable<Lease> Leases() => db.Leases.AsNoTracking().Where(l => db.Submissions.Any(s => s.LeaseId == l.Id && s.AssignmentId == assignment));

    /// <summary>Those who meet what a filter says of students.</summary>
    public IQueryable<Student> Filter(GradebookFilter filter)
    {
        var students = Show(Search(All(), filter.Search), filter.Show, filter.Now);
        if (filter.Numbers is { } numbers)
            students = students.Where(s => numbers.Contains(s.Number));
        return filter.Section is { } section ? students.Where(s => s.Section == section) : students;
    }

    /// <summary>Students in an order that does not ask which submission counts.</summary>
    public IQueryable<Student> Order(IQueryable<Student> students, GradebookSort sort)
    {
        var never = sort.Descending ? DateTimeOffset.UnixEpoch : DateTimeOffset.MaxValue;
        var leases = Leases();
        return sort.By switch
        {
            GradebookOrder.Name => By(s => s.Name).ThenBy(s => s.Number),
            GradebookOrder.Cluster => By(s => leases
                .Where(x => x.StudentId == s.Id && x.EndedAt == null)
                .Min(x => (DateTimeOffset?)x.Deadline) ?? never).ThenBy(s => s.Number),
            _ => By(s => s.Number),
        };

        IOrderedQueryable<Student> By<TKey>(System.Linq.Expressions.Expression<Func<Student, TKey>> key) =>
            sort.Descending ? students.OrderByDescending(key) : students.OrderBy(key);
    }

    private IQueryable<Student> Show(IQueryable<Student> students, GradebookShow show, DateTimeOffset now)
    {
        var leases = Leases();
        var attention = db.NeedsAttention();
        return show switch
        {
            GradebookShow.Submitted => students.Where(s => db.Submissions.Any(x => x.AssignmentId == assignment && x.StudentId == s.Id)),
            GradebookShow.Missing => students.Where(s => !db.Submissions.Any(x => x.AssignmentId == assignment && x.StudentId == s.Id)),
            GradebookShow.Attention => students.Where(s => db.Submissions
                .Where(x => x.AssignmentId == assignment && attention.Contains(x.Id)).Select(x => x.StudentId).Contains(s.Id)),
            GradebookShow.UnderWay => students.Where(s => db.Submissions.Any(x =>
                x.AssignmentId == assignment && x.StudentId == s.Id && x.Status != SubmissionStatus.Graded)),
            GradebookShow.Alive => students.Where(s => leases.Any(x => x.StudentId == s.Id && x.EndedAt == null)),
            GradebookShow.Overdue => students.Where(s => leases.Any(x => x.StudentId == s.Id && x.EndedAt == null
                && (x.State == LeaseState.Overdue || x.State == LeaseState.Quarantined
                    || (x.Deadline < now && !db.Submissions.Any(y => y.LeaseId == x.Id && y.SafeToDeleteAt == null))))),
            _ => students,
        };
    }

    private IQueryable<Student> Search(IQueryable<Student> students, string search)
    {
        foreach (var word in search.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var pattern = $"%{Escape(word)}%";
            // SQLite's LIKE takes letters of any case for the same (of the Latin alphabet), PostgreSQL's does not.
            students = db is SqliteDb
                ? students.Where(s => EF.Functions.Like(s.Number, pattern, Escaping)
                    || EF.Functions.Like(s.Name, pattern, Escaping) || EF.Functions.Like(s.Email, pattern, Escaping))
                : students.Where(s => EF.Functions.ILike(s.Number, pattern, Escaping)
                    || EF.Functions.ILike(s.Name, pattern, Escaping) || EF.Functions.ILike(s.Email, pattern, Escaping));
        }

        return students;
    }

    private static string Escape(string word) => word.Replace(Escaping, Escaping + Escaping, StringComparison.Ordinal)
        .Replace("%", Escaping + "%", StringComparison.Ordinal).Replace("_", Escaping + "_", StringComparison.Ordinal);
}
