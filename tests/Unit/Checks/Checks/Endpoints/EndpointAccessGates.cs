using EksGrader.Checks.Aws;
using EksGrader.Checks.Aws.Calls;
using EksGrader.Checks.Checks;
using EksGrader.Checks.Checks.Endpoints;
using EksGrader.Checks.Kubernetes;
using EksGrader.Tests.Unit.Fakes;
using EksGrader.Tests.Unit.Gates;

namespace EksGrader.Tests.Unit.Checks.Checks.Endpoints;

/// <summary>The gates of <c>endpoint-access</c>.</summary>
public sealed class EndpointAccessGates : CheckGates
{
    private const string Limited = "limited public endpoint";
    private const string Private = "private endpoint alone";

    internal override ICheck Check { get; } = new EndpointAccessCheck();

    internal override IEnumerable<Reference> References =>
    [
        new(Limited, "one address, with a private endpoint", () => Cluster(true, true, "203.0.113.7/32"))
        {
            Deciding = gate => gate.Decides(c => Set(c, e => e with { PublicCidrs = ["0.0.0.0/0"] }), AwsActions.DescribeCluster),
        },
        new(Limited, "a campus network and a /48 of IPv6", () => Cluster(true, true, "198.51.100.0/24", "2001:db8:7::/48"), ("maxAddresses", 70000)),
        new(Limited, "one address, without a private endpoint", () => Cluster(true, false, "203.0.113.7/32")),
        new(Private, "as EKS tells of it", () => Cluster(false, true, "0.0.0.0/0")),
        new(Private, "where nothing else is taken", () => Cluster(false, true, "0.0.0.0/0"), ("want", "private")),
        new(Private, "where the API server cannot be read", () => Cluster(false, true).Without<Node>()),
    ];

    internal override IEnumerable<Mutation> Mutations =>
    [
        Break("closed", 0, "everything is on the list", c => Set(c, e => e with { PublicEndpoint = true, PublicCidrs = ["203.0.113.7/32", "0.0.0.0/0"] })),
        Break("closed", 0, "its halves add up to everything", c => Set(c, e => e with { PublicEndpoint = true, PublicCidrs = ["0.0.0.0/1", "128.0.0.0/1"] })),
        Break("closed", 0, "everything of IPv6 is on the list", c => Set(c, e => e with { PublicEndpoint = true, PublicCidrs = ["203.0.113.7/32", "::/0"] })),
        Break("closed", 0.5m, "a whole provider is on the list", c => Set(c, e => e with { PublicEndpoint = true, PublicCidrs = ["112.0.0.0/8"] })).NotOn($"{Private}, where nothing else is taken"),
        Break("closed", 0, "a short list where private was asked", c => Set(c, e => e with { PublicEndpoint = true, PublicCidrs = ["203.0.113.7/32"] })).On($"{Private}, where nothing else is taken"),
        Wait("closed", "EKS is changing it", c => Set(c, e => e with { PublicEndpoint = true, PublicCidrs = ["0.0.0.0/0"] }).ForAws(a => a.Has(Update("EndpointAccessUpdate", "InProgress")))),
        Break("nodesReach", 0.5m, "a node lost the API server", c => c.With(Make.Node("n3", ready: false))).On($"{Limited}, one address, without a private endpoint"),
    ];

    internal override IEnumerable<Scenario> LookAlikes =>
    [
        new("both endpoints with everything on the list", () => Cluster(true, true, "0.0.0.0/0"), 0),
        new("no list at all", () => Cluster(true, true), 0),
        new("a private endpoint where a limited public one was asked", () => Cluster(false, true), 0, ("want", "restricted")),
        new("a finished update of the endpoint", () => Cluster(true, true, "0.0.0.0/0").ForAws(a => a.Has(Update("EndpointAccessUpdate", "Successful"))), 0),
        new("an update of something else in progress", () => Cluster(true, true, "0.0.0.0/0").ForAws(a => a.Has(Update("VersionUpdate", "InProgress"))), 0),
        new("an address with bits behind its prefix", () => Cluster(true, true, "203.0.113.7/24"), 1),
    ];

    internal override IEnumerable<Hostile> Hostiles =>
    [
        new("a thousand ranges", c => Set(c, e => e with { PublicCidrs = [.. Enumerable.Range(0, 1000).Select(i => $"10.{i / 250}.{i % 250}.0/24")] }), 0.5m),
        new("a range that is none", c => Set(c, e => e with { PublicCidrs = ["203.0.113.7/32; rm -rf /"] }), null),
    ];

    private static FakeCluster Cluster(bool isPublic, bool isPrivate, params string[] ranges) => Set(
        new FakeCluster().WithApplication().WithAws(), e => e with { PublicEndpoint = isPublic, PrivateEndpoint = isPrivate, PublicCidrs = ranges });

    private static FakeCluster Set(FakeCluster cluster, Func<AwsCluster, AwsCluster> change) => cluster.ForAws(a =>
    {
        var before = a.Cluster;
        a.Cluster = c => change(before(c));
    });

    private static AwsUpdate Update(string type, string status) => new() { Id = "u-1", Type = type, Status = status, CreatedAt = FakeCluster.Now.AddMinutes(-5) };
}
