using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using EksGrader.Checks.Core;

namespace EksGrader.Checks.Kubernetes.Objects;

/// <summary>The settings of the VPC CNI (EKS user guide, "Limit Pod traffic with Kubernetes network policies"), cut to whether network policies hold.</summary>
public sealed record VpcCniSettings : IKubernetesObject<VpcCniSettings>
{
    /// <summary>Its namespace.</summary>
    public const string Namespace = "kube-system";

    /// <summary>Its name.</summary>
    public const string Name = "amazon-vpc-cni";

    /// <inheritdoc/>
    public static ResourceType Type => ConfigMap.Type;

    /// <inheritdoc/>
    [JsonIgnore]
    public static JsonTypeInfo<VpcCniSettings> Json => NamedSettingsJson.Default.VpcCniSettings;

    /// <inheritdoc/>
    [JsonIgnore]
    public static JsonTypeInfo<ObjectList<VpcCniSettings>> ListJson => NamedSettingsJson.Default.ObjectListVpcCniSettings;

    /// <inheritdoc/>
    public ObjectMeta Metadata { get; init => field = value ?? new(); } = new();

    /// <summary>The values that are read.</summary>
    public VpcCniData Data { get; init => field = value ?? new(); } = new();

    /// <summary>Whether the controller of network policies is on.</summary>
    [JsonIgnore]
    public bool EnforcesPolicies => string.Equals(Data.NetworkPolicyController, "true", StringComparison.OrdinalIgnoreCase);
}

/// <summary>The values of the VPC CNI's settings that are read.</summary>
public sealed record VpcCniData
{
    /// <summary><c>true</c> or <c>false</c>; null where it is not set.</summary>
    [JsonPropertyName("enable-network-policy-controller")]
    public string? NetworkPolicyController { get; init; }
}

/// <summary>Where pods on Fargate write their logs (EKS user guide, "Start AWS Fargate logging"), cut to outputs and log groups by name.</summary>
public sealed record FargateLogging : IKubernetesObject<FargateLogging>
{
    /// <summary>Its namespace, which must have the label <c>aws-observability=enabled</c>.</summary>
    public const string Namespace = "aws-observability";

    /// <summary>Its name.</summary>
    public const string Name = "aws-logging";

    /// <inheritdoc/>
    public static ResourceType Type => ConfigMap.Type;

    /// <inheritdoc/>
    [JsonIgnore]
    public static JsonTypeInfo<FargateLogging> Json => NamedSettingsJson.Default.FargateLogging;

    /// <inheritdoc/>
    [JsonIgnore]
    public static JsonTypeInfo<ObjectList<FargateLogging>> ListJson => NamedSettingsJson.Default.ObjectListFargateLogging;

    /// <inheritdoc/>
    public ObjectMeta Metadata { get; init => field = value ?? new(); } = new();

    /// <summary>The outputs that the key <c>output.conf</c> names.</summary>
    [JsonConverter(typeof(LogOutputsConverter))]
    public IReadOnlyList<LogOutput> Data { get; init => field = value ?? []; } = [];

    /// <summary>Whether one of the outputs is CloudWatch Logs.</summary>
    [JsonIgnore]
    public bool WritesToCloudWatch => Data.Any(o => o.IsCloudWatch);
}

/// <summary>An output of Fluent Bit.</summary>
/// <param name="Name">What it is, such as <c>cloudwatch_logs</c>; in lower case.</param>
/// <param name="LogGroup">The log group that it names; null where it names none.</param>
public sealed record LogOutput(string Name, string? LogGroup = null)
{
    /// <summary>Whether it is CloudWatch Logs, in either of its two programs.</summary>
    [JsonIgnore]
    public bool IsCloudWatch => Name is "cloudwatch_logs" or "cloudwatch";
}

/// <summary>Reads the outputs of a ConfigMap of Fluent Bit: names and log groups alone; reads its own list too.</summary>
public sealed class LogOutputsConverter : JsonConverter<IReadOnlyList<LogOutput>>
{
    private const string Key = "output.conf";
    private const int Most = 20;

    /// <inheritdoc/>
    public override IReadOnlyList<LogOutput>? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.StartArray)
        {
            return JsonSerializer.Deserialize(ref reader, NamedSettingsJson.Default.ListLogOutput);
        }

        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("Data are an object.");
        }

        IReadOnlyList<LogOutput> outputs = [];
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isOutput = reader.ValueTextEquals(Key);
            reader.Read();
            if (isOutput)
            {
                outputs = Parse(reader.GetString() ?? "");
            }
            else
            {
                reader.Skip();
            }
        }

        return outputs;
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, IReadOnlyList<LogOutput> value, JsonSerializerOptions options) =>
        JsonSerializer.Serialize(writer, [.. value], NamedSettingsJson.Default.ListLogOutput);

    // Fluent Bit, "Classic mode: format and schema": sections in brackets, then lines of a key, blanks and a value. Keys know no case.
    private static List<LogOutput> Parse(string text)
    {
        var (outputs, isOutput) = (new List<LogOutput>(), false);
        foreach (var line in text.Split('\n').Select(l => l.Trim()))
        {
            if (line.StartsWith('['))
            {
                isOutput = line.Equals("[OUTPUT]", StringComparison.OrdinalIgnoreCase) && outputs.Count < Most;
                if (isOutput)
                {
                    outputs.Add(new LogOutput(""));
                }
            }
            else if (isOutput && line.Split((char[]?)null, 2, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) is [var key, var value])
            {
                outputs[^1] = key.ToLowerInvariant() switch
                {
                    "name" => outputs[^1] with { Name = SafeText.Line(value, 100).ToLowerInvariant() },
                    "log_group_name" => outputs[^1] with { LogGroup = SafeText.Line(value, 512) },
                    _ => outputs[^1],
                };
            }
        }

        return outputs;
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(ObjectList<VpcCniSettings>))]
[JsonSerializable(typeof(ObjectList<FargateLogging>))]
[JsonSerializable(typeof(List<LogOutput>))]
internal sealed partial class NamedSettingsJson : JsonSerializerContext;
