using System.Collections.Frozen;
using EksGrader.Checks.Aws;
using EksGrader.Checks.Aws.Calls;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Kubernetes;
using EksGrader.Checks.Reads;

namespace EksGrader.Checks.Checks.Insights;

/// <summary>
/// At which levels CloudWatch has metrics of the cluster, where an assignment asks: of nodes, pods, namespaces, services (CloudWatch user guide,
/// "Amazon EKS and Kubernetes Container Insights metrics"). In OpenTelemetry mode metrics are series that are asked for by PromQL and not by
/// ListMetrics: what is missing there is a question.
/// </summary>
internal sealed class InsightsLevels
{
    /// <summary>The parameter.</summary>
    public const string Parameter = "levels";

    private const string Metrics = "ContainerInsights";
    private const string Read = "aws cloudwatch list-metrics ContainerInsights";
    private const string Node = "node";
    private const string Pod = "pod";
    private const string Namespace = "namespace";
    private const string Service = "service";

    // Collectors on Fargate add it to every level.
    private const string LaunchType = "LaunchType";

    private static readonly FrozenDictionary<string, string[]> Dimensions = new Dictionary<string, string[]>(StringComparer.Ordinal)
    {
        [Node] = ["ClusterName", "InstanceId", "NodeName"],
        [Pod] = ["ClusterName", "Namespace", "PodName"],
        [Namespace] = ["ClusterName", "Namespace"],
        [Service] = ["ClusterName", "Namespace", "Service"],
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private readonly IReadOnlyList<string> asked;
    private readonly OptionalRead<AwsItems<AwsMetricShape>> listed;
    private readonly bool isOtel;

    private InsightsLevels(IReadOnlyList<string> asked, OptionalRead<AwsItems<AwsMetricShape>> listed, bool isOtel) =>
        (this.asked, this.listed, this.isOtel) = (asked, listed, isOtel);

    /// <summary>The words that the parameter takes.</summary>
    public static IReadOnlyList<string> Choices { get; } = [Node, Pod, Namespace, Service];

    /// <summary>What it needs.</summary>
    public static DeclaredRead Declared { get; } = new DeclaredRead.Aws(AwsActions.ListMetrics) { When = new ReadCondition(Parameter) };

    /// <summary>Reads the metrics; null where no level is asked for, or where there is no AWS access.</summary>
    public static async Task<InsightsLevels?> ReadAsync(Cluster cluster, IReadOnlyList<string> levels, AgentSetup setup, ConfiguredNames names, CancellationToken cancellationToken)
    {
        if (levels.Count == 0 || cluster is not { Aws: { } aws, Target.ClusterName: { } own })
        {
            return null;
        }

        var name = names.GroupName(setup.Parts);
        var read = aws.CloudWatch.ListMetricsAsync(Metrics, name == own ? null : name, cancellationToken);
        return new InsightsLevels(levels, await OptionalRead.Of(read), InsightsData.IsOtelAlone(setup));
    }

    /// <summary>The fact that data arrives, where events do or cannot be seen: it must arrive at each level too, and each counts as much as the events.</summary>
    public InsightsFact Judge()
    {
        var missing = asked.Where(level => !IsThere(level)).ToList();
        if (missing.Count == 0)
        {
            return InsightsFact.True;
        }

        if ((listed.Fault ?? (listed.Answer?.Cut == true ? ReadErrors.Cut(Read) : null)) is { } fault)
        {
            return InsightsFact.NotSeen(fault);
        }

        var named = string.Join(", ", missing);
        var reason = ContainerInsightsCheck.Texts["NoLevel", named];
        return isOtel
            ? new InsightsFact(false, reason) { Question = ContainerInsightsCheck.Texts["AskLevels", named] }
            : new InsightsFact(false, reason, ContainerInsightsCheck.Texts["AwaitLevels", named], MayStillComeTrue: true) { Part = (1m + asked.Count - missing.Count) / (1 + asked.Count) };
    }

    /// <summary>What CloudWatch listed.</summary>
    public IEnumerable<Evidence> Evidence(DateTimeOffset seenAt) => listed.Answer is not { } answer ? [] :
    [
        new Evidence(
            "aws cloudwatch list-metrics --namespace ContainerInsights --recently-active PT3H",
            answer.Items.Count == 0 ? "–\n" : string.Concat(answer.Items.GroupBy(m => string.Join(' ', m.Dimensions.Select(ShellText.Name)), StringComparer.Ordinal).Select(g => $"{g.Key}: {string.Join(' ', g.Select(m => ShellText.Name(m.Name)))}\n")),
            seenAt),
    ];

    private bool IsThere(string level) => listed.Answer?.Items.Any(m => Fits(level, [.. m.Dimensions.Where(d => d != LaunchType)])) == true;

    // Every level but that of namespaces has a dimension of its own, beside which there may be others.
    private static bool Fits(string level, IReadOnlyList<string> names) => Dimensions[level] is var wanted && wanted.All(names.Contains) && (level != Namespace || names.Count == wanted.Length);
}
