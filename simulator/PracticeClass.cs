using System.Net;
using EksGrader.Checks.Web;
using EksGrader.Simulator.Aws;
using EksGrader.Simulator.Clusters;
using EksGrader.Simulator.Kinds;
using EksGrader.Simulator.Net;
using EksGrader.Simulator.Plans;

namespace EksGrader.Simulator;

/// <summary>
/// A practice class on real loopback sockets: every student has a simulated EKS cluster with a TLS Kubernetes API of its own, AWS APIs
/// and a load balancer. Runs within any process, or in one of its own.
/// </summary>
public sealed class PracticeClass : IAsyncDisposable
{
    /// <summary>The network that every practice cluster lies in: what the grader must be allowed to contact.</summary>
    public const string Network = "127.0.0.0/8";

    private const int EksPort = 443;
    private const string GraderArn = "arn:aws:iam::999900001111:user/eks-grader";
    private readonly PracticeHost host;
    private readonly SimulatedCluster[] simulated;

    private PracticeClass(PracticeHost host, SimulatedCluster[] simulated, IReadOnlyList<PracticeCluster> clusters, PracticeKeys graderKeys, TimeProvider time)
    {
        this.host = host;
        this.simulated = simulated;
        Clusters = clusters;
        GraderKeys = graderKeys;
        Names = new PracticeNames(simulated, time);
        AwsEndpoint = new Uri($"http://127.0.0.1:{host.AwsPort}");
    }

    /// <summary>The students with their clusters.</summary>
    public IReadOnlyList<PracticeCluster> Clusters { get; }

    /// <summary>Where all AWS APIs answer: the value for <c>AWS_ENDPOINT_URL</c>.</summary>
    public Uri AwsEndpoint { get; }

    /// <summary>The grader's own AWS keys, with which it assumes the students' roles.</summary>
    public PracticeKeys GraderKeys { get; }

    /// <summary>What public DNS would say of the class's names.</summary>
    public PracticeNames Names { get; }

    /// <summary>The port of every load balancer.</summary>
    public int WebPort => host.WebPort;

    /// <summary>Every kind of cluster with its story, for those who choose among them.</summary>
    public static IReadOnlyDictionary<string, string> Kinds { get; } =
        ClusterKinds.All.ToDictionary(k => k.Id, k => k.Story, StringComparer.Ordinal);

    /// <summary>Starts a class.</summary>
    /// <exception cref="ArgumentException">There are too few or too many students, or a kind that does not exist.</exception>
    /// <exception cref="IOException">A port that was asked for is taken.</exception>
    public static async Task<PracticeClass> StartAsync(PracticeClassOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Students, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Students, 10_000, nameof(options));
        var random = new Random(options.Seed);
        IReadOnlyList<ClusterKind> asked = options.Labs.Count > 0 ? LectureClass.Of(options.Students, options.Labs)
            : options.Kinds.Count == 0
            ? ClusterKinds.Class(options.Students, random)
            : [.. Enumerable.Range(0, options.Students).Select(i => ClusterKinds.Named(options.Kinds[i % options.Kinds.Count]))];
        ClusterKind[] kinds = [.. asked.Concat(options.Further.Select(ClusterKinds.Named)).Select(k => options.AwsAnswers.IsEmpty ? k : k with { Plan = k.Plan with { AwsAnswers = options.AwsAnswers } })];

        var sessions = new AwsSessions();
        var ids = new StableIds(options.Seed);
        var grader = sessions.CreateUser(GraderArn, "AKIA" + ids.Hex("grader", 16).ToUpperInvariant(), ids.Hex("grader-secret", 40));
        var handlers = new PracticeHandlers(sessions, options.TimeProvider);
        var listening = await PracticeHost.StartAsync(options, handlers, cancellationToken);

        var served = new SimulatedCluster[kinds.Length];
        var clusters = new PracticeCluster[kinds.Length];
        for (var i = 0; i < served.Length; i++)
        {
            var cluster = NewCluster(options, listening, kinds[i], i);
            served[i] = cluster;
            PracticeKeys? keys = null;
            if (kinds[i].Plan.Access.Form == AccessForm.Keys)
            {
                var arn = $"arn:aws:sts::{cluster.Identity.AccountId}:assumed-role/eks-grader/hand-in";
                var session = sessions.CreateTemporary(arn, cluster, options.TimeProvider.GetUtcNow().AddHours(12));
                keys = new PracticeKeys(session.AccessKeyId, session.Secret, session.SessionToken);
            }

            clusters[i] = new PracticeCluster(PracticeStudents.Number(i + 1, random), cluster, keys, options.TimeProvider);
        }

        var byAccount = served.ToDictionary(c => c.Identity.AccountId, StringComparer.Ordinal);
        handlers.Serve(served, byAccount.GetValueOrDefault);
        return new PracticeClass(listening, served, clusters, new PracticeKeys(grader.AccessKeyId, grader.Secret, null), options.TimeProvider);
    }

    /// <summary>Opens a connection as the class lies: an API server that is asked for at EKS's port, 443, answers at the class's own.</summary>
    /// <param name="endPoint">Where to.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public ValueTask<Stream> DialAsync(IPEndPoint endPoint, CancellationToken cancellationToken) => GuardedConnector.DialAsync(
        endPoint.Port == EksPort && PracticeHandlers.IsServer(endPoint.Address) ? new IPEndPoint(endPoint.Address, host.KubernetesPort) : endPoint,
        cancellationToken);

    /// <summary>Stops listening; answers under way are dropped.</summary>
    public async ValueTask DisposeAsync()
    {
        await host.DisposeAsync();
        foreach (var cluster in simulated)
        {
            cluster.Dispose();
        }
    }

    private static SimulatedCluster NewCluster(PracticeClassOptions options, PracticeHost host, ClusterKind kind, int index)
    {
        var ids = new StableIds(options.Seed ^ ((index + 1) * 7919));
        var identity = new PracticeIdentity
        {
            Ids = ids,
            ClusterName = $"student-{index + 1:0000}",
            Region = options.Region,
            AccountId = $"{1100_0000_0000L + index}",
            Time = options.TimeProvider,
            CreatedAt = options.TimeProvider.GetUtcNow().AddMinutes(-(95 + ids.Number("age", 240))),
            ServerAddress = PracticeHandlers.ServerAddress(index),
            ServerPort = host.KubernetesPort,
            BalancerAddress = PracticeHandlers.BalancerAddress(index),
            WebPort = host.WebPort,
            HostNames = options.HostNames,
        };
        return new SimulatedCluster(identity, kind, options.SettlesAfter, options.DeletionTakes);
    }
}
