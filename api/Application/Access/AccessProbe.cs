using System.Globalization;
using EksGrader.Api.Contracts;
using EksGrader.Checks;
using EksGrader.Checks.Access;
using EksGrader.Checks.Aws;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Kubernetes;

namespace EksGrader.Api.Application.Access;

/// <summary>
/// Asks a cluster what the grader may read. Who tests an access chooses where the grader connects to, as often as they like: a server that
/// the assignment does not take is not contacted, one that is not EKS's is told apart by nothing but whether it answers, and there is
/// one connection until one holds.
/// </summary>
/// <param name="needs">What it must be able to read.</param>
/// <param name="requireEks">Whether the assignment takes EKS clusters alone.</param>
/// <param name="culture">The language.</param>
/// <param name="time">The clock.</param>
/// <param name="over">Ends with the time for it.</param>
internal sealed class AccessProbe(AccessNeeds needs, bool requireEks, CultureInfo culture, TimeProvider time, CancellationToken over)
{
    /// <summary>When it is said that no server answered that is not EKS's: as late as silence is told, so that the time tells nothing either.</summary>
    public static readonly TimeSpan SilenceTakes = TimeSpan.FromSeconds(11);

    private const string Version = "kubernetes version";

    public async Task<AccessTestView> RunAsync(LiveCluster cluster, CancellationToken cancellationToken)
    {
        if (requireEks && EksRule.JudgeReach(cluster.HandIn) is { } refused)
            return new AccessTestView(Works: false, cluster.HandIn.ServerHost, null, [NotTaken(refused)]);

        var version = VersionAsync(cluster, cancellationToken);
        var aws = cluster.Aws is { } client ? AwsAsync(client, cluster.HandIn.ClusterName ?? "", cancellationToken) : [];
        var (reached, gitVersion) = await version;

        // Where the API cannot be reached at all, one line says so; as many more as there are kinds would only repeat it.
        ReadTestView[] kubernetes = reached.Works
            ? [reached, .. await Task.WhenAll(needs.Kinds.Where(k => !AccessNeeds.IsOptional(k)).Select(kind => KindAsync(cluster.Kubernetes, kind, cancellationToken)))]
            : [reached];
        IReadOnlyList<ReadTestView> reads = [.. await Task.WhenAll(aws), .. kubernetes];
        return new AccessTestView(reads.All(r => r.Works), cluster.HandIn.ServerHost, gitVersion, reads);
    }

    public ReadTestView Failed(string read, Exception exception)
    {
        var fault = ReadFaults.Of(exception, read, over);
        return new ReadTestView(read, Works: false, fault.Fault, fault.Summary.In(culture), [.. fault.Feedback.Select(f => f.In(culture))]);
    }

    private async Task<(ReadTestView Read, string? Version)> VersionAsync(LiveCluster cluster, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        try
        {
            var version = (await cluster.Kubernetes.TryVersionAsync(cancellationToken)).Answer;
            return requireEks && cluster.HandIn.Reach == Reach.AllowedNetwork && EksRule.JudgeVersion(version) is { } refused
                ? (NotTaken(refused), version.GitVersion)
                : (Works(Version), version.GitVersion);
        }
        catch (ReadException e) when (IsAPortsWord(e.Fault) && cluster.HandIn.Reach is not (Reach.DescribeCluster or Reach.EksHostName))
        {
            var left = SilenceTakes - time.GetElapsedTime(began);
            if (left > TimeSpan.Zero)
                await Task.Delay(left, time, cancellationToken);
            return (new ReadTestView(Version, Works: false, Fault.Student, ApiTexts.Catalog["NothingAnswered", cluster.HandIn.ServerHost ?? "?"].In(culture), [ApiTexts.Catalog["NothingAnsweredHelp"].In(culture)]), null);
        }
        catch (Exception e) when (IsAnswer(e, cancellationToken))
        {
            return (Failed(Version, e), null);
        }
    }

    // Closed, silent, not TLS, another certificate: what a scan of ports is after.
    private static bool IsAPortsWord(ReadFault fault) => fault.Failure is ReadFailure.Unreachable or ReadFailure.TimedOut or ReadFailure.Tls;

    private ReadTestView NotTaken(Verdict verdict) =>
        new(Version, Works: false, verdict.Fault ?? Fault.Student, verdict.Summary.In(culture), [.. verdict.Feedback.Select(f => f.In(culture))]);

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
                return new ReadTestView(read, Works: false, Fault.Student, ApiTexts.Catalog["MayNotList", kind.ToString()].In(culture), []);
            },
            cancellationToken);
    }

    private IReadOnlyList<Task<ReadTestView>> AwsAsync(IAwsClient client, string cluster, CancellationToken cancellationToken)
    {
        var reads = new List<Task<ReadTestView>>
        {
            AwsReadAsync(AwsActions.DescribeCluster, () => client.DescribeClusterAsync(cancellationToken), cancellationToken),
        };
        if (needs.Actions.Contains(AwsActions.DescribeLoadBalancers, StringComparer.Ordinal))
            reads.Add(AwsReadAsync(AwsActions.DescribeLoadBalancers, () => client.ListLoadBalancersAsync(cancellationToken), cancellationToken));
        if (needs.Actions.Contains(AwsActions.FilterLogEvents, StringComparer.Ordinal))
        {
            reads.Add(AwsReadAsync(
                AwsActions.FilterLogEvents,
                () => client.GetLogActivityAsync($"/aws/containerinsights/{cluster}/performance", DateTimeOffset.UnixEpoch, cancellationToken),
                cancellationToken));
        }

        return reads;
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
