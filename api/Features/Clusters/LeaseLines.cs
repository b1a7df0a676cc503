using System.Linq.Expressions;
using EksGrader.Api.Host;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Api.Features.Clusters;

/// <summary>A lease beside its student, as queries see them.</summary>
internal sealed class LeaseLine
{
    public required Lease Lease { get; init; }

    public required Student Student { get; init; }
}

/// <summary>
/// The leases of a course as queries: what is filtered and ordered is so in the database. That is done by the leases' own rows, and only
/// those that are shown are read whole, with their students.
/// </summary>
internal sealed class LeaseLines(EksGraderDb db, CourseId course)
{
    private const string Escaping = "\\";

    /// <summary>The leases that meet a filter.</summary>
    public IQueryable<Lease> Filter(LeaseFilter filter) => Search(Show(db.Leases.AsNoTracking().Where(l => l.CourseId == course), filter.Show, filter.Now), filter.Search);

    /// <summary>
    /// Leases in order, those of one place by their id. What they cost is not known to the database: by that they are ordered by their
    /// deadline.
    /// </summary>
    public IOrderedQueryable<Lease> Order(IQueryable<Lease> leases, LeaseSort sort)
    {
        return (sort.By switch
        {
            LeaseOrder.Student => By(NumberOf()),
            LeaseOrder.Cluster => By(Cluster),
            LeaseOrder.State => By(Rank).ThenBy(l => l.Deadline),
            _ => By(l => l.Deadline),
        }).ThenBy(l => l.Id);

        IOrderedQueryable<Lease> By<TKey>(Expression<Func<Lease, TKey>> key) => sort.Descending ? leases.OrderByDescending(key) : leases.OrderBy(key);
    }

    /// <summary>How many of some leases come before one of them, in an order that the database knows. Nothing but numbers is read.</summary>
    public async Task<int> CountBeforeAsync(IQueryable<Lease> leases, LeaseSort sort, Lease lease, CancellationToken cancellationToken)
    {
        var (down, deadline) = (sort.Descending, lease.Deadline);
        switch (sort.By)
        {
            case LeaseOrder.Student:
                var number = await db.Students.Where(s => s.Id == lease.StudentId).Select(s => s.Number).FirstAsync(cancellationToken);
                return await CountAsync(Texts(NumberOf(), number), Same(NumberOf(), number));
            case LeaseOrder.Cluster:
                var cluster = lease.ClusterName ?? lease.ClusterArn ?? lease.Endpoint ?? "";
                return await CountAsync(Texts(Cluster, cluster), Same(Cluster, cluster));
            case LeaseOrder.State:
                var rank = Rank.Compile()(lease);
                var same = leases.Where(Same(Rank, rank));
                return await leases.CountAsync(Numbers(Rank, rank), cancellationToken)
                    + await same.CountAsync(l => l.Deadline < deadline, cancellationToken)
                    + await SameAsync(same.Where(l => l.Deadline == deadline));
            default:
                return await CountAsync(down ? l => l.Deadline > deadline : l => l.Deadline < deadline, l => l.Deadline == deadline);
        }

        async Task<int> CountAsync(Expression<Func<Lease, bool>> before, Expression<Func<Lease, bool>> beside) =>
            await leases.CountAsync(before, cancellationToken) + await SameAsync(leases.Where(beside));

        Task<int> SameAsync(IQueryable<Lease> beside) => beside.CountAsync(Paging.IsBeyond<Lease, LeaseId>(l => l.Id, lease.Id, newestFirst: true), cancellationToken);

        // Compared by the database, whose order of letters is its own.
        Expression<Func<Lease, bool>> Texts(Expression<Func<Lease, string>> key, string value)
        {
            var compared = Expression.Call(typeof(string), nameof(string.Compare), null, key.Body, Value(value));
            return Expression.Lambda<Func<Lease, bool>>(down ? Expression.GreaterThan(compared, Expression.Constant(0)) : Expression.LessThan(compared, Expression.Constant(0)), key.Parameters);
        }

        Expression<Func<Lease, bool>> Numbers(Expression<Func<Lease, int>> key, int value) =>
            Expression.Lambda<Func<Lease, bool>>(down ? Expression.GreaterThan(key.Body, Value(value)) : Expression.LessThan(key.Body, Value(value)), key.Parameters);

        Expression<Func<Lease, bool>> Same<TKey>(Expression<Func<Lease, TKey>> key, TKey value) =>
            Expression.Lambda<Func<Lease, bool>>(Expression.Equal(key.Body, Value(value)), key.Parameters);

        // A parameter of the SQL, not a constant: one plan for every place.
        Expression Value<T>(T value) => ((Expression<Func<T>>)(() => value)).Body;
    }

    /// <summary>
    /// The leases by deadline that come after a place: at most so many. Two queries, since ids have no order of their own but in the
    /// database, where <see cref="Paging"/> knows it.
    /// </summary>
    /// <param name="leases">The leases.</param>
    /// <param name="after">The place; null for the start.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellationToken">Ends the queries.</param>
    public async Task<IReadOnlyList<LeaseLine>> AfterAsync(IQueryable<Lease> leases, LeasePlace? after, int limit, CancellationToken cancellationToken)
    {
        var byDeadline = new LeaseSort();
        if (after is not { } place)
            return await ReadAsync(Order(leases, byDeadline).Take(limit), cancellationToken);
        var beside = leases.Where(l => l.Deadline == place.Deadline).Where(Paging.IsBeyond<Lease, LeaseId>(l => l.Id, place.Id, newestFirst: false));
        var found = await ReadAsync(Order(beside, byDeadline).Take(limit), cancellationToken);
        return found.Count < limit
            ? [.. found, .. await ReadAsync(Order(leases.Where(l => l.Deadline > place.Deadline), byDeadline).Take(limit - found.Count), cancellationToken)]
            : found;
    }

    /// <summary>Some leases whole, in their order: first which they are, since ordering rows carries them along.</summary>
    public async Task<IReadOnlyList<LeaseLine>> ReadAsync(IQueryable<Lease> some, CancellationToken cancellationToken) =>
        await ReadAsync(await some.Select(l => l.Id).ToListAsync(cancellationToken), cancellationToken);

    /// <summary>Some leases whole, in the order of their ids here; those of the course that there are.</summary>
    public async Task<IReadOnlyList<LeaseLine>> ReadAsync(IReadOnlyList<LeaseId> ids, CancellationToken cancellationToken)
    {
        var found = await db.Leases.AsNoTracking().Where(l => l.CourseId == course && ids.Contains(l.Id))
            .Join(db.Students.AsNoTracking(), l => l.StudentId, s => s.Id, (l, s) => new LeaseLine { Lease = l, Student = s })
            .ToDictionaryAsync(l => l.Lease.Id, cancellationToken);
        return [.. ids.Where(found.ContainsKey).Select(i => found[i])];
    }

    private static Expression<Func<Lease, string>> Cluster => l => l.ClusterName ?? l.ClusterArn ?? l.Endpoint ?? "";

    // What needs someone comes first.
    private static Expression<Func<Lease, int>> Rank => l =>
        l.State == LeaseState.Quarantined ? 0
        : l.State == LeaseState.Overdue ? 1
        : l.State == LeaseState.Deleting ? 2
        : l.State == LeaseState.Active ? 3
        : 4;

    private Expression<Func<Lease, string>> NumberOf() => l => db.Students.Where(s => s.Id == l.StudentId).Select(s => s.Number).First();

    // A cluster that the student keeps for a probe to come is not overdue, whatever its deadline says: it moves with the probe (LeaseRegistration).
    private IQueryable<Lease> Show(IQueryable<Lease> leases, LeaseShow show, DateTimeOffset now) => show switch
    {
        LeaseShow.Live => leases.Where(l => l.EndedAt == null),
        LeaseShow.Active => leases.Where(l => l.State == LeaseState.Active
            && (l.Deadline >= now || db.Submissions.Any(s => s.LeaseId == l.Id && s.SafeToDeleteAt == null))),
        LeaseShow.Overdue => leases.Where(l => l.State == LeaseState.Overdue
            || (l.State == LeaseState.Active && l.Deadline < now && !db.Submissions.Any(s => s.LeaseId == l.Id && s.SafeToDeleteAt == null))),
        LeaseShow.Deleting => leases.Where(l => l.State == LeaseState.Deleting),
        LeaseShow.Quarantined => leases.Where(l => l.State == LeaseState.Quarantined),
        LeaseShow.Gone => leases.Where(l => l.State == LeaseState.Gone),
        LeaseShow.Settled => leases.Where(l => l.State == LeaseState.Settled),
        _ => leases,
    };

    private IQueryable<Lease> Search(IQueryable<Lease> leases, string search)
    {
        foreach (var word in search.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var pattern = $"%{Escape(word)}%";
            // SQLite's LIKE takes letters of any case for the same (of the Latin alphabet), PostgreSQL's does not.
            leases = db is SqliteDb
                ? leases.Where(l => EF.Functions.Like(l.ClusterName ?? "", pattern, Escaping) || EF.Functions.Like(l.ClusterArn ?? "", pattern, Escaping)
                    || EF.Functions.Like(l.Region ?? "", pattern, Escaping) || EF.Functions.Like(l.Endpoint ?? "", pattern, Escaping)
                    || db.Students.Any(s => s.Id == l.StudentId && (EF.Functions.Like(s.Number, pattern, Escaping) || EF.Functions.Like(s.Name, pattern, Escaping))))
                : leases.Where(l => EF.Functions.ILike(l.ClusterName ?? "", pattern, Escaping) || EF.Functions.ILike(l.ClusterArn ?? "", pattern, Escaping)
                    || EF.Functions.ILike(l.Region ?? "", pattern, Escaping) || EF.Functions.ILike(l.Endpoint ?? "", pattern, Escaping)
                    || db.Students.Any(s => s.Id == l.StudentId && (EF.Functions.ILike(s.Number, pattern, Escaping) || EF.Functions.ILike(s.Name, pattern, Escaping))));
        }

        return leases;
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
            && Db.Model.Id.TryParse<LeaseId>(id, out var lease)
            ? new LeasePlace(new DateTimeOffset(at, TimeSpan.Zero), lease)
            : null;
}
