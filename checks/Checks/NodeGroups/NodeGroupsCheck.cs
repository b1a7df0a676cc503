using EksGrader.Checks.Aws;
using EksGrader.Checks.Aws.Calls;
using EksGrader.Checks.Checks.Finders;
using EksGrader.Checks.Checks.Nodes;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Kubernetes;
using EksGrader.Checks.Kubernetes.Objects;
using EksGrader.Checks.Reads;

namespace EksGrader.Checks.Checks.NodeGroups;

/// <summary>Asks for the bounds between which nodes are added and removed, and for what does so.</summary>
public sealed class NodeGroupsCheck : ICheck
{
    private const string Bounds = "bounds";
    private const string Scaler = "scaler";
    private const string Healthy = "healthy";
    private const string Spread = "spread";

    private const string MinSize = "minSize";
    private const string MaxSize = "maxSize";
    private const string Zones = "zones";
    private const string Autoscaler = "autoscaler";
    private const string ZoneLabel = "topology.kubernetes.io/zone";

    private const int Most = 450;
    private const int MostZones = 10;

    // Auto Mode brings these itself (EKS user guide, "Enable or disable built-in NodePools").
    private static readonly string[] OfAutoMode = ["system", "general-purpose"];

    /// <summary>Its id.</summary>
    public static CheckId Id { get; } = new("node-groups");

    internal static TextCatalog Texts { get; } = TextCatalog.Beside(typeof(NodeGroupsCheck), nameof(NodeGroupsCheck));

    /// <inheritdoc/>
    public CheckInfo Info { get; } = CheckInfo.Describe(
        Id,
        Texts,
        [
            new OptionalIntegerParameter(MinSize, Texts["Parameter.minSize"], 0, Most),
            new OptionalIntegerParameter(MaxSize, Texts["Parameter.maxSize"], 1, Most),
            new OptionalIntegerParameter(Zones, Texts["Parameter.zones"], 1, MostZones),
            new BooleanParameter(Autoscaler, Texts["Parameter.autoscaler"], Default: false),
        ],
        [
            new DeclaredRead.Kubernetes(Node.Type), new DeclaredRead.Kubernetes(NodePool.Type),
            .. ToolReads.Declared.OfType<DeclaredRead.Kubernetes>(),
            .. new[] { AwsActions.DescribeCluster }.Concat(AwsActions.Nodegroups).Select(a => new DeclaredRead.Aws(a)),
        ],
        FactInfo.Earning(Texts, Bounds, 0.5m),
        FactInfo.Earning(Texts, Scaler, 0.5m),
        FactInfo.Guarding(Texts, Healthy, 0.5m),
        FactInfo.Guarding(Texts, Spread, 0.5m)) with
    {
        NeedsAws = true,
    };

    /// <inheritdoc/>
    public async ValueTask<Verdict> JudgeAsync(Cluster cluster, CheckParameters parameters, CancellationToken cancellationToken)
    {
        var aws = cluster.NeededAws;
        var asked = OptionalRead.Of(aws.Eks.ListNodegroupsAsync(cancellationToken));
        var described = await aws.DescribeClusterAsync(cancellationToken);
        var (min, max, zones) = (parameters.OptionalNumber(MinSize), parameters.OptionalNumber(MaxSize), parameters.OptionalNumber(Zones));
        var isScalerAsked = parameters.Flag(Autoscaler);
        var groups = await asked;
        var nodes = await OptionalRead.Of(cluster.Kubernetes.ListAsync<Node>(cancellationToken: cancellationToken));
        return new FactSheet(Info.Facts)
        {
            [Bounds] = min is null && max is null ? (isScalerAsked ? FactFinding.LeftOut : NothingAsked()) : FindBounds(groups, nodes, min, max),
            [Scaler] = isScalerAsked ? await FindScalerAsync(cluster, cancellationToken) : FactFinding.LeftOut,
            [Healthy] = FindHealthy(groups, described),
            [Spread] = zones is { } many ? FindSpread(nodes, many, parameters.Rules) : FactFinding.LeftOut,
            Evidence =
            [
                .. groups.Answer is { Items.Count: > 0 } list ? [new Evidence("aws eks describe-nodegroup", string.Concat(list.Items.Select(g => $"{ShellText.Name(g.Name)}  {ShellText.Name(g.Status)}  minSize {g.MinSize}  maxSize {g.MaxSize}  desiredSize {g.DesiredSize}  {string.Join(' ', g.Issues.Select(ShellText.Name))}\n")), cluster.Now)] : Array.Empty<Evidence>(),
                .. nodes.Answer is { } table ? [new Evidence("kubectl get nodes", TablePrinter.Print(table), cluster.Now)] : Array.Empty<Evidence>(),
            ],
        }.ToVerdict();
    }

    // An assignment that asks for nothing gives nothing: a fresh cluster has all that guards.
    private static FactFinding NothingAsked() => FactFinding.Broken(new FactRow(Texts["Expect.Asked"], Texts["NothingAsked"], Id.Value)) with { Advice = [Texts["AskYourInstructor"]] };

    private static FactFinding FindBounds(OptionalRead<AwsItems<AwsNodegroup>> groups, OptionalRead<ObjectList<Node>> nodes, int? min, int? max)
    {
        var best = (groups.Answer?.Items ?? []).Select(g => (Group: g, Part: PartOf(g, min, max))).OrderByDescending(g => g.Part).FirstOrDefault();
        if (best.Part == 1)
        {
            return FactFinding.Held;
        }

        if ((groups.Fault ?? (groups.Answer?.Cut == true ? ReadErrors.Cut("aws eks list-nodegroups") : null)) is { } fault)
        {
            return FactFinding.Unread(fault);
        }

        var expected = Texts["Expect.Bounds", min?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "–", max?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "–"];
        if (groups.Answer?.Items.Count > 0)
        {
            return FactFinding.Partly(best.Part, [.. groups.Answer.Items.Select(g => new FactRow(expected, Texts["BoundsSeen", g.MinSize ?? 0, g.MaxSize ?? 0], ShellText.Name(g.Name), $"aws eks describe-nodegroup --cluster-name CLUSTER --nodegroup-name {ShellText.Word(g.Name)}"))]) with { Advice = [Texts["SetBounds", min ?? 2, max ?? 4]] };
        }

        // Nodes without a managed group are of an Auto Scaling group, of Karpenter or of Auto Mode: their bounds are not at EKS.
        return nodes.Fault is { } unread ? FactFinding.Unread(unread)
            : nodes.Answer?.Items.Any(n => !UsableNodes.IsFargate(n)) == true
                ? FactFinding.Asked(Texts["AskedBounds", min ?? 0, max ?? 0], new FactRow(expected, Texts["NoGroup"], Command: "kubectl get nodes --show-labels"))
                : FactFinding.Broken(new FactRow(expected, Texts["NoGroup"], Command: "aws eks list-nodegroups --cluster-name CLUSTER")) with { Advice = [Texts["MakeGroup"]] };
    }

    // A group that was just made has one size for both: that is no bound unless it is what is asked for.
    private static decimal PartOf(AwsNodegroup group, int? min, int? max)
    {
        if (group.MinSize == group.MaxSize && min != max)
        {
            return 0;
        }

        var (asked, held) = (Count(min, _ => true) + Count(max, _ => true), Count(min, m => group.MinSize == m) + Count(max, m => group.MaxSize == m));
        return (decimal)held / asked;

        static int Count(int? bound, Func<int, bool> holds) => bound is { } value && holds(value) ? 1 : 0;
    }

    private static async Task<FactFinding> FindScalerAsync(Cluster cluster, CancellationToken cancellationToken)
    {
        var asked = OptionalRead.Of(cluster.Kubernetes.ListAsync<NodePool>(cancellationToken: cancellationToken));
        var tools = new ToolFinder(await ToolReads.ReadAsync(cluster.Kubernetes, cancellationToken));
        var pools = await asked;
        var own = (pools.Answer?.Items ?? []).Where(p => !OfAutoMode.Contains(p.Metadata.Name)).ToList();
        if (tools.IsReady(Tool.ClusterAutoscaler) || own.Exists(p => p.Status.Conditions.Any(c => c.Type == "Ready" && c.IsTrue)))
        {
            return FactFinding.Held;
        }

        var found = tools.Find(Tool.ClusterAutoscaler);
        return (pools.Fault ?? tools.Fault) is { } fault
            ? FactFinding.Unread(fault)
            : FactFinding.Broken(
                [.. found.Select(f => new FactRow(Texts["Expect.Scaler"], Texts["NotReady"], $"{f}", "kubectl get pods --all-namespaces"))
                    .Concat(own.Select(p => new FactRow(Texts["Expect.Scaler"], Texts["PoolNotReady"], $"NodePool {ShellText.Name(p.Metadata.Name)}", "kubectl get nodepools")))
                    .DefaultIfEmpty(new FactRow(Texts["Expect.Scaler"], Texts["NoScaler"], Command: "kubectl get deployments --all-namespaces"))]) with
            {
                Advice = [Texts["InstallScaler"]],
                MayStillComeTrue = found.Count > 0 || own.Count > 0,
            };
    }

    private static FactFinding FindHealthy(OptionalRead<AwsItems<AwsNodegroup>> groups, AwsCluster described)
    {
        var ill = (groups.Answer?.Items ?? []).Where(g => g.Status is not ("ACTIVE" or "UPDATING" or "CREATING") || g.Issues.Count > 0).ToList();
        if (ill.Count > 0 || described.Issues.Count > 0)
        {
            return FactFinding.Broken(
            [
                .. ill.Select(g => new FactRow(Texts["Expect.Healthy"], Texts["GroupSeen", ShellText.Name(g.Status), g.Issues.Count == 0 ? "–" : string.Join(' ', g.Issues.Select(ShellText.Name))], ShellText.Name(g.Name), $"aws eks describe-nodegroup --cluster-name CLUSTER --nodegroup-name {ShellText.Word(g.Name)}")),
                .. described.Issues.Select(i => new FactRow(Texts["Expect.Healthy"], Texts["ClusterIssue", ShellText.Name(i)], Command: "aws eks describe-cluster --name CLUSTER --query cluster.health")),
            ]) with
            {
                Advice = [Texts["MendHealth"]],
                MayStillComeTrue = true,
            };
        }

        return groups.Fault is { } fault ? FactFinding.Unread(fault)
            : (groups.Answer?.Items ?? []).FirstOrDefault(g => g.Status != "ACTIVE") is { } changing ? FactFinding.Waiting(Texts["Changing", ShellText.Name(changing.Name)])
            : FactFinding.Held;
    }

    private static FactFinding FindSpread(OptionalRead<ObjectList<Node>> nodes, int zones, AssignmentRules rules)
    {
        var seen = (nodes.Answer?.Items ?? []).Where(n => UsableNodes.IsUsableEc2(n, rules.RequireEks)).Select(n => n.Metadata.Labels.GetValueOrDefault(ZoneLabel) ?? "").Where(z => z.Length > 0).Distinct(StringComparer.Ordinal).ToList();
        return seen.Count >= zones ? FactFinding.Held
            : nodes.Fault is { } fault ? FactFinding.Unread(fault)
            : FactFinding.Broken(new FactRow(Texts["Expect.Spread", zones], Texts["ZonesSeen", seen.Count, seen.Count == 0 ? "–" : string.Join(", ", seen.Select(ShellText.Name))], Command: "kubectl get nodes --label-columns topology.kubernetes.io/zone")) with { Advice = [Texts["SpreadNodes"]] };
    }
}
