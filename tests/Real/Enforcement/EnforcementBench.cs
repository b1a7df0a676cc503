using System.Collections.Concurrent;
using System.Net;
using Amazon.Runtime;
using EksGrader.Checks.Aws;
using EksGrader.Checks.Aws.Pipeline;
using EksGrader.Checks.Core;
using EksGrader.Checks.Enforcement;
using EksGrader.Checks.Kubernetes;
using EksGrader.Checks.Web;
using EksGrader.Tests.Real.Aws;
using EksGrader.Tests.Real.Fixtures;
using EksGrader.Tests.Support.Time;

namespace EksGrader.Tests.Real.Enforcement;

/// <summary>The process ended.</summary>
internal sealed class ProcessKilledException : Exception;

/// <summary>The live deleter before moto: a cluster with all that it can have beside another's, CloudFormation in the proxy, and steps that outlive processes.</summary>
internal sealed class EnforcementBench : IDeletionLog, IDisposable
{
    public const string Region = "ap-northeast-2";
    public const string Cluster = "eks-cluster";
    public const string Other = "eks-cluster-2";

    private const string RoleArn = $"arn:aws:iam::{MotoDriver.Account}:role/eks-grader";
    private const string Owned = $"kubernetes.io/cluster/{Cluster}";
    private readonly ShiftedTime time = new();
    private readonly ClusterDeleter deleter;
    private readonly Dictionary<(DeletionStepKind, string), DeletionStepFacts> stored = [];
    private int deletions;
    private readonly ConcurrentDictionary<string, string> stacks = new(StringComparer.Ordinal);

    public EnforcementBench(MotoProxy proxy, CancellationToken cancellationToken)
    {
        Proxy = proxy;
        Aws = new MotoDriver(proxy.Moto, Region, cancellationToken);
        proxy.RequireExternalId(RoleArn, "external-7");
        proxy.Interfere(AnswerStacksAsync);
        proxy.Follow(Count);
        deleter = Deleter(Sessions(proxy));
    }

    /// <summary>AWS sessions that lead to moto. What they hold open ends with the tests.</summary>
    public static AwsSessions Sessions(MotoProxy proxy) => new(
        new AwsClients(
            // So long that the SDK never asks a second time by itself on a busy machine: what is asked twice must be the round's doing.
            new AwsHttp(Connector().ConnectAsync, new AwsHttpLimits { TryTimeout = TimeSpan.FromMinutes(1) }, TimeProvider.System),
            () => new BasicAWSCredentials("AKIAGRADER0000000000", "grader-secret"),
            proxy.Address),
        new AwsOptions(),
        TimeProvider.System);

    /// <summary>The live deleter.</summary>
    public static ClusterDeleter Deleter(AwsSessions sessions) => new(sessions, new AwsRateLimiter(TimeProvider.System), Connector(), new ProcessResponseBudget(), TimeProvider.System);

    private static GuardedConnector Connector() => new(new SystemHostResolver(TimeProvider.System), new AddressGuard([IPNetwork.Parse("127.0.0.0/8")]), TimeProvider.System);

    public MotoProxy Proxy { get; }

    public MotoDriver Aws { get; }

    /// <summary>The deletions that went through to AWS, in order.</summary>
    public ConcurrentQueue<string> Through { get; } = [];

    /// <summary>Whether the process dies before (or after) the how-manieth deletion.</summary>
    public Func<int, (bool Before, bool After)> Dies { get; set; } = _ => (false, false);

    public int Deaths { get; private set; }

    public IReadOnlyList<DeletionStepFacts> Steps => [.. stored.Values];

    public IEnumerable<string> Stacks => stacks.Keys.Order(StringComparer.Ordinal);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Everything that a cluster can have, and the same of another whose name begins alike.</summary>
    public async Task<ClusterToDelete> FillAsync()
    {
        foreach (var (cluster, short_) in new[] { (Cluster, "a"), (Other, "b") })
        {
            await Aws.CreateClusterAsync(cluster);
            await Aws.CreateNodegroupAsync(cluster, "ng-1");
            await Aws.CreateNodegroupAsync(cluster, "ng-2");
            await Aws.CreateFargateProfileAsync(cluster, "fp-1");
            await Aws.CreateFargateProfileAsync(cluster, "fp-2");
            await Aws.CreateClassicAsync($"{short_}0123456789abcdef0123456789abcde", $"kubernetes.io/cluster/{cluster}", "owned");
            await Aws.CreateNetworkAsync($"k8s-default-{short_}", "service.k8s.aws/stack", "default/web", cluster);
            await Aws.TagTargetGroupAsync($"k8s-default-{short_}", "elbv2.k8s.aws/cluster", cluster);
            await Aws.CreateVolumeAsync(8, ($"kubernetes.io/cluster/{cluster}", "owned"));
            stacks[$"eksctl-{cluster}-nodegroup-x"] = cluster;
            stacks[$"eksctl-{cluster}-cluster"] = cluster;
        }

        await Aws.CreateVolumeAsync(9, (Owned, "shared"));
        await Aws.CreateVolumeAsync(10, (Owned, "owned"), ($"kubernetes.io/cluster/{Other}", "owned")); // both claim it
        stacks["web-application"] = Cluster; // not eksctl's, whatever its tag says
        await using var cloud = Open(new ClusterToDelete("", default, Cluster, Region));
        var living = await cloud.DescribeAsync(Token) ?? throw new InvalidOperationException("No cluster.");
        return new ClusterToDelete(living.Arn, living.CreatedAt, Cluster, Region);
    }

    public IDeletingCluster Open(ClusterToDelete cluster) => deleter.Open(cluster, new ClusterAccess(null, new AwsAccess.Role(Region, cluster.Name, RoleArn, "external-7")));

    /// <summary>Everything of a cluster that is still there, by the live deleter's own eyes.</summary>
    public async Task<IReadOnlyList<string>> LeftAsync(string cluster)
    {
        await using var cloud = Open(new ClusterToDelete($"arn:aws:eks:{Region}:{MotoDriver.Account}:cluster/{cluster}", default, cluster, Region));
        var left = new List<string>();
        var lives = await cloud.DescribeAsync(Token) is not null;
        if (lives)
            left.Add("Cluster");
        // moto fails lists of a cluster that is gone.
        foreach (var kind in DeletionStages.All.Where(k => !DeletionStages.IsKubernetes(k) && (DeletionStages.EndsWithCluster(k) ? lives && DeletionStages.Of(k) == 3 : true)))
            left.AddRange((await cloud.ListAsync(kind, Token)).Select(t => kind.ToString()));
        return left;
    }

    public async Task<ReconcileResult> RunAsync(ClusterToDelete cluster, bool dryRun = false, bool tryAgain = false)
    {
        for (var round = 0; round < 200; round++)
        {
            ReconcileResult outcome;
            try
            {
                await using var cloud = new MortalCluster(Open(cluster), this);
                outcome = await new ReconcileStep(cluster, cloud, this, time).RunAsync(Steps, dryRun, Token);
            }
            catch (ProcessKilledException)
            {
                Deaths++;
                continue;
            }

            if (outcome is ReconcileResult.Failed && tryAgain)
            {
                foreach (var step in ReconcileStep.Again(Steps))
                    stored[step.Key] = step;
            }
            else if (outcome is not (ReconcileResult.GoOn or ReconcileResult.NotObserved))
            {
                return outcome;
            }

            time.PutForward(TimeSpan.FromSeconds(70));
        }

        throw new InvalidOperationException($"Never over: {string.Join("; ", Steps)}");
    }

    public Task RecordAsync(IReadOnlyList<DeletionStepFacts> changed, CancellationToken cancellationToken)
    {
        foreach (var step in changed)
            stored[step.Key] = step;
        return Task.CompletedTask;
    }

    /// <summary>Answers the first call of every deletion in AWS's place.</summary>
    public void FirstOfEach(Func<MotoCall, Task<bool>> answer)
    {
        var seen = new ConcurrentDictionary<string, bool>(StringComparer.Ordinal);
        Proxy.Interfere(call => IsDeletion(call) && seen.TryAdd(NameOf(call), true) ? answer(call) : Task.FromResult(false));
    }

    public void Dispose()
    {
        Aws.Dispose();
    }

    private static bool IsDeletion(MotoCall call) => call.Action.StartsWith("Delete", StringComparison.OrdinalIgnoreCase);

    private static string NameOf(MotoCall call) => call.Service == "eks"
        ? call.Action
        : $"{call.Action} {call.Form.FirstOrDefault(p => p.Key is "LoadBalancerName" or "LoadBalancerArn" or "TargetGroupArn" or "VolumeId" or "StackName").Value}";

    // Once it is done, never before: a test that waits for a deletion must find what it deletes gone.
    private void Count(MotoCall call)
    {
        if (IsDeletion(call))
            Through.Enqueue(NameOf(call));
    }

    private Task<bool> AnswerStacksAsync(MotoCall call)
    {
        if (call.Service != "cloudformation")
            return Task.FromResult(false);
        if (call.Action == "DeleteStack")
        {
            stacks.TryRemove(call.Form["StackName"].Split('/')[1], out _);
            Count(call);
            return call.AnswerAsync(200, "<DeleteStackResponse><ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></DeleteStackResponse>");
        }

        var members = string.Concat(stacks.Select(s => $"""
            <member><StackId>arn:aws:cloudformation:stack/{s.Key}/1</StackId><StackName>{s.Key}</StackName><StackStatus>CREATE_COMPLETE</StackStatus><CreationTime>2026-01-01T00:00:00Z</CreationTime>
            <Tags><member><Key>alpha.eksctl.io/cluster-name</Key><Value>{s.Value}</Value></member></Tags></member>
            """));
        return call.AnswerAsync(200, $"<DescribeStacksResponse><DescribeStacksResult><Stacks>{members}</Stacks></DescribeStacksResult></DescribeStacksResponse>");
    }

    private int NextDeletion() => Interlocked.Increment(ref deletions);

    /// <summary>A process's cluster: it dies where a test says.</summary>
    private sealed class MortalCluster(IDeletingCluster inner, EnforcementBench bench) : IDeletingCluster
    {
        public Task<LivingCluster?> DescribeAsync(CancellationToken cancellationToken) => inner.DescribeAsync(cancellationToken);

        public Task<IReadOnlyList<ObservedResource>> ListAsync(DeletionStepKind kind, CancellationToken cancellationToken) => inner.ListAsync(kind, cancellationToken);

        public async Task<DeletionReply> DeleteAsync(DeletionStepKind kind, string target, CancellationToken cancellationToken)
        {
            var (before, after) = bench.Dies(bench.NextDeletion());
            if (before)
                throw new ProcessKilledException();
            var reply = await inner.DeleteAsync(kind, target, cancellationToken);
            return after ? throw new ProcessKilledException() : reply;
        }

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }

}
