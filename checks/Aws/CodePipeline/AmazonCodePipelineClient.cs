using Amazon.CodePipeline.Model;
using Amazon.Runtime;
using EksGrader.Checks.Aws.Pipeline;

namespace Amazon.CodePipeline;

internal sealed class AmazonCodePipelineConfig() : ServiceConfig(ServiceDescription.CodePipeline);

/// <summary>CodePipeline 2015-07-09 with the names of AWSSDK.CodePipeline, as far as this project calls it.</summary>
internal sealed class AmazonCodePipelineClient(AWSCredentials credentials, AmazonCodePipelineConfig config) : ServiceClient(credentials, config)
{
    public Task<ListPipelinesResponse> ListPipelinesAsync(ListPipelinesRequest request, CancellationToken cancellationToken = default) =>
        SendJsonAsync("ListPipelines", request, CodePipelineJson.Default.ListPipelinesRequest, CodePipelineJson.Default.ListPipelinesResponse, cancellationToken);

    /// <summary><c>PipelineNotFoundException</c> (400) where it does not exist.</summary>
    public Task<GetPipelineResponse> GetPipelineAsync(GetPipelineRequest request, CancellationToken cancellationToken = default) =>
        SendJsonAsync("GetPipeline", request, CodePipelineJson.Default.GetPipelineRequest, CodePipelineJson.Default.GetPipelineResponse, cancellationToken);

    /// <summary>The newest first.</summary>
    public Task<ListPipelineExecutionsResponse> ListPipelineExecutionsAsync(ListPipelineExecutionsRequest request, CancellationToken cancellationToken = default) =>
        SendJsonAsync(
            "ListPipelineExecutions",
            request,
            CodePipelineJson.Default.ListPipelineExecutionsRequest,
            CodePipelineJson.Default.ListPipelineExecutionsResponse,
            cancellationToken);
}
