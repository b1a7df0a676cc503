using System.Text.Json.Serialization;

namespace EksGrader.Checks.Kubernetes;

/// <summary>Which objects are meant, by their labels (Kubernetes, "Labels and Selectors"). One without any term selects all.</summary>
public sealed record LabelSelector
{
    /// <summary>Labels that must have just these values.</summary>
    public IReadOnlyDictionary<string, string> MatchLabels { get; init => field = value ?? ObjectMeta.NoText; } = ObjectMeta.NoText;

    /// <summary>Further terms; all must hold.</summary>
    public IReadOnlyList<LabelTerm> MatchExpressions { get; init => field = value ?? []; } = [];

    /// <summary>Whether it has no term, so that it selects all.</summary>
    [JsonIgnore]
    public bool IsEmpty => MatchLabels.Count == 0 && MatchExpressions.Count == 0;

    /// <summary>Whether an object with some labels is meant.</summary>
    public bool Matches(IReadOnlyDictionary<string, string> labels) =>
        MatchLabels.All(l => labels.TryGetValue(l.Key, out var value) && value == l.Value) && MatchExpressions.All(t => t.Holds(labels));
}

/// <summary>One term of a selector.</summary>
public sealed record LabelTerm
{
    /// <summary>The label.</summary>
    public string Key { get; init => field = value ?? ""; } = "";

    /// <summary><c>In</c>, <c>NotIn</c>, <c>Exists</c> or <c>DoesNotExist</c>.</summary>
    public string Operator { get; init => field = value ?? ""; } = "";

    /// <summary>The values.</summary>
    public IReadOnlyList<string> Values { get; init => field = value ?? []; } = [];

    /// <summary>Whether it holds of some labels; an operator that Kubernetes does not know never holds.</summary>
    public bool Holds(IReadOnlyDictionary<string, string> labels) => Operator switch
    {
        "In" => labels.TryGetValue(Key, out var value) && Values.Contains(value, StringComparer.Ordinal),
        "NotIn" => !labels.TryGetValue(Key, out var value) || !Values.Contains(value, StringComparer.Ordinal),
        "Exists" => labels.ContainsKey(Key),
        "DoesNotExist" => !labels.ContainsKey(Key),
        _ => false,
    };
}
