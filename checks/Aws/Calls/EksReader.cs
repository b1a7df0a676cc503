using EksGrader.Checks.Reads;

namespace EksGrader.Checks.Aws.Calls;

/// <summary>The parts of the student's cluster that EKS knows. Every method throws <see cref="ReadException"/> where AWS did not answer.</summary>
/// <param name="aws">What is read through.</param>
public readonly struct EksReader(AwsReader aws)
{
    /// <summary>The access entries with their policies; 25 at most. None where the authentication mode is CONFIG_MAP. Takes <see cref="AwsActions.AccessEntries"/>; two calls an entry.</summary>
    public Task<AwsItems<AwsAccessEntry>> ListAccessEntriesAsync(CancellationToken cancellationToken = default) => aws.AskAsync(new ListAccessEntries(), cancellationToken);

    /// <summary>The add-ons that EKS manages; 15 at most. Takes <see cref="AwsActions.Addons"/>; a call each.</summary>
    public Task<AwsItems<AwsAddon>> ListAddonsAsync(CancellationToken cancellationToken = default) => aws.AskAsync(new ListAddons(), cancellationToken);

    /// <summary>The versions of an add-on that fit a version of Kubernetes. Takes <see cref="AwsActions.DescribeAddonVersions"/>.</summary>
    /// <param name="kubernetesVersion">Such as <c>1.33</c>.</param>
    /// <param name="addon">Such as <c>kube-proxy</c>.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task<AwsItems<AwsAddonVersion>> DescribeAddonVersionsAsync(string kubernetesVersion, string addon, CancellationToken cancellationToken = default) =>
        aws.AskAsync(new DescribeAddonVersions(kubernetesVersion, addon), cancellationToken);

    /// <summary>The managed node groups; 10 at most. Takes <see cref="AwsActions.Nodegroups"/>; a call each.</summary>
    public Task<AwsItems<AwsNodegroup>> ListNodegroupsAsync(CancellationToken cancellationToken = default) => aws.AskAsync(new ListNodegroups(), cancellationToken);

    /// <summary>The updates of the cluster or of a node group, the oldest first; 15 at most. Takes <see cref="AwsActions.Updates"/>; a call each.</summary>
    /// <param name="nodegroup">The node group; null for the cluster itself.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task<AwsItems<AwsUpdate>> ListUpdatesAsync(string? nodegroup = null, CancellationToken cancellationToken = default) =>
        aws.AskAsync(new ListUpdates(nodegroup), cancellationToken);

    /// <summary>The versions that EKS offers, with how long they are supported. Takes <see cref="AwsActions.DescribeClusterVersions"/>.</summary>
    public Task<AwsItems<AwsClusterVersion>> DescribeClusterVersionsAsync(CancellationToken cancellationToken = default) =>
        aws.AskAsync(new DescribeClusterVersions(), cancellationToken);

    /// <summary>What EKS noticed about the next upgrade, once a day; none in the first hours. Takes <see cref="AwsActions.ListInsights"/>.</summary>
    public Task<AwsItems<AwsInsight>> ListInsightsAsync(CancellationToken cancellationToken = default) => aws.AskAsync(new ListInsights(), cancellationToken);

    /// <summary>The APIs of one insight that a later version lacks. Takes <see cref="AwsActions.DescribeInsight"/>.</summary>
    public Task<AwsItems<AwsDeprecation>> DescribeInsightAsync(string id, CancellationToken cancellationToken = default) => aws.AskAsync(new DescribeInsight(id), cancellationToken);

    /// <summary>The Fargate profiles; 10 at most. Takes <see cref="AwsActions.FargateProfiles"/>; a call each.</summary>
    public Task<AwsItems<AwsFargateProfile>> ListFargateProfilesAsync(CancellationToken cancellationToken = default) => aws.AskAsync(new ListFargateProfiles(), cancellationToken);

    /// <summary>The capabilities; 5 at most. Takes <see cref="AwsActions.Capabilities"/>; a call each.</summary>
    public Task<AwsItems<AwsCapability>> ListCapabilitiesAsync(CancellationToken cancellationToken = default) => aws.AskAsync(new ListCapabilities(), cancellationToken);
}
