using Amazon.Runtime;
using EksGrader.Checks.Reads;
using Classic = Amazon.ElasticLoadBalancing.Model;
using V2 = Amazon.ElasticLoadBalancingV2.Model;

namespace EksGrader.Checks.Aws;

/// <summary>Makes the calls of a reader: those of a grading go out at once, those of a deletion probe are paced and written down.</summary>
internal interface IAwsCalls
{
    /// <summary>Makes one call.</summary>
    /// <param name="action">The IAM action.</param>
    /// <param name="call">The call.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="bucket">What AWS counts together, where it is not the service.</param>
    Task<T> CallAsync<T>(string action, Func<AwsServices, CancellationToken, Task<T>> call, CancellationToken cancellationToken, string? bucket = null);

    /// <summary>Reads every page of a list.</summary>
    Task<AllPages<T>> PagesAsync<T, TPage>(
        string action,
        Func<AwsServices, string?, CancellationToken, Task<TPage>> call,
        Func<TPage, IReadOnlyList<T>?> items,
        Func<TPage, string?> next,
        CancellationToken cancellationToken,
        string? bucket = null)
        where TPage : AmazonWebServiceResponse;
}

/// <summary>Calls that are made at once, with errors as the SDK throws them.</summary>
internal sealed class DirectCalls(AwsServices services) : IAwsCalls
{
    public Task<T> CallAsync<T>(string action, Func<AwsServices, CancellationToken, Task<T>> call, CancellationToken cancellationToken, string? bucket = null) => call(services, cancellationToken);

    public Task<AllPages<T>> PagesAsync<T, TPage>(
        string action,
        Func<AwsServices, string?, CancellationToken, Task<TPage>> call,
        Func<TPage, IReadOnlyList<T>?> items,
        Func<TPage, string?> next,
        CancellationToken cancellationToken,
        string? bucket = null)
        where TPage : AmazonWebServiceResponse =>
        AwsPaging.ReadAsync(marker => call(services, marker, cancellationToken), page => items(page) ?? [], next);
}

/// <summary>
/// Lists the load balancers of an account in both APIs, with their tags and targets: for gradings, for deletion probes and for enforcement.
/// </summary>
internal sealed class LoadBalancerReads(IAwsCalls calls)
{
    // The bucket of Describe calls holds 40 and refills with 10 a second: students' own tools want some of it.
    private const int AtOnce = 4;

    // Elastic Load Balancing API references, DescribeTags.
    private const int TagsAtOnce = 20;
    private const string SecondApi = "elasticloadbalancing v2";

    public Task<AllPages<Classic.LoadBalancerDescription>> ClassicAsync(CancellationToken cancellationToken) => calls.PagesAsync(
        AwsActions.DescribeLoadBalancers,
        (services, marker, token) => services.LoadBalancing.DescribeLoadBalancersAsync(new Classic.DescribeLoadBalancersRequest { Marker = marker }, token),
        page => page.LoadBalancerDescriptions,
        page => page.NextMarker,
        cancellationToken);

    public Task<AllPages<V2.LoadBalancer>> OthersAsync(CancellationToken cancellationToken) => calls.PagesAsync(
        AwsActions.DescribeLoadBalancers,
        (services, marker, token) => services.LoadBalancingV2.DescribeLoadBalancersAsync(new V2.DescribeLoadBalancersRequest { Marker = marker }, token),
        page => page.LoadBalancers,
        page => page.NextMarker,
        cancellationToken,
        SecondApi);

    /// <summary>The target groups of one load balancer, or of the whole account.</summary>
    public Task<AllPages<V2.TargetGroup>> TargetGroupsAsync(string? loadBalancer, CancellationToken cancellationToken) => calls.PagesAsync(
        AwsActions.DescribeTargetGroups,
        (services, marker, token) => services.LoadBalancingV2.DescribeTargetGroupsAsync(new V2.DescribeTargetGroupsRequest { LoadBalancerArn = loadBalancer, Marker = marker }, token),
        page => page.TargetGroups,
        page => page.NextMarker,
        cancellationToken,
        SecondApi);

    /// <summary>The tags of any number of load balancers or target groups of one API, by name (Classic) or ARN.</summary>
    public async Task<ReadResult<IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>>>> TagsAsync(
        IReadOnlyList<string> ids, bool classic, CancellationToken cancellationToken)
    {
        var tags = new Dictionary<string, IReadOnlyDictionary<string, string>>(StringComparer.Ordinal);
        long bytes = 0;
        foreach (var some in ids.Chunk(TagsAtOnce))
        {
            if (classic)
            {
                var answer = await calls.CallAsync(
                    AwsActions.DescribeTags, (services, token) => services.LoadBalancing.DescribeTagsAsync(new Classic.DescribeTagsRequest { LoadBalancerNames = some }, token), cancellationToken);
                bytes += answer.ContentLength;
                foreach (var one in answer.TagDescriptions)
                    tags[one.LoadBalancerName ?? ""] = ByKey(one.Tags.Select(t => (t.Key, t.Value)));
            }
            else
            {
                var answer = await calls.CallAsync(
                    AwsActions.DescribeTags,
                    (services, token) => services.LoadBalancingV2.DescribeTagsAsync(new V2.DescribeTagsRequest { ResourceArns = some }, token),
                    cancellationToken,
                    SecondApi);
                bytes += answer.ContentLength;
                foreach (var one in answer.TagDescriptions)
                    tags[one.ResourceArn ?? ""] = ByKey(one.Tags.Select(t => (t.Key, t.Value)));
            }
        }

        return new(tags, bytes);
    }

    /// <summary>The load balancers of both APIs, as they are recorded.</summary>
    public async Task<ReadResult<AwsLoadBalancerList>> ListAsync(CancellationToken cancellationToken)
    {
        var (classic, others) = (ClassicAsync(cancellationToken), OthersAsync(cancellationToken));
        await Task.WhenAll(classic, others);
        var (first, second) = (await classic, await others);
        return new(new([.. first.Items.Select(Facts), .. second.Items.Select(Facts)]), first.Bytes + second.Bytes);
    }

    /// <summary>The tags of one load balancer, as they are recorded.</summary>
    public async Task<ReadResult<AwsTags>> TagsAsync(AwsLoadBalancer loadBalancer, CancellationToken cancellationToken)
    {
        var all = await TagsAsync([loadBalancer.Id], loadBalancer.Kind == AwsLoadBalancerKind.Classic, cancellationToken);
        return new(new(all.Answer.GetValueOrDefault(loadBalancer.Id) ?? new Dictionary<string, string>(StringComparer.Ordinal)), all.Bytes);
    }

    /// <summary>The instances of a Classic Load Balancer.</summary>
    public async Task<ReadResult<AwsTargetList>> InstancesAsync(AwsLoadBalancer loadBalancer, CancellationToken cancellationToken)
    {
        var answer = await calls.CallAsync(
            AwsActions.DescribeInstanceHealth,
            (services, token) => services.LoadBalancing.DescribeInstanceHealthAsync(new Classic.DescribeInstanceHealthRequest { LoadBalancerName = loadBalancer.Id }, token),
            cancellationToken);
        return new(
            new([.. answer.InstanceStates.Select(i => new AwsTarget(i.InstanceId ?? "", i.State ?? "", string.Equals(i.State, "InService", StringComparison.Ordinal)))]),
            answer.ContentLength);
    }

    /// <summary>The ARNs of the target groups of a load balancer of the second API.</summary>
    public async Task<ReadResult<IReadOnlyList<string>>> TargetGroupArnsAsync(AwsLoadBalancer loadBalancer, CancellationToken cancellationToken)
    {
        var groups = await TargetGroupsAsync(loadBalancer.Id, cancellationToken);
        return new([.. groups.Items.Select(g => Given(g.TargetGroupArn, "target group ARN"))], groups.Bytes);
    }

    /// <summary>The targets of target groups.</summary>
    public async Task<ReadResult<AwsTargetList>> TargetsAsync(IReadOnlyList<string> targetGroups, CancellationToken cancellationToken)
    {
        var answers = new V2.DescribeTargetHealthResponse[targetGroups.Count];
        await Parallel.ForAsync(
            0,
            targetGroups.Count,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (i, token) => answers[i] = await calls.CallAsync(
                AwsActions.DescribeTargetHealth,
                (services, t) => services.LoadBalancingV2.DescribeTargetHealthAsync(new V2.DescribeTargetHealthRequest { TargetGroupArn = targetGroups[i] }, t),
                token,
                SecondApi));
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
            byKey[key ?? ""] = value ?? "";
        return byKey;
    }
}
