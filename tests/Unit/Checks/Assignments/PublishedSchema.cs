using System.Text.Json;
using EksGrader.Checks.Assignments;
using EksGrader.Checks.Checks;
using Json.Schema;

namespace EksGrader.Tests.Unit.Checks.Assignments;

/// <summary>The schema of assignments as others apply it: editors, and scripts that write assignments.</summary>
internal sealed class PublishedSchema(IReadOnlyList<CheckInfo> checks)
{
    private static readonly EvaluationOptions WithReasons = new() { OutputFormat = OutputFormat.List };

    private readonly JsonSchema schema = JsonSchema.FromText(AssignmentSchema.Write(checks));

    public bool Takes(JsonElement document) => schema.Evaluate(document).IsValid;

    /// <summary>Why a document does not fit; empty where it does.</summary>
    public IReadOnlyList<string> FaultsOf(JsonElement document)
    {
        var found = schema.Evaluate(document, WithReasons);
        return found.IsValid ? [] : [.. (found.Details ?? []).SelectMany(d => (d.Errors ?? new Dictionary<string, string>()).Values.Select(e => $"{d.InstanceLocation}: {e}"))];
    }
}
