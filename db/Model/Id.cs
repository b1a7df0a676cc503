using System.Diagnostics.CodeAnalysis;

namespace EksGrader.Db.Model;

/// <summary>An id of its own type over a UUIDv7, so that one kind of id can never be given where another is meant.</summary>
/// <typeparam name="TSelf">The id's own type.</typeparam>
public interface IId<TSelf>
    where TSelf : struct, IId<TSelf>
{
    /// <summary>The UUID as databases and addresses hold it.</summary>
    Guid Value { get; }

    /// <summary>The id of a UUID that a database or an address holds.</summary>
    static abstract TSelf From(Guid value);
}

/// <summary>Makes and reads ids.</summary>
public static class Id
{
    /// <summary>A new id. Ids sort by the millisecond they were made in.</summary>
    /// <typeparam name="TId">The kind of id.</typeparam>
    public static TId New<TId>(TimeProvider time)
        where TId : struct, IId<TId> =>
        TId.From(Guid.CreateVersion7(time.GetUtcNow()));

    /// <summary>Reads an id as <c>ToString</c> writes it.</summary>
    /// <typeparam name="TId">The kind of id.</typeparam>
    public static bool TryParse<TId>([NotNullWhen(true)] string? text, out TId id)
        where TId : struct, IId<TId>
    {
        var parsed = Guid.TryParseExact(text, "D", out var value);
        id = TId.From(value);
        return parsed;
    }
}
