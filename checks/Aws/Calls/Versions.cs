using System.Text.Json.Serialization.Metadata;
using Amazon.EKS.Model;

namespace EksGrader.Checks.Aws.Calls;

/// <summary>A Kubernetes version that EKS offers, with how long it is supported.</summary>
/// <param name="Version">Such as <c>1.33</c>.</param>
/// <param name="Status">STANDARD_SUPPORT, EXTENDED_SUPPORT or UNSUPPORTED, as it came.</param>
public sealed record AwsClusterVersion(string Version, string Status)
{
    /// <summary>When standard support ends.</summary>
    public DateTimeOffset? StandardSupportEnds { get; init; }

    /// <summary>When extended support ends.</summary>
    public DateTimeOffset? ExtendedSupportEnds { get; init; }

    /// <summary>Whether a new cluster gets it where none is asked for.</summary>
    public bool IsDefault { get; init; }
}

/// <summary>What EKS noticed about the cluster, once a day.</summary>
public sealed record AwsInsight
{
    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>What it looks at, in AWS's words.</summary>
    public string Name { get; init; } = "";

    /// <summary>PASSING, WARNING, ERROR or UNKNOWN, as it came.</summary>
    public string Status { get; init; } = "";

    /// <summary>The version that it was asked for.</summary>
    public string KubernetesVersion { get; init; } = "";

    /// <summary>When EKS last looked.</summary>
    public DateTimeOffset? RefreshedAt { get; init; }
}

/// <summary>An API that the cluster still uses and a later version lacks.</summary>
/// <param name="Usage">The API, such as <c>/apis/policy/v1beta1/podsecuritypolicies</c>.</param>
/// <param name="ReplacedWith">What replaces it.</param>
/// <param name="GoneIn">The version that lacks it.</param>
public sealed record AwsDeprecation(string Usage, string ReplacedWith, string GoneIn);

/// <summary>eks:DescribeClusterVersions.</summary>
internal sealed record DescribeClusterVersions : AwsCall<AwsItems<AwsClusterVersion>>
{
    private const int Most = 60;

    public override string Key => "aws eks describe-cluster-versions";

    public override IReadOnlyList<string> Actions { get; } = [AwsActions.DescribeClusterVersions];

    internal override JsonTypeInfo<AwsItems<AwsClusterVersion>> Type => AwsCallsJson.Default.AwsItemsAwsClusterVersion;

    internal override Task<AwsItems<AwsClusterVersion>> AskAsync(AwsConversation aws) => aws.ListAsync(
        AwsActions.DescribeClusterVersions,
        (services, next, token) => services.Eks.DescribeClusterVersionsAsync(new DescribeClusterVersionsRequest { IncludeAll = true, NextToken = next }, token),
        page => (page.ClusterVersions ?? throw new InvalidResponseException("No versions.")).Where(v => v.ClusterVersion is not null).Select(Facts),
        page => page.NextToken,
        Most);

    private static AwsClusterVersion Facts(ClusterVersionInformation version) =>
        new(version.ClusterVersion ?? "", version.VersionStatus ?? (version.Status ?? "").Replace('-', '_').ToUpperInvariant())
        {
            StandardSupportEnds = version.EndOfStandardSupportDate,
            ExtendedSupportEnds = version.EndOfExtendedSupportDate,
            IsDefault = version.DefaultVersion == true,
        };
}

/// <summary>eks:ListInsights of category UPGRADE_READINESS.</summary>
internal sealed record ListInsights : AwsCall<AwsItems<AwsInsight>>
{
    private const int Most = 50;

    public override string Key => "aws eks list-insights";

    public override IReadOnlyList<string> Actions { get; } = [AwsActions.ListInsights];

    internal override JsonTypeInfo<AwsItems<AwsInsight>> Type => AwsCallsJson.Default.AwsItemsAwsInsight;

    internal override Task<AwsItems<AwsInsight>> AskAsync(AwsConversation aws) => aws.ListAsync(
        AwsActions.ListInsights,
        (services, next, token) => services.Eks.ListInsightsAsync(
            new ListInsightsRequest { ClusterName = aws.ClusterName, Categories = ["UPGRADE_READINESS"], NextToken = next }, token),
        page => (page.Insights ?? throw new InvalidResponseException("No insights.")).Select(i => new AwsInsight
        {
            Id = i.Id ?? "",
            Name = i.Name ?? "",
            Status = i.InsightStatus?.Status ?? "",
            KubernetesVersion = i.KubernetesVersion ?? "",
            RefreshedAt = i.LastRefreshTime,
        }),
        page => page.NextToken,
        Most,
        pages: 3);
}

/// <summary>eks:DescribeInsight.</summary>
internal sealed record DescribeInsight(string Id) : AwsCall<AwsItems<AwsDeprecation>>
{
    private const int Most = 50;

    public override string Key => $"aws eks describe-insight {Id}";

    public override IReadOnlyList<string> Actions { get; } = [AwsActions.DescribeInsight];

    internal override JsonTypeInfo<AwsItems<AwsDeprecation>> Type => AwsCallsJson.Default.AwsItemsAwsDeprecation;

    internal override Task<AwsItems<AwsDeprecation>> AskAsync(AwsConversation aws) => aws.ListAsync(
        AwsActions.DescribeInsight,
        (services, _, token) => services.Eks.DescribeInsightAsync(new DescribeInsightRequest { ClusterName = aws.ClusterName, Id = Id }, token),
        page => (page.Insight ?? throw new InvalidResponseException("No insight.")).CategorySpecificSummary?.DeprecationDetails?
            .Select(d => new AwsDeprecation(d.Usage ?? "", d.ReplacedWith ?? "", d.StopServingVersion ?? "")) ?? [],
        _ => null,
        Most);
}
