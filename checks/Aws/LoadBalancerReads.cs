using EksGrader.Checks.Reads;
using Classic = Amazon.ElasticLoadBalancing.Model;
using V2 = Amazon.ElasticLoadBalancingV2.Model;

namespace EksGrader.Checks.Aws;

/// <summary>The load balancers of an account as windows see them, out of both APIs.</summary>
internal sealed class LoadBalancerReads(AwsServices services)
{
    // The bucket of Describe calls holds 40 and refills with 10 a second: students' own tools want some of it.
    private const int AtOnce = 4;
    private const int TagsAtOnce = 20;

    public async Task<ReadResult<AwsLoadBalancerList>> ListAsync(CancellationToken cancellationToken)
    {
        var classic = AwsPaging.ReadAsync(
            marker => services.LoadBalancing.DescribeLoadBalancersAsync(new Classic.DescribeLoadBalancersRequest { Marker = marker }, cancellationToken),
            page => page.LoadBalancerDescriptions,
            page => page.NextMarker);
        var others = AwsPaging.ReadAsync(
            marker => services.LoadBalancingV2.DescribeLoadBalancersAsync(new V2.DescribeLoadBalancersRequest { Marker = marker }, cancellationToken),
            page => page.LoadBalancers,
            page => page.NextMarker);
        await Task.WhenAll(classic, others);
        var (first, second) = (await classic, await others);
        return new ReadResult<AwsLoadBalancerList>(
            new AwsLoadBalancerList([.. first.Items.Select(Facts), .. second.Items.Select(Facts)]), first.Bytes + second.Bytes);
    }

    public async Task<ReadResult<AwsTags>> TagsAsync(AwsLoadBalancer loadBalancer, CancellationToken cancellationToken)
    {
        var all = await TagsAsync([loadBalancer.Id], loadBalancer.Kind == AwsLoadBalancerKind.Classic, cancellationToken);
        return new ReadResult<AwsTags>(new AwsTags(all.Answer.GetValueOrDefault(loadBalancer.Id) ?? new Dictionary<string, string>(StringComparer.Ordinal)), all.Bytes);
    }

    /// <summary>The tags of any number of load balancers of one API, by id.</summary>
    public async Task<ReadResult<IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>>>> TagsAsync(
        IReadOnlyList<string> ids, bool classic, CancellationToken cancellationToken)
    {
        var tags = new Dictionary<string, IReadOnlyDictionary<string, string>>(StringComparer.Ordinal);
        long bytes = 0;
        foreach (var some in ids.Chunk(TagsAtOnce))
        {
            if (classic)
            {
                var answer = await services.LoadBalancing.DescribeTagsAsync(new Classic.DescribeTagsRequest { LoadBalancerNames = some }, cancellationToken);
                bytes += answer.ContentLength;
                foreach (var one in answer.TagDescriptions)
                {
                    tags[one.LoadBalancerName ?? ""] = ByKey(one.Tags.Select(t => (t.Key, t.Value)));
                }
            }
            else
            {
                var answer = await services.LoadBalancingV2.DescribeTagsAsync(new V2.DescribeTagsRequest { ResourceArns = some }, cancellationToken);
                bytes += answer.ContentLength;
                foreach (var one in answer.TagDescriptions)
                {
                    tags[one.ResourceArn ?? ""] = ByKey(one.Tags.Select(t => (t.Key, t.Value)));
                }
            }
        }

        return new(tags, bytes);
    }

    public async Task<ReadResult<AwsTargetList>> InstancesAsync(AwsLoadBalancer loadBalancer, CancellationToken cancellationToken)
    {
        var answer = await services.LoadBalancing.DescribeInstanceHealthAsync(
            new Classic.DescribeInstanceHealthRequest { LoadBalancerName = loadBalancer.Id }, cancellationToken);
        return new(
            new([.. answer.InstanceStates.Select(i => new AwsTarget(i.InstanceId ?? "", i.State ?? "", string.Equals(i.State, "InService", StringComparison.Ordinal)))]),
            answer.ContentLength);
    }

    public async Task<ReadResult<IReadOnlyList<string>>> TargetGroupsAsync(AwsLoadBalancer loadBalancer, CancellationToken cancellationToken)
    {
        var groups = await AwsPaging.ReadAsync(
            marker => services.LoadBalancingV2.DescribeTargetGroupsAsync(
                new V2.DescribeTargetGroupsRequest { LoadBalancerArn = loadBalancer.Id, Marker = marker }, cancellationToken),
            page => page.TargetGroups,
            page => page.NextMarker);
        return new([.. groups.Items.Select(g => Given(g.TargetGroupArn, "target group ARN"))], groups.Bytes);
    }

    public async Task<ReadResult<AwsTargetList>> TargetsAsync(IReadOnlyList<string> targetGroups, CancellationToken cancellationToken)
    {
        var answers = new V2.DescribeTargetHealthResponse[targetGroups.Count];
        await Parallel.ForAsync(
            0,
            targetGroups.Count,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (i, token) => answers[i] = await services.LoadBalancingV2.DescribeTargetHealthAsync(
                new V2.DescribeTargetHealthRequest { TargetGroupArn = targetGroups[i] }, token));
        return new(new([.. answers.SelectMany(a => a.TargetHealthDescriptions).Select(Facts)]), answers.Sum(a => a.ContentLength));
    }

    private static AwsTarget Facts(V2.TargetHealthDescription target)
    {
        var state = target.TargetHealth?.State ?? "";
        return new AwsTarget(target.Target?.Id ?? "", state, string.Equals(state, "healthy", StringComparison.Ordinal)) { Port = target.Target?.Port };
    }

    private static AwsLoadBalancer Facts(Classic.LoadBalancerDescription found) => new()
    {
        Id = Given(found.LoadBalancerName, "name"),
        Name = Given(found.LoadBalancerName, "name"),
        Kind = AwsLoadBalancerKind.Classic,
        DnsName = found.DNSName ?? "",
        InternetFacing = IsInternetFacing(found.Scheme),
        State = "active",
    };

    private static AwsLoadBalancer Facts(V2.LoadBalancer found) => new()
    {
        Id = Given(found.LoadBalancerArn, "ARN"),
        Name = Given(found.LoadBalancerName, "name"),
        Kind = found.Type switch
        {
            "network" => AwsLoadBalancerKind.Network,
            "application" => AwsLoadBalancerKind.Application,
            _ => AwsLoadBalancerKind.Other,
        },
        DnsName = found.DNSName ?? "",
        InternetFacing = IsInternetFacing(found.Scheme),
        State = found.State?.Code ?? "",
    };

    private static bool IsInternetFacing(string? scheme) => string.Equals(scheme, "internet-facing", StringComparison.Ordinal);

    private static string Given(string? value, string what) => value ?? throw new InvalidResponseException($"A load balancer without {what}.");

    private static Dictionary<string, string> ByKey(IEnumerable<(string? Key, string? Value)> tags)
    {
        var byKey = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in tags)
        {
            byKey[key ?? ""] = value ?? "";
        }

        return byKey;
    }
}
