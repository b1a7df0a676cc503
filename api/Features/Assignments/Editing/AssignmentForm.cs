using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using EksGrader.Checks.Assignments;
using EksGrader.Checks.Checks;
using EksGrader.Checks.Core;
using NodaTime;
using NodaTime.Text;

namespace EksGrader.Api.Features.Assignments.Editing;

/// <summary>
/// An assignment as the fields of a form: texts by the paths that faults name too (<c>deletion.minimum</c>, <c>checks[0].points</c>). It holds
/// whatever was typed; the reader of assignments says what is wrong with it.
/// </summary>
public sealed partial class AssignmentForm
{
    /// <summary>The most checks that a form has; the reader refuses fewer.</summary>
    public const int MostChecks = 60;

    /// <summary>What <c>shown</c> says where students see it as soon as it is saved.</summary>
    public const string AtOnce = "now";

    /// <summary>What <c>shown</c> says where students see it from <c>opensAt</c> on.</summary>
    public const string From = "from";

    /// <summary>What <c>shown</c> says where students do not see it.</summary>
    public const string Draft = "draft";

    private readonly Dictionary<string, string> values;
    private readonly List<CheckFields> checks;

    /// <summary>A form with what was typed.</summary>
    /// <param name="values">The fields outside of checks, by path.</param>
    /// <param name="access">The kinds of access that are taken.</param>
    /// <param name="checks">The checks.</param>
    public AssignmentForm(IReadOnlyDictionary<string, string> values, IReadOnlyList<string> access, IReadOnlyList<CheckFields> checks) =>
        (this.values, Access, this.checks) = (new Dictionary<string, string>(values, StringComparer.Ordinal), access, [.. checks]);

    /// <summary>The kinds of access that are taken, as documents name them.</summary>
    public IReadOnlyList<string> Access { get; }

    /// <summary>The checks, in the order of the assignment.</summary>
    public IReadOnlyList<CheckFields> Checks => checks;

    /// <summary>What stands in a field; empty for what was left out.</summary>
    public string this[string path] => values.GetValueOrDefault(path, "");

    /// <summary>The form of an assignment.</summary>
    public static AssignmentForm Of(Assignment assignment) => new(
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["assignment"] = assignment.Slug,
            ["title.en"] = assignment.Title.En,
            ["title.ko"] = assignment.Title.Ko,
            ["description.en"] = Described(assignment.Description, korean: false),
            ["description.ko"] = Described(assignment.Description, korean: true),
            ["shown"] = assignment.Draft ? Draft : assignment.OpensAt is null ? AtOnce : From,
            ["opensAt"] = Shown(assignment.OpensAt),
            ["due"] = Shown(assignment.Due),
            ["timeZone"] = assignment.TimeZone?.Id ?? "",
            ["closesAt"] = Shown(assignment.ClosesAt),
            ["counts"] = Name(assignment.Counts),
            ["maxAttempts"] = assignment.MaxAttempts?.ToString(CultureInfo.InvariantCulture) ?? "",
            ["latePenalty"] = (assignment.LatePenalty * 100).ToString("0.##", CultureInfo.InvariantCulture),
            ["settleFor"] = DurationText.Format(assignment.SettleFor),
            ["longLivedKeys"] = Flag(assignment.LongLivedKeys),
            ["requireEks"] = Flag(assignment.Rules.RequireEks),
            ["assurance"] = Name(assignment.Rules.Assurance),
            ["systemNamespaces"] = string.Join(", ", assignment.Rules.SystemNamespaces),
            ["deletion.deleteBy"] = Name(assignment.Deletion.DeleteBy),
            ["deletion.minimum"] = DurationText.Format(assignment.Deletion.Minimum),
            ["deletion.lateAfter"] = DurationText.Format(assignment.Deletion.LateAfter),
            ["deletion.lateGrace"] = DurationText.Format(assignment.Deletion.LateGrace),
            ["deletion.enforce"] = Flag(assignment.Deletion.Enforce),
            ["deletion.grace"] = DurationText.Format(assignment.Deletion.Grace),
        },
        [.. assignment.Access.Select(Name)],
        [.. assignment.Checks.Select(CheckFields.Of)]);

    /// <summary>The same with one check more, at its default points.</summary>
    public AssignmentForm With(CheckInfo check) => checks.Count >= MostChecks ? this : new(
        values, Access, [.. checks, new CheckFields(check.Id.Value, new Dictionary<string, string>(StringComparer.Ordinal) { ["points"] = Number(check.DefaultPoints) })]);

    /// <summary>The same without one of the checks.</summary>
    public AssignmentForm Without(int index) => new(values, Access, [.. checks.Where((_, i) => i != index)]);

    /// <summary>The same with one of the checks moved up or down; unchanged at either end.</summary>
    public AssignmentForm Moved(int index, int by)
    {
        var to = index + by;
        if (index < 0 || index >= checks.Count || to < 0 || to >= checks.Count)
            return this;
        var moved = new List<CheckFields>(checks);
        (moved[index], moved[to]) = (moved[to], moved[index]);
        return new AssignmentForm(values, Access, moved);
    }

    /// <summary>The document that the form says, as JSON: what is no number stays a text, so that the reader can say so.</summary>
    /// <param name="catalogue">The checks there are; their parameters tell numbers from words.</param>
    public string ToJson(IReadOnlyList<CheckInfo> catalogue)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            Text(json, "assignment");
            Title(json);
            json.WriteStartObject("description");
            foreach (var field in (string[])["description.en", "description.ko"])
                Text(json, field);
            json.WriteEndObject();
            json.WriteBoolean("draft", this["shown"] == Draft);
            if (this["shown"] is Draft or From)
                Text(json, "opensAt");
            foreach (var field in (string[])["due", "timeZone", "closesAt", "counts"])
                Text(json, field);
            Figure(json, "maxAttempts", this["maxAttempts"]);
            Figure(json, "latePenalty", Share(this["latePenalty"]));
            Text(json, "settleFor");
            List(json, "access", Access);
            Switch(json, "longLivedKeys");
            Switch(json, "requireEks");
            Text(json, "assurance");
            List(json, "systemNamespaces", [.. Words().Matches(this["systemNamespaces"]).Select(m => m.Value)]);
            json.WriteStartObject("deletion");
            foreach (var field in (string[])["deletion.deleteBy", "deletion.minimum", "deletion.lateAfter", "deletion.lateGrace", "deletion.grace"])
                Text(json, field);
            Switch(json, "deletion.enforce");
            json.WriteEndObject();
            json.WriteStartArray("checks");
            foreach (var check in checks)
                check.Write(json, catalogue.FirstOrDefault(c => c.Id.Value == check.Id));
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    internal static void Figure(Utf8JsonWriter json, string name, string text)
    {
        if (text.Length == 0)
            return;
        if (PlainNumber().IsMatch(text))
        {
            json.WritePropertyName(name);
            json.WriteRawValue(text);
        }
        else
        {
            json.WriteString(name, text);
        }
    }

    /// <summary>Whether it is to open at a time that is not said.</summary>
    internal bool IsOpeningMissing => this["shown"] == From && this["opensAt"].Length == 0;

    internal static string Flag(bool value) => value ? "true" : "false";

    internal static string Number(decimal value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    private static string Shown(LocalDateTime? time) => time switch
    {
        null => "",
        { Second: 0 } known => LocalDateTimePattern.CreateWithInvariantCulture("uuuu'-'MM'-'dd'T'HH':'mm").Format(known),
        { } known => LocalDateTimePattern.CreateWithInvariantCulture("uuuu'-'MM'-'dd'T'HH':'mm':'ss").Format(known),
    };

    private static string Name<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());

    // One text for both languages stands in the field of the reader's own: changed there, it is changed for both.
    private static string Described(LocalizedText? description, bool korean) => description switch
    {
        null => "",
        { En: var en, Ko: var ko } when en == ko => korean == (CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "ko") ? en : "",
        _ => korean ? description.Ko : description.En,
    };

    // People say percent; what is no number stays as it was typed.
    private static string Share(string percent) =>
        PlainNumber().IsMatch(percent.TrimEnd('%', ' ')) && decimal.TryParse(percent.TrimEnd('%', ' '), NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? (number / 100).ToString("0.###########", CultureInfo.InvariantCulture) : percent;

    private void Text(Utf8JsonWriter json, string path)
    {
        if (this[path].Length > 0)
            json.WriteString(path[(path.LastIndexOf('.') + 1)..], this[path]);
    }

    private void Title(Utf8JsonWriter json)
    {
        var (en, ko) = (this["title.en"], this["title.ko"]);
        if (en.Length + ko.Length == 0)
            return;
        json.WriteStartObject("title");
        json.WriteString("en", en.Length > 0 ? en : ko);
        json.WriteString("ko", ko.Length > 0 ? ko : en);
        json.WriteEndObject();
    }

    private void Switch(Utf8JsonWriter json, string path) => json.WriteBoolean(path[(path.LastIndexOf('.') + 1)..], this[path] == "true");

    internal static void List(Utf8JsonWriter json, string name, IReadOnlyList<string> items)
    {
        json.WriteStartArray(name);
        foreach (var item in items)
            json.WriteStringValue(item);
        json.WriteEndArray();
    }

    [GeneratedRegex(@"\A-?(?:0|[1-9][0-9]{0,17})(?:\.[0-9]{1,9})?\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PlainNumber();

    [GeneratedRegex(@"[^\s,]+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Words();
}
