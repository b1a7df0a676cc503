using System.Text.Json.Serialization;
using Amazon.Runtime;
using EksGrader.Checks.Aws.Pipeline;

namespace Amazon.ECR.Model;

internal sealed class DescribeRepositoriesRequest
{
    public List<string>? RepositoryNames { get; set; }

    public string? NextToken { get; set; }
}

internal sealed class DescribeRepositoriesResponse : AmazonWebServiceResponse
{
    public List<Repository>? Repositories { get; set; }

    public string? NextToken { get; set; }
}

internal sealed class Repository
{
    public string? RepositoryName { get; set; }

    public ImageScanningConfiguration? ImageScanningConfiguration { get; set; }
}

internal sealed class ImageScanningConfiguration
{
    public bool? ScanOnPush { get; set; }
}

internal sealed class GetRegistryScanningConfigurationRequest;

internal sealed class GetRegistryScanningConfigurationResponse : AmazonWebServiceResponse
{
    public RegistryScanningConfiguration? ScanningConfiguration { get; set; }
}

internal sealed class RegistryScanningConfiguration
{
    public string? ScanType { get; set; }

    public List<RegistryScanningRule>? Rules { get; set; }
}

internal sealed class RegistryScanningRule
{
    public string? ScanFrequency { get; set; }

    public List<ScanningRepositoryFilter>? RepositoryFilters { get; set; }
}

internal sealed class ScanningRepositoryFilter
{
    public string? Filter { get; set; }

    public string? FilterType { get; set; }
}

internal sealed class DescribeImagesRequest
{
    public required string RepositoryName { get; set; }

    public int? MaxResults { get; set; }

    public string? NextToken { get; set; }
}

internal sealed class DescribeImagesResponse : AmazonWebServiceResponse
{
    public List<ImageDetail>? ImageDetails { get; set; }

    public string? NextToken { get; set; }
}

internal sealed class ImageDetail
{
    public string? ImageDigest { get; set; }

    [JsonConverter(typeof(TimestampConverter))]
    public DateTimeOffset? ImagePushedAt { get; set; }

    public ImageScanStatus? ImageScanStatus { get; set; }

    public ImageScanFindingsSummary? ImageScanFindingsSummary { get; set; }

    public string? ImageManifestMediaType { get; set; }
}

internal sealed class ImageScanStatus
{
    public string? Status { get; set; }
}

internal sealed class ImageScanFindingsSummary
{
    [JsonConverter(typeof(TimestampConverter))]
    public DateTimeOffset? ImageScanCompletedAt { get; set; }

    public Dictionary<string, int>? FindingSeverityCounts { get; set; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(DescribeRepositoriesRequest))]
[JsonSerializable(typeof(DescribeRepositoriesResponse))]
[JsonSerializable(typeof(GetRegistryScanningConfigurationRequest))]
[JsonSerializable(typeof(GetRegistryScanningConfigurationResponse))]
[JsonSerializable(typeof(DescribeImagesRequest))]
[JsonSerializable(typeof(DescribeImagesResponse))]
internal sealed partial class EcrJson : JsonSerializerContext;
