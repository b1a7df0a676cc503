using EksGrader.Checks.Aws;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Kubernetes;
using EksGrader.Checks.Reads;

namespace EksGrader.Checks.Checks.Witnesses;

/// <summary>
/// What AWS says of a cluster's nodes, which their administrator can write but AWS's own machines are not. An instance is asked for by
/// filter, and where it is missing once more 15 seconds later by its id alone; a Fargate node by a network interface that holds its
/// address, twice alike. Only absence in both answers contradicts a node, or an instance of another VPC than the cluster's.
/// </summary>
internal sealed class NodeWitness
{
    // The values that a filter takes, and how many of the missing are asked for one by one: of more, these speak for all.
    private const int FilterValues = 200;
    private const int MostAlone = 50;

    private readonly Dictionary<string, NodeAnswer> answers = new(StringComparer.Ordinal);
    private readonly bool hasAws;

    private NodeWitness(bool hasAws) => this.hasAws = hasAws;

    /// <summary>What is asked of AWS; where it is refused, verdicts stand on the cluster's word.</summary>
    public static IReadOnlyList<DeclaredRead> Reads { get; } =
    [
        new DeclaredRead.Aws(AwsActions.DescribeCluster),
        new DeclaredRead.Aws(AwsActions.DescribeInstances) { Optional = true },
        new DeclaredRead.Aws(AwsActions.DescribeNetworkInterfaces) { Optional = true },
    ];

    /// <summary>What was answered, as the AWS CLI would ask it.</summary>
    public IReadOnlyList<Evidence> Evidence { get; private set; } = [];

    /// <summary>Whether it waited before it asked a second time.</summary>
    public bool HasPaused { get; private set; }

    /// <summary>Asks AWS about nodes. Nothing is thrown but cancellation: a witness that may not be asked says nothing.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="nodes">The nodes.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public static Task<NodeWitness> AskAsync(Cluster cluster, IReadOnlyList<Node> nodes, CancellationToken cancellationToken) =>
        AskAsync(cluster, nodes, waits: true, cancellationToken);

    /// <summary>The same without asking a second time: an observation has no time for another pause, and what is missing may be seen by the next observation.</summary>
    public static Task<NodeWitness> AskOnceAsync(Cluster cluster, IReadOnlyList<Node> nodes, CancellationToken cancellationToken) =>
        AskAsync(cluster, nodes, waits: false, cancellationToken);

    private static async Task<NodeWitness> AskAsync(Cluster cluster, IReadOnlyList<Node> nodes, bool waits, CancellationToken cancellationToken)
    {
        var witness = new NodeWitness(cluster.Aws is not null);
        if (cluster.Aws is { } aws && nodes.Count > 0)
        {
            await new Questions(witness, cluster, aws, nodes, waits).AskAsync(cancellationToken);
        }

        return witness;
    }

    /// <summary>The reads of instances that a witness begins with: other rules that ask the same get the same answers.</summary>
    public static IEnumerable<string[]> InstancesAtOnce(IEnumerable<Node> nodes) =>
        nodes.Where(n => MachineId.KindOf(n) == MachineKind.Instance)
            .Select(MachineId.InstanceOf)
            .OfType<string>()
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)
            .Chunk(FilterValues);

    /// <summary>Whether AWS has no such machine.</summary>
    public bool Contradicts(Node node) => answers.GetValueOrDefault(node.Metadata.Name) is { IsContradicted: true };

    /// <summary>Whether AWS has the machine.</summary>
    public bool Confirms(Node node) => answers.GetValueOrDefault(node.Metadata.Name) is { IsConfirmed: true };

    /// <summary>Why AWS says nothing of a node; null where it says something.</summary>
    public ReadError? FaultOf(Node node) => answers.GetValueOrDefault(node.Metadata.Name)?.Fault;

    /// <summary>What the witness makes of a verdict that rests on some nodes, none of which it contradicts.</summary>
    /// <param name="verdict">The verdict.</param>
    /// <param name="nodes">The nodes that it rests on.</param>
    /// <param name="rules">The assignment's rules.</param>
    public Verdict Judge(Verdict verdict, IEnumerable<Node> nodes, AssignmentRules rules)
    {
        if (!hasAws)
        {
            return Witness.Missing(verdict, null, rules);
        }

        var unconfirmed = nodes.Select(n => answers.GetValueOrDefault(n.Metadata.Name)).Where(w => w is not { IsConfirmed: true }).Select(w => w?.Fault).ToList();
        return unconfirmed.Count == 0 ? Witness.Confirmed(verdict) : Witness.Missing(verdict, unconfirmed[0] ?? Silence("NotAsked", FaultDomain.Grader), rules);
    }

    private static ReadError Silence(string text, FaultDomain fault, params object[] values) =>
        new() { Failure = ReadFailure.NotFound, Fault = fault, Summary = Witness.Texts[text, values] };

    /// <summary>What AWS says of one node.</summary>
    /// <param name="IsConfirmed">It has the machine.</param>
    /// <param name="IsContradicted">It has not.</param>
    /// <param name="Fault">Why it says nothing.</param>
    private sealed record NodeAnswer(bool IsConfirmed, bool IsContradicted, ReadError? Fault)
    {
        public static NodeAnswer Confirmed { get; } = new(true, false, null);

        public static NodeAnswer Contradicted { get; } = new(false, true, null);

        public static NodeAnswer None(ReadError fault) => new(false, false, fault);
    }

    /// <summary>The questions of one observation.</summary>
    private sealed class Questions(NodeWitness witness, Cluster cluster, AwsReader aws, IReadOnlyList<Node> nodes, bool waits)
    {
        private readonly Dictionary<string, AwsInstance> found = new(StringComparer.Ordinal);
        private readonly Dictionary<string, ReadError> unread = new(StringComparer.Ordinal);
        private readonly HashSet<string> held = new(StringComparer.Ordinal);
        private readonly List<string> asked = [];
        private readonly List<Evidence> evidence = [];
        private ReadError? addressFault;
        private IReadOnlyList<string> alone = [];

        public async Task AskAsync(CancellationToken cancellationToken)
        {
            var described = OptionalRead.Of(aws.DescribeClusterAsync(cancellationToken));
            var chunks = InstancesAtOnce(nodes).ToList();
            var firsts = await Task.WhenAll(chunks.Select(c => OptionalRead.Of(aws.FindInstancesAsync(c, cancellationToken))));
            foreach (var (chunk, first) in chunks.Zip(firsts))
            {
                Add(chunk, first);
                evidence.AddRange(NodeConfirmation.ByFilter(chunk, first.Answer, cluster.Now));
            }

            // Whether it is this cluster's account at all is what DescribeCluster says; without it nothing is confirmed and nothing contradicted.
            if (await described is not { Answer: { VpcId: { Length: > 0 } vpc } })
            {
                var fault = (await described).Fault ?? NoVpc;
                foreach (var node in nodes)
                {
                    witness.answers[node.Metadata.Name] = NodeAnswer.None(fault);
                }

                return;
            }

            var addresses = nodes.Where(n => MachineId.KindOf(n) == MachineKind.Fargate).Select(MachineId.AddressOf).OfType<string>()
                .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
            await AskForAddressesAsync(vpc, addresses, again: false, cancellationToken);
            await AskAgainAsync(vpc, addresses, cancellationToken);
            foreach (var node in nodes)
            {
                witness.answers[node.Metadata.Name] = AnswerFor(node, vpc);
            }

            witness.Evidence = [NodeConfirmation.OfVpc(cluster.Target.ClusterName, vpc, cluster.Now), .. evidence];
        }

        private static ReadError NoVpc => Silence("NoVpc", FaultDomain.Aws);

        private async Task AskAgainAsync(string vpc, List<string> addresses, CancellationToken cancellationToken)
        {
            var missing = asked.Where(id => !unread.ContainsKey(id) && !IsAlive(id)).ToList();
            var unheld = addressFault is null ? addresses.Where(a => !held.Contains(a)).ToList() : [];
            if (!waits || (missing.Count == 0 && unheld.Count == 0))
            {
                return;
            }

            await cluster.PauseAsync(cancellationToken);
            witness.HasPaused = true;
            alone = [.. missing.Take(MostAlone)];
            if (alone.Count > 0)
            {
                var second = await OptionalRead.Of(aws.GetInstancesAsync(alone, cancellationToken));
                Add(missing, second);
                evidence.AddRange(NodeConfirmation.ById(alone, second.Answer, cluster.Now));
                if (alone.Count < missing.Count && alone.Any(IsAlive))
                {
                    // The filter hid one that is there, so it says nothing of those that were not asked for alone.
                    missing.Skip(MostAlone).ToList().ForEach(id => unread[id] = Silence("TooMany", FaultDomain.Grader, MostAlone));
                }
            }

            await AskForAddressesAsync(vpc, unheld, again: true, cancellationToken);
        }

        private async Task AskForAddressesAsync(string vpc, List<string> addresses, bool again, CancellationToken cancellationToken)
        {
            foreach (var some in addresses.Chunk(FilterValues))
            {
                var answer = await OptionalRead.Of(aws.FindAddressesAsync(vpc, some, again, cancellationToken));
                addressFault ??= answer.Fault;
                held.UnionWith(answer.Answer?.Held ?? []);
                evidence.AddRange(NodeConfirmation.OfAddresses(vpc, some, answer.Answer, cluster.Now));
            }
        }

        private void Add(IReadOnlyList<string> ids, OptionalRead<AwsInstanceList> answer)
        {
            asked.AddRange(ids.Except(asked, StringComparer.Ordinal));
            foreach (var instance in answer.Answer?.Items ?? [])
            {
                found[instance.Id] = instance;
            }

            if (answer.Fault is { } fault)
            {
                ids.ToList().ForEach(id => unread[id] = fault);
            }
        }

        private bool IsAlive(string id) => found.GetValueOrDefault(id) is { IsAlive: true };

        private NodeAnswer AnswerFor(Node node, string vpc) => MachineId.KindOf(node) switch
        {
            MachineKind.Instance => OfInstance(MachineId.InstanceOf(node), vpc),
            MachineKind.Fargate => OfAddress(MachineId.AddressOf(node)),
            _ => NodeAnswer.None(Silence("NoMachine", FaultDomain.Student, ShellText.Name(node.Metadata))),
        };

        private NodeAnswer OfInstance(string? id, string vpc) => id switch
        {
            null => NodeAnswer.Contradicted,
            _ when unread.TryGetValue(id, out var fault) => NodeAnswer.None(fault),
            _ when !IsAlive(id) => NodeAnswer.Contradicted,
            _ when found[id].VpcId.Length == 0 => NodeAnswer.None(NoVpc),
            _ => found[id].VpcId == vpc ? NodeAnswer.Confirmed : NodeAnswer.Contradicted,
        };

        private NodeAnswer OfAddress(string? address) => address switch
        {
            null => NodeAnswer.Contradicted,
            _ when held.Contains(address) => NodeAnswer.Confirmed,
            _ => addressFault is { } fault ? NodeAnswer.None(fault) : NodeAnswer.Contradicted,
        };
    }
}
