using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using EksGrader.Checks.Core;
using EksGrader.Checks.Input;

namespace EksGrader.Checks.Kubernetes.Objects;

/// <summary>Reads a number or a text as a text (Kubernetes, IntOrString).</summary>
public sealed class NumberOrTextConverter : JsonConverter<string>
{
    /// <inheritdoc/>
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.Null => null,
        JsonTokenType.Number => reader.TryGetInt64(out var number) ? number.ToString(CultureInfo.InvariantCulture) : throw new JsonException("A whole number is expected."),
        JsonTokenType.String => SafeText.Line(reader.GetString() ?? "", 100),
        _ => throw new JsonException("A number or a text is expected."),
    };

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);
}

/// <summary>Reads the address of a repository and drops what may be a secret: user, password and query.</summary>
public sealed class RepositoryConverter : JsonConverter<string>
{
    /// <inheritdoc/>
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => RepositoryAddress.Kept(reader.GetString() ?? "");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);
}

/// <summary>Addresses of repositories.</summary>
public static class RepositoryAddress
{
    private const int Longest = 300;

    /// <summary>An address as a recording keeps it: without user, password, query and fragment.</summary>
    public static string Kept(string address)
    {
        var text = SafeText.Line(address, Longest);
        text = text[..(text.IndexOfAny(['?', '#']) is var end and >= 0 ? end : text.Length)];
        var start = text.IndexOf("://", StringComparison.Ordinal) is var scheme and >= 0 ? scheme + 3 : 0;
        var slash = text.IndexOf('/', start) is var path and >= 0 ? path : text.Length;
        var at = text.LastIndexOf('@', slash - 1 < 0 ? 0 : slash - 1);

        // A password may hold a slash that is not escaped: with one, the last @ ends it, wherever that is.
        at = at >= start && text[start..at].Contains(':', StringComparison.Ordinal) ? text.LastIndexOf('@') : at;
        return at >= start ? text[..start] + text[(at + 1)..] : text;
    }

    /// <summary>Whether two addresses name one repository: without scheme, user, the ending <c>.git</c>, a slash at the end and the case of the host.</summary>
    public static bool AreSame(string one, string other) => string.Equals(Name(one), Name(other), StringComparison.Ordinal);

    // git@host:owner/name is host/owner/name.
    private static string Name(string address)
    {
        var text = Kept(address.Trim());
        var scheme = text.IndexOf("://", StringComparison.Ordinal);
        var hasScheme = scheme >= 0;
        text = (hasScheme ? text[(scheme + 3)..] : text).TrimEnd('/');
        text = text.EndsWith(".git", StringComparison.OrdinalIgnoreCase) ? text[..^4] : text;
        var end = text.IndexOfAny(hasScheme ? ['/'] : ['/', ':']) is var first and >= 0 ? first : text.Length;
        return text[..end].ToLowerInvariant() + text[end..].Replace(':', '/');
    }
}

/// <summary>The objects of an application, bounded.</summary>
/// <param name="Items">The first of them.</param>
/// <param name="IsCut">Whether there were more, so that what is missing may be among those.</param>
public sealed record ManagedResources(IReadOnlyList<ManagedResource> Items, bool IsCut)
{
    /// <summary>None.</summary>
    public static ManagedResources None { get; } = new([], IsCut: false);
}

/// <summary>Reads the objects of an application; the first 500 are kept.</summary>
public sealed class ManagedResourcesConverter : JsonConverter<ManagedResources>
{
    private const int Most = 500;

    /// <inheritdoc/>
    public override ManagedResources? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            var kept = JsonSerializer.Deserialize(ref reader, ResourcesJson.Default.KeptResources);
            return new ManagedResources(kept?.Items ?? [], kept?.IsCut == true);
        }

        var all = JsonSerializer.Deserialize(ref reader, ResourcesJson.Default.ListManagedResource) ?? [];
        return new ManagedResources([.. all.Take(Most)], all.Count > Most);
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, ManagedResources value, JsonSerializerOptions options) =>
        JsonSerializer.Serialize(writer, new KeptResources { Items = value.Items, IsCut = value.IsCut }, ResourcesJson.Default.KeptResources);
}

/// <summary>How the objects of an application are recorded.</summary>
internal sealed record KeptResources
{
    public IReadOnlyList<ManagedResource> Items { get; init => field = value ?? []; } = [];

    public bool IsCut { get; init; }
}

/// <summary>The objects of a kustomization, bounded.</summary>
/// <param name="Ids">The first of them, each <c>NAMESPACE_NAME_GROUP_KIND</c>.</param>
/// <param name="IsCut">Whether there were more.</param>
public sealed record FluxEntries(IReadOnlyList<string> Ids, bool IsCut)
{
    /// <summary>None.</summary>
    public static FluxEntries None { get; } = new([], IsCut: false);
}

/// <summary>Reads the objects of a kustomization; the first 500 are kept.</summary>
public sealed class FluxEntriesConverter : JsonConverter<FluxEntries>
{
    private const int Most = 500;
    private const string More = "…";

    /// <inheritdoc/>
    public override FluxEntries? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw new JsonException("A list is expected.");
        }

        var (ids, isCut) = (new List<string>(), false);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            // As it is recorded: a list of ids; as Flux writes it: a list of objects.
            var id = reader.TokenType == JsonTokenType.String ? reader.GetString() : JsonSerializer.Deserialize(ref reader, ResourcesJson.Default.FluxInventoryEntry)?.Id;
            isCut |= id == More || ids.Count == Most;
            if (!isCut)
            {
                ids.Add(SafeText.Line(id ?? "", 400));
            }
        }

        return new FluxEntries(ids, isCut);
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, FluxEntries value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        foreach (var id in value.Ids)
        {
            writer.WriteStringValue(id);
        }

        if (value.IsCut)
        {
            writer.WriteStringValue(More);
        }

        writer.WriteEndArray();
    }
}

/// <summary>What an OpenTelemetry collector is made of, by name.</summary>
public sealed record CollectorParts
{
    /// <summary>The receivers, such as <c>otlp</c> or <c>prometheus/2</c>.</summary>
    [JsonConverter(typeof(KeysConverter))]
    public IReadOnlyList<string> Receivers { get; init => field = value ?? []; } = [];

    /// <summary>The exporters.</summary>
    [JsonConverter(typeof(KeysConverter))]
    public IReadOnlyList<string> Exporters { get; init => field = value ?? []; } = [];
}

/// <summary>Reads a collector's configuration: an object, or in <c>v1alpha1</c> a YAML text. Settings are dropped.</summary>
public sealed class CollectorPartsConverter : JsonConverter<CollectorParts>
{
    /// <inheritdoc/>
    public override CollectorParts? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            return JsonSerializer.Deserialize(ref reader, ResourcesJson.Default.CollectorParts);
        }

        var text = reader.GetString() ?? "";
        var root = text.Length > DocumentLimits.Bytes ? null : YamlTree.Read(text, new ValidationErrors()) as DocumentNode.Mapping;
        return new CollectorParts { Receivers = Names(root, "receivers"), Exporters = Names(root, "exporters") };
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, CollectorParts value, JsonSerializerOptions options) =>
        JsonSerializer.Serialize(writer, value, ResourcesJson.Default.CollectorParts);

    private static List<string> Names(DocumentNode.Mapping? root, string part) =>
        [.. ((root?.Find(part)?.Value as DocumentNode.Mapping)?.Fields ?? []).Take(KeysConverter.Most).Select(f => SafeText.Line(f.Name, 100))];
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(KeptResources))]
[JsonSerializable(typeof(List<ManagedResource>))]
[JsonSerializable(typeof(FluxInventoryEntry))]
[JsonSerializable(typeof(CollectorParts))]
internal sealed partial class ResourcesJson : JsonSerializerContext;
