using EksGrader.Checks.Checks.Finders;
using EksGrader.Checks.Core;
using EksGrader.Checks.Kubernetes;
using EksGrader.Checks.Kubernetes.Objects;
using EksGrader.Checks.Reads;

namespace EksGrader.Checks.Checks.Logs;

/// <summary>
/// What ships the logs of the nodes: a DaemonSet on every usable EC2 node, the CloudWatch agent with its log pipelines on, and, on a cluster
/// of Fargate alone, the log router of EKS (EKS user guide, "Start AWS Fargate logging").
/// </summary>
internal sealed class NodeShippers
{
    private const string FargateLabel = "aws-observability";

    private readonly ReadError? fault;
    private readonly IReadOnlyList<(LogShipper Shipper, ReadyOnNodes On)> all;
    private readonly bool isFargateOn;
    private readonly DataPlane plane;

    private NodeShippers(ToolReads tools, OptionalRead<ObjectList<Node>> nodes, OptionalRead<ObjectList<AmazonCloudWatchAgent>> agents, OptionalRead<ObjectList<Namespace>> namespaces, OptionalRead<Found> fargate, AssignmentRules rules)
    {
        var list = nodes.Answer?.Items ?? [];
        var withLogs = (agents.Answer?.Items ?? []).Where(a => a.Spec.Config?.HasOtelLogs == true || a.Spec.OtelConfig?.HasOtelLogs == true).Select(a => a.Metadata.Uid).ToHashSet(StringComparer.Ordinal);
        var ofAgent = new ToolFinder(tools).Find(Tool.CloudWatchAgent).Where(f => f.IsConfirmed && f.Metadata.OwnerReferences.Any(o => withLogs.Contains(o.Uid))).Select(f => new LogShipper(f.Metadata, f.Pods, f.Part.Tool));
        all = [.. LogShippers.Find(tools).Concat(ofAgent).Select(s => (s, ReadyOnNodes.Of(s.Pods, list, rules.RequireEks))).OrderByDescending(s => s.Item2.Share)];
        plane = ReadyOnNodes.Of([], list, rules.RequireEks).Plane;
        var isLabelled = (namespaces.Answer?.Items ?? []).Any(n => n.Metadata.Name == FargateLogging.Namespace && n.Metadata.Labels.GetValueOrDefault(FargateLabel) == "enabled");
        isFargateOn = isLabelled && fargate.Answer?.Logging?.WritesToCloudWatch == true;
        fault = nodes.Fault ?? tools.Pods.Fault ?? tools.DaemonSets.Fault ?? (plane == DataPlane.Fargate ? namespaces.Fault ?? fargate.Fault : agents.Fault);
    }

    /// <summary>What is read.</summary>
    public static IReadOnlyList<DeclaredRead> Reads { get; } =
    [
        .. ToolReads.Declared, new DeclaredRead.Kubernetes(Node.Type), new DeclaredRead.Kubernetes(Namespace.Type), new DeclaredRead.Kubernetes(ConfigMap.Type),
        new DeclaredRead.Kubernetes(AmazonCloudWatchAgent.Type),
    ];

    /// <summary>Whether there is any.</summary>
    public bool Any => all.Count > 0 || isFargateOn;

    /// <summary>Reads it.</summary>
    public static async Task<NodeShippers> ReadAsync(KubernetesReader kubernetes, AssignmentRules rules, CancellationToken cancellationToken)
    {
        var nodes = OptionalRead.Of(kubernetes.ListAsync<Node>(cancellationToken: cancellationToken));
        var agents = OptionalRead.Of(kubernetes.ListAsync<AmazonCloudWatchAgent>(cancellationToken: cancellationToken));
        var namespaces = OptionalRead.Of(kubernetes.ListAsync<Namespace>(cancellationToken: cancellationToken));
        var fargate = OptionalRead.Of(FoundAsync(kubernetes, cancellationToken));
        return new NodeShippers(await ToolReads.ReadAsync(kubernetes, cancellationToken), await nodes, await agents, await namespaces, await fargate, rules);
    }

    /// <summary>Whether the logs of every node are shipped.</summary>
    public FactFinding Find()
    {
        if (plane == DataPlane.Fargate ? isFargateOn : all.Any(s => s.On.IsEverywhere))
        {
            return FactFinding.Held;
        }

        if (fault is not null)
        {
            return FactFinding.Unread(fault);
        }

        if (plane == DataPlane.Fargate)
        {
            return FactFinding.Broken(new FactRow(LogShippingCheck.Texts["Expect.Fargate"], LogShippingCheck.Texts["NoFargate"], "ConfigMap aws-observability/aws-logging", "kubectl describe configmap aws-logging --namespace aws-observability")) with { Advice = [LogShippingCheck.Texts["MakeFargate"]] };
        }

        if (all.Count == 0)
        {
            return FactFinding.Broken(new FactRow(LogShippingCheck.Texts["Expect.Shipper"], LogShippingCheck.Texts["NoShipper"], Command: "kubectl get daemonsets --all-namespaces")) with { Advice = [LogShippingCheck.Texts["InstallShipper"]] };
        }

        var (best, on) = all[0];
        var (ns, name) = (ShellText.Word(best.Metadata.Namespace), ShellText.Word(best.Metadata.Name));
        IEnumerable<FactRow> rows = on.Missing.Select(n => new FactRow(LogShippingCheck.Texts["Expect.Shipper"], LogShippingCheck.Texts["NotOnNode", ShellText.Name(n.Metadata.Name)], $"DaemonSet {ShellText.Name(best.Metadata)}", $"kubectl get pods --namespace {ns} -o wide"));
        return FactFinding.Partly(on.Share, [.. rows.DefaultIfEmpty(new FactRow(LogShippingCheck.Texts["Expect.Shipper"], LogShippingCheck.Texts["NoNode"], $"DaemonSet {ShellText.Name(best.Metadata)}", "kubectl get nodes"))]) with
        {
            Advice = [LogShippingCheck.Texts["MendShipper", name, ns]],
            MayStillComeTrue = true,
        };
    }

    /// <summary>What was seen.</summary>
    public IEnumerable<Evidence> Evidence(DateTimeOffset now) => all.Count == 0
        ? []
        : [new Evidence("kubectl get daemonsets --all-namespaces", string.Concat(all.Take(5).Select(s => $"{ShellText.Name(s.Shipper.Metadata)}  {(s.Shipper.Tool is { } tool ? $"{tool}" : "–")}  {s.On.Covered.Count}/{s.On.Nodes}\n")), now)];

    private static async Task<Found> FoundAsync(KubernetesReader kubernetes, CancellationToken cancellationToken) =>
        new(await kubernetes.FindAsync<FargateLogging>(FargateLogging.Namespace, FargateLogging.Name, cancellationToken));

    // A ConfigMap that is not there is an answer too.
    private sealed record Found(FargateLogging? Logging);
}
