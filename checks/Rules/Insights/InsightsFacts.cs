using EksGrader.Checks.Aws;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Kubernetes;
using EksGrader.Checks.Rules.Nodes;

namespace EksGrader.Checks.Rules.Insights;

/// <summary>One of the facts about Container Insights.</summary>
/// <param name="Holds">Whether it holds.</param>
/// <param name="Reason">What is wrong; null where it holds or was not looked at.</param>
/// <param name="Advice">What to do about it.</param>
/// <param name="MayStillComeTrue">Whether waiting may mend it.</param>
/// <param name="Unread">What kept it from being looked at; null where it was.</param>
internal sealed record InsightsFact(
    bool Holds, LocalizedText? Reason = null, LocalizedText? Advice = null, bool MayStillComeTrue = false, ReadFault? Unread = null)
{
    /// <summary>It holds.</summary>
    public static InsightsFact True { get; } = new(true);

    /// <summary>It could not be looked at.</summary>
    public static InsightsFact NotSeen(ReadFault? fault) => new(false, Unread: fault);
}

/// <summary>Judges each fact about Container Insights by what was read.</summary>
internal static class InsightsFacts
{
    /// <summary>The DaemonSet of the agent that runs here; one that is being deleted does not.</summary>
    public static DaemonSet? AgentIn(ObjectList<DaemonSet>? sets) =>
        sets?.Items.FirstOrDefault(d => d.Metadata.Name == AgentSetup.Agent && !d.Metadata.IsBeingDeleted);

    /// <summary>Fact 1: the namespace has the DaemonSet.</summary>
    public static InsightsFact Installed(Attempt<ObjectList<DaemonSet>> sets) => sets.Fault is { } fault
        ? InsightsFact.NotSeen(fault)
        : AgentIn(sets.Answer) is not null ? InsightsFact.True : new(false, RuleTexts.All["Ci.NoAgent"], RuleTexts.All["Ci.Install"]);

    /// <summary>Fact 2: the DaemonSet is ready on every usable EC2 node, and on one at least (DaemonSets do not run on Fargate: EKS user guide).</summary>
    public static InsightsFact Running(Attempt<ObjectList<DaemonSet>> sets, Attempt<ObjectList<Node>> nodes, bool requireEks)
    {
        if (sets.Fault is { } fault)
        {
            return InsightsFact.NotSeen(fault);
        }

        if (AgentIn(sets.Answer) is not { } agent)
        {
            return new InsightsFact(false);
        }

        var ready = agent.Status.NumberReady;
        if (nodes.Answer is null && ready > 0)
        {
            return InsightsFact.NotSeen(nodes.Fault);
        }

        var usable = nodes.Answer?.Items.Count(n => UsableNodes.IsUsableEc2(n, requireEks)) ?? 0;
        return ready >= Math.Max(usable, 1)
            ? InsightsFact.True
            : new(false, RuleTexts.All["Ci.NotEverywhere", ready, Math.Max(usable, 1)], RuleTexts.All["Ci.LookAtAgent"], MayStillComeTrue: true);
    }

    /// <summary>Fact 3: the agent's configuration is right.</summary>
    public static InsightsFact Configured(
        Attempt<ObjectList<DaemonSet>> sets, Attempt<ObjectList<ConfigMap>> maps, Attempt<ObjectList<AmazonCloudWatchAgent>> resources, string? clusterName)
    {
        if ((sets.Fault ?? maps.Fault ?? resources.Fault) is { } fault)
        {
            return InsightsFact.NotSeen(fault);
        }

        return AgentSetup.FlawOf(AgentIn(sets.Answer), maps.Answer?.Items ?? [], resources.Answer?.Items ?? [], clusterName) is { } flaw
            ? new(false, flaw, RuleTexts.All["Ci.MendConfig"])
            : InsightsFact.True;
    }

    /// <summary>Fact 4: data arrives. Nothing can arrive from an agent that is not there.</summary>
    public static InsightsFact Arriving(InsightsFact installed, Attempt<AwsLogActivity> activity, string logGroup, DateTimeOffset since)
    {
        if (installed is { Holds: false, Unread: null })
        {
            return new InsightsFact(false);
        }

        return activity.Answer switch
        {
            null => InsightsFact.NotSeen(activity.Fault),
            { Exists: false } => new(false, RuleTexts.All["Ci.NoLogGroup", logGroup], RuleTexts.All["Ci.LookAtLogs"], MayStillComeTrue: true),
            { NewestEvent: { } newest } when newest >= since => InsightsFact.True,
            _ => new(false, RuleTexts.All["Ci.NoData", logGroup], RuleTexts.All["Ci.LookAtLogs"], MayStillComeTrue: true),
        };
    }
}
