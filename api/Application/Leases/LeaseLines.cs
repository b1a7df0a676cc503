using System.Linq.Expressions;
using EksGrader.Db;
using EksGrader.Db.Courses;
using EksGrader.Db.Ids;
using EksGrader.Db.Leases;
using EksGrader.Db.Storage;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Api.Application.Leases;

/// <summary>A lease beside its student, as queries see them.</summary>
internal sealed class LeaseLine
{
    public required Lease Lease { get; init; }

    public required Student Student { get; init; }
}

/// <summary>The leases of a course as queries: what is filtered and ordered is so in the database.</summary>
/// <param name="db">The database.</param>
/// <param name="course">The course.</param>
internal sealed class LeaseLines(EksGraderDb db, CourseId course)
{
    private const string Escaping = "\\";

    /// <summary>The lines that meet a filter.</summary>
    public IQueryable<LeaseLine> Filter(LeaseFilter filter) => Search(Show(All(), filter.Show, filter.Now), filter.Search);

    /// <summary>Every lease of the course.</summary>
    public IQueryable<LeaseLine> All() => db.Leases.AsNoTracking().Where(l => l.CourseId == course)
        .Join(db.Students.AsNoTracking(), l => l.StudentId, s => s.Id, (l, s) => new LeaseLine { Lease = l, Student = s });

    /// <summary>
    /// The lines in order, those of one place by their id. What they cost is not known to the database: by that they are ordered by their
    /// deadline.
    /// </summary>
    public static IOrderedQueryable<LeaseLine> Order(IQueryable<LeaseLine> lines, LeaseSort sort)
    {
        return (sort.By switch
        {
            LeaseOrder.Student => By(l => l.Student.Number),
            LeaseOrder.Cluster => By(l => l.Lease.ClusterName ?? l.Lease.ClusterArn ?? l.Lease.Endpoint ?? ""),
            LeaseOrder.State => By(l =>
                l.Lease.State == LeaseState.Quarantined ? 0
                : l.Lease.State == LeaseState.Overdue ? 1
                : l.Lease.State == LeaseState.Deleting ? 2
                : l.Lease.State == LeaseState.Active ? 3
                : 4).ThenBy(l => l.Lease.Deadline),
            _ => By(l => l.Lease.Deadline),
        }).ThenBy(l => l.Lease.Id);

        IOrderedQueryable<LeaseLine> By<TKey>(Expression<Func<LeaseLine, TKey>> key) => sort.Descending ? lines.OrderByDescending(key) : lines.OrderBy(key);
    }

    /// <summary>
    /// The lines by deadline that come after a place: at most so many. Two queries, since ids have no order of their own but in the
    /// database, where <see cref="Paging"/> knows it.
    /// </summary>
    /// <param name="lines">The lines.</param>
    /// <param name="after">The place; null for the start.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellationToken">Ends the queries.</param>
    public static async Task<List<LeaseLine>> AfterAsync(IQueryable<LeaseLine> lines, LeasePlace? after, int limit, CancellationToken cancellationToken)
    {
        var byDeadline = new LeaseSort();
        if (after is not { } place)
            return await Order(lines, byDeadline).Take(limit).ToListAsync(cancellationToken);
        var found = await Order(lines.Where(l => l.Lease.Deadline == place.Deadline).Where(Paging.IsBeyond<LeaseLine, LeaseId>(l => l.Lease.Id, place.Id, newestFirst: false)), byDeadline)
            .Take(limit).ToListAsync(cancellationToken);
        if (found.Count < limit)
            found.AddRange(await Order(lines.Where(l => l.Lease.Deadline > place.Deadline), byDeadline).Take(limit - found.Count).ToListAsync(cancellationToken));
        return found;
    }

    // A cluster that the student keeps for a look to come is not overdue, whatever its deadline says: it moves with the look (LeaseBook).
    private IQueryable<LeaseLine> Show(IQueryable<LeaseLine> lines, LeaseShow show, DateTimeOffset now) => show switch
    {
        LeaseShow.Live => lines.Where(l => l.Lease.EndedAt == null),
        LeaseShow.Active => lines.Where(l => l.Lease.State == LeaseState.Active
            && (l.Lease.Deadline >= now || db.Submissions.Any(s => s.LeaseId == l.Lease.Id && s.SafeToDeleteAt == null))),
        LeaseShow.Overdue => lines.Where(l => l.Lease.State == LeaseState.Overdue
            || (l.Lease.State == LeaseState.Active && l.Lease.Deadline < now && !db.Submissions.Any(s => s.LeaseId == l.Lease.Id && s.SafeToDeleteAt == null))),
        LeaseShow.Deleting => lines.Where(l => l.Lease.State == LeaseState.Deleting),
        LeaseShow.Quarantined => lines.Where(l => l.Lease.State == LeaseState.Quarantined),
        LeaseShow.Gone => lines.Where(l => l.Lease.State == LeaseState.Gone),
        LeaseShow.Settled => lines.Where(l => l.Lease.State == LeaseState.Settled),
        _ => lines,
    };

    private IQueryable<LeaseLine> Search(IQueryable<LeaseLine> lines, string search)
    {
        foreach (var word in search.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var pattern = $"%{Escape(word)}%";
            // SQLite's LIKE takes letters of any case for the same (of the Latin alphabet), PostgreSQL's does not.
            lines = db is SqliteDb
                ? lines.Where(l => EF.Functions.Like(l.Student.Number, pattern, Escaping) || EF.Functions.Like(l.Student.Name, pattern, Escaping)
                    || EF.Functions.Like(l.Lease.ClusterName ?? "", pattern, Escaping) || EF.Functions.Like(l.Lease.ClusterArn ?? "", pattern, Escaping)
                    || EF.Functions.Like(l.Lease.Region ?? "", pattern, Escaping) || EF.Functions.Like(l.Lease.Endpoint ?? "", pattern, Escaping))
                : lines.Where(l => EF.Functions.ILike(l.Student.Number, pattern, Escaping) || EF.Functions.ILike(l.Student.Name, pattern, Escaping)
                    || EF.Functions.ILike(l.Lease.ClusterName ?? "", pattern, Escaping) || EF.Functions.ILike(l.Lease.ClusterArn ?? "", pattern, Escaping)
                    || EF.Functions.ILike(l.Lease.Region ?? "", pattern, Escaping) || EF.Functions.ILike(l.Lease.Endpoint ?? "", pattern, Escaping));
        }

        return lines;
    }

    private static string Escape(string word) => word.Replace(Escaping, Escaping + Escaping, StringComparison.Ordinal)
        .Replace("%", Escaping + "%", StringComparison.Ordinal).Replace("_", Escaping + "_", StringComparison.Ordinal);
}

/// <summary>A place in the list of leases by deadline.</summary>
/// <param name="Deadline">The deadline of the lease before it.</param>
/// <param name="Id">Its id.</param>
internal sealed record LeasePlace(DateTimeOffset Deadline, LeaseId Id)
{
    private const char Between = '.';

    /// <summary>The place as a cursor names it.</summary>
    public override string ToString() => PageQuery.CursorOf(FormattableString.Invariant($"{Deadline.UtcTicks}{Between}{Id}"));

    /// <summary>The place that a cursor's text names; null where it names none.</summary>
    public static LeasePlace? Parse(string text) =>
        text.Split(Between) is [var ticks, var id]
            && long.TryParse(ticks, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var at) && at <= DateTimeOffset.MaxValue.UtcTicks
            && Db.Ids.Id.TryParse<LeaseId>(id, out var lease)
            ? new LeasePlace(new DateTimeOffset(at, TimeSpan.Zero), lease)
            : null;
}
