using System.Diagnostics.CodeAnalysis;
using EksGrader.Checks.Input;

namespace EksGrader.Checks.Assignments;

/// <summary>One field in which two versions of an assignment differ.</summary>
/// <param name="Field">The path, such as <c>deletion.minimum</c> or <c>checks[nodes].count</c>; checks are named by their id.</param>
/// <param name="Before">The older value in canonical YAML, a text of several lines as it is; null where the field was not there.</param>
/// <param name="After">The newer value in the same form; null where the field is no longer there.</param>
public sealed record AssignmentChange(string Field, string? Before, string? After);

/// <summary>Tells what changed between two versions of an assignment.</summary>
public static class AssignmentDiff
{
    private const string CheckField = "check";

    /// <summary>Every field that differs, in canonical order; empty where both say the same.</summary>
    public static IReadOnlyList<AssignmentChange> Between(Assignment before, Assignment after) =>
        [.. Mappings("", AssignmentWriter.ToTree(before), AssignmentWriter.ToTree(after))];

    private static IEnumerable<AssignmentChange> Mappings(string path, DocumentNode.Mapping before, DocumentNode.Mapping after) =>
        after.Fields.Concat(before.Fields).DistinctBy(f => f.Name, StringComparer.Ordinal).SelectMany(field =>
            Nodes(path.Length == 0 ? field.Name : $"{path}.{field.Name}", before.Find(field.Name)?.Value, after.Find(field.Name)?.Value));

    private static IEnumerable<AssignmentChange> Nodes(string path, DocumentNode? before, DocumentNode? after) => (before, after) switch
    {
        (DocumentNode.Mapping b, DocumentNode.Mapping a) => Mappings(path, b, a),
        (DocumentNode.Sequence { Items: [DocumentNode.Mapping, ..] } b, DocumentNode.Sequence { Items: [DocumentNode.Mapping, ..] } a) => Checks(path, b, a),
        _ when Shown(before) == Shown(after) => [],
        _ => [new AssignmentChange(path, Shown(before), Shown(after))],
    };

    private static IEnumerable<AssignmentChange> Checks(string path, DocumentNode.Sequence before, DocumentNode.Sequence after)
    {
        var older = ById(before);
        var newer = ById(after);
        foreach (var id in newer.Keys.Concat(older.Keys).Distinct(StringComparer.Ordinal))
        {
            foreach (var change in Nodes($"{path}[{id}]", older.GetValueOrDefault(id), newer.GetValueOrDefault(id)))
                yield return change;
        }

        var (orderBefore, orderAfter) = (Order(older.Keys.Where(newer.ContainsKey)), Order(newer.Keys.Where(older.ContainsKey)));
        if (orderBefore != orderAfter)
            yield return new AssignmentChange(path, orderBefore, orderAfter);

        static string Order(IEnumerable<string> ids) => $"[{string.Join(", ", ids)}]";
    }

    private static OrderedDictionary<string, DocumentNode.Mapping> ById(DocumentNode.Sequence checks)
    {
        var byId = new OrderedDictionary<string, DocumentNode.Mapping>(StringComparer.Ordinal);
        foreach (var check in checks.Items.OfType<DocumentNode.Mapping>())
            byId[check.Find(CheckField)?.Value is DocumentNode.Scalar id ? id.Text : ""] = check;
        return byId;
    }

    private static string? Shown(DocumentNode? node) => node switch
    {
        null => null,
        DocumentNode.Scalar { Kind: ScalarKind.Text, Text: var lines } when lines.Contains('\n', StringComparison.Ordinal) => lines,
        _ => YamlText.Inline(node),
    };
}

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
