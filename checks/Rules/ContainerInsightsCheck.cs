using EksGrader.Checks.Clusters;
using EksGrader.Checks.Kubernetes;
using EksGrader.Checks.Rules.Insights;

namespace EksGrader.Checks.Rules;

/// <summary>Asks for CloudWatch Container Insights: installed, running on every node, configured, with data arriving.</summary>
public sealed class ContainerInsightsCheck : ICheck
{
    /// <summary>How old the newest event may be: the timestamps of log streams lag (CloudWatch Logs API reference, LogStream).</summary>
    private static readonly TimeSpan FreshData = TimeSpan.FromMinutes(15);

    /// <inheritdoc/>
    public CheckInfo Info { get; } = RuleDocs.Describe(
        RuleIds.ContainerInsights,
        [],
        [
            new DeclaredRead.Kubernetes(DaemonSet.Type),
            new DeclaredRead.Kubernetes(Node.Type),
            new DeclaredRead.Kubernetes(ConfigMap.Type),
            new DeclaredRead.Kubernetes(AmazonCloudWatchAgent.Type),
            new DeclaredRead.Aws("logs:DescribeLogGroups"),
            new DeclaredRead.Aws("logs:FilterLogEvents"),
        ]);

    /// <inheritdoc/>
    public async ValueTask<Verdict> JudgeAsync(Cluster cluster, CheckParameters parameters, CancellationToken cancellationToken)
    {
        var name = cluster.HandIn.ClusterName;
        var logGroup = $"/aws/containerinsights/{name}/performance";
        var since = cluster.Now - FreshData;
        var activity = cluster.Aws is { } aws && name is not null ? Attempt.Of(aws.GetLogActivityAsync(logGroup, since, cancellationToken)) : null;
        var sets = Attempt.Of(cluster.Kubernetes.ListAsync<DaemonSet>(AgentSetup.Namespace, cancellationToken));
        var maps = Attempt.Of(cluster.Kubernetes.ListAsync<ConfigMap>(AgentSetup.Namespace, cancellationToken));
        var resources = Attempt.Of(cluster.Kubernetes.ListAsync<AmazonCloudWatchAgent>(AgentSetup.Namespace, cancellationToken));
        var nodes = Attempt.Of(cluster.Kubernetes.ListAsync<Node>(cancellationToken: cancellationToken));
        await Task.WhenAll(sets, maps, resources, nodes);

        var installed = InsightsFacts.Installed(await sets);
        List<InsightsFact> facts =
        [
            installed,
            InsightsFacts.Running(await sets, await nodes, parameters.Rules.RequireEks),
            InsightsFacts.Configured(await sets, await maps, await resources, name),
        ];
        List<Evidence> evidence = [.. InsightsEvidence.OfCluster(await sets, await maps, await resources, name, cluster.Now)];
        if (activity is not null)
        {
            var seen = await activity;
            facts.Add(InsightsFacts.Arriving(installed, seen, logGroup, since));
            if (seen.Answer is { } answer)
            {
                evidence.Add(InsightsEvidence.OfLogs(logGroup, answer, cluster.Now));
            }
        }

        return Judge(facts, activity is null) with { Evidence = evidence };
    }

    private static Verdict Judge(IReadOnlyList<InsightsFact> facts, bool withoutAws)
    {
        if (facts.FirstOrDefault(f => f.Unread is not null)?.Unread is { } fault)
        {
            return Attempt.Unknown(fault, [], facts.Any(f => f.MayStillComeTrue));
        }

        var holding = facts.Count(f => f.Holds);
        var reason = facts.FirstOrDefault(f => f.Reason is not null)?.Reason;
        var summary = reason is null
            ? RuleTexts.All["Ci.Passed", holding, facts.Count]
            : RuleTexts.All["Ci.Partly", holding, facts.Count, reason];
        IEnumerable<LocalizedText> advice = facts.Where(f => f.Reason is not null && f.Advice is not null)
            .SelectMany(f => new[] { f.Reason, f.Advice })
            .OfType<LocalizedText>();
        return Verdict.OfShare((decimal)holding / facts.Count, summary) with
        {
            Feedback = [.. advice, .. withoutAws ? [RuleTexts.All["Ci.WithoutAws"]] : Array.Empty<LocalizedText>()],
            MayStillComeTrue = facts.Any(f => f.MayStillComeTrue),
        };
    }
}
