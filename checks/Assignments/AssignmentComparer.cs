using System.Diagnostics.CodeAnalysis;

namespace EksGrader.Checks.Assignments;

/// <summary>Compares assignments by what they say, their lists included (a record compares those by reference).</summary>
public sealed class AssignmentComparer : IEqualityComparer<Assignment>
{
    /// <summary>The one comparer.</summary>
    public static AssignmentComparer Instance { get; } = new();

    /// <inheritdoc/>
    public bool Equals(Assignment? x, Assignment? y)
    {
        if (x is null || y is null)
            return x is null && y is null;

        // With the lists made the same reference, the record's own equality compares every other field, those yet to come included.
        var rules = x.Rules with { SystemNamespaces = y.Rules.SystemNamespaces };
        return (x with { Access = y.Access, Checks = y.Checks, Rules = rules }).Equals(y)
            && x.Access.SequenceEqual(y.Access)
            && x.Rules.SystemNamespaces.SequenceEqual(y.Rules.SystemNamespaces, StringComparer.Ordinal)
            && x.Checks.Count == y.Checks.Count
            && x.Checks.Zip(y.Checks).All(pair => Same(pair.First, pair.Second));
    }

    /// <inheritdoc/>
    public int GetHashCode([DisallowNull] Assignment obj) => HashCode.Combine(obj.Slug, obj.Due, obj.Checks.Count, obj.MaxScore);

    private static bool Same(AssignedCheck x, AssignedCheck y) =>
        (x with { Parameters = y.Parameters }).Equals(y)
        && x.Parameters.Count == y.Parameters.Count
        && x.Parameters.All(p => y.Parameters.TryGetValue(p.Key, out var other) && p.Value.Equals(other));
}
