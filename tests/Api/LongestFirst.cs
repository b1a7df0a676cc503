using EksGrader.Tests.Api;
using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(LongestFirst))]

namespace EksGrader.Tests.Api;

/// <summary>What takes minutes begins first: begun last, it would be waited for alone.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly string[] Longest = [nameof(KilledClassTests), nameof(WatchedClassTests), nameof(KilledServiceTests)];

    /// <inheritdoc />
    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection =>
        [.. testCollections.OrderBy(c => Place(c.TestCollectionDisplayName)).ThenBy(c => c.UniqueID, StringComparer.Ordinal)];

    private static int Place(string name) =>
        Array.FindIndex(Longest, l => name.Contains($".{l} ", StringComparison.Ordinal)) is >= 0 and var place ? place : Longest.Length;
}
