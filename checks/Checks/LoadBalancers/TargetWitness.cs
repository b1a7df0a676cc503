using System.Net;
using EksGrader.Checks.Aws;
using EksGrader.Checks.Checks.Nodes;
using EksGrader.Checks.Checks.Witnesses;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Kubernetes;
using EksGrader.Checks.Reads;

namespace EksGrader.Checks.Checks.LoadBalancers;

/// <summary>
/// Whether a load balancer sends to this cluster, by the word of AWS. It is contradicted only where none of its healthy targets is an
/// instance of the cluster's nodes or an address of the Service's ready pods, asked twice with fresh lists: targets lag behind pods that
/// come and go.
/// </summary>
/// <param name="cluster">The cluster.</param>
/// <param name="aws">The AWS APIs.</param>
/// <param name="all">The load balancers of the account.</param>
/// <param name="pods">The pods as they were read first.</param>
/// <param name="nodes">The nodes, being read.</param>
internal sealed class TargetWitness(Cluster cluster, AwsReader aws, AwsLoadBalancerList all, IReadOnlyList<Pod> pods, Task<OptionalRead<ObjectList<Node>>> nodes)
{
    // A target group of type alb holds one load balancer (ELBv2 API reference, RegisterTargets).
    private const int Followed = 4;

    /// <summary>Judges the targets of a load balancer that is good otherwise.</summary>
    /// <param name="finding">What was found so far: two facts.</param>
    /// <param name="balancer">The load balancer.</param>
    /// <param name="services">The services whose pods it may send to.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<Finding> AskAsync(Finding finding, AwsLoadBalancer balancer, IReadOnlyList<Service> services, CancellationToken cancellationToken)
    {
        var tags = OptionalRead.Of(aws.DescribeTagsAsync(balancer, cancellationToken));
        var (targets, fault) = await TargetsAsync(balancer, again: false, cancellationToken);
        var tagged = (await tags).Answer;
        finding = finding with { Evidence = [.. finding.Evidence, ExposureEvidence.OfLoadBalancer(balancer, tagged, targets, cluster.Now)] };
        if (targets is null)
        {
            return Unread(finding, fault);
        }

        if (targets.Healthy.Count == 0)
        {
            return NoneHealthy(finding, balancer, targets);
        }

        var (listed, nodesFault) = await nodes;
        if (listed is null)
        {
            // Pods are written as easily as nodes: what they run on is all that AWS can speak of.
            return Holds(finding) with { WitnessFault = nodesFault };
        }

        // Both witnesses wait at the same time: an observation has no time for one after the other.
        var asked = WitnessedMembers.AskAsync(cluster, listed, pods, services, cancellationToken);
        var mayBeOurs = targets.Healthy.Any(ClusterMembers.Of(listed.Items, pods, services).Have);
        await Task.WhenAll(asked, mayBeOurs ? Task.CompletedTask : cluster.PauseAsync(cancellationToken));
        var members = await asked;
        if (members.Have(targets.Healthy))
        {
            return Holds(finding, targets.Healthy, members);
        }

        if (mayBeOurs && !members.HasPaused)
        {
            await cluster.PauseAsync(cancellationToken);
        }

        return await AskAgainAsync(finding, balancer, services, new Asked(targets, members, listed, pods), cancellationToken);
    }

    private async Task<Finding> AskAgainAsync(Finding finding, AwsLoadBalancer balancer, IReadOnlyList<Service> services, Asked first, CancellationToken cancellationToken)
    {
        var targetsAgain = TargetsAsync(balancer, again: true, cancellationToken);
        var nodesAgain = OptionalRead.Of(cluster.Kubernetes.ListAgainAsync<Node>(cancellationToken));
        var podsAgain = OptionalRead.Of(cluster.Kubernetes.ListAgainAsync<Pod>(cancellationToken));
        await Task.WhenAll(targetsAgain, nodesAgain, podsAgain);
        var ((targets, targetsFault), (nodesNow, nodesFault), (podsNow, podsFault)) = (await targetsAgain, await nodesAgain, await podsAgain);
        if (targets is null)
        {
            // What was seen once would fail the fact if it were seen again: an answer could make the verdict worse.
            return Unread(finding, targetsFault);
        }

        if (nodesNow is null || podsNow is null)
        {
            // Targets that are compared with half of the cluster are not compared: the witness counts as not asked.
            return Holds(finding) with { WitnessFault = nodesFault ?? podsFault };
        }

        var second = new Asked(targets, await first.Members.AgainAsync(cluster, nodesNow, podsNow.Items, services, cancellationToken), nodesNow, podsNow.Items);
        List<AwsTarget> healthy = [.. first.Targets.Healthy, .. targets.Healthy];
        if (first.Members.Have(healthy) || second.Members.Have(healthy))
        {
            return Holds(finding, healthy, first.Members, second.Members);
        }

        var seenAt = cluster.Now + Cluster.SecondReadAfter;
        finding = finding with
        {
            Evidence =
            [
                .. finding.Evidence,
                .. ExposureEvidence.OfMembers(first.Nodes.Items, first.Pods, services, cluster.Now),
                ExposureEvidence.OfLoadBalancer(balancer, null, targets, seenAt),
                .. ExposureEvidence.OfMembers(second.Nodes.Items, second.Pods, services, seenAt),
                .. second.Members.Evidence,
            ],
        };
        return targets.Healthy.Count == 0
            ? NoneHealthy(finding, balancer, targets)
            : finding with
            {
                Reason = LoadBalancerCheck.Texts["ForeignTargets", targets.Healthy.Count, ShellText.Name(balancer.Name)],
                Advice = LoadBalancerCheck.Texts["OwnLoadBalancer"],
            };
    }

    // A load balancer that is a target is followed: an ALB behind an NLB.
    private async Task<OptionalRead<BalancerTargets>> TargetsAsync(AwsLoadBalancer balancer, bool again, CancellationToken cancellationToken)
    {
        var (own, fault) = await OptionalRead.Of(aws.DescribeTargetsAsync(balancer, again, cancellationToken));
        if (own is null)
        {
            return new OptionalRead<BalancerTargets>(null, fault);
        }

        var healthy = own.Items.Where(t => t.Healthy).ToLookup(IsLoadBalancer);
        var followed = await Task.WhenAll(healthy[true].Take(Followed).Select(t => OptionalRead.Of(aws.DescribeTargetsAsync(BalancerOf(t), again, cancellationToken))));
        return followed.FirstOrDefault(f => f.Answer is null) is { Fault: var unread }
            ? new OptionalRead<BalancerTargets>(null, unread)
            : new OptionalRead<BalancerTargets>(new([.. own.Items, .. followed.SelectMany(f => f.Answer?.Items ?? [])], [.. healthy[false], .. followed.SelectMany(f => f.Answer?.Items ?? []).Where(t => t.Healthy)]), null);
    }

    private AwsLoadBalancer BalancerOf(AwsTarget target) =>
        all.Items.FirstOrDefault(b => b.Id == target.Id) ?? new AwsLoadBalancer { Id = target.Id, Name = target.Id, Kind = AwsLoadBalancerKind.Application };

    private static bool IsLoadBalancer(AwsTarget target) =>
        target.Id.StartsWith("arn:", StringComparison.Ordinal) && target.Id.Contains(":loadbalancer/", StringComparison.Ordinal);

    private static Finding Holds(Finding finding) => finding with { Facts = finding.Facts + 1, FactsAtMost = finding.Facts + 1 };

    private static Finding Holds(Finding finding, IReadOnlyList<AwsTarget> healthy, params IReadOnlyList<WitnessedMembers> looks) => looks.Any(l => l.AreConfirmed(healthy))
        ? Holds(finding) with { IsConfirmed = true }
        : Holds(finding) with { WitnessFault = looks.Select(l => l.Fault).FirstOrDefault(f => f is not null) };

    private static Finding Unread(Finding finding, ReadError? fault) => finding with { Unread = fault, FactsAtMost = Finding.AllFacts };

    private static Finding NoneHealthy(Finding finding, AwsLoadBalancer balancer, BalancerTargets targets) => finding with
    {
        Reason = LoadBalancerCheck.Texts["NoHealthyTarget", targets.All.Count, ShellText.Name(balancer.Name)],
        Advice = LoadBalancerCheck.Texts["MendTargets"],
    };

    private sealed record Asked(BalancerTargets Targets, WitnessedMembers Members, ObjectList<Node> Nodes, IReadOnlyList<Pod> Pods);
}

/// <summary>The targets of a load balancer, those of load balancers among them included.</summary>
/// <param name="All">All of them.</param>
/// <param name="Healthy">Those that requests are sent to and that are no load balancers.</param>
internal sealed record BalancerTargets(IReadOnlyList<AwsTarget> All, IReadOnlyList<AwsTarget> Healthy);

/// <summary>
/// What targets of a load balancer may be of one cluster. Controllers register the instances of nodes, or the addresses of ready pods
/// (cloud-provider-aws; AWS Load Balancer Controller, <c>endpoint_resolver.go</c>); a node that was registered by its address is its
/// instance all the same.
/// </summary>
internal sealed class ClusterMembers
{
    private readonly HashSet<string> instances;
    private readonly HashSet<IPAddress> addresses;

    private ClusterMembers(IEnumerable<string> instances, IEnumerable<IPAddress> addresses)
    {
        this.instances = instances.ToHashSet(StringComparer.Ordinal);
        this.addresses = addresses.ToHashSet();
    }

    /// <summary>The nodes' instances and inner addresses, and the addresses of the ready pods on them that some services pick.</summary>
    public static ClusterMembers Of(IReadOnlyList<Node> nodes, IReadOnlyList<Pod> pods, IReadOnlyList<Service> services)
    {
        var names = nodes.Select(n => n.Metadata.Name).ToHashSet(StringComparer.Ordinal);
        return new ClusterMembers(
            nodes.Select(MachineId.InstanceOf).OfType<string>(),
            pods.Where(p => names.Contains(p.Spec.NodeName) && ReadyPods.IsReady(p) && services.Any(s => Labels.Picks(s, p)))
                .SelectMany(AddressesOf)
                .Concat(nodes.SelectMany(n => n.Status.Addresses).Where(a => a.Type == "InternalIP").Select(a => a.Address))
                .Select(a => LoadBalancerAddress.IsIpAddress(a, out var address) ? address : null)
                .OfType<IPAddress>());
    }

    /// <summary>Whether a target is of the cluster.</summary>
    public bool Have(AwsTarget target) =>
        instances.Contains(target.Id) || (LoadBalancerAddress.IsIpAddress(target.Id, out var address) && addresses.Contains(address));

    /// <summary>Every address of a pod, of both families.</summary>
    public static IEnumerable<string> AddressesOf(Pod pod) => pod.Status.PodIPs.Select(a => a.Ip).Append(pod.Status.PodIP);
}

/// <summary>
/// The members of a cluster by what AWS says of its nodes: an administrator writes nodes, and pods with any address on them. Nodes that AWS
/// contradicts and second nodes of one machine are left out, and so are pods on them and on no node.
/// </summary>
internal sealed class WitnessedMembers
{
    private readonly IReadOnlyList<NodeWitness> witnesses;
    private readonly Dictionary<string, NodeWitness> witnessOf;
    private readonly ClusterMembers all;
    private readonly ClusterMembers confirmed;

    private WitnessedMembers(
        IReadOnlyList<NodeWitness> witnesses, Dictionary<string, NodeWitness> witnessOf, IReadOnlyList<Node> nodes, IReadOnlyList<Pod> pods, IReadOnlyList<Service> services)
    {
        (this.witnesses, this.witnessOf) = (witnesses, witnessOf);
        var possible = nodes.Where(n => !WitnessOf(n).Contradicts(n)).ToList();
        var repeated = SameMachine.Repeated(SameMachine.OldestFirst(possible).Where(UsableNodes.IsReady));
        List<Node> believed = [.. possible.Where(n => !repeated.Contains(n))];
        all = ClusterMembers.Of(believed, pods, services);
        confirmed = ClusterMembers.Of([.. believed.Where(n => WitnessOf(n).Confirms(n))], pods, services);
        Fault = believed.Select(n => WitnessOf(n).FaultOf(n)).FirstOrDefault(f => f is not null);
        Evidence = possible.Count < nodes.Count ? [.. witnesses.SelectMany(w => w.Evidence)] : [];
    }

    /// <summary>Why AWS does not confirm some node; null where it confirms all.</summary>
    public ReadError? Fault { get; }

    /// <summary>What AWS answered, where it contradicts any node.</summary>
    public IReadOnlyList<Evidence> Evidence { get; }

    /// <summary>Whether as much time has passed as lies between two reads of targets.</summary>
    public bool HasPaused => witnesses.Any(w => w.HasPaused);

    /// <summary>Asks AWS about nodes: the same as the checks of nodes and replicas ask, which an observation asks once.</summary>
    public static async Task<WitnessedMembers> AskAsync(
        Cluster cluster, ObjectList<Node> nodes, IReadOnlyList<Pod> pods, IReadOnlyList<Service> services, CancellationToken cancellationToken)
    {
        var considered = UsableNodes.Considered(nodes.Items);
        var witness = await NodeWitness.AskAsync(cluster, considered, cancellationToken);
        return new WitnessedMembers([witness], considered.Select(NameOf).Distinct(StringComparer.Ordinal).ToDictionary(n => n, _ => witness, StringComparer.Ordinal), considered, pods, services);
    }

    /// <summary>The members of a second observation: AWS is asked about the nodes that are new in it, once.</summary>
    public async Task<WitnessedMembers> AgainAsync(
        Cluster cluster, ObjectList<Node> nodes, IReadOnlyList<Pod> pods, IReadOnlyList<Service> services, CancellationToken cancellationToken)
    {
        var considered = UsableNodes.Considered(nodes.Items);
        List<Node> added = [.. considered.Where(n => !witnessOf.ContainsKey(NameOf(n)))];
        var witness = await NodeWitness.AskOnceAsync(cluster, added, cancellationToken);
        var both = new Dictionary<string, NodeWitness>(witnessOf, StringComparer.Ordinal);
        added.ForEach(n => both[NameOf(n)] = witness);
        return new WitnessedMembers([.. witnesses, witness], both, considered, pods, services);
    }

    /// <summary>Whether any of some targets may be of the cluster.</summary>
    public bool Have(IEnumerable<AwsTarget> targets) => targets.Any(all.Have);

    /// <summary>Whether any of some targets is of the cluster by the word of AWS.</summary>
    public bool AreConfirmed(IEnumerable<AwsTarget> targets) => targets.Any(confirmed.Have);

    private NodeWitness WitnessOf(Node node) => witnessOf[NameOf(node)];

    // A node that was deleted and written anew under its name is another one.
    private static string NameOf(Node node) => $"{node.Metadata.Name} {node.Spec.ProviderID} {MachineId.AddressOf(node)}";
}
