using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace EksGrader.Checks.Kubernetes;

/// <summary>A volume of a pod.</summary>
/// <param name="Name">Its name within the pod.</param>
/// <param name="Kind">What it is, as the API names the field: <c>hostPath</c>, <c>secret</c>, <c>csi</c>, <c>projected</c>, <c>nfs</c>, …</param>
public sealed record PodVolume(string Name, string Kind)
{
    /// <summary>The kind of a volume that shows files of the node.</summary>
    public const string HostPath = "hostPath";

    /// <summary>The files of the node that it shows; null for any other kind.</summary>
    public string? Path { get; init; }

    /// <summary>The Secrets that it shows.</summary>
    public IReadOnlyList<string> SecretNames { get; init; } = [];

    /// <summary>The SecretProviderClass that a CSI volume shows; null for any other.</summary>
    public string? SecretProviderClass { get; init; }

    // Those of the restricted standard (Kubernetes, "Pod Security Standards"), and images, which are read-only files of a registry.
    private static readonly FrozenSet<string> Allowed = FrozenSet.Create(
        StringComparer.Ordinal, "configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "image", "persistentVolumeClaim", "projected", "secret");

    /// <summary>Whether the restricted standard forbids it.</summary>
    [JsonIgnore]
    public bool IsRestricted => !Allowed.Contains(Kind);

    /// <summary>Whether a check asks about it.</summary>
    [JsonIgnore]
    internal bool IsKept => IsRestricted || SecretNames.Count > 0 || SecretProviderClass is not null;
}

/// <summary>Reads a volume: its kind is the name of the field that is not <c>name</c>. Of settings only names and the path are kept.</summary>
internal sealed class PodVolumeConverter : JsonConverter<PodVolume>
{
    private const string SecretKind = "secret";
    private const string ProjectedKind = "projected";
    private const string CsiKind = "csi";

    /// <inheritdoc/>
    public override PodVolume? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("A volume is an object.");
        }

        // One without a kind is an emptyDir (Kubernetes API reference, Volume).
        var (name, kind, settings) = ("", "emptyDir", new VolumeDocument());
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var field = reader.GetString() ?? "";
            reader.Read();
            switch (field)
            {
                case "name":
                    name = reader.GetString() ?? "";
                    break;
                case PodVolume.HostPath or SecretKind or ProjectedKind or CsiKind:
                    (kind, settings) = (field, JsonSerializer.Deserialize(ref reader, PodDocuments.Default.VolumeDocument) ?? new());
                    break;
                default:
                    kind = reader.TokenType == JsonTokenType.Null ? kind : field;
                    reader.Skip();
                    break;
            }
        }

        return new PodVolume(name, kind)
        {
            Path = settings.Path,
            SecretNames = [.. (settings.Sources ?? []).Select(s => s?.Secret?.Name).Prepend(settings.SecretName).OfType<string>().Where(n => n.Length > 0)],
            SecretProviderClass = settings.VolumeAttributes?.SecretProviderClass,
        };
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, PodVolume value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteString("name", value.Name);
        writer.WritePropertyName(value.Kind);
        JsonSerializer.Serialize(writer, Of(value), PodDocuments.Default.VolumeDocument);
        writer.WriteEndObject();
    }

    private static VolumeDocument Of(PodVolume volume) => volume.Kind switch
    {
        PodVolume.HostPath => new() { Path = volume.Path },
        SecretKind => new() { SecretName = volume.SecretNames.Count > 0 ? volume.SecretNames[0] : null },
        ProjectedKind => new() { Sources = [.. volume.SecretNames.Select(n => new SourceDocument { Secret = new NameDocument { Name = n } })] },
        CsiKind => new() { VolumeAttributes = new AttributesDocument { SecretProviderClass = volume.SecretProviderClass } },
        _ => new(),
    };
}

/// <summary>What is read of a volume's settings.</summary>
internal sealed record VolumeDocument
{
    public string? Path { get; init; }

    public string? SecretName { get; init; }

    public IReadOnlyList<SourceDocument?>? Sources { get; init; }

    public AttributesDocument? VolumeAttributes { get; init; }
}

/// <summary>A source of a projected volume.</summary>
internal sealed record SourceDocument
{
    public NameDocument? Secret { get; init; }
}

/// <summary>What is read of the settings of a CSI driver.</summary>
internal sealed record AttributesDocument
{
    public string? SecretProviderClass { get; init; }
}
