using Amazon.CloudFormation.Model;
using Amazon.EKS.Model;
using EksGrader.Checks.Deletion;
using EksGrader.Checks.Reads;

namespace EksGrader.Checks.Enforcement;

/// <summary>What an account has that is one cluster's own: through EKS by its name, elsewhere by tags that name it and no other.</summary>
internal sealed class AwsResources(ProbeCalls calls, string cluster)
{
    private readonly ClusterResources resources = new(calls, cluster);

    public Task<IReadOnlyList<ObservedResource>> ListAsync(DeletionStepKind kind, CancellationToken cancellationToken) => kind switch
    {
        DeletionStepKind.NodeGroup => PartsAsync(kind, NodegroupNamesAsync, NodegroupStatusAsync, cancellationToken),
        DeletionStepKind.FargateProfile => PartsAsync(kind, ProfileNamesAsync, ProfileStatusAsync, cancellationToken),
        DeletionStepKind.Stack or DeletionStepKind.ClusterStack => StacksAsync(kind, cancellationToken),
        DeletionStepKind.ClassicLoadBalancer => ClassicAsync(cancellationToken),
        DeletionStepKind.LoadBalancer => BalancersAsync(cancellationToken),
        DeletionStepKind.TargetGroup => TargetGroupsAsync(cancellationToken),
        DeletionStepKind.Volume => VolumesAsync(cancellationToken),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "AWS has no such resource."),
    };

    private static async Task<IReadOnlyList<ObservedResource>> PartsAsync(
        DeletionStepKind kind,
        Func<CancellationToken, Task<IReadOnlyList<string>>> list,
        Func<string, CancellationToken, Task<string?>> status,
        CancellationToken cancellationToken)
    {
        var found = new List<ObservedResource>();
        try
        {
            foreach (var name in await list(cancellationToken))
            {
                if (await ExistingAsync(status, name, cancellationToken) is { } state)
                    found.Add(Of(kind, name, state));
            }
        }
        catch (ReadException e) when (e.Fault.Failure == ReadFailure.NotFound)
        {
            return []; // with its cluster
        }

        return found;
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

    private async Task<IReadOnlyList<string>> NodegroupNamesAsync(CancellationToken cancellationToken) => (await calls.PagesAsync(
        "eks:ListNodegroups",
        (services, next, token) => services.Eks.ListNodegroupsAsync(new ListNodegroupsRequest { ClusterName = cluster, NextToken = next }, token),
        page => page.Nodegroups,
        page => page.NextToken,
        cancellationToken)).Items;

    private async Task<string?> NodegroupStatusAsync(string name, CancellationToken cancellationToken) => (await calls.CallAsync(
        "eks:DescribeNodegroup",
        (services, token) => services.Eks.DescribeNodegroupAsync(new DescribeNodegroupRequest { ClusterName = cluster, NodegroupName = name }, token),
        cancellationToken)).Nodegroup?.Status;

    private async Task<IReadOnlyList<string>> ProfileNamesAsync(CancellationToken cancellationToken) => (await calls.PagesAsync(
        "eks:ListFargateProfiles",
        (services, next, token) => services.Eks.ListFargateProfilesAsync(new ListFargateProfilesRequest { ClusterName = cluster, NextToken = next }, token),
        page => page.FargateProfileNames,
        page => page.NextToken,
        cancellationToken)).Items;

    private async Task<string?> ProfileStatusAsync(string name, CancellationToken cancellationToken) => (await calls.CallAsync(
        "eks:DescribeFargateProfile",
        (services, token) => services.Eks.DescribeFargateProfileAsync(new DescribeFargateProfileRequest { ClusterName = cluster, FargateProfileName = name }, token),
        cancellationToken)).FargateProfile?.Status;

    // By eksctl's own tag: a name like eksctl-web-nodegroup-cluster says nothing (it is the cluster stack of "web-nodegroup").
    private async Task<IReadOnlyList<ObservedResource>> StacksAsync(DeletionStepKind kind, CancellationToken cancellationToken) =>
    [
        .. (await resources.StacksAsync(cancellationToken))
            .Where(s => ClusterTags.NameOnly(s.Tags.Select(t => (t.Key, t.Value)), cluster) && IsEksctl(s))
            .Where(s => kind == DeletionStepKind.ClusterStack == (s.StackName == $"eksctl-{cluster}-cluster"))
            .Select(s => Of(kind, s.StackId ?? s.StackName ?? "", s.StackStatus ?? "") with { CreatedAt = s.CreationTime }),
    ];

    private bool IsEksctl(Stack stack) => stack.StackName?.StartsWith($"eksctl-{cluster}-", StringComparison.Ordinal) == true;

    private async Task<IReadOnlyList<ObservedResource>> ClassicAsync(CancellationToken cancellationToken) =>
    [
        .. (await resources.ClassicLoadBalancersAsync(cancellationToken)).Where(IsOwn)
            .Select(l => new ObservedResource(DeletionStepKind.ClassicLoadBalancer, l.Item.LoadBalancerName ?? "") { CreatedAt = l.Item.CreatedTime }),
    ];

    private async Task<IReadOnlyList<ObservedResource>> BalancersAsync(CancellationToken cancellationToken) =>
    [
        .. (await resources.LoadBalancersAsync(cancellationToken)).Where(IsOwn)
            .Select(l => new ObservedResource(DeletionStepKind.LoadBalancer, l.Item.LoadBalancerArn ?? "") { CreatedAt = l.Item.CreatedTime }),
    ];

    private async Task<IReadOnlyList<ObservedResource>> TargetGroupsAsync(CancellationToken cancellationToken) =>
        [.. (await resources.TargetGroupsAsync(cancellationToken)).Where(IsOwn).Select(g => new ObservedResource(DeletionStepKind.TargetGroup, g.Item.TargetGroupArn ?? ""))];

    private bool IsOwn<T>(Tagged<T> resource) => ClusterTags.NameOnly(resource.Tags.Select(t => ((string?)t.Key, (string?)t.Value)), cluster);

    private async Task<IReadOnlyList<ObservedResource>> VolumesAsync(CancellationToken cancellationToken) =>
    [
        .. (await resources.VolumesAsync(cancellationToken))
            .Where(v => v.State?.Value != "deleted" && ClusterTags.NameOnly((v.Tags ?? []).Select(t => ((string?)t.Key, (string?)t.Value)), cluster))
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
