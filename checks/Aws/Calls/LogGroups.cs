using System.Text.Json.Serialization.Metadata;
using Amazon.CloudWatchLogs.Model;

namespace EksGrader.Checks.Aws.Calls;

/// <summary>A log group.</summary>
/// <param name="Name">Its name.</param>
public sealed record AwsLogGroup(string Name)
{
    /// <summary>When it was made.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>How many days events are kept; null for ever.</summary>
    public int? RetentionDays { get; init; }

    /// <summary>How many metric filters it has.</summary>
    public int MetricFilters { get; init; }

    /// <summary>Whether it is encrypted with a key of the account, which may refuse reading.</summary>
    public bool HasOwnKey { get; init; }
}

/// <summary>A metric filter of a log group.</summary>
public sealed record AwsMetricFilter
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>The log group.</summary>
    public string LogGroup { get; init; } = "";

    /// <summary>What events must match; empty for all of them.</summary>
    public string Pattern { get; init; } = "";

    /// <summary>The metrics that it makes.</summary>
    public IReadOnlyList<AwsFilterMetric> Metrics { get; init => field = value ?? []; } = [];
}

/// <summary>A metric that a filter makes.</summary>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Name">Its name.</param>
public sealed record AwsFilterMetric(string Namespace, string Name)
{
    /// <summary>Whether it has a value while nothing matches: without one an alarm on it stays INSUFFICIENT_DATA until something does.</summary>
    public bool HasDefault { get; init; }

    /// <summary>The names of its dimensions; with any there can be no default.</summary>
    public IReadOnlyList<string> Dimensions { get; init => field = value ?? []; } = [];
}

/// <summary>logs:DescribeLogGroups by prefix.</summary>
internal sealed record ListLogGroups(string Prefix) : AwsCall<AwsItems<AwsLogGroup>>
{
    private const int Most = 100;

    public override string Key => $"aws logs describe-log-groups {Prefix}";

    public override IReadOnlyList<string> Actions { get; } = [AwsActions.DescribeLogGroups];

    internal override JsonTypeInfo<AwsItems<AwsLogGroup>> Type => AwsCallsJson.Default.AwsItemsAwsLogGroup;

    internal override Task<AwsItems<AwsLogGroup>> AskAsync(AwsConversation aws) => aws.ListAsync(
        AwsActions.DescribeLogGroups,
        (services, next, token) => services.Logs.DescribeLogGroupsAsync(new DescribeLogGroupsRequest { LogGroupNamePrefix = Prefix.Length > 0 ? Prefix : null, NextToken = next }, token),
        page => page.LogGroups.Where(g => g.LogGroupName is not null).Select(g => new AwsLogGroup(g.LogGroupName ?? "")
        {
            CreatedAt = g.CreationTime is { } made ? LogReads.Time(made) : null,
            RetentionDays = g.RetentionInDays,
            MetricFilters = g.MetricFilterCount ?? 0,
            HasOwnKey = g.KmsKeyId is not null,
        }),
        page => page.NextToken,
        Most,
        pages: 5);
}

/// <summary>logs:DescribeMetricFilters of one log group.</summary>
internal sealed record DescribeMetricFilters(string Group) : AwsCall<AwsItems<AwsMetricFilter>>
{
    // A log group has 100 at most (CloudWatch Logs quotas).
    private const int Most = 100;
    private const int MostDimensions = 3;

    public override string Key => $"aws logs describe-metric-filters {Group}";

    public override IReadOnlyList<string> Actions { get; } = [AwsActions.DescribeMetricFilters];

    internal override JsonTypeInfo<AwsItems<AwsMetricFilter>> Type => AwsCallsJson.Default.AwsItemsAwsMetricFilter;

    internal override Task<AwsItems<AwsMetricFilter>> AskAsync(AwsConversation aws) => aws.ListAsync(
        AwsActions.DescribeMetricFilters,
        (services, next, token) => services.Logs.DescribeMetricFiltersAsync(new DescribeMetricFiltersRequest { LogGroupName = Group, NextToken = next }, token),
        page => (page.MetricFilters ?? []).Select(f => new AwsMetricFilter
        {
            Name = f.FilterName ?? "",
            LogGroup = f.LogGroupName ?? Group,
            Pattern = f.FilterPattern ?? "",
            Metrics =
            [
                .. (f.MetricTransformations ?? []).Select(t => new AwsFilterMetric(t.MetricNamespace ?? "", t.MetricName ?? "")
                {
                    HasDefault = t.DefaultValue is not null,
                    Dimensions = [.. (t.Dimensions?.Keys ?? Enumerable.Empty<string>()).Take(MostDimensions)],
                }),
            ],
        }),
        page => page.NextToken,
        Most,
        pages: 5);
}
