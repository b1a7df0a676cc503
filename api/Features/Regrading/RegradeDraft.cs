using System.Globalization;
using System.Text.Json.Nodes;
using EksGrader.Checks.Assignments;
using EksGrader.Checks.Checks;
using EksGrader.Checks.Core;
using EksGrader.Checks.Grading;
using EksGrader.Checks.Input;

namespace EksGrader.Api.Features.Regrading;

/// <summary>What an assignment is to be regraded by.</summary>
public sealed record NewRegrade
{
    /// <summary>The whole assignment as YAML or JSON; null to take the current version with <see cref="Values"/> changed.</summary>
    public string? Document { get; init; }

    /// <summary>Points and parameters by field, such as <c>checks[nodes].count</c>, as they were typed; what is not named stays.</summary>
    public IReadOnlyDictionary<string, string> Values { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary><c>recording</c> or <c>cluster</c>.</summary>
    public string? From { get; init; }

    /// <summary>Why.</summary>
    public string? Reason { get; init; }
}

/// <summary>Reads drafts: the whole of an assignment, of which only what a verdict is judged by may differ.</summary>
internal static class RegradeDraft
{
    private static readonly string[] Judged = ["assurance", "checks", "requireEks", "systemNamespaces", "title"];

    /// <summary>Reads a draft.</summary>
    public static ParseResult<Assignment> Read(Assignment current, NewRegrade wanted, Catalogue catalogue)
    {
        var reader = new AssignmentReader(catalogue.Infos);
        var reading = wanted.Document is { } document
            ? reader.Read(document, document.AsSpan().TrimStart().StartsWith('{') ? AssignmentFormat.Json : AssignmentFormat.Yaml)
            : reader.Read(Changed(current, wanted.Values, catalogue), AssignmentFormat.Json);
        if (reading.Value is not { } draft)
            return ParseResult.Refused<Assignment>([.. reading.Errors.Select(f => Named(f, current, wanted.Document is null))]);

        var beyond = AssignmentDiff.Between(current, draft).Select(c => c.Field.Split('.', '[')[0]).Distinct(StringComparer.Ordinal)
            .Where(f => !Judged.Contains(f, StringComparer.Ordinal)).ToList();
        return beyond.Count == 0 ? draft : ParseResult.Refused<Assignment>([.. beyond.Select(f => new ValidationError(f, RegradingTexts.Catalog["NotJudgedBy", f]))]);
    }

    /// <summary>The value of a parameter as it is typed.</summary>
    public static string Shown(object value) => value switch
    {
        bool flag => flag ? "true" : "false",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    // The reader tells what is wrong with it, as it does of any document.
    private static string Changed(Assignment current, IReadOnlyDictionary<string, string> values, Catalogue catalogue)
    {
        var root = JsonNode.Parse(AssignmentWriter.ToJson(current)) as JsonObject ?? [];
        var checks = root["checks"] as JsonArray ?? [];
        foreach (var check in checks.OfType<JsonObject>())
        {
            var id = check["check"]?.GetValue<string>() ?? "";
            var parameters = catalogue.Find(new CheckId(id))?.Info.Parameters ?? [];
            if (values.TryGetValue($"checks[{id}].points", out var points))
                check["points"] = Number(points);
            foreach (var parameter in parameters)
            {
                if (!values.TryGetValue($"checks[{id}].{parameter.Name}", out var value))
                    continue;
                if (value.Trim().Length == 0 && parameter is OptionalIntegerParameter or ListParameter)
                    check.Remove(parameter.Name);
                else
                    check[parameter.Name] = parameter switch
                    {
                        IntegerParameter => Number(value),
                        OptionalIntegerParameter => Number(value),
                        ListParameter => new JsonArray([.. value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(w => (JsonNode?)w)]),
                        BooleanParameter => bool.TryParse(value, out var flag) ? flag : value,
                        _ => value,
                    };
            }
        }

        return root.ToJsonString();
    }

    private static JsonNode Number(string typed) =>
        decimal.TryParse(typed.Trim(), NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : typed.Trim();

    // checks[0].points of the document is checks[nodes].points of the form, whose lines no one sees.
    private static ValidationError Named(ValidationError fault, Assignment current, bool ofForm)
    {
        if (!ofForm)
            return fault with { Field = fault.Field.Length == 0 ? "document" : $"document.{fault.Field}" };
        for (var i = 0; i < current.Checks.Count; i++)
        {
            if (fault.Field.StartsWith($"checks[{i}]", StringComparison.Ordinal))
                return fault with { Field = $"checks[{current.Checks[i].Check}]" + fault.Field[$"checks[{i}]".Length..], Line = null };
        }

        return fault with { Line = null };
    }
}
