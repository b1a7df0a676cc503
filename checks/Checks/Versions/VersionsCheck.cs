using EksGrader.Checks.Aws;
using EksGrader.Checks.Aws.Calls;
using EksGrader.Checks.Checks.Nodes;
using EksGrader.Checks.Checks.Witnesses;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Kubernetes;

namespace EksGrader.Checks.Checks.Versions;

/// <summary>Asks that the student took the cluster to a newer version of Kubernetes in place, or that nothing in it runs out of support.</summary>
public sealed class VersionsCheck : ICheck
{
    private const string ByUpdate = "byUpdate";
    private const string ControlPlane = "controlPlane";
    private const string NodesFollow = "nodesFollow";
    private const string AddOnsFit = "addOnsFit";
    private const string InSupport = "inSupport";

    private const string Mode = "mode";
    private const string Upgraded = "upgraded";
    private const string Supported = "supported";
    private const string To = "to";
    private const string AllowExtended = "allowExtended";

    // How far a kubelet and kube-proxy may be behind the API server (Kubernetes, "Version Skew Policy"; since 1.28).
    private const int MostBehind = 3;

    /// <summary>Its id.</summary>
    public static CheckId Id { get; } = new("versions");

    internal static TextCatalog Texts { get; } = TextCatalog.Beside(typeof(VersionsCheck), nameof(VersionsCheck));

    /// <inheritdoc/>
    public CheckInfo Info { get; } = CheckInfo.Describe(
        Id,
        Texts,
        [
            new ChoiceParameter(Mode, Texts["Parameter.mode"], Upgraded, [Upgraded, Supported]),
            new TextParameter(To, Texts["Parameter.to"], "", @"(1\.[0-9]{1,3})?"),
            new BooleanParameter(AllowExtended, Texts["Parameter.allowExtended"], Default: false),
        ],
        [
            new DeclaredRead.Kubernetes(Node.Type),
            new DeclaredRead.Kubernetes(Pod.Type),
            .. NodeWitness.Reads,
            .. new[] { AwsActions.DescribeClusterVersions, AwsActions.ListInsights }.Concat(AwsActions.Updates).Select(a => new DeclaredRead.Aws(a)),
        ],
        FactInfo.Earning(Texts, ByUpdate, 0.25m),
        FactInfo.Earning(Texts, ControlPlane, 0.25m, ByUpdate),
        FactInfo.Earning(Texts, NodesFollow, 0.3m, ByUpdate),
        FactInfo.Earning(Texts, AddOnsFit, 0.2m, ByUpdate),
        FactInfo.Guarding(Texts, InSupport, 0.5m)) with
    {
        NeedsAws = true,
    };

    /// <inheritdoc/>
    public async ValueTask<Verdict> JudgeAsync(Cluster cluster, CheckParameters parameters, CancellationToken cancellationToken)
    {
        var aws = cluster.NeededAws;
        var isUpgrade = parameters.Word(Mode) == Upgraded;
        var askedVersions = OptionalRead.Of(aws.Eks.DescribeClusterVersionsAsync(cancellationToken));
        var askedUpdates = isUpgrade ? OptionalRead.Of(aws.Eks.ListUpdatesAsync(cancellationToken: cancellationToken)) : null;
        var askedInsights = OptionalRead.Of(aws.Eks.ListInsightsAsync(cancellationToken));
        var askedNodes = OptionalRead.Of(cluster.Kubernetes.ListAsync<Node>(cancellationToken: cancellationToken));
        var askedPods = OptionalRead.Of(cluster.Kubernetes.ListAsync<Pod>(cancellationToken: cancellationToken));
        var described = await aws.DescribeClusterAsync(cancellationToken);
        var server = KubernetesVersion.Parse(described.Version);
        var update = new VersionUpdates(askedUpdates is null ? null : await askedUpdates, described, KubernetesVersion.Parse(parameters.Word(To)), cluster.Now);
        var nodes = await askedNodes;
        var usable = (nodes.Answer?.Items ?? []).Where(n => UsableNodes.IsUsableEc2(n, parameters.Rules.RequireEks) || (UsableNodes.IsFargate(n) && UsableNodes.IsReady(n) && !n.Metadata.IsBeingDeleted)).ToList();
        var witness = await NodeWitness.AskAsync(cluster, usable, cancellationToken);
        usable = [.. usable.Where(n => !witness.Contradicts(n))];
        var following = usable.Where(n => KubernetesVersion.Parse(n.Status.NodeInfo.KubeletVersion) is { } version && (isUpgrade ? version == server : Fits(version, server))).ToList();
        var insights = await askedInsights;
        var verdict = new FactSheet(Info.Facts)
        {
            [ByUpdate] = isUpgrade ? update.Finding : FactFinding.LeftOut,
            [ControlPlane] = isUpgrade ? FindControlPlane(described, server, update) : FindSupport(described, await askedVersions, parameters),
            [NodesFollow] = FindNodes(nodes, usable, following, described.Version),
            [AddOnsFit] = FindAddOns(await askedPods, described, server),
            [InSupport] = isUpgrade ? FindSupport(described, await askedVersions, parameters) : FactFinding.LeftOut,
            Evidence =
            [
                new Evidence("aws eks describe-cluster --query cluster.version", $"{ShellText.Name(described.Version)} {ShellText.Name(described.Status)}\n", cluster.Now),
                .. update.Evidence(cluster.Now),
                .. nodes.Answer is { } list ? [new Evidence("kubectl get nodes", TablePrinter.Print(list), cluster.Now)] : Array.Empty<Evidence>(),
                .. insights.Answer is { Items.Count: > 0 } seen ? [new Evidence("aws eks list-insights", string.Concat(seen.Items.Take(10).Select(i => $"{ShellText.Name(i.Status)}  {ShellText.Name(i.Name)}\n")), cluster.Now)] : Array.Empty<Evidence>(),
                .. witness.Evidence,
            ],
        }.ToVerdict();
        return witness.Judge(verdict, following, parameters.Rules);
    }

    private static bool Fits(KubernetesVersion version, KubernetesVersion? server) => server is { } of && version.Minor <= of.Minor && version.Minor >= of.Minor - MostBehind;

    private static FactFinding FindControlPlane(AwsCluster described, KubernetesVersion? server, VersionUpdates update)
    {
        if (update.Target is not { } target)
        {
            return FactFinding.LeftOut;
        }

        return server is { } version && version.Minor >= target.Minor && described.Status is "ACTIVE" or "UPDATING"
            ? FactFinding.Held
            : FactFinding.Broken(new FactRow(Texts["Expect.ControlPlane", target], Texts["VersionSeen", ShellText.Name(described.Version), ShellText.Name(described.Status)], Command: "aws eks describe-cluster --name CLUSTER --query cluster.version")) with
            {
                Advice = [Texts["Upgrade", target]],
            };
    }

    private static FactFinding FindNodes(OptionalRead<ObjectList<Node>> nodes, List<Node> usable, List<Node> following, string server)
    {
        if (nodes.Fault is { } fault)
        {
            return FactFinding.Unread(fault);
        }

        if (usable.Count == 0)
        {
            return FactFinding.Broken(new FactRow(Texts["Expect.Nodes", ShellText.Name(server)], Texts["NoNode"], Command: "kubectl get nodes")) with { MayStillComeTrue = true };
        }

        var behind = usable.Except(following).ToList();
        return FactFinding.Partly(
            (decimal)following.Count / usable.Count,
            [.. behind.Select(n => new FactRow(Texts["Expect.Nodes", ShellText.Name(server)], Texts["Kubelet", ShellText.Name(n.Status.NodeInfo.KubeletVersion)], $"Node {ShellText.Name(n.Metadata.Name)}", $"kubectl get node {ShellText.Word(n.Metadata.Name)}"))]) with
        {
            Advice = [behind.Exists(UsableNodes.IsFargate) ? Texts["RestartFargate"] : Texts["UpgradeNodes"]],
            MayStillComeTrue = behind.Count > 0,
        };
    }

    // On nodes of Auto Mode kube-proxy runs outside Kubernetes; where another network plug-in does its work, there is none to fit.
    private static FactFinding FindAddOns(OptionalRead<ObjectList<Pod>> pods, AwsCluster described, KubernetesVersion? server)
    {
        if (described.AutoMode == true)
        {
            return FactFinding.Held;
        }

        if (pods.Fault is { } fault)
        {
            return FactFinding.Unread(fault);
        }

        var images = (pods.Answer?.Items ?? []).Where(IsKubeProxy).SelectMany(p => p.Spec.Containers).Select(c => c.Image).Where(i => KubernetesVersion.Parse(ImageName.Tag(i)) is not null).Distinct(StringComparer.Ordinal).ToList();
        if (images.Count == 0)
        {
            return FactFinding.LeftOut;
        }

        var image = images.Find(i => !(KubernetesVersion.Parse(ImageName.Tag(i)) is { } version && Fits(version, server)));
        return image is null
            ? FactFinding.Held
            : FactFinding.Broken(new FactRow(Texts["Expect.AddOns", MostBehind], Texts["ImageSeen", ShellText.Name(image)], "DaemonSet kube-system/kube-proxy", "kubectl describe daemonset kube-proxy --namespace kube-system")) with
            {
                Advice = [Texts["UpgradeAddOns"]],
            };
    }

    private static bool IsKubeProxy(Pod pod) => pod.Metadata.Namespace == "kube-system" && pod.Metadata.OwnerReferences.Any(o => o is { Controller: true, Kind: "DaemonSet", Name: "kube-proxy" });

    private static FactFinding FindSupport(AwsCluster described, OptionalRead<AwsItems<AwsClusterVersion>> versions, CheckParameters parameters)
    {
        if (versions.Fault is { } fault)
        {
            return FactFinding.Unread(fault);
        }

        if (versions.Answer?.Items.FirstOrDefault(v => v.Version == described.Version) is not { Status: "STANDARD_SUPPORT" or "EXTENDED_SUPPORT" or "UNSUPPORTED" } known)
        {
            return FactFinding.LeftOut;
        }

        return known.Status == "STANDARD_SUPPORT" || (known.Status == "EXTENDED_SUPPORT" && parameters.Flag(AllowExtended))
            ? FactFinding.Held
            : FactFinding.Broken(new FactRow(Texts[parameters.Flag(AllowExtended) ? "Expect.AnySupport" : "Expect.Support"], Texts["SupportSeen", ShellText.Name(known.Version), ShellText.Name(known.Status)], Command: "aws eks describe-cluster-versions")) with
            {
                Advice = [Texts["UpgradeAgain"]],
            };
    }
}
