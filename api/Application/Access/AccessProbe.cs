using System.Globalization;
using EksGrader.Api.Contracts;
using EksGrader.Checks;
using EksGrader.Checks.Access;
using EksGrader.Checks.Aws;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Kubernetes;

namespace EksGrader.Api.Application.Access;

/// <summary>Asks a cluster what the grader may read, everything at once.</summary>
/// <param name="needs">What it must be able to read.</param>
/// <param name="culture">The language.</param>
/// <param name="over">Ends with the time for it.</param>
internal sealed class AccessProbe(AccessNeeds needs, CultureInfo culture, CancellationToken over)
{
    public async Task<AccessTestView> RunAsync(LiveCluster cluster, CancellationToken cancellationToken)
    {
        var version = VersionAsync(cluster.Kubernetes, cancellationToken);
        var aws = cluster.Aws is { } client ? AwsAsync(client, cluster.HandIn.ClusterName ?? "", cancellationToken) : [];
        var kinds = needs.Kinds.Where(k => !AccessNeeds.IsOptional(k)).Select(kind => KindAsync(cluster.Kubernetes, kind, cancellationToken)).ToList();
        var (reached, gitVersion) = await version;

        // Where the API cannot be reached at all, one line says so; as many more as there are kinds would only repeat it.
        ReadTestView[] kubernetes = reached.Works ? [reached, .. await Task.WhenAll(kinds)] : [reached];
        await Task.WhenAll(kinds);
        IReadOnlyList<ReadTestView> reads = [.. await Task.WhenAll(aws), .. kubernetes];
        return new AccessTestView(reads.All(r => r.Works), cluster.HandIn.ServerHost, gitVersion, reads);
    }

    public ReadTestView Failed(string read, Exception exception)
    {
        var fault = ReadFaults.Of(exception, read, over);
        return new ReadTestView(read, Works: false, fault.Fault, fault.Summary.In(culture), [.. fault.Feedback.Select(f => f.In(culture))]);
    }

    private async Task<(ReadTestView Read, string? Version)> VersionAsync(IKubernetesClient client, CancellationToken cancellationToken)
    {
        const string Read = "kubernetes version";
        try
        {
            var version = (await client.GetVersionAsync(cancellationToken)).Answer.GitVersion;
            return (Works(Read), version);
        }
        catch (Exception e) when (IsAnswer(e, cancellationToken))
        {
            return (Failed(Read, e), null);
        }
    }

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
