using System.Linq.Expressions;
using EksGrader.Db.Model;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Db.Storage;

/// <summary>Which page of a list is asked for.</summary>
/// <param name="After">The cursor of the page before; null for the first page.</param>
/// <param name="Size">How many items; 1 to 200.</param>
/// <param name="NewestFirst">Whether the list runs from the newest to the oldest.</param>
public sealed record PageRequest(string? After = null, int Size = 50, bool NewestFirst = false)
{
    /// <summary>The most items a page has.</summary>
    public const int MaxSize = 200;
}

/// <summary>A page of a list. Pages stay stable while rows come and go: the cursor is the last row's id, not a count.</summary>
/// <typeparam name="T">The items.</typeparam>
/// <param name="Items">The items.</param>
/// <param name="Next">The cursor of the next page; null where this is the last.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next);

/// <summary>Takes pages from queries.</summary>
public static class Paging
{
    /// <summary>The page of a query, in the order of its ids, which is that of time.</summary>
    /// <typeparam name="TRow">The rows that are paged.</typeparam>
    /// <typeparam name="TId">Their ids.</typeparam>
    /// <typeparam name="TItem">What is asked of each row.</typeparam>
    /// <param name="query">The rows, unordered.</param>
    /// <param name="page">Which page.</param>
    /// <param name="id">A row's id.</param>
    /// <param name="item">What is asked of a row; translated to SQL, so nothing else is read.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    /// <exception cref="FormatException">The cursor is none.</exception>
    public static async Task<Page<TItem>> ToPageAsync<TRow, TId, TItem>(
        this IQueryable<TRow> query, PageRequest page, Expression<Func<TRow, TId>> id, Expression<Func<TRow, TItem>> item, CancellationToken cancellationToken)
        where TRow : class
        where TId : struct, IId<TId>
    {
        if (page.After is { } after)
        {
            var cursor = Id.TryParse<TId>(after, out var parsed) ? parsed : throw new FormatException($"'{after}' is no cursor.");
            query = query.Where(IsBeyond(id, cursor, page.NewestFirst));
        }

        var size = Math.Clamp(page.Size, 1, PageRequest.MaxSize);
        var ordered = page.NewestFirst ? query.OrderByDescending(id) : query.OrderBy(id);
        var row = id.Parameters[0];
        var body = new Swap(item.Parameters[0], row).Visit(item.Body);
        var keyed = Expression.Lambda<Func<TRow, KeyValuePair<TId, TItem>>>(
            Expression.New(KeyValueOf<TId, TItem>(), id.Body, body), row);
        var found = await ordered.Select(keyed).Take(size + 1).ToListAsync(cancellationToken);
        return new Page<TItem>([.. found.Take(size).Select(f => f.Value)], found.Count > size ? found[size - 1].Key.ToString() : null);
    }

    /// <summary>The rows that come after a cursor, in the order of ids.</summary>
    /// <typeparam name="TRow">The rows.</typeparam>
    /// <typeparam name="TId">Their ids.</typeparam>
    /// <param name="id">A row's id.</param>
    /// <param name="cursor">The id of the last row before them.</param>
    /// <param name="newestFirst">Whether the list runs from the newest to the oldest.</param>
    public static Expression<Func<TRow, bool>> IsBeyond<TRow, TId>(Expression<Func<TRow, TId>> id, TId cursor, bool newestFirst)
        where TId : struct, IId<TId>
    {
        // Ids have no < and > of their own. The database has: the method only makes a valid expression of the operator.
        var method = ((Func<TId, TId, bool>)InSqlOnly).Method;
        Expression<Func<TId>> value = () => cursor; // a parameter of the SQL, not a constant: one plan for every page
        var comparison = newestFirst
            ? Expression.LessThan(id.Body, value.Body, liftToNull: false, method)
            : Expression.GreaterThan(id.Body, value.Body, liftToNull: false, method);
        return Expression.Lambda<Func<TRow, bool>>(comparison, id.Parameters);
    }

    private static bool InSqlOnly<TId>(TId left, TId right) => throw new NotSupportedException($"{left} and {right} are compared by the database.");

    private static System.Reflection.ConstructorInfo KeyValueOf<TId, TItem>() =>
        typeof(KeyValuePair<TId, TItem>).GetConstructor([typeof(TId), typeof(TItem)]) ?? throw new MissingMethodException();

    private sealed class Swap(ParameterExpression from, ParameterExpression to) : ExpressionVisitor
    {
        protected override Expression VisitParameter(ParameterExpression node) => node == from ? to : node;
    }
}
