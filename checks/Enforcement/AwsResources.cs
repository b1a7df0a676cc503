using Amazon.CloudFormation.Model;
using Amazon.EKS.Model;
using EksGrader.Checks.Aws;
using EksGrader.Checks.Deletion;
using EksGrader.Checks.Reads;
using Classic = Amazon.ElasticLoadBalancing.Model;
using V2 = Amazon.ElasticLoadBalancingV2.Model;

namespace EksGrader.Checks.Enforcement;

/// <summary>What an account has that is one cluster's own: through EKS by its name, elsewhere by tags that name it and no other.</summary>
/// <param name="calls">The calls.</param>
/// <param name="cluster">The cluster's name.</param>
internal sealed class AwsResources(ProbeCalls calls, string cluster)
{
    private const int TagsAtOnce = 20;
    private const string SecondApi = "elasticloadbalancing v2";
    private readonly ClusterResources resources = new(calls, cluster);

    public Task<IReadOnlyList<ObservedResource>> ListAsync(DeletionStepKind kind, CancellationToken cancellationToken) => kind switch
    {
        DeletionStepKind.NodeGroup => PartsAsync(kind, NodegroupNamesAsync, NodegroupStatusAsync, cancellationToken),
        DeletionStepKind.FargateProfile => PartsAsync(kind, ProfileNamesAsync, ProfileStatusAsync, cancellationToken),
        DeletionStepKind.Stack or DeletionStepKind.ClusterStack => StacksAsync(kind, cancellationToken),
        DeletionStepKind.ClassicLoadBalancer => TwiceAsync(() => ClassicAsync(cancellationToken)),
        DeletionStepKind.LoadBalancer => TwiceAsync(() => BalancersAsync(cancellationToken)),
        DeletionStepKind.TargetGroup => TwiceAsync(() => TargetGroupsAsync(cancellationToken)),
        DeletionStepKind.Volume => VolumesAsync(cancellationToken),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "AWS has no such thing."),
    };

    // One that is deleted between the list and its tags fails the tags of twenty: then the list is old.
    private static async Task<IReadOnlyList<ObservedResource>> TwiceAsync(Func<Task<IReadOnlyList<ObservedResource>>> read)
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

    private static async Task<IReadOnlyList<ObservedResource>> PartsAsync(
        DeletionStepKind kind,
        Func<CancellationToken, Task<IReadOnlyList<string>>> list,
        Func<string, CancellationToken, Task<string?>> status,
        CancellationToken cancellationToken)
    {
        var things = new List<ObservedResource>();
        try
        {
            foreach (var name in await list(cancellationToken))
            {
                if (await ExistingAsync(status, name, cancellationToken) is { } said)
                    things.Add(Of(kind, name, said));
            }
        }
        catch (ReadException e) when (e.Fault.Failure == ReadFailure.NotFound)
        {
            return []; // with its cluster
        }

        return things;
    }

    private static async Task<string?> ExistingAsync(Func<string, CancellationToken, Task<string?>> status, string name, CancellationToken cancellationToken)
    {
        try
        {
            return await status(name, cancellationToken) ?? "";
        }
        catch (ReadException e) when (e.Fault.Failure == ReadFailure.NotFound)
        {
            return null; // since it was listed
        }
    }

    private Task<IReadOnlyList<string>> NodegroupNamesAsync(CancellationToken cancellationToken) => calls.PagesAsync(
        "eks:ListNodegroups",
        (services, next, token) => services.Eks.ListNodegroupsAsync(new ListNodegroupsRequest { ClusterName = cluster, NextToken = next }, token),
        page => page.Nodegroups,
        page => page.NextToken,
        cancellationToken);

    private async Task<string?> NodegroupStatusAsync(string name, CancellationToken cancellationToken) => (await calls.AskAsync(
        "eks:DescribeNodegroup",
        (services, token) => services.Eks.DescribeNodegroupAsync(new DescribeNodegroupRequest { ClusterName = cluster, NodegroupName = name }, token),
        cancellationToken)).Nodegroup?.Status;

    private Task<IReadOnlyList<string>> ProfileNamesAsync(CancellationToken cancellationToken) => calls.PagesAsync(
        "eks:ListFargateProfiles",
        (services, next, token) => services.Eks.ListFargateProfilesAsync(new ListFargateProfilesRequest { ClusterName = cluster, NextToken = next }, token),
        page => page.FargateProfileNames,
        page => page.NextToken,
        cancellationToken);

    private async Task<string?> ProfileStatusAsync(string name, CancellationToken cancellationToken) => (await calls.AskAsync(
        "eks:DescribeFargateProfile",
        (services, token) => services.Eks.DescribeFargateProfileAsync(new DescribeFargateProfileRequest { ClusterName = cluster, FargateProfileName = name }, token),
        cancellationToken)).FargateProfile?.Status;

    // By eksctl's own tag: a name like eksctl-web-nodegroup-cluster says nothing (it is the cluster stack of "web-nodegroup").
    private async Task<IReadOnlyList<ObservedResource>> StacksAsync(DeletionStepKind kind, CancellationToken cancellationToken) =>
    [
        .. (await resources.StacksAsync(cancellationToken))
            .Where(s => OwnTags.AreOf(s.Tags.Select(t => (t.Key, t.Value)), cluster) && IsEksctl(s))
            .Where(s => kind == DeletionStepKind.ClusterStack == (s.StackName == $"eksctl-{cluster}-cluster"))
            .Select(s => Of(kind, s.StackId ?? s.StackName ?? "", s.StackStatus ?? "") with { CreatedAt = s.CreationTime }),
    ];

    private bool IsEksctl(Stack stack) => stack.StackName?.StartsWith($"eksctl-{cluster}-", StringComparison.Ordinal) == true;

    private async Task<IReadOnlyList<ObservedResource>> ClassicAsync(CancellationToken cancellationToken)
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
            ours.UnionWith(tags.TagDescriptions.Where(d => OwnTags.AreOf(d.Tags.Select(t => (t.Key, t.Value)), cluster)).Select(d => d.LoadBalancerName ?? ""));
        }

        return [.. all.Where(l => ours.Contains(l.LoadBalancerName ?? "")).Select(l => new ObservedResource(DeletionStepKind.ClassicLoadBalancer, l.LoadBalancerName ?? "") { CreatedAt = l.CreatedTime })];
    }

    private async Task<IReadOnlyList<ObservedResource>> BalancersAsync(CancellationToken cancellationToken)
    {
        var all = await calls.PagesAsync(
            AwsActions.DescribeLoadBalancers,
            (services, marker, token) => services.LoadBalancingV2.DescribeLoadBalancersAsync(new V2.DescribeLoadBalancersRequest { Marker = marker }, token),
            page => page.LoadBalancers,
            page => page.NextMarker,
            cancellationToken,
            SecondApi);
        var ours = await TaggedAsync([.. all.Select(l => l.LoadBalancerArn ?? "")], cancellationToken);
        return [.. all.Where(l => ours.Contains(l.LoadBalancerArn ?? "")).Select(l => new ObservedResource(DeletionStepKind.LoadBalancer, l.LoadBalancerArn ?? "") { CreatedAt = l.CreatedTime })];
    }

    private async Task<IReadOnlyList<ObservedResource>> TargetGroupsAsync(CancellationToken cancellationToken)
    {
        var all = await calls.PagesAsync(
            AwsActions.DescribeTargetGroups,
            (services, marker, token) => services.LoadBalancingV2.DescribeTargetGroupsAsync(new V2.DescribeTargetGroupsRequest { Marker = marker }, token),
            page => page.TargetGroups,
            page => page.NextMarker,
            cancellationToken,
            SecondApi);
        var ours = await TaggedAsync([.. all.Select(g => g.TargetGroupArn ?? "")], cancellationToken);
        return [.. ours.Select(arn => new ObservedResource(DeletionStepKind.TargetGroup, arn))];
    }

    private async Task<HashSet<string>> TaggedAsync(IReadOnlyList<string> arns, CancellationToken cancellationToken)
    {
        var ours = new HashSet<string>(StringComparer.Ordinal);
        foreach (var some in arns.Chunk(TagsAtOnce))
        {
            var tags = await calls.AskAsync(
                AwsActions.DescribeTags,
                (services, token) => services.LoadBalancingV2.DescribeTagsAsync(new V2.DescribeTagsRequest { ResourceArns = some }, token),
                cancellationToken,
                SecondApi);
            ours.UnionWith(tags.TagDescriptions.Where(d => OwnTags.AreOf(d.Tags.Select(t => (t.Key, t.Value)), cluster)).Select(d => d.ResourceArn ?? ""));
        }

        return ours;
    }

    private async Task<IReadOnlyList<ObservedResource>> VolumesAsync(CancellationToken cancellationToken) =>
    [
        .. (await resources.VolumesAsync(cancellationToken))
            .Where(v => v.State?.Value != "deleted" && OwnTags.AreOf((v.Tags ?? []).Select(t => ((string?)t.Key, (string?)t.Value)), cluster))
            .Select(v => new ObservedResource(DeletionStepKind.Volume, v.VolumeId, v.State?.Value == "deleting" ? ResourceCondition.Going : ResourceCondition.There)
            {
                CreatedAt = v.CreateTime is { } at ? new DateTimeOffset(at.ToUniversalTime()) : null,
            }),
    ];

    // DELETING of EKS, DELETE_IN_PROGRESS of CloudFormation.
    private static ObservedResource Of(DeletionStepKind kind, string target, string status) => new(kind, target, status switch
    {
        "DELETING" or "DELETE_IN_PROGRESS" => ResourceCondition.Going,
        "DELETE_FAILED" => ResourceCondition.Stuck,
        _ => ResourceCondition.There,
    })
    {
        Detail = status,
    };
}
