using Amazon.ECR.Model;
using Amazon.Runtime;
using EksGrader.Checks.Aws.Pipeline;

namespace Amazon.ECR;

internal sealed class AmazonECRConfig() : ServiceConfig(ServiceDescription.Ecr);

/// <summary>Elastic Container Registry 2015-09-21 with the names of AWSSDK.ECR, as far as this project calls it.</summary>
internal sealed class AmazonECRClient(AWSCredentials credentials, AmazonECRConfig config) : ServiceClient(credentials, config)
{
    /// <summary><c>RepositoryNotFoundException</c> (400) where one that is named does not exist.</summary>
    public Task<DescribeRepositoriesResponse> DescribeRepositoriesAsync(DescribeRepositoriesRequest request, CancellationToken cancellationToken = default) =>
        SendJsonAsync("DescribeRepositories", request, EcrJson.Default.DescribeRepositoriesRequest, EcrJson.Default.DescribeRepositoriesResponse, cancellationToken);

    public Task<GetRegistryScanningConfigurationResponse> GetRegistryScanningConfigurationAsync(
        GetRegistryScanningConfigurationRequest request, CancellationToken cancellationToken = default) =>
        SendJsonAsync(
            "GetRegistryScanningConfiguration",
            request,
            EcrJson.Default.GetRegistryScanningConfigurationRequest,
            EcrJson.Default.GetRegistryScanningConfigurationResponse,
            cancellationToken);

    /// <summary><c>RepositoryNotFoundException</c> (400) where the repository does not exist.</summary>
    public Task<DescribeImagesResponse> DescribeImagesAsync(DescribeImagesRequest request, CancellationToken cancellationToken = default) =>
        SendJsonAsync("DescribeImages", request, EcrJson.Default.DescribeImagesRequest, EcrJson.Default.DescribeImagesResponse, cancellationToken);
}
