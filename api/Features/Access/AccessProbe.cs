using System.Globalization;
using EksGrader.Api.Host;
using EksGrader.Checks.Aws;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Instructions;
using EksGrader.Checks.Kubernetes;
using EksGrader.Checks.Reads;
using EksGrader.Checks.Web;

namespace EksGrader.Api.Features.Access;

/// <summary>
/// Asks a cluster what the grader may read. Who tests an access chooses where the grader connects to, as often as they like: a server that
/// the assignment does not take is not contacted, one that is not EKS's is told apart by nothing but whether it answers, and there is
/// one connection until one holds. What second witnesses are asked is tried too; it counts only where the assignment asks for what they confirm.
/// </summary>
/// <param name="needs">The rights that suffice.</param>
/// <param name="rules">The assignment's rules: which servers are contacted.</param>
/// <param name="culture">The language of what is said.</param>
/// <param name="time">The clock.</param>
/// <param name="clock">How long is waited.</param>
internal sealed class AccessProbe(AccessNeeds needs, AssignmentRules rules, CultureInfo culture, TimeProvider time, ProbeClock clock)
{
    private readonly CancellationToken over = clock.Over;

    private const string Version = "kubernetes version";
    private const int HttpsPort = 443;

    // Nothing has this id and none of these addresses (RFC 5737): who may ask is answered with an empty list, and learns nothing of the account.
    private const string NoInstance = "i-00000000000000000";
    private const string NoVpc = "vpc-00000000000000000";
    private const string NoAddress = "192.0.2.1";

    private static readonly Dictionary<string, Func<IAwsClient, CancellationToken, Task>> Witnesses = new(StringComparer.Ordinal)
    {
        [AwsActions.DescribeInstances] = (client, token) => client.FindInstancesAsync([NoInstance], token),
        [AwsActions.DescribeNetworkInterfaces] = (client, token) => client.FindAddressesAsync(NoVpc, [NoAddress], token),
    };

    public async Task<AccessTestView> RunAsync(LiveCluster cluster, CancellationToken cancellationToken)
    {
        if (rules.RequireEks && EksRule.JudgeReach(cluster.Target) is { } refused)
            return new AccessTestView(Works: false, cluster.Target.ServerHost, null, [NotTaken(refused)]);

        var version = VersionAsync(cluster, cancellationToken);
        var aws = cluster.Aws is { } client ? AwsAsync(client, cluster.Target.ClusterName ?? "", cancellationToken) : Task.FromResult<IReadOnlyList<ReadTestView>>([]);
        var (reached, gitVersion) = await version;

        // Where the API cannot be reached at all, one line says so; as many more as there are kinds would only repeat it.
        ReadTestView[] kubernetes = reached.Works ? [reached, .. await KindsAsync(cluster, cancellationToken)] : [reached];
        IReadOnlyList<ReadTestView> reads = [.. await aws, .. kubernetes];
        return new AccessTestView(reads.All(r => r.Works || r.Optional), cluster.Target.ServerHost, gitVersion, reads);
    }

    public ReadTestView Failed(string read, Exception exception)
    {
        var fault = ReadErrors.Of(exception, read, over);
        return new ReadTestView(read, Works: false, fault.Fault, fault.Summary.In(culture), [.. fault.Feedback.Select(f => f.In(culture))]) { Error = fault };
    }

    private async Task<(ReadTestView Read, string? Version)> VersionAsync(LiveCluster cluster, CancellationToken cancellationToken)
    {
        using var reaching = CancellationTokenSource.CreateLinkedTokenSource(clock.ReachOver, cancellationToken);
        try
        {
            var version = (await cluster.Kubernetes.TryVersionAsync(reaching.Token)).Answer;
            return rules.RequireEks && cluster.Target.Reach == Reach.AllowedNetwork && EksRule.JudgeVersion(version) is { } refused
                ? (NotTaken(refused), version.GitVersion)
                : (Works(Version), version.GitVersion);
        }
        catch (ReadException e) when (IsAPortsWord(e.Fault) && !IsOfEks(cluster.Target))
        {
            return (await SilentAsync(cluster.Target, cancellationToken), null);
        }
        catch (OperationCanceledException) when (clock.ReachOver.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            var (host, port) = (cluster.Target.ServerHost ?? cluster.Target.ClusterName ?? "?", HttpsPort);
            return (IsOfEks(cluster.Target)
                ? Failed(Version, new ReadException(NetworkErrors.Connecting(ConnectFailure.TimedOut, host, port, detail: null)))
                : await SilentAsync(cluster.Target, cancellationToken), null);
        }
        catch (Exception e) when (IsAnswer(e, cancellationToken))
        {
            return (Failed(Version, e), null);
        }
    }

    // As late as silence is told, so that the time tells nothing either.
    private async Task<ReadTestView> SilentAsync(SubmissionTarget target, CancellationToken cancellationToken)
    {
        if (clock.UntilSilence() is var left && left > TimeSpan.Zero)
            await Task.Delay(left, time, cancellationToken);
        return Failed(Version, new ReadException(new ReadError
        {
            // Nothing tells a closed port from a silent one, so it counts as what may pass.
            Failure = ReadFailure.TimedOut,
            Fault = FaultDomain.Student,
            Summary = ApiTexts.Catalog["NothingAnswered", target.ServerHost ?? "?"],
            Feedback = [ApiTexts.Catalog["NothingAnsweredHelp"]],
            MayPass = true,
        }));
    }

    private static bool IsOfEks(SubmissionTarget target) => target.Reach is Reach.DescribeCluster or Reach.EksHostName;

    // Closed, silent, not TLS, another certificate: what a scan of ports is after.
    private static bool IsAPortsWord(ReadError fault) => fault.Failure is ReadFailure.Unreachable or ReadFailure.TimedOut or ReadFailure.Tls;

    private ReadTestView NotTaken(Verdict verdict) => Failed(Version, new ReadException(new ReadError
    {
        Failure = verdict.Outcome == Outcome.Unknown ? ReadFailure.NameUnanswered : ReadFailure.Blocked,
        Fault = verdict.Fault ?? FaultDomain.Student,
        Summary = verdict.Summary,
        Feedback = verdict.Feedback,
    }));

    // Without AWS access a grade rests on the cluster's word anyway: the kinds that confirm it give nothing then.
    private Task<ReadTestView[]> KindsAsync(LiveCluster cluster, CancellationToken cancellationToken) =>
        Task.WhenAll(needs.Kinds.Where(k => cluster.Aws is not null || !AccessNeeds.IsOptional(k)).Select(async kind =>
        {
            var read = await KindAsync(cluster.Kubernetes, kind, cancellationToken);
            return AccessNeeds.IsOptional(kind) ? OfWitness(read) : read;
        }));

    private async Task<ReadTestView> KindAsync(IKubernetesClient client, ResourceType kind, CancellationToken cancellationToken)
    {
        var read = $"kubernetes list {kind}";
        return await TryAsync(
            read,
            async () =>
            {
                if ((await client.CanIAsync("list", kind.Group, kind.Plural, cancellationToken)).Answer.Allowed)
                    return Works(read);

                // Asked in earnest the server names who asked, and so the command that grants the right: the words of a verdict.
                await KindLists.AskAsync(client, kind, cancellationToken);
                return Failed(read, new ReadException(new ReadError { Failure = ReadFailure.Denied, Fault = FaultDomain.Student, Summary = ApiTexts.Catalog["MayNotList", kind.ToString()] }));
            },
            cancellationToken);
    }

    private async Task<IReadOnlyList<ReadTestView>> AwsAsync(IAwsClient client, string cluster, CancellationToken cancellationToken)
    {
        var described = AwsReadAsync(AwsActions.DescribeCluster, () => client.DescribeClusterAsync(cancellationToken), cancellationToken);
        var reads = new List<Task<ReadTestView>> { described };
        if (needs.Actions.Contains(AwsActions.DescribeLoadBalancers, StringComparer.Ordinal))
            reads.Add(AwsReadAsync(AwsActions.DescribeLoadBalancers, () => client.ListLoadBalancersAsync(cancellationToken), cancellationToken));
        if (needs.Actions.Contains(AwsActions.FilterLogEvents, StringComparer.Ordinal))
        {
            reads.Add(AwsReadAsync(
                AwsActions.FilterLogEvents,
                () => client.GetLogActivityAsync($"/aws/containerinsights/{cluster}/performance", DateTimeOffset.UnixEpoch, cancellationToken),
                cancellationToken));
        }

        // A witness confirms nothing of a cluster that AWS does not describe, and would repeat why.
        if ((await described).Works)
            reads.AddRange(needs.Witnesses.Where(Witnesses.ContainsKey).Select(a => WitnessAsync(a, client, cancellationToken)));
        return await Task.WhenAll(reads);
    }

    private async Task<ReadTestView> WitnessAsync(string action, IAwsClient client, CancellationToken cancellationToken) =>
        OfWitness(await AwsReadAsync(action, () => Witnesses[action](client, cancellationToken), cancellationToken));

    private ReadTestView OfWitness(ReadTestView read)
    {
        var isNeeded = rules.Assurance == Assurance.Aws;
        return read with { Optional = !isNeeded, Gives = ApiTexts.Catalog[isNeeded ? "WitnessNeeded" : "WitnessGives"].In(culture) };
    }

    private Task<ReadTestView> AwsReadAsync(string action, Func<Task> ask, CancellationToken cancellationToken) => TryAsync(
        action,
        async () =>
        {
            await ask();
            return Works(action);
        },
        cancellationToken);

    private async Task<ReadTestView> TryAsync(string read, Func<Task<ReadTestView>> ask, CancellationToken cancellationToken)
    {
        try
        {
            return await ask();
        }
        catch (Exception e) when (IsAnswer(e, cancellationToken))
        {
            return Failed(read, e);
        }
    }

    private bool IsAnswer(Exception exception, CancellationToken cancellationToken) =>
        exception is ReadException || (exception is OperationCanceledException && (over.IsCancellationRequested || !cancellationToken.IsCancellationRequested));

    private static ReadTestView Works(string read) => new(read, Works: true, null, null, []);
}
