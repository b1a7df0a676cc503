using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Text.Unicode;
using EksGrader.Checks.Checks;
using EksGrader.Checks.Core;
using EksGrader.Checks.Input;
using NodaTime;

namespace EksGrader.Checks.Assignments;

/// <summary>Every field of an assignment, in canonical order: reader, writer, schema and difference are all made from this.</summary>
internal static partial class AssignmentFields
{
    /// <summary>The longest that a grading may settle: what takes longer than a day is not settling.</summary>
    private static readonly Duration LongestSettling = Duration.FromDays(1);

    /// <summary>The longest of the times about deletion.</summary>
    private static readonly Duration LongestDeletion = Duration.FromDays(30);

    /// <summary>An assignment whose checks are of this catalogue; an empty one will do for writing.</summary>
    public static ObjectValue<Assignment> Of(IReadOnlyList<CheckInfo> catalogue) => new(
        [
            Named("assignment", new TextValue(Slug, 64, "WantedSlug"), a => a.Slug, (a, v) => a with { Slug = v }, required: true),
            Named("title", new TitleValue(), a => a.Title, (a, v) => a with { Title = v }),
            Named("draft", new FlagValue(), a => a.Draft, (a, v) => a with { Draft = v }),
            Named("opensAt", new Optional<LocalDateTime>(new LocalTimeValue()), a => a.OpensAt, (a, v) => a with { OpensAt = v }),
            Named("due", new Optional<LocalDateTime>(new LocalTimeValue()), a => a.Due, (a, v) => a with { Due = v }),
            Named("timeZone", new TimeZoneValue(), a => a.TimeZone, (a, v) => a with { TimeZone = v }),
            Named("closesAt", new Optional<LocalDateTime>(new LocalTimeValue()), a => a.ClosesAt, (a, v) => a with { ClosesAt = v }),
            Named("description", new MarkdownValue(), a => a.Description, (a, v) => a with { Description = v }),
            Named("counts", new ChoiceValue<CountingRule>(), a => a.Counts, (a, v) => a with { Counts = v }),
            Named("maxAttempts", new Optional<int>(new WholeNumberValue(1, 1_000)), a => a.MaxAttempts, (a, v) => a with { MaxAttempts = v }),
            Named("latePenalty", new DecimalValue(1, 4), a => a.LatePenalty, (a, v) => a with { LatePenalty = v }),
            Named("settleFor", new DurationValue(LongestSettling), a => a.SettleFor, (a, v) => a with { SettleFor = v }),
            Named("access", new ListValue<AccessKind>(new ChoiceValue<AccessKind>(), 1, 4), a => a.Access, (a, v) => a with { Access = v }),
            Named("longLivedKeys", new FlagValue(), a => a.LongLivedKeys, (a, v) => a with { LongLivedKeys = v }),
            Named("requireEks", new FlagValue(), a => a.Rules.RequireEks, (a, v) => a with { Rules = a.Rules with { RequireEks = v } }),
            Named("assurance", new ChoiceValue<Assurance>(), a => a.Rules.Assurance, (a, v) => a with { Rules = a.Rules with { Assurance = v } }),
            Named("systemNamespaces", SystemNamespaces(), a => a.Rules.SystemNamespaces, (a, v) => a with { Rules = a.Rules with { SystemNamespaces = v } }),
            Named("deletion", Deletion(), a => a.Deletion, (a, v) => a with { Deletion = v }),
            Named("checks", Checks(catalogue), a => a.Checks, (a, v) => a with { Checks = v }, required: true),
        ],
        new Assignment { Slug = "", Title = LocalizedText.Same(""), Checks = [] });

    private static ListValue<string> SystemNamespaces() => new(new TextValue(NamespacePattern, 64, "WantedNamespace"), 0, 100);

    private static ListValue<AssignedCheck> Checks(IReadOnlyList<CheckInfo> catalogue) =>
        new(new CheckValue(catalogue), 1, 50, identityField: "check");

    private static ObjectValue<DeletionRule> Deletion() => new(
        [
            InDeletion("deleteBy", new ChoiceValue<DeleteBy>(), d => d.DeleteBy, (d, v) => d with { DeleteBy = v }),
            InDeletion("minimum", new DurationValue(LongestDeletion), d => d.Minimum, (d, v) => d with { Minimum = v }),
            InDeletion("lateAfter", new DurationValue(LongestDeletion), d => d.LateAfter, (d, v) => d with { LateAfter = v }),
            InDeletion("lateGrace", new DurationValue(LongestDeletion), d => d.LateGrace, (d, v) => d with { LateGrace = v }),
            InDeletion("enforce", new FlagValue(), d => d.Enforce, (d, v) => d with { Enforce = v }),
            InDeletion("grace", new DurationValue(LongestDeletion), d => d.Grace, (d, v) => d with { Grace = v }),
        ],
        new DeletionRule());

    private static Field<Assignment, T> Named<T>(
        string name, FieldValue<T> value, Func<Assignment, T> get, Func<Assignment, T, Assignment> with, bool required = false) =>
        new(name, AssignmentTexts.Catalog[$"Field_{name}"], value, get, with, required);

    private static Field<DeletionRule, T> InDeletion<T>(
        string name, FieldValue<T> value, Func<DeletionRule, T> get, Func<DeletionRule, T, DeletionRule> with) =>
        new(name, AssignmentTexts.Catalog[$"Field_deletion_{name}"], value, get, with);

    [GeneratedRegex(@"\A[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\z", RegexOptions.NonBacktracking)]
    private static partial Regex Slug { get; }

    // A namespace's name (RFC 1123 label), or its beginning followed by *.
    [GeneratedRegex(@"\A[a-z0-9](?:[a-z0-9-]*(?:[a-z0-9]|\*))?\z", RegexOptions.NonBacktracking)]
    private static partial Regex NamespacePattern { get; }
}

/// <summary>
/// Writes the JSON Schema (draft 2020-12) of assignments for editors: made from the very fields that the reader reads, and from the
/// catalogue. What only a tz database or two fields together can tell is left to the reader.
/// </summary>
public static class AssignmentSchema
{
    private static readonly JsonWriterOptions Readable = new()
    {
        Indented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
    };

    /// <summary>The schema as a document that ends with a line break.</summary>
    /// <param name="catalogue">The checks that an assignment can name.</param>
    public static string Write(IEnumerable<CheckInfo> catalogue)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var schema = new Utf8JsonWriter(buffer, Readable))
        {
            schema.WriteStartObject();
            schema.WriteString("$schema", "https://json-schema.org/draft/2020-12/schema");
            schema.WriteString("title", AssignmentTexts.Catalog["SchemaTitle"].En);
            schema.WriteString("description", AssignmentTexts.Catalog["SchemaDescription"].En);
            AssignmentFields.Of([.. catalogue]).Describe(schema);
            schema.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan) + "\n";
    }
}
