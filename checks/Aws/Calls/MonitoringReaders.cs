using EksGrader.Checks.Reads;

namespace EksGrader.Checks.Aws.Calls;

/// <summary>CloudWatch Logs. Every method throws <see cref="ReadException"/> where AWS did not answer.</summary>
/// <param name="aws">What is read through.</param>
public readonly struct LogsReader(AwsReader aws)
{
    /// <summary>The log groups whose names begin so; 100 at most. Takes <see cref="AwsActions.DescribeLogGroups"/>.</summary>
    public Task<AwsItems<AwsLogGroup>> ListGroupsAsync(string prefix, CancellationToken cancellationToken = default) => aws.AskAsync(new ListLogGroups(prefix), cancellationToken);

    /// <summary>Searches a log group for one event; up to 12 pages, empty ones too. Takes <see cref="AwsActions.FilterLogEvents"/>.</summary>
    /// <param name="group">The log group; where it does not exist, <see cref="AwsLogFinding.GroupExists"/> says so.</param>
    /// <param name="since">The oldest event that counts. The observation's own time, or one that was read: a replay must come to the same.</param>
    /// <param name="pattern">What CloudWatch filters by (<see cref="AwsLogPattern"/>); null for every event. It sees texts, never names of streams.</param>
    /// <param name="names">Of which the event's text or its stream's name must carry one, such as the names of pods; null for any event.</param>
    /// <param name="again">Whether the same is asked a second time within the observation.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task<AwsLogFinding> FindEventAsync(
        string group, DateTimeOffset since, string? pattern = null, IReadOnlyList<string>? names = null, bool again = false, CancellationToken cancellationToken = default) =>
        aws.AskAsync(new FindLogEvent(group, since, pattern, names ?? [], again), cancellationToken);

    /// <summary>The metric filters of a log group; 100 at most. Takes <see cref="AwsActions.DescribeMetricFilters"/>.</summary>
    public Task<AwsItems<AwsMetricFilter>> DescribeMetricFiltersAsync(string group, CancellationToken cancellationToken = default) =>
        aws.AskAsync(new DescribeMetricFilters(group), cancellationToken);

    /// <summary>The queries of Logs Insights that were started since a time; 300 at most. Takes <see cref="AwsActions.DescribeQueries"/>.</summary>
    public Task<AwsItems<AwsLogQuery>> DescribeQueriesAsync(DateTimeOffset since, CancellationToken cancellationToken = default) =>
        aws.AskAsync(new DescribeQueries(since), cancellationToken);

    /// <summary>The queries that were saved; 200 at most. Takes <see cref="AwsActions.DescribeQueryDefinitions"/>.</summary>
    public Task<AwsItems<AwsLogQueryDefinition>> DescribeQueryDefinitionsAsync(CancellationToken cancellationToken = default) =>
        aws.AskAsync(new DescribeQueryDefinitions(), cancellationToken);
}

/// <summary>CloudWatch's alarms and metrics. Every method throws <see cref="ReadException"/> where AWS did not answer.</summary>
/// <param name="aws">What is read through.</param>
public readonly struct CloudWatchReader(AwsReader aws)
{
    /// <summary>The alarms of the account in the region, of every kind; 1,000 at most. Takes <see cref="AwsActions.DescribeAlarms"/>.</summary>
    public Task<AwsItems<AwsAlarm>> DescribeAlarmsAsync(CancellationToken cancellationToken = default) => aws.AskAsync(new DescribeAlarms(), cancellationToken);

    /// <summary>The changes of alarms' states, the newest first; 300 at most. Takes <see cref="AwsActions.DescribeAlarmHistory"/>.</summary>
    /// <param name="since">The oldest change that counts.</param>
    /// <param name="alarm">One alarm; null for all.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task<AwsItems<AwsAlarmChange>> DescribeAlarmHistoryAsync(DateTimeOffset since, string? alarm = null, CancellationToken cancellationToken = default) =>
        aws.AskAsync(new DescribeAlarmHistory(alarm, since), cancellationToken);

    /// <summary>The metrics of a namespace that have the cluster's name as dimension <c>ClusterName</c> and data in the last three hours, by the names of their dimensions. Takes <see cref="AwsActions.ListMetrics"/>.</summary>
    /// <param name="metricNamespace">Such as <c>ContainerInsights</c>.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task<AwsItems<AwsMetricShape>> ListMetricsAsync(string metricNamespace, CancellationToken cancellationToken = default) => ListMetricsAsync(metricNamespace, null, cancellationToken);

    /// <inheritdoc cref="ListMetricsAsync(string, CancellationToken)"/>
    /// <param name="metricNamespace">Such as <c>ContainerInsights</c>.</param>
    /// <param name="clusterName">The name that the cluster has in its metrics, where it is another; null for its own.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task<AwsItems<AwsMetricShape>> ListMetricsAsync(string metricNamespace, string? clusterName, CancellationToken cancellationToken) =>
        aws.AskAsync(new ListMetrics(metricNamespace, clusterName), cancellationToken);

    /// <summary>The data of one metric. Takes <see cref="AwsActions.GetMetricData"/>.</summary>
    /// <param name="metric">The metric.</param>
    /// <param name="statistic">Such as <c>Sum</c> or <c>SampleCount</c>.</param>
    /// <param name="from">The first moment; not the clock's, since a replay must come to the same.</param>
    /// <param name="to">The last.</param>
    /// <param name="period">How long one data point is: whole minutes.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task<AwsMetricData> GetMetricDataAsync(
        AwsMetric metric, string statistic, DateTimeOffset from, DateTimeOffset to, TimeSpan period, CancellationToken cancellationToken = default) =>
        aws.AskAsync(new GetMetricData(metric, statistic, from, to, period), cancellationToken);
}
