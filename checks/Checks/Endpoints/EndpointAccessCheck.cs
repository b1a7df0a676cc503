using System.Globalization;
using System.Net;
using EksGrader.Checks.Aws;
using EksGrader.Checks.Aws.Calls;
using EksGrader.Checks.Checks.Nodes;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Kubernetes;
using EksGrader.Checks.Kubernetes.Objects;
using EksGrader.Checks.Reads;

namespace EksGrader.Checks.Checks.Endpoints;

/// <summary>Asks that the API server is not open to the whole internet.</summary>
public sealed class EndpointAccessCheck : ICheck
{
    private const string Closed = "closed";
    private const string NodesReach = "nodesReach";

    private const string Want = "want";
    private const string Restricted = "restricted";
    private const string Private = "private";
    private const string Either = "either";
    private const string MaxAddresses = "maxAddresses";

    private const int MostRanges = 5;
    private const decimal Wider = 0.5m;

    /// <summary>Its id.</summary>
    public static CheckId Id { get; } = new("endpoint-access");

    internal static TextCatalog Texts { get; } = TextCatalog.Beside(typeof(EndpointAccessCheck), nameof(EndpointAccessCheck));

    /// <inheritdoc/>
    public CheckInfo Info { get; } = CheckInfo.Describe(
        Id,
        Texts,
        [
            new ChoiceParameter(Want, Texts["Parameter.want"], Either, [Either, Restricted, Private]),
            new IntegerParameter(MaxAddresses, Texts["Parameter.maxAddresses"], Default: 65536, Minimum: 1, Maximum: 16777216),
        ],
        [
            new DeclaredRead.Kubernetes(Node.Type),
            new DeclaredRead.Aws(AwsActions.DescribeCluster),
            .. AwsActions.Updates.Select(a => new DeclaredRead.Aws(a)),
        ],
        FactInfo.Earning(Texts, Closed, 1),
        FactInfo.Guarding(Texts, NodesReach, 0.5m, Closed)) with
    {
        NeedsAws = true,
    };

    /// <inheritdoc/>
    public async ValueTask<Verdict> JudgeAsync(Cluster cluster, CheckParameters parameters, CancellationToken cancellationToken)
    {
        var aws = cluster.NeededAws;
        var asked = OptionalRead.Of(aws.Eks.ListUpdatesAsync(cancellationToken: cancellationToken));
        var described = await aws.DescribeClusterAsync(cancellationToken);
        var endpoint = new Endpoint(described);
        var closed = FindClosed(endpoint, parameters);
        if (closed.State != FactState.Held)
        {
            var updates = await asked;
            closed = updates.Fault is { } fault ? FactFinding.Unread(fault)
                : updates.Answer?.Items.FirstOrDefault(u => u is { Type: "EndpointAccessUpdate", Status: "InProgress" }) is not null ? FactFinding.Waiting(Texts["Updating"])
                : updates.Answer?.Cut == true ? FactFinding.Unread(ReadErrors.Cut("aws eks list-updates"))
                : closed;
        }

        return new FactSheet(Info.Facts)
        {
            [Closed] = closed,
            [NodesReach] = endpoint.IsPublic && !endpoint.IsPrivate ? await FindNodesReachAsync(cluster, cancellationToken) : FactFinding.LeftOut,
            Evidence = [new Evidence("aws eks describe-cluster --query cluster.resourcesVpcConfig", endpoint.Described, cluster.Now)],
        }.ToVerdict();
    }

    private static FactFinding FindClosed(Endpoint endpoint, CheckParameters parameters)
    {
        var (want, most) = (parameters.Word(Want), parameters.Number(MaxAddresses));
        if (endpoint.Unread is { } fault)
        {
            return FactFinding.Unread(fault);
        }

        if (!endpoint.IsPublic)
        {
            return want == Restricted
                ? FactFinding.Broken(RowOf(want, most, Texts["IsPrivate"])) with { Advice = [Texts["OpenForSome"]] }
                : FactFinding.Held;
        }

        if (want == Private)
        {
            return FactFinding.Broken(RowOf(want, most, endpoint.Seen)) with { Advice = [Texts["MakePrivate"]] };
        }

        if (endpoint.Open.IsEverything)
        {
            return FactFinding.Broken(RowOf(want, most, endpoint.Seen)) with { Advice = [Texts["Restrict"]] };
        }

        return endpoint.Open.Count <= (UInt128)most
            ? FactFinding.Held
            : FactFinding.Partly(Wider, RowOf(want, most, endpoint.Seen)) with { Advice = [Texts["Restrict"]] };
    }

    private static FactRow RowOf(string want, int most, LocalizedText seen) => new(
        want switch { Private => Texts["Expect.Private"], Restricted => Texts["Expect.Restricted", most], _ => Texts["Expect.Either", most] },
        seen,
        Command: "aws eks describe-cluster --name CLUSTER --query cluster.resourcesVpcConfig");

    // Where the public endpoint is limited and there is none in the VPC, nodes whose way out is not on the list lose their API server (EKS user guide, "Cluster API server endpoint").
    private static async Task<FactFinding> FindNodesReachAsync(Cluster cluster, CancellationToken cancellationToken)
    {
        var nodes = await OptionalRead.Of(cluster.Kubernetes.ListAsync<Node>(cancellationToken: cancellationToken));
        if (nodes.Fault is { } fault)
        {
            return FactFinding.Unread(fault);
        }

        var lost = (nodes.Answer?.Items ?? []).Where(n => !n.Metadata.IsBeingDeleted && !UsableNodes.IsReady(n)).ToList();
        return lost.Count == 0
            ? FactFinding.Held
            : FactFinding.Broken([.. lost.Select(n => new FactRow(Texts["Expect.NodesReach"], Texts["NodeLost"], $"Node {ShellText.Name(n.Metadata.Name)}", $"kubectl describe node {ShellText.Word(n.Metadata.Name)}"))]) with
            {
                Advice = [Texts["AddPrivate"]],
                MayStillComeTrue = true,
            };
    }

    /// <summary>The endpoint as EKS tells of it. The list of ranges comes back even where the public endpoint is off: then it means nothing.</summary>
    private sealed class Endpoint(AwsCluster cluster)
    {
        private const string Everything = "0.0.0.0/0";

        private readonly bool isRead = cluster.PublicEndpoint is not null && cluster.PublicCidrs.All(c => CidrSet.Parse(c) is not null);

        public bool IsPublic => cluster.PublicEndpoint != false;

        public bool IsPrivate => cluster.PrivateEndpoint == true;

        // A range that is none, or no word on the endpoint at all, is an answer that makes no sense; no range at all is the default, everything.
        public ReadError? Unread => isRead ? null : ReadErrors.Cut("aws eks describe-cluster");

        public CidrSet Open { get; } = new(cluster.PublicCidrs.DefaultIfEmpty(Everything).Select(CidrSet.Parse).OfType<IPNetwork>());

        public LocalizedText Seen => Texts["IsPublic", Ranges, Open.Count];

        public string Described => string.Create(CultureInfo.InvariantCulture, $"endpointPublicAccess: {cluster.PublicEndpoint}\nendpointPrivateAccess: {cluster.PrivateEndpoint}\npublicAccessCidrs: {Ranges}\n");

        private string Ranges => cluster.PublicCidrs.Count == 0 ? Everything : string.Join(", ", cluster.PublicCidrs.Take(MostRanges).Select(ShellText.Name)) + (cluster.PublicCidrs.Count > MostRanges ? ", …" : "");
    }
}
