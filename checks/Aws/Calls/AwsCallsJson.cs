using System.Text.Json.Serialization;

namespace EksGrader.Checks.Aws.Calls;

/// <summary>How the answers of <see cref="AwsCall{TAnswer}"/> are recorded.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AwsItems<AwsAccessEntry>))]
[JsonSerializable(typeof(AwsItems<AwsAddon>))]
[JsonSerializable(typeof(AwsItems<AwsAddonVersion>))]
[JsonSerializable(typeof(AwsItems<AwsNodegroup>))]
[JsonSerializable(typeof(AwsItems<AwsUpdate>))]
[JsonSerializable(typeof(AwsItems<AwsClusterVersion>))]
[JsonSerializable(typeof(AwsItems<AwsInsight>))]
[JsonSerializable(typeof(AwsItems<AwsDeprecation>))]
[JsonSerializable(typeof(AwsItems<AwsFargateProfile>))]
[JsonSerializable(typeof(AwsItems<AwsCapability>))]
[JsonSerializable(typeof(AwsLogFinding))]
[JsonSerializable(typeof(AwsItems<AwsLogGroup>))]
[JsonSerializable(typeof(AwsItems<AwsMetricFilter>))]
[JsonSerializable(typeof(AwsItems<AwsLogQuery>))]
[JsonSerializable(typeof(AwsItems<AwsLogQueryDefinition>))]
[JsonSerializable(typeof(AwsItems<AwsAlarm>))]
[JsonSerializable(typeof(AwsItems<AwsAlarmChange>))]
[JsonSerializable(typeof(AwsItems<AwsMetricShape>))]
[JsonSerializable(typeof(AwsMetricData))]
[JsonSerializable(typeof(AwsRepository))]
[JsonSerializable(typeof(AwsRegistryScanning))]
[JsonSerializable(typeof(AwsItems<AwsImage>))]
[JsonSerializable(typeof(AwsItems<AwsPipelineName>))]
[JsonSerializable(typeof(AwsPipeline))]
[JsonSerializable(typeof(AwsItems<AwsPipelineExecution>))]
[JsonSerializable(typeof(AwsItems<AwsScalingActivity>))]
[JsonSerializable(typeof(AwsItems<AwsSecurityGroup>))]
[JsonSerializable(typeof(AwsItems<AwsScraper>))]
[JsonSerializable(typeof(AwsItems<AwsGrafanaWorkspace>))]
internal sealed partial class AwsCallsJson : JsonSerializerContext;
