using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using EksGrader.Checks.Core;
using EksGrader.Checks.Input;

namespace EksGrader.Checks.Kubernetes.Objects;

/// <summary>Which IAM principals are which users and groups, by the ConfigMap that access entries replace (EKS user guide, "Grant IAM users access to Kubernetes with a ConfigMap").</summary>
public sealed record AwsAuth : IKubernetesObject<AwsAuth>
{
    /// <summary>Its namespace.</summary>
    public const string Namespace = "kube-system";

    /// <summary>Its name.</summary>
    public const string Name = "aws-auth";

    /// <inheritdoc/>
    public static ResourceType Type => ConfigMap.Type;

    /// <inheritdoc/>
    [JsonIgnore]
    public static JsonTypeInfo<AwsAuth> Json => AwsAuthJson.Default.AwsAuth;

    /// <inheritdoc/>
    [JsonIgnore]
    public static JsonTypeInfo<ObjectList<AwsAuth>> ListJson => AwsAuthJson.Default.ObjectListAwsAuth;

    /// <inheritdoc/>
    public ObjectMeta Metadata { get; init => field = value ?? new(); } = new();

    /// <summary>What it says.</summary>
    [JsonConverter(typeof(AwsAuthConverter))]
    public AwsAuthMap Data { get; init => field = value ?? new(); } = new();
}

/// <summary>The rows of <c>mapRoles</c> and <c>mapUsers</c>.</summary>
public sealed record AwsAuthMap
{
    /// <summary>The rows.</summary>
    public IReadOnlyList<AwsAuthRow> Rows { get; init => field = value ?? []; } = [];

    /// <summary>Whether a part could not be read or was cut, so that rows may be missing: EKS itself then heeds none of that part.</summary>
    public bool IsCut { get; init; }
}

/// <summary>A row.</summary>
/// <param name="Principal">Whose it is; a role's path is cut, which EKS does not accept here.</param>
/// <param name="Username">What Kubernetes calls them; accounts in it are hashed (<see cref="AwsPrincipal.HideAccounts"/>).</param>
public sealed record AwsAuthRow(AwsPrincipal Principal, string Username)
{
    /// <summary>Their groups.</summary>
    public IReadOnlyList<string> Groups { get; init => field = value ?? []; } = [];
}

/// <summary>Reads the YAML texts of the ConfigMap, and its own form.</summary>
public sealed class AwsAuthConverter : JsonConverter<AwsAuthMap>
{
    private const int Most = 50;
    private const int LongestText = 300;

    /// <inheritdoc/>
    public override AwsAuthMap? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var document = JsonSerializer.Deserialize(ref reader, AwsAuthJson.Default.AwsAuthDocument);
        if (document is null or { Rows: not null })
        {
            return new AwsAuthMap { Rows = document?.Rows ?? [], IsCut = document?.IsCut == true };
        }

        var (roles, users) = (RowsOf(document.MapRoles, "rolearn"), RowsOf(document.MapUsers, "userarn"));
        var rows = (roles ?? []).Concat(users ?? []).ToList();
        return new AwsAuthMap { Rows = [.. rows.Take(Most)], IsCut = roles is null || users is null || rows.Count > Most };
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, AwsAuthMap value, JsonSerializerOptions options) =>
        JsonSerializer.Serialize(writer, new AwsAuthDocument { Rows = value.Rows, IsCut = value.IsCut }, AwsAuthJson.Default.AwsAuthDocument);

    // Null for a text that is no list of rows.
    private static List<AwsAuthRow>? RowsOf(string? text, string arn)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return [];
        }

        var root = text.Length > DocumentLimits.Bytes ? null : YamlTree.Read(text, new ValidationErrors());
        return root switch
        {
            DocumentNode.Sequence rows => [.. rows.Items.OfType<DocumentNode.Mapping>().Select(r => RowOf(r, arn)).OfType<AwsAuthRow>()],
            DocumentNode.Scalar { Kind: ScalarKind.Null } => [],
            _ => null,
        };
    }

    private static AwsAuthRow? RowOf(DocumentNode.Mapping row, string arn) => AwsPrincipal.Of(TextOf(row.Find(arn)?.Value)) is not { } principal
        ? null
        : new AwsAuthRow(principal with { Kind = Cut(principal.Kind), Name = Cut(principal.Name) }, Cut(AwsPrincipal.HideAccounts(TextOf(row.Find("username")?.Value) ?? "")))
        {
            Groups = [.. ((row.Find("groups")?.Value as DocumentNode.Sequence)?.Items ?? []).Select(TextOf).OfType<string>().Take(Most).Select(Cut)],
        };

    private static string? TextOf(DocumentNode? node) => (node as DocumentNode.Scalar)?.Text;

    private static string Cut(string text) => SafeText.Line(text, LongestText);
}

/// <summary>What is read of the ConfigMap, and what is recorded.</summary>
internal sealed record AwsAuthDocument
{
    public string? MapRoles { get; init; }

    public string? MapUsers { get; init; }

    public IReadOnlyList<AwsAuthRow>? Rows { get; init; }

    public bool IsCut { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(ObjectList<AwsAuth>))]
[JsonSerializable(typeof(AwsAuthDocument))]
internal sealed partial class AwsAuthJson : JsonSerializerContext;
