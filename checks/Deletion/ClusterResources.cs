using Amazon.CloudFormation.Model;
using Amazon.CloudWatchLogs.Model;
using Amazon.EC2.Model;
using Amazon.Runtime;
using EksGrader.Checks.Aws;
using EksGrader.Checks.Reads;
using Classic = Amazon.ElasticLoadBalancing.Model;
using Ec2Tag = Amazon.EC2.Model.Tag;
using V2 = Amazon.ElasticLoadBalancingV2.Model;

namespace EksGrader.Checks.Deletion;

/// <summary>A resource with its tags, which name the cluster.</summary>
internal sealed record Tagged<T>(T Item, IReadOnlyDictionary<string, string> Tags);

/// <summary>
/// What an account has that carries a cluster's name or tags, each kind by its own Describe call: the tagging API also lists what was deleted
/// long ago, and is not used.
/// </summary>
internal sealed class ClusterResources(ProbeCalls calls, string cluster)
{
    public const string DescribeStacks = "cloudformation:DescribeStacks";
    public const string DescribeInstances = "ec2:DescribeInstances";
    public const string DescribeVolumes = "ec2:DescribeVolumes";
    public const string DescribeNatGateways = "ec2:DescribeNatGateways";
    public const string DescribeAddresses = "ec2:DescribeAddresses";
    public const string DescribeNetworkInterfaces = "ec2:DescribeNetworkInterfaces";
    public const string DescribeSecurityGroups = "ec2:DescribeSecurityGroups";

    /// <summary>The status of a stack that is being deleted.</summary>
    public const string BeingDeleted = "DELETE_IN_PROGRESS";

    // Of the 200 values that a filter takes.
    private const int FilterValues = 100;

    private readonly LoadBalancerReads balancers = new(calls);

    private List<Filter> ByTags => [new Filter("tag-key", [.. ClusterTags.Keys(cluster)])];

    public async Task<IReadOnlyList<Instance>> InstancesAsync(CancellationToken cancellationToken)
    {
        var reservations = await calls.PagesAsync(
            DescribeInstances,
            async (services, next, token) => Sane(await services.Ec2.Value.DescribeInstancesAsync(new DescribeInstancesRequest { Filters = ByTags, NextToken = next, MaxResults = 1000 }, token)),
            page => page.Reservations,
            page => page.NextToken,
            cancellationToken);
        return [.. reservations.Items.SelectMany(r => r.Instances ?? []).Where(i => IsOurs(i.Tags))];
    }

    public async Task<IReadOnlyList<Volume>> VolumesAsync(CancellationToken cancellationToken) =>
        [.. (await VolumesAsync(ByTags, cancellationToken)).Where(v => IsOurs(v.Tags))];

    /// <summary>The volumes of some instances, whatever their tags.</summary>
    public async Task<IReadOnlyList<Volume>> VolumesOfAsync(IReadOnlyList<Instance> instances, CancellationToken cancellationToken)
    {
        var all = new List<Volume>();
        foreach (var some in instances.Chunk(FilterValues))
        {
            all.AddRange(await VolumesAsync([new Filter("attachment.instance-id", [.. some.Select(i => i.InstanceId)])], cancellationToken));
        }

        return all;
    }

    public async Task<IReadOnlyList<NatGateway>> NatGatewaysAsync(CancellationToken cancellationToken) =>
        [.. (await NatGatewaysAsync(ByTags, cancellationToken)).Where(g => IsOurs(g.Tags))];

    /// <summary>The NAT gateways of a VPC.</summary>
    public Task<IReadOnlyList<NatGateway>> NatGatewaysOfAsync(string vpc, CancellationToken cancellationToken) =>
        NatGatewaysAsync([new Filter("vpc-id", [vpc])], cancellationToken);

    public async Task<IReadOnlyList<Address>> AddressesAsync(CancellationToken cancellationToken)
    {
        // Not paged: an account has a handful (EC2 API reference, DescribeAddresses).
        var answer = await calls.CallAsync(
            DescribeAddresses, async (services, token) => Sane(await services.Ec2.Value.DescribeAddressesAsync(new DescribeAddressesRequest { Filters = ByTags }, token)), cancellationToken);
        return [.. (answer.Addresses ?? []).Where(a => IsOurs(a.Tags))];
    }

    public async Task<IReadOnlyList<NetworkInterface>> NetworkInterfacesAsync(CancellationToken cancellationToken)
    {
        var all = await calls.PagesAsync(
            DescribeNetworkInterfaces,
            async (services, next, token) => Sane(await services.Ec2.Value.DescribeNetworkInterfacesAsync(
                new DescribeNetworkInterfacesRequest { Filters = ByTags, NextToken = next, MaxResults = 1000 }, token)),
            page => page.NetworkInterfaces,
            page => page.NextToken,
            cancellationToken);
        return [.. all.Items.Where(i => IsOurs(i.TagSet))];
    }

    public async Task<IReadOnlyList<SecurityGroup>> SecurityGroupsAsync(CancellationToken cancellationToken)
    {
        var all = await calls.PagesAsync(
            DescribeSecurityGroups,
            async (services, next, token) => Sane(await services.Ec2.Value.DescribeSecurityGroupsAsync(
                new DescribeSecurityGroupsRequest { Filters = ByTags, NextToken = next, MaxResults = 1000 }, token)),
            page => page.SecurityGroups,
            page => page.NextToken,
            cancellationToken);
        return [.. all.Items.Where(g => IsOurs(g.Tags))];
    }

    public Task<IReadOnlyList<Tagged<Classic.LoadBalancerDescription>>> ClassicLoadBalancersAsync(CancellationToken cancellationToken) =>
        TaggedAsync(balancers.ClassicAsync, l => l.LoadBalancerName, classic: true, cancellationToken);

    public Task<IReadOnlyList<Tagged<V2.LoadBalancer>>> LoadBalancersAsync(CancellationToken cancellationToken) =>
        TaggedAsync(balancers.OthersAsync, l => l.LoadBalancerArn, classic: false, cancellationToken);

    public Task<IReadOnlyList<Tagged<V2.TargetGroup>>> TargetGroupsAsync(CancellationToken cancellationToken) =>
        TaggedAsync(token => balancers.TargetGroupsAsync(loadBalancer: null, token), g => g.TargetGroupArn, classic: false, cancellationToken);

    /// <summary>The stacks of eksctl; those that are deleted are not among them.</summary>
    public async Task<IReadOnlyList<Stack>> StacksAsync(CancellationToken cancellationToken)
    {
        var all = await calls.PagesAsync(
            DescribeStacks,
            (services, next, token) => services.CloudFormation.Value.DescribeStacksAsync(new DescribeStacksRequest { NextToken = next }, token),
            page => page.Stacks,
            page => page.NextToken,
            cancellationToken);
        return [.. all.Items.Where(s => s.StackStatus != "DELETE_COMPLETE" && s.Tags.Any(t => ClusterTags.Names(t.Key, t.Value, cluster)))];
    }

    /// <summary>Whether a stack is the cluster's or a node group's. Add-ons and service accounts have stacks too, which come and go while a cluster lives.</summary>
    public bool IsOfCluster(Stack stack) =>
        stack.StackName == $"eksctl-{cluster}-cluster" || stack.StackName?.StartsWith($"eksctl-{cluster}-nodegroup-", StringComparison.Ordinal) == true;

    /// <summary>The log groups of Container Insights in both its modes and of the control plane (CloudWatch and EKS user guides).</summary>
    public async Task<IReadOnlyList<string>> LogGroupsAsync(CancellationToken cancellationToken)
    {
        var names = new List<string>();
        foreach (var prefix in (string[])[$"/aws/containerinsights/{cluster}/", $"/aws/otel/containerinsights/{cluster}/", $"/aws/eks/{cluster}/"])
        {
            var groups = await calls.PagesAsync(
                AwsActions.DescribeLogGroups,
                (services, next, token) => services.Logs.DescribeLogGroupsAsync(new DescribeLogGroupsRequest { LogGroupNamePrefix = prefix, NextToken = next }, token),
                page => page.LogGroups,
                page => page.NextToken,
                cancellationToken);
            names.AddRange(groups.Items.Select(g => g.LogGroupName ?? "").Where(n => n.StartsWith(prefix, StringComparison.Ordinal)));
        }

        return names;
    }

    private async Task<IReadOnlyList<Volume>> VolumesAsync(List<Filter> filters, CancellationToken cancellationToken) => (await calls.PagesAsync(
        DescribeVolumes,
        async (services, next, token) => Sane(await services.Ec2.Value.DescribeVolumesAsync(new DescribeVolumesRequest { Filters = filters, NextToken = next, MaxResults = 500 }, token)),
        page => page.Volumes,
        page => page.NextToken,
        cancellationToken)).Items;

    private async Task<IReadOnlyList<NatGateway>> NatGatewaysAsync(List<Filter> filters, CancellationToken cancellationToken) => (await calls.PagesAsync(
        DescribeNatGateways,
        async (services, next, token) => Sane(await services.Ec2.Value.DescribeNatGatewaysAsync(
            new DescribeNatGatewaysRequest { Filter = filters, NextToken = next, MaxResults = 1000 }, token)),
        page => page.NatGateways,
        page => page.NextToken,
        cancellationToken)).Items;

    // What is deleted between the list and its tags fails the tags of twenty: then the list is old, and a new one is read.
    private async Task<IReadOnlyList<Tagged<T>>> TaggedAsync<T>(
        Func<CancellationToken, Task<AllPages<T>>> list, Func<T, string?> id, bool classic, CancellationToken cancellationToken)
    {
        try
        {
            return await ReadAsync();
        }
        catch (ReadException e) when (e.Fault.Failure == ReadFailure.NotFound)
        {
            return await ReadAsync();
        }

        async Task<IReadOnlyList<Tagged<T>>> ReadAsync()
        {
            var all = (await list(cancellationToken)).Items;
            var tags = (await balancers.TagsAsync([.. all.Select(i => id(i) ?? "")], classic, cancellationToken)).Answer;
            return
            [
                .. all.Where(i => tags.TryGetValue(id(i) ?? "", out var own) && own.Any(t => ClusterTags.Names(t.Key, t.Value, cluster)))
                    .Select(i => new Tagged<T>(i, tags[id(i) ?? ""])),
            ];
        }
    }

    private bool IsOurs(List<Ec2Tag>? tags) => tags?.Exists(t => ClusterTags.Names(t.Key, t.Value, cluster)) == true;

    // The SDK's own reader takes any XML for an empty list; every answer of EC2 has a request id, and a page of HTML has none.
    private static T Sane<T>(T answer)
        where T : AmazonWebServiceResponse =>
        string.IsNullOrEmpty(answer.ResponseMetadata?.RequestId) ? throw new InvalidResponseException("An answer without a request id.") : answer;
}
