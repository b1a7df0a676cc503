using Xunit.Sdk;
using Xunit.v3;

namespace EksGrader.Tests.Support;

/// <summary>What takes minutes begins first: begun last, it would be waited for alone.</summary>
/// <param name="longest">The classes, the longest first.</param>
public abstract class LongestFirst(params Type[] longest) : ITestCollectionOrderer
{
    /// <inheritdoc />
    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection =>
        [.. testCollections.OrderBy(c => Place(c.TestCollectionDisplayName)).ThenBy(c => c.UniqueID, StringComparer.Ordinal)];

    private int Place(string name) =>
        Array.FindIndex(longest, l => name.Contains($".{l.Name} ", StringComparison.Ordinal)) is >= 0 and var place ? place : longest.Length;
}
