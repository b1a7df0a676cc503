using System.Text.Json.Serialization.Metadata;
using Amazon.EKS.Model;

namespace EksGrader.Checks.Aws.Calls;

/// <summary>A capability: controllers that AWS runs outside the cluster, so there are no pods to see.</summary>
public sealed record AwsCapability
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>ARGOCD, ACK or KRO, as it came.</summary>
    public string Type { get; init; } = "";

    /// <summary>ACTIVE, CREATING, DEGRADED, … as it came.</summary>
    public string Status { get; init; } = "";

    /// <summary>Its version.</summary>
    public string Version { get; init; } = "";

    /// <summary>The namespace where Argo CD looks for Applications.</summary>
    public string? Namespace { get; init; }

    /// <summary>The codes of its health issues.</summary>
    public IReadOnlyList<string> Issues { get; init => field = value ?? []; } = [];

    /// <summary>When it was made.</summary>
    public DateTimeOffset? CreatedAt { get; init; }
}

/// <summary>eks:ListCapabilities, each with eks:DescribeCapability.</summary>
internal sealed record ListCapabilities : AwsCall<AwsItems<AwsCapability>>
{
    private const int Most = 5;

    public override string Key => "aws eks list-capabilities";

    public override IReadOnlyList<string> Actions => AwsActions.Capabilities;

    internal override JsonTypeInfo<AwsItems<AwsCapability>> Type => AwsCallsJson.Default.AwsItemsAwsCapability;

    internal override async Task<AwsItems<AwsCapability>> AskAsync(AwsConversation aws)
    {
        var names = await aws.ListAsync(
            AwsActions.ListCapabilities,
            (services, next, token) => services.Eks.ListCapabilitiesAsync(new ListCapabilitiesRequest { ClusterName = aws.ClusterName, NextToken = next }, token),
            page => (page.Capabilities ?? throw new InvalidResponseException("No capabilities.")).Select(c => c.CapabilityName ?? ""),
            page => page.NextToken,
            Most);
        var capabilities = await aws.EachAsync(names.Items, async name =>
        {
            var answer = await aws.TryAskAsync(
                AwsActions.DescribeCapability,
                (services, token) => services.Eks.DescribeCapabilityAsync(new DescribeCapabilityRequest { ClusterName = aws.ClusterName, CapabilityName = name }, token));
            return answer?.Capability is { } one ? Facts(name, one) : null;
        });
        return new AwsItems<AwsCapability>(capabilities) { Cut = names.Cut, Absent = names.Absent };
    }

    private static AwsCapability Facts(string name, Capability one) => new()
    {
        Name = one.CapabilityName ?? name,
        Type = one.Type ?? "",
        Status = one.Status ?? "",
        Version = one.Version ?? "",
        Namespace = one.Configuration?.ArgoCd?.Namespace,
        Issues = [.. (one.Health?.Issues ?? []).Select(i => i.Code ?? "").Take(10)],
        CreatedAt = one.CreatedAt,
    };
}
