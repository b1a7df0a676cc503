namespace EksGrader.Api.Host;

/// <summary>A part of a list.</summary>
/// <typeparam name="T">The items.</typeparam>
/// <param name="Items">The items.</param>
/// <param name="Next">What <c>after</c> takes to get the next part; null where this is the last.</param>
public sealed record ListView<T>(IReadOnlyList<T> Items, string? Next);

/// <summary>Makes parts of lists.</summary>
internal static class ListView
{
    /// <summary>The part out of one item more than was asked for, which tells whether there is a next part.</summary>
    public static ListView<T> Of<T>(IReadOnlyList<T> oneMore, int size, Func<T, string> cursor) =>
        oneMore.Count > size ? new ListView<T>([.. oneMore.Take(size)], cursor(oneMore[size - 1])) : new ListView<T>(oneMore, null);
}
