using System.Globalization;
using System.Text.Json;
using EksGrader.Checks.Assignments;
using EksGrader.Checks.Checks;

namespace EksGrader.Api.Features.Assignments.Editing;

/// <summary>A check of an assignment as the fields of a form.</summary>
/// <param name="id">The check's id.</param>
/// <param name="values">Its points and parameters, by name; what is not there has the default.</param>
public sealed class CheckFields(string id, IReadOnlyDictionary<string, string> values)
{
    /// <summary>The check's id.</summary>
    public string Id { get; } = id;

    /// <summary>What stands in a field; empty for the default.</summary>
    public string this[string name] => values.GetValueOrDefault(name, "");

    /// <summary>The fields of a check.</summary>
    public static CheckFields Of(AssignedCheck check)
    {
        var values = check.Parameters.ToDictionary(p => p.Key, p => Shown(p.Value), StringComparer.Ordinal);
        values["points"] = AssignmentForm.Number(check.Points);
        return new CheckFields(check.Check.Value, values);
    }

    internal void Write(Utf8JsonWriter json, CheckInfo? info)
    {
        json.WriteStartObject();
        json.WriteString("check", Id);
        AssignmentForm.Figure(json, "points", this["points"]);
        foreach (var parameter in info?.Parameters ?? [])
        {
            var text = this[parameter.Name];
            if (text.Length == 0)
                continue;
            if (parameter is IntegerParameter or OptionalIntegerParameter)
                AssignmentForm.Figure(json, parameter.Name, text);
            else if (parameter is BooleanParameter && text is ("true" or "false"))
                json.WriteBoolean(parameter.Name, text == "true");
            else if (parameter is ListParameter)
                AssignmentForm.List(json, parameter.Name, WordsIn(text));
            else
                json.WriteString(parameter.Name, text);
        }

        json.WriteEndObject();
    }

    /// <summary>The words of a list as a form sends it or a person writes it, separated by commas.</summary>
    internal static string[] WordsIn(string text) => text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static string Shown(object value) => value switch
    {
        bool flag => AssignmentForm.Flag(flag),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };
}
