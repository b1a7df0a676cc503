using EksGrader.Checks.Aws;
using EksGrader.Checks.Reads;
using Classic = Amazon.ElasticLoadBalancing.Model;
using V2 = Amazon.ElasticLoadBalancingV2.Model;

namespace EksGrader.Checks.Deletion;

/// <summary>A load balancer that carries a cluster's tags.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type"><c>classic</c>, or what the second API says: <c>application</c>, <c>network</c>, <c>gateway</c>.</param>
/// <param name="State">Its state; classic ones have none.</param>
/// <param name="MadeAt">When it was made.</param>
internal sealed record ClusterLoadBalancer(string Name, string? Type, string? State, DateTimeOffset? MadeAt);

/// <summary>Finds a cluster's load balancers in both APIs: all of the account are listed, and their tags asked for, 20 at a time (Elastic Load Balancing API references, DescribeTags).</summary>
internal sealed class ClusterLoadBalancers(ProbeCalls calls, string cluster)
{
    private const int TagsAtOnce = 20;
    private const string SecondApi = "elasticloadbalancing v2";

    public Task<IReadOnlyList<ClusterLoadBalancer>> ClassicAsync(CancellationToken cancellationToken) => TwiceAsync(() => ReadClassicAsync(cancellationToken));

    public Task<IReadOnlyList<ClusterLoadBalancer>> OthersAsync(CancellationToken cancellationToken) => TwiceAsync(() => ReadOthersAsync(cancellationToken));

    // One that is deleted between the list and its tags fails the tags of twenty: then the list is old.
    private static async Task<IReadOnlyList<ClusterLoadBalancer>> TwiceAsync(Func<Task<IReadOnlyList<ClusterLoadBalancer>>> read)
    {
        try
        {
            return await read();
        }
        catch (ReadException e) when (e.Fault.Failure == ReadFailure.NotFound)
        {
            return await read();
        }
    }

    private async Task<IReadOnlyList<ClusterLoadBalancer>> ReadClassicAsync(CancellationToken cancellationToken)
    {
        var all = await calls.PagesAsync(
            AwsActions.DescribeLoadBalancers,
            (services, marker, token) => services.LoadBalancing.DescribeLoadBalancersAsync(new Classic.DescribeLoadBalancersRequest { Marker = marker }, token),
            page => page.LoadBalancerDescriptions,
            page => page.NextMarker,
            cancellationToken);
        var ours = new HashSet<string>(StringComparer.Ordinal);
        foreach (var some in all.Select(l => l.LoadBalancerName ?? "").Chunk(TagsAtOnce))
        {
            var tags = await calls.AskAsync(
                AwsActions.DescribeTags, (services, token) => services.LoadBalancing.DescribeTagsAsync(new Classic.DescribeTagsRequest { LoadBalancerNames = some }, token), cancellationToken);
            ours.UnionWith(tags.TagDescriptions.Where(d => d.Tags.Any(t => ClusterTags.Names(t.Key, t.Value, cluster))).Select(d => d.LoadBalancerName ?? ""));
        }

        return [.. all.Where(l => ours.Contains(l.LoadBalancerName ?? "")).Select(l => new ClusterLoadBalancer(l.LoadBalancerName ?? "", "classic", null, l.CreatedTime))];
    }

    private async Task<IReadOnlyList<ClusterLoadBalancer>> ReadOthersAsync(CancellationToken cancellationToken)
    {
        var all = await calls.PagesAsync(
            AwsActions.DescribeLoadBalancers,
            (services, marker, token) => services.LoadBalancingV2.DescribeLoadBalancersAsync(new V2.DescribeLoadBalancersRequest { Marker = marker }, token),
            page => page.LoadBalancers,
            page => page.NextMarker,
            cancellationToken,
            SecondApi);
        var ours = new HashSet<string>(StringComparer.Ordinal);
        foreach (var some in all.Select(l => l.LoadBalancerArn ?? "").Chunk(TagsAtOnce))
        {
            var tags = await calls.AskAsync(
                AwsActions.DescribeTags,
                (services, token) => services.LoadBalancingV2.DescribeTagsAsync(new V2.DescribeTagsRequest { ResourceArns = some }, token),
                cancellationToken,
                SecondApi);
            ours.UnionWith(tags.TagDescriptions.Where(d => d.Tags.Any(t => ClusterTags.Names(t.Key, t.Value, cluster))).Select(d => d.ResourceArn ?? ""));
        }

        return [.. all.Where(l => ours.Contains(l.LoadBalancerArn ?? "")).Select(l => new ClusterLoadBalancer(l.LoadBalancerName ?? "", l.Type, l.State?.Code, l.CreatedTime))];
    }
}
