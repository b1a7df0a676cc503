using System.Text.Json.Serialization;
using Amazon.Runtime;
using EksGrader.Checks.Aws.Pipeline;

namespace Amazon.CodePipeline.Model;

internal sealed class ListPipelinesRequest
{
    public string? NextToken { get; set; }
}

internal sealed class ListPipelinesResponse : AmazonWebServiceResponse
{
    public List<PipelineSummary>? Pipelines { get; set; }

    public string? NextToken { get; set; }
}

internal sealed class PipelineSummary
{
    public string? Name { get; set; }

    [JsonConverter(typeof(TimestampConverter))]
    public DateTimeOffset? Created { get; set; }

    [JsonConverter(typeof(TimestampConverter))]
    public DateTimeOffset? Updated { get; set; }
}

internal sealed class GetPipelineRequest
{
    public required string Name { get; set; }
}

internal sealed class GetPipelineResponse : AmazonWebServiceResponse
{
    public PipelineDeclaration? Pipeline { get; set; }
}

internal sealed class PipelineDeclaration
{
    public string? Name { get; set; }

    public List<StageDeclaration>? Stages { get; set; }
}

internal sealed class StageDeclaration
{
    public string? Name { get; set; }

    public List<ActionDeclaration>? Actions { get; set; }
}

internal sealed class ActionDeclaration
{
    public string? Name { get; set; }

    public ActionTypeId? ActionTypeId { get; set; }

    /// <summary>May hold secrets, such as <c>OAuthToken</c>: only keys that are known are read.</summary>
    public Dictionary<string, string>? Configuration { get; set; }
}

internal sealed class ActionTypeId
{
    public string? Category { get; set; }

    public string? Owner { get; set; }

    public string? Provider { get; set; }
}

internal sealed class ListPipelineExecutionsRequest
{
    public required string PipelineName { get; set; }

    public int? MaxResults { get; set; }
}

internal sealed class ListPipelineExecutionsResponse : AmazonWebServiceResponse
{
    public List<PipelineExecutionSummary>? PipelineExecutionSummaries { get; set; }

    public string? NextToken { get; set; }
}

internal sealed class PipelineExecutionSummary
{
    public string? Status { get; set; }

    [JsonConverter(typeof(TimestampConverter))]
    public DateTimeOffset? StartTime { get; set; }

    [JsonConverter(typeof(TimestampConverter))]
    public DateTimeOffset? LastUpdateTime { get; set; }

    public List<SourceRevision>? SourceRevisions { get; set; }
}

internal sealed class SourceRevision
{
    public string? ActionName { get; set; }

    public string? RevisionId { get; set; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ListPipelinesRequest))]
[JsonSerializable(typeof(ListPipelinesResponse))]
[JsonSerializable(typeof(GetPipelineRequest))]
[JsonSerializable(typeof(GetPipelineResponse))]
[JsonSerializable(typeof(ListPipelineExecutionsRequest))]
[JsonSerializable(typeof(ListPipelineExecutionsResponse))]
internal sealed partial class CodePipelineJson : JsonSerializerContext;
