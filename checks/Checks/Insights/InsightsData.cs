using EksGrader.Checks.Aws;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Reads;

namespace EksGrader.Checks.Checks.Insights;

/// <summary>
/// Whether data arrives in CloudWatch Logs, and where it must. The older mode, the classic agent and AWS Distro for OpenTelemetry write
/// <c>performance</c>; in OpenTelemetry mode metrics leave no log, but the logs do (CloudWatch user guide, "OTel Container Insights").
/// </summary>
internal sealed class InsightsData
{
    /// <summary>How old the newest event may be: the timestamps of log streams lag (CloudWatch Logs API reference, LogStream).</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(15);

    private readonly Cluster cluster;
    private readonly AwsReader aws;
    private readonly CancellationToken cancellationToken;
    private readonly Task<OptionalRead<AwsCluster>> described;
    private readonly Task<OptionalRead<AwsLogActivity>> usual;
    private readonly string name;

    /// <summary>Begins with the log group that most agents write to, so that no later read waits for it.</summary>
    private InsightsData(Cluster cluster, AwsReader aws, string name, CancellationToken cancellationToken)
    {
        (this.cluster, this.aws, this.name, this.cancellationToken) = (cluster, aws, name, cancellationToken);
        described = OptionalRead.Of(aws.DescribeClusterAsync(cancellationToken));
        usual = AskAsync(Performance(name));
    }

    /// <summary>What the reads need.</summary>
    public static IReadOnlyList<DeclaredRead> Declared { get; } =
        [new DeclaredRead.Aws(AwsActions.DescribeCluster), .. AwsActions.Logs.Select(a => new DeclaredRead.Aws(a))];

    /// <summary>The log groups that were asked for, with what they received.</summary>
    public List<(string Group, AwsLogActivity Activity)> Seen { get; } = [];

    /// <summary>What the log group that most agents write to received.</summary>
    public Task<OptionalRead<AwsLogActivity>> Usual => usual;

    /// <summary>Why a log group could not be asked for; null where all could.</summary>
    public ReadError? Refused { get; private set; }

    /// <summary>Why AWS did not describe the cluster; null where it did. An account that does not may be any account.</summary>
    public async Task<ReadError?> UndescribedAsync() => (await described).Fault;

    /// <summary>Begins to ask; null without AWS access.</summary>
    public static InsightsData? Begin(Cluster cluster, CancellationToken cancellationToken) =>
        cluster is { Aws: { } aws, Target.ClusterName: { } name } ? new InsightsData(cluster, aws, name, cancellationToken) : null;

    /// <summary>
    /// Whether a setup sends no logs, so that nothing arrives where it could be seen: OpenTelemetry mode with logs off, without Fluent Bit
    /// beside it.
    /// </summary>
    public static bool IsSilent(AgentSetup setup, InsightsReads reads) =>
        !IsOlder(setup) && IsOtel(setup) && !setup.Parts.Any(p => p.HasOtelLogs) && !HasFluentBit(setup, reads);

    /// <summary>Fact 4: data arrives. Nothing can arrive from an agent that is not there.</summary>
    public async Task<InsightsFact> JudgeAsync(InsightsFact installed, AgentSetup setup, ConfiguredNames names, InsightsReads reads)
    {
        var isThere = installed is { Holds: true } or { Unread: not null };
        var since = await SinceAsync();
        var groups = isThere ? GroupsOf(setup, names.GroupName(setup.Parts) ?? name) : [Performance(name)];
        foreach (var group in groups)
        {
            var (activity, refused) = await (group == Performance(name) ? usual : AskAsync(group));
            Refused ??= refused;
            if (activity is null)
            {
                continue;
            }

            Seen.Add((group, activity));
            if (isThere && activity.NewestEvent is { } newest && newest >= since)
            {
                return (await described).Fault is { } unknownAge && !IsOlderThan(newest, reads) ? InsightsFact.NotSeen(unknownAge) : InsightsFact.True;
            }
        }

        var all = string.Join(", ", groups);
        return !isThere ? InsightsFact.False
            : Refused is not null ? InsightsFact.NotSeen(Refused)
            : new InsightsFact(false, ContainerInsightsCheck.Texts[Seen.Exists(s => s.Activity.Exists) ? "NoData" : "NoLogGroup", all], InsightsAdvice.CheckLogs(setup), MayStillComeTrue: true);
    }

    private async Task<OptionalRead<AwsLogActivity>> AskAsync(string group) => await OptionalRead.Of(aws.GetLogActivityAsync(group, await SinceAsync(), cancellationToken));

    // A cluster of the same name may have stood there before: what it sent proves nothing of this one.
    private async Task<DateTimeOffset> SinceAsync()
    {
        var since = cluster.Now - Fresh;
        return (await described).Answer?.CreatedAt is { } created && created > since ? created : since;
    }

    // Where AWS does not say when the cluster was made, its own objects do: an administrator cannot write when they were created.
    private static bool IsOlderThan(DateTimeOffset moment, InsightsReads reads) =>
        (reads.Nodes.Answer?.Items.Select(n => n.Metadata) ?? []).Concat(reads.DaemonSets.Answer?.Items.Select(d => d.Metadata) ?? []).Any(m => m.CreationTimestamp < moment);

    private static IReadOnlyList<string> GroupsOf(AgentSetup setup, string name)
    {
        IEnumerable<string> older = IsOlder(setup) || !IsOtel(setup) ? [Performance(name)] : [];
        IEnumerable<string> otel = IsOtel(setup)
            ? [$"/aws/otel/containerinsights/{name}/application", $"/aws/otel/containerinsights/{name}/host", $"/aws/containerinsights/{name}/application"]
            : [];
        return [.. older, .. otel];
    }

    /// <summary>Whether a log group holds performance events, which say of which instance they are; in others programs write what they like.</summary>
    public static bool IsPerformance(string group) => group.EndsWith("/performance", StringComparison.Ordinal);

    private static string Performance(string name) => $"/aws/containerinsights/{name}/performance";

    private static bool IsOlder(AgentSetup setup) => setup.Parts.Any(p => p.HasKubernetes || p.HasReceiver);

    private static bool IsOtel(AgentSetup setup) => setup.Parts.Any(p => p.HasOtelContainerInsights);

    // The quick start and the chart call it so.
    private static bool HasFluentBit(AgentSetup setup, InsightsReads reads) =>
        reads.DaemonSets.Answer?.Items.Any(d =>
            d.Metadata.Name.StartsWith("fluent-bit", StringComparison.Ordinal)
            && !d.Metadata.IsBeingDeleted
            && d.Metadata.Namespace == (setup.Agent?.Metadata.Namespace ?? AgentSetup.UsualNamespace)) == true;
}
