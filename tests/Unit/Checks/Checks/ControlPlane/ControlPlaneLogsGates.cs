using EksGrader.Checks.Aws;
using EksGrader.Checks.Aws.Calls;
using EksGrader.Checks.Checks;
using EksGrader.Checks.Checks.ControlPlane;
using EksGrader.Tests.Unit.Fakes;
using EksGrader.Tests.Unit.Gates;

namespace EksGrader.Tests.Unit.Checks.Checks.ControlPlane;

/// <summary>The gates of <c>control-plane-logs</c>.</summary>
public sealed class ControlPlaneLogsGates : CheckGates
{
    private const string ByEks = "turned on at EKS";
    private const string Group = $"/aws/eks/{FakeCluster.Name}/cluster";

    internal override ICheck Check { get; } = new ControlPlaneLogsCheck();

    internal override IEnumerable<Reference> References =>
    [
        new(ByEks, "in one entry", () => Cluster(On("api", "audit", "authenticator"), Off("controllerManager", "scheduler")))
        {
            Deciding = gate => gate
                .Decides(c => Set(c, Off("api", "audit", "authenticator")), AwsActions.DescribeCluster)
                .Decides(c => c.ForAws(a => a.Answers(new AwsLogFinding())), AwsActions.FilterLogEvents),
        },
        new(ByEks, "one entry for each kind", () => Cluster(On("api"), On("audit"), On("authenticator"), Off("controllerManager", "scheduler"))),
        new(ByEks, "all kinds, all asked for", () => Cluster(On("api", "audit", "authenticator", "controllerManager", "scheduler")), ("types", WordList.Of(["api", "audit", "authenticator", "controllerManager", "scheduler"]))),
    ];

    internal override IEnumerable<Mutation> Mutations =>
    [
        Break("enabled", 0.4m, "all are off", c => Set(c, Off("api", "audit", "authenticator", "controllerManager", "scheduler"))),
        Break("enabled", 0.8m, "one of three is off", c => Set(c, On("api", "audit"), Off("authenticator"))).NotOn($"{ByEks}, all kinds, all asked for"),
        Break("enabled", 0.52m, "four of five are off", c => Set(c, On("api"))).On($"{ByEks}, all kinds, all asked for"),
        Wait("enabled", "EKS is turning them on", c => Set(c, Off("api")).ForAws(a => a.Has(new AwsUpdate { Id = "u-1", Type = "LoggingUpdate", Status = "InProgress" }))),
        Break("arrives", 0.6m, "no event", c => c.ForAws(a => a.Answers(new AwsLogFinding { GroupExists = true }))),
        Break("arrives", 0.6m, "no log group", c => c.ForAws(a => a.Answers(new AwsLogFinding()))),
    ];

    internal override IEnumerable<Scenario> LookAlikes =>
    [
        new("events of an earlier cluster of the same name", () => Cluster(Off("api")).ForAws(a => a.On((FindLogEvent call) => call.Since > FakeCluster.Now.AddMinutes(-30) ? new AwsLogFinding { GroupExists = true } : Found)), 0),
        new("a young cluster's event before it was made", () => Cluster(On("api", "audit", "authenticator")).ForAws(a =>
        {
            a.CreatedAt = FakeCluster.Now.AddMinutes(-5);
            a.On((FindLogEvent call) => call.Since < FakeCluster.Now.AddMinutes(-5) ? Found : new AwsLogFinding { GroupExists = true });
        }), 0.6m),
        new("events in another group", () => Cluster(On("api", "audit", "authenticator")).ForAws(a => a.On((FindLogEvent call) => call.Group == Group ? new AwsLogFinding() : Found)), 0.6m),
        new("a search that was cut", () => Cluster(On("api", "audit", "authenticator")).ForAws(a => a.Answers(new AwsLogFinding { GroupExists = true, Cut = true })), null) { IsHonest = false },
        new("an update that failed", () => Cluster(Off("api")).ForAws(a => a.Answers(new AwsLogFinding()).Has(new AwsUpdate { Id = "u-1", Type = "LoggingUpdate", Status = "Failed" })), 0),
    ];

    private static AwsLogFinding Found => new() { GroupExists = true, Event = new AwsLogEvent(FakeCluster.Now.AddMinutes(-1), "kube-apiserver-audit-0123") };

    private static FakeCluster Cluster(params AwsLogSetup[] setups) => Set(
        new FakeCluster().WithApplication().WithAws(a => a.Answers(Found)), setups);

    private static FakeCluster Set(FakeCluster cluster, params AwsLogSetup[] setups) => cluster.ForAws(a => a.Cluster = c => c with { Logging = setups });

    private static AwsLogSetup On(params string[] types) => new(types, Enabled: true);

    private static AwsLogSetup Off(params string[] types) => new(types, Enabled: false);
}
