using System.Globalization;
using System.Text.Json.Serialization.Metadata;
using Amazon.CloudWatch.Model;

namespace EksGrader.Checks.Aws.Calls;

/// <summary>A metric of CloudWatch.</summary>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Name">Its name.</param>
public sealed record AwsMetric(string Namespace, string Name)
{
    /// <summary>Its dimensions.</summary>
    public IReadOnlyDictionary<string, string> Dimensions { get; init => field = value ?? new Dictionary<string, string>(StringComparer.Ordinal); } =
        new Dictionary<string, string>(StringComparer.Ordinal);

    internal static AwsMetric Of(Metric metric, int mostDimensions)
    {
        var dimensions = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var one in (metric.Dimensions ?? []).Take(mostDimensions))
        {
            dimensions[one.Name ?? ""] = one.Value ?? "";
        }

        return new AwsMetric(metric.Namespace ?? "", metric.MetricName ?? "") { Dimensions = dimensions };
    }
}

/// <summary>Metrics of one name that differ in nothing but the values of their dimensions.</summary>
/// <param name="Name">Their name.</param>
/// <param name="Dimensions">The names of their dimensions, in order; the values are not kept.</param>
/// <param name="Count">How many there are.</param>
public sealed record AwsMetricShape(string Name, IReadOnlyList<string> Dimensions, int Count);

/// <summary>The data points of a metric.</summary>
/// <param name="Points">How many there are.</param>
/// <param name="NewestAt">When the newest begins; null where there is none.</param>
/// <param name="Newest">Its value.</param>
/// <param name="Sum">The values added up.</param>
public sealed record AwsMetricData(int Points, DateTimeOffset? NewestAt, double? Newest, double Sum);

/// <summary>cloudwatch:ListMetrics of a namespace with the cluster's name as dimension <c>ClusterName</c>, those with data in the last three hours.</summary>
/// <param name="Namespace">Such as <c>ContainerInsights</c>.</param>
/// <param name="ClusterName">The name that the cluster has in its metrics, where it is another; null for its own.</param>
internal sealed record ListMetrics(string Namespace, string? ClusterName = null) : AwsCall<AwsItems<AwsMetricShape>>
{
    private const int MostPages = 8;
    private const int MostListed = 4000;
    private const int MostShapes = 300;

    public override string Key => $"aws cloudwatch list-metrics {Namespace}{(ClusterName is null ? "" : $" of {ClusterName}")}";

    public override IReadOnlyList<string> Actions { get; } = [AwsActions.ListMetrics];

    internal override JsonTypeInfo<AwsItems<AwsMetricShape>> Type => AwsCallsJson.Default.AwsItemsAwsMetricShape;

    internal override async Task<AwsItems<AwsMetricShape>> AskAsync(AwsConversation aws)
    {
        var listed = await aws.ListAsync(
            AwsActions.ListMetrics,
            (services, next, token) => services.CloudWatch.Value.ListMetricsAsync(
                new ListMetricsRequest
                {
                    Namespace = Namespace,
                    Dimensions = [new DimensionFilter { Name = "ClusterName", Value = ClusterName ?? aws.ClusterName }],
                    RecentlyActive = "PT3H",
                    NextToken = next,
                },
                token),
            page => page.Metrics ?? [],
            page => page.NextToken,
            MostListed,
            MostPages);
        var shapes = listed.Items
            .Select(m => (Name: m.MetricName ?? "", Dimensions: (m.Dimensions ?? []).Select(d => d.Name ?? "").Order(StringComparer.Ordinal).ToList()))
            .GroupBy(m => $"{m.Name} {string.Join(',', m.Dimensions)}", StringComparer.Ordinal)
            .OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => new AwsMetricShape(g.First().Name, g.First().Dimensions, g.Count()))
            .ToList();
        return new AwsItems<AwsMetricShape>([.. shapes.Take(MostShapes)]) { Cut = listed.Cut || shapes.Count > MostShapes };
    }
}

/// <summary>cloudwatch:GetMetricData of one metric.</summary>
/// <param name="Metric">The metric.</param>
/// <param name="Statistic">Such as <c>Sum</c> or <c>SampleCount</c>.</param>
/// <param name="From">The first moment.</param>
/// <param name="To">The last.</param>
/// <param name="Period">How long one data point is.</param>
internal sealed record GetMetricData(AwsMetric Metric, string Statistic, DateTimeOffset From, DateTimeOffset To, TimeSpan Period) : AwsCall<AwsMetricData>
{
    private const int MostPages = 3;

    public override string Key => string.Create(
        CultureInfo.InvariantCulture,
        $"aws cloudwatch get-metric-data {Metric.Namespace} {Metric.Name} [{Named}] {Statistic} {From.ToUnixTimeSeconds()} {To.ToUnixTimeSeconds()} {Period.TotalSeconds}");

    public override IReadOnlyList<string> Actions { get; } = [AwsActions.GetMetricData];

    internal override JsonTypeInfo<AwsMetricData> Type => AwsCallsJson.Default.AwsMetricData;

    private string Named => string.Join(',', Metric.Dimensions.OrderBy(d => d.Key, StringComparer.Ordinal).Select(d => $"{d.Key}={d.Value}"));

    internal override async Task<AwsMetricData> AskAsync(AwsConversation aws)
    {
        var wanted = new MetricStat
        {
            Metric = new Metric
            {
                Namespace = Metric.Namespace,
                MetricName = Metric.Name,
                Dimensions = [.. Metric.Dimensions.Select(d => new Dimension { Name = d.Key, Value = d.Value })],
            },
            Period = (int)Period.TotalSeconds,
            Stat = Statistic,
        };
        var points = await aws.ListAsync(
            AwsActions.GetMetricData,
            (services, next, token) => services.CloudWatch.Value.GetMetricDataAsync(
                new GetMetricDataRequest
                {
                    MetricDataQueries = [new MetricDataQuery { Id = "m", MetricStat = wanted }],
                    StartTime = From,
                    EndTime = To,
                    ScanBy = "TimestampDescending",
                    NextToken = next,
                },
                token),
            page => (page.MetricDataResults ?? []).SelectMany(r => (r.Timestamps ?? []).Zip(r.Values ?? [])),
            page => page.NextToken,
            most: 100_000,
            MostPages);
        if (points.Items.Count == 0)
        {
            return new AwsMetricData(0, null, null, 0);
        }

        var (at, value) = points.Items.MaxBy(p => p.First);
        return new AwsMetricData(points.Items.Count, DateTimeOffset.UnixEpoch.AddSeconds(at), value, points.Items.Sum(p => p.Second));
    }
}
