using System.Text.Json.Serialization.Metadata;
using Amazon.EKS.Model;

namespace EksGrader.Checks.Aws.Calls;

/// <summary>An update of the cluster or of a node group.</summary>
public sealed record AwsUpdate
{
    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>VersionUpdate, EndpointAccessUpdate, LoggingUpdate, ConfigUpdate, VersionRollback, … as it came.</summary>
    public string Type { get; init; } = "";

    /// <summary>InProgress, Failed, Cancelled or Successful, as it came.</summary>
    public string Status { get; init; } = "";

    /// <summary>When it began.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>What it asked for, by kind: <c>Version</c>, <c>ReleaseVersion</c>, <c>PlatformVersion</c>, <c>EndpointPublicAccess</c>, … ; those that no check judges are left out.</summary>
    public IReadOnlyDictionary<string, string> Parameters { get; init => field = value ?? new Dictionary<string, string>(StringComparer.Ordinal); } =
        new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The codes of its errors, such as <c>PodEvictionFailure</c>.</summary>
    public IReadOnlyList<string> Errors { get; init => field = value ?? []; } = [];
}

/// <summary>eks:ListUpdates, each with eks:DescribeUpdate.</summary>
/// <param name="Nodegroup">The node group; null for the cluster itself.</param>
internal sealed record ListUpdates(string? Nodegroup) : AwsCall<AwsItems<AwsUpdate>>
{
    // AWS does not say in which order it lists them, and an id tells nothing: each is asked about.
    private const int Most = 15;
    private const int LongestValue = 500;

    private static readonly HashSet<string> Kept = new(StringComparer.Ordinal)
    {
        "Version", "ReleaseVersion", "PlatformVersion", "EndpointPublicAccess", "EndpointPrivateAccess", "PublicAccessCidrs", "ClusterLogging", "MinSize", "MaxSize",
        "DesiredSize", "MaxUnavailable", "MaxUnavailablePercentage", "LaunchTemplateVersion",
    };

    public override string Key => Nodegroup is null ? "aws eks list-updates" : $"aws eks list-updates {Nodegroup}";

    public override IReadOnlyList<string> Actions => AwsActions.Updates;

    internal override JsonTypeInfo<AwsItems<AwsUpdate>> Type => AwsCallsJson.Default.AwsItemsAwsUpdate;

    internal override async Task<AwsItems<AwsUpdate>> AskAsync(AwsConversation aws)
    {
        var ids = await aws.ListAsync(
            AwsActions.ListUpdates,
            (services, next, token) => services.Eks.ListUpdatesAsync(new ListUpdatesRequest { Name = aws.ClusterName, NodegroupName = Nodegroup, NextToken = next }, token),
            page => page.UpdateIds ?? throw new InvalidResponseException("No updates."),
            page => page.NextToken,
            Most);
        var updates = await aws.EachAsync(ids.Items, async id =>
        {
            var answer = await aws.TryAskAsync(
                AwsActions.DescribeUpdate,
                (services, token) => services.Eks.DescribeUpdateAsync(new DescribeUpdateRequest { Name = aws.ClusterName, NodegroupName = Nodegroup, UpdateId = id }, token));
            return answer?.Update is { } update ? Facts(id, update) : null;
        });
        return new AwsItems<AwsUpdate>([.. updates.OrderBy(u => u.CreatedAt)]) { Cut = ids.Cut, Absent = ids.Absent };
    }

    private static AwsUpdate Facts(string id, Update update)
    {
        var parameters = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var one in (update.Params ?? []).Where(p => p.Type is not null && Kept.Contains(p.Type)))
        {
            var value = one.Value ?? "";
            parameters[one.Type ?? ""] = value.Length <= LongestValue ? value : value[..LongestValue];
        }

        return new AwsUpdate
        {
            Id = id,
            Type = update.Type ?? "",
            Status = update.Status ?? "",
            CreatedAt = update.CreatedAt,
            Parameters = parameters,
            Errors = [.. (update.Errors ?? []).Select(e => e.ErrorCode ?? "").Distinct(StringComparer.Ordinal).Take(10)],
        };
    }
}
