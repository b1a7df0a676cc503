using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using System.Text.Unicode;
using EksGrader.Checks.Core;

namespace EksGrader.Db.Model;

/// <summary>
/// How the words of a verdict are stored: JSON, both languages, Korean as it is. Control characters are escaped, so PostgreSQL, which
/// takes no NUL in a text, takes whatever a stranger's pod wrote.
/// </summary>
public static class VerdictJson
{
    private static readonly VerdictJsonContext Context = new(new JsonSerializerOptions(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter<FactKind>(), new JsonStringEnumConverter<FactState>() },
    });

    /// <summary>Writes a sentence.</summary>
    public static string Write(LocalizedText text) => JsonSerializer.Serialize(text, Context.LocalizedText);

    /// <summary>Writes sentences.</summary>
    public static string Write(IReadOnlyList<LocalizedText> texts) => JsonSerializer.Serialize(texts, Context.IReadOnlyListLocalizedText);

    /// <summary>Writes evidence.</summary>
    public static string Write(IReadOnlyList<Evidence> evidence) => JsonSerializer.Serialize(evidence, Context.IReadOnlyListEvidence);

    /// <summary>Writes facts.</summary>
    public static string Write(IReadOnlyList<Fact> facts) => JsonSerializer.Serialize(facts, Context.IReadOnlyListFact);

    /// <summary>Writes a question to the instructor.</summary>
    public static string Write(InstructorQuestion question) => JsonSerializer.Serialize(question, Context.InstructorQuestion);

    /// <summary>Reads a sentence.</summary>
    /// <exception cref="JsonException">The stored text is not one.</exception>
    public static LocalizedText ReadText(string json) => Read(json, Context.LocalizedText);

    /// <summary>Reads sentences.</summary>
    /// <exception cref="JsonException">The stored text is not that.</exception>
    public static IReadOnlyList<LocalizedText> ReadTexts(string json) => Read(json, Context.IReadOnlyListLocalizedText);

    /// <summary>Reads evidence.</summary>
    /// <exception cref="JsonException">The stored text is not that.</exception>
    public static IReadOnlyList<Evidence> ReadEvidence(string json) => Read(json, Context.IReadOnlyListEvidence);

    /// <summary>Reads facts.</summary>
    /// <exception cref="JsonException">The stored text is not that.</exception>
    public static IReadOnlyList<Fact> ReadFacts(string json) => Read(json, Context.IReadOnlyListFact);

    /// <summary>Reads a question to the instructor.</summary>
    /// <exception cref="JsonException">The stored text is not one.</exception>
    public static InstructorQuestion ReadQuestion(string json) => Read(json, Context.InstructorQuestion);

    /// <summary>Writes texts by name.</summary>
    internal static string Write(IReadOnlyDictionary<string, string> texts) => JsonSerializer.Serialize(texts, Context.IReadOnlyDictionaryStringString);

    /// <summary>Reads texts by name.</summary>
    /// <exception cref="JsonException">The stored text is not that.</exception>
    internal static IReadOnlyDictionary<string, string> ReadNamed(string json) => Read(json, Context.IReadOnlyDictionaryStringString);

    private static T Read<T>(string json, JsonTypeInfo<T> type) =>
        JsonSerializer.Deserialize(json, type) ?? throw new JsonException("A stored text is null.");
}

[JsonSerializable(typeof(LocalizedText))]
[JsonSerializable(typeof(IReadOnlyList<LocalizedText>))]
[JsonSerializable(typeof(IReadOnlyList<Evidence>))]
[JsonSerializable(typeof(IReadOnlyList<Fact>))]
[JsonSerializable(typeof(InstructorQuestion))]
[JsonSerializable(typeof(IReadOnlyDictionary<string, string>))]
internal sealed partial class VerdictJsonContext : JsonSerializerContext;

[JsonSerializable(typeof(IReadOnlyList<string>))]
internal sealed partial class LinesJson : JsonSerializerContext;
