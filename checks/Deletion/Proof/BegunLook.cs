using Amazon.CloudFormation.Model;
using Amazon.EKS.Model;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Deletion.Leftovers;

namespace EksGrader.Checks.Deletion.Proof;

/// <summary>
/// Whether the deletion of a living cluster has begun: one of its node groups or its eksctl stack is being deleted (checks.md,
/// "cluster-deletion"). These reads are optional: what is denied or fails says nothing.
/// </summary>
internal sealed class BegunLook(LookCalls calls, string name)
{
    private const string ListNodegroups = "eks:ListNodegroups";
    private const string DescribeNodegroup = "eks:DescribeNodegroup";
    private const int GroupsAtMost = 20;
    private const int AtOnce = 4;

    public async Task<bool> SeeAsync(CancellationToken cancellationToken)
    {
        var groups = TryAsync(ListNodegroups, GroupsAsync, cancellationToken);
        var stacks = TryAsync(ClusterResources.DescribeStacks, StacksAsync, cancellationToken);
        return await groups | await stacks;
    }

    private async Task<bool> TryAsync(string action, Func<CancellationToken, Task<bool>> see, CancellationToken cancellationToken)
    {
        try
        {
            return await see(cancellationToken);
        }
        catch (ReadException e)
        {
            calls.Note(e.Fault.Right ?? action, $"{DeletionFaults.Short(e.Fault)}, left out");
            return false;
        }
    }

    private async Task<bool> GroupsAsync(CancellationToken cancellationToken)
    {
        var names = await calls.PagesAsync(
            ListNodegroups,
            (services, next, token) => services.Eks.ListNodegroupsAsync(new ListNodegroupsRequest { ClusterName = name, NextToken = next }, token),
            page => page.Nodegroups,
            page => page.NextToken,
            cancellationToken);
        var described = new Nodegroup?[Math.Min(names.Count, GroupsAtMost)];
        await Parallel.ForAsync(
            0,
            described.Length,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (i, token) => described[i] = (await calls.AskAsync(
                DescribeNodegroup,
                (services, t) => services.Eks.DescribeNodegroupAsync(new DescribeNodegroupRequest { ClusterName = name, NodegroupName = names[i] }, t),
                token)).Nodegroup);
        if (described.FirstOrDefault(g => g?.Status == "DELETING") is not { } deleting)
        {
            return false;
        }

        calls.Note($"{DescribeNodegroup} {SafeText.Line(deleting.NodegroupName ?? "", 80)}", "DELETING");
        return true;
    }

    private async Task<bool> StacksAsync(CancellationToken cancellationToken)
    {
        var resources = new ClusterResources(calls, name);
        var stacks = await resources.StacksAsync(cancellationToken);
        if (stacks.FirstOrDefault(s => s.StackStatus == ClusterResources.BeingDeleted && resources.IsOfCluster(s)) is not { } deleting)
        {
            return false;
        }

        calls.Note($"{ClusterResources.DescribeStacks} {SafeText.Line(deleting.StackName ?? "", 160)}", ClusterResources.BeingDeleted);
        return true;
    }
}
