using System.Net;
using Amazon.Runtime;
using EksGrader.Checks.Aws;
using EksGrader.Checks.Aws.Pipeline;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Costs;
using EksGrader.Checks.Deletion;
using EksGrader.Checks.Web;
using EksGrader.Tests.Real.Aws;
using EksGrader.Tests.Real.Fixtures;
using EksGrader.Tests.Support.Net;
using Microsoft.Extensions.Logging.Abstractions;

namespace EksGrader.Tests.Real.Deletion;

/// <summary>The live looker before moto, with CloudFormation, which moto lacks, in the proxy.</summary>
internal sealed class DeletionBench : IDisposable
{
    public const string Region = "ap-northeast-2";
    public const string Cluster = "eks-cluster";

    private const string RoleArn = $"arn:aws:iam::{MotoDriver.Account}:role/eks-grader";
    private readonly SystemHostResolver system = new(TimeProvider.System);
    private readonly StarvationMonitor pulse = new(TimeProvider.System);
    private readonly AwsHttp http;
    private readonly List<(string Name, string Status, string Cluster)> stacks = [];

    public DeletionBench(MotoProxy proxy, CancellationToken cancellationToken)
    {
        Proxy = proxy;
        Aws = new MotoDriver(proxy.Moto, Region, cancellationToken);
        proxy.RequireExternalId(RoleArn, "external-7");
        proxy.Interfere(AnswerStacksAsync);
        var connector = new GuardedConnector(system, new AddressGuard([IPNetwork.Parse("127.0.0.0/8")]), TimeProvider.System);
        http = new AwsHttp(connector.ConnectAsync, new AwsHttpLimits { TryTimeout = TimeSpan.FromSeconds(5) }, TimeProvider.System);
        var clients = new AwsClients(http, () => new BasicAWSCredentials("AKIAGRADER0000000000", "grader-secret"), proxy.Address);
        Probe = new DeletionProbe(
            new AwsSessions(clients, new AwsOptions(), TimeProvider.System), Names, new AwsRateLimiter(TimeProvider.System), PriceList.Default, pulse, TimeProvider.System, NullLogger<DeletionProbe>.Instance);
    }

    public static AwsAccess Role { get; } = new AwsAccess.Role(Region, Cluster, RoleArn, "external-7");

    public static AwsAccess Keys { get; } = new AwsAccess.Keys(Region, Cluster, "ASIASTUDENT000000000", "student-secret-0000", "session-token-0000");

    public MotoProxy Proxy { get; }

    public MotoDriver Aws { get; }

    public FakeResolver Names { get; } = new();

    public DeletionProbe Probe { get; }

    /// <summary>What an earlier probe learnt of the cluster that lives now.</summary>
    public async Task<LeaseTarget> TargetAsync(CancellationToken cancellationToken)
    {
        var sight = await Probe.ProbeAsync(new LeaseTarget(new ClusterIdentity(null, null, null, null), Cluster, Region), new ClusterAccess(null, Role), cancellationToken);
        return new LeaseTarget(sight.Identity ?? throw new InvalidOperationException(sight.How), Cluster, Region);
    }

    public Task<LeaseObservation> ProbeAsync(LeaseTarget target, CancellationToken cancellationToken, AwsAccess? access = null) =>
        Probe.ProbeAsync(target, new ClusterAccess(null, access ?? Role), cancellationToken);

    /// <summary>A stack of eksctl.</summary>
    public void Stack(string name, string status, string cluster = Cluster) => stacks.Add((name, status, cluster));

    /// <summary>Fails an operation.</summary>
    public void Fail(string action, int status, string code) => Proxy.Interfere(call => call.Action == action ? call.FailAsync(status, code) : Task.FromResult(false));

    public void Dispose()
    {
        Aws.Dispose();
        http.Dispose();
        pulse.Dispose();
        system.Dispose();
    }

    // Two a page, so that there are pages.
    private Task<bool> AnswerStacksAsync(MotoCall call)
    {
        if (call is not { Service: "cloudformation", Action: "DescribeStacks" })
        {
            return Task.FromResult(false);
        }

        var from = int.Parse(call.Form.GetValueOrDefault("NextToken", "0"), System.Globalization.CultureInfo.InvariantCulture);
        var members = string.Concat(stacks.Skip(from).Take(2).Select(s => $"""
            <member><StackId>arn:{s.Name}</StackId><StackName>{s.Name}</StackName><StackStatus>{s.Status}</StackStatus><CreationTime>{TimeProvider.System.GetUtcNow():O}</CreationTime>
            <Tags><member><Key>alpha.eksctl.io/cluster-name</Key><Value>{s.Cluster}</Value></member></Tags></member>
            """));
        var next = from + 2 < stacks.Count ? $"<NextToken>{from + 2}</NextToken>" : "";
        return call.AnswerAsync(200, $"<DescribeStacksResponse><DescribeStacksResult><Stacks>{members}</Stacks>{next}</DescribeStacksResult></DescribeStacksResponse>");
    }
}
