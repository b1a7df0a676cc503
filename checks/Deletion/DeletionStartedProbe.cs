using Amazon.EKS.Model;
using EksGrader.Checks.Core;
using EksGrader.Checks.Reads;

namespace EksGrader.Checks.Deletion;

/// <summary>Whether a deletion has begun.</summary>
/// <param name="HasBegun">Whether it was seen to have begun.</param>
/// <param name="Unread">Whose doing it is that it could not be seen whether it has; null where it could, or where the access does not let it be.</param>
internal sealed record Begun(bool HasBegun, FaultDomain? Unread = null)
{
    /// <summary>It has.</summary>
    public static Begun Yes { get; } = new(true);

    /// <summary>As far as could be seen it has not.</summary>
    public static Begun No { get; } = new(false);
}

/// <summary>
/// Whether the deletion of a living cluster has begun: one of its node groups or its eksctl stack is being deleted
/// (docs/checks.md, "cluster-deletion"). These reads are optional: what is denied says nothing, and of what fails by nobody's choice it is said whose doing it is.
/// </summary>
internal sealed class DeletionStartedProbe(ProbeCalls calls, string name)
{
    private const string ListNodegroups = "eks:ListNodegroups";
    private const string DescribeNodegroup = "eks:DescribeNodegroup";
    private const int GroupsAtMost = 20;
    private const int AtOnce = 4;

    public async Task<Begun> SeeAsync(CancellationToken cancellationToken)
    {
        var groups = TryAsync(ListNodegroups, GroupsAsync, cancellationToken);
        var stacks = TryAsync(ClusterResources.DescribeStacks, StacksAsync, cancellationToken);
        return (await groups, await stacks) switch
        {
            ({ HasBegun: true }, _) or (_, { HasBegun: true }) => Begun.Yes,
            var (one, other) => new Begun(false, one.Unread ?? other.Unread),
        };
    }

    private async Task<Begun> TryAsync(string action, Func<CancellationToken, Task<bool>> see, CancellationToken cancellationToken)
    {
        try
        {
            return await see(cancellationToken) ? Begun.Yes : Begun.No;
        }
        catch (ReadException e)
        {
            calls.Note(e.Fault.Right ?? action, $"{DeletionErrors.Short(e.Fault)}, left out");
            return new Begun(false, e.Fault.Failure == ReadFailure.Denied || e.Fault.Fault == FaultDomain.Student ? null : e.Fault.Fault);
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
