using Amazon.CloudFormation.Model;
using Amazon.EC2.Model;
using Amazon.EKS.Model;
using Amazon.SecurityToken.Model;
using EksGrader.Checks.Aws;
using EksGrader.Checks.Aws.Pipeline;
using EksGrader.Checks.Core;
using EksGrader.Checks.Deletion;
using EksGrader.Checks.Kubernetes;
using EksGrader.Checks.Reads;
using EksGrader.Checks.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Classic = Amazon.ElasticLoadBalancing.Model;
using V2 = Amazon.ElasticLoadBalancingV2.Model;

namespace EksGrader.Checks.Enforcement;

/// <summary>Opens live clusters for deletion.</summary>
/// <param name="aws">Opens AWS sessions.</param>
/// <param name="pace">Keeps reads below what AWS allows.</param>
/// <param name="connector">Makes guarded connections.</param>
/// <param name="answers">How much of untrusted responses the process keeps.</param>
/// <param name="time">The clock.</param>
public sealed class ClusterDeleter(AwsSessions aws, AwsRateLimiter pace, GuardedConnector connector, ProcessResponseBudget answers, TimeProvider time) : IClusterDeleter
{
    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The access holds no AWS credentials.</exception>
    public IDeletingCluster Open(ClusterToDelete cluster, ClusterAccess access)
    {
        if (access.Aws is not { } credentials)
            throw new ArgumentException("Only AWS access can delete a cluster.", nameof(access));

        // The lease's own cluster, whatever a renewed access names.
        var session = aws.Open(credentials with { Region = cluster.Region, ClusterName = cluster.Name }, mayDelete: true);
        return new LiveDeletingCluster(cluster, access, session, pace, connector, new ResponseBudget(answers), time);
    }
}

/// <summary>Adds what deletes clusters.</summary>
internal static class ClusterDeletionServices
{
    /// <summary>Adds the live deleter; an <see cref="IClusterDeleter"/> that is there already is used.</summary>
    public static IServiceCollection AddClusterDeletion(this IServiceCollection services)
    {
        services.TryAddSingleton<IClusterDeleter, ClusterDeleter>();
        return services;
    }
}

/// <summary>One live cluster with borrowed access that may delete it.</summary>
internal sealed class LiveDeletingCluster : IDeletingCluster
{
    private readonly ClusterToDelete cluster;
    private readonly AwsSession session;
    private readonly ProbeCalls calls;
    private readonly AwsResources resources;
    private readonly KubernetesResources kubernetes;
    private readonly ResponseBudget budget;
    private bool isAccountChecked;

    public LiveDeletingCluster(
        ClusterToDelete cluster, ClusterAccess access, AwsSession session, AwsRateLimiter pace, GuardedConnector connector, ResponseBudget budget, TimeProvider time)
    {
        (this.cluster, this.session, this.budget) = (cluster, session, budget);
        calls = new ProbeCalls(session, ClusterArn.AccountOf(cluster.Arn) ?? cluster.Arn, pace, CancellationToken.None);
        resources = new AwsResources(calls, cluster.Name);
        kubernetes = new KubernetesResources(cluster, access, session, connector, budget, time);
    }

    public async Task<LivingCluster?> DescribeAsync(CancellationToken cancellationToken)
    {
        try
        {
            var answer = await calls.CallAsync(
                AwsActions.DescribeCluster, (services, token) => services.Eks.DescribeClusterAsync(new DescribeClusterRequest { Name = cluster.Name }, token), cancellationToken);
            return answer.Cluster is { Arn: { } arn, CreatedAt: { } createdAt } living
                ? new LivingCluster(arn, createdAt, living.Status == "DELETING", living.DeletionProtection == true)
                : throw AwsErrors.Malformed(AwsActions.DescribeCluster, "No ARN or no time of creation.");
        }
        catch (ReadException e) when (e.Fault.Failure == ReadFailure.NotFound)
        {
            await EnsureAccountAsync(cancellationToken);
            return null;
        }
    }

    public Task<IReadOnlyList<ObservedResource>> ListAsync(DeletionStepKind kind, CancellationToken cancellationToken) =>
        DeletionStages.IsKubernetes(kind) ? kubernetes.ListAsync(kind, cancellationToken) : resources.ListAsync(kind, cancellationToken);

    public Task<DeletionReply> DeleteAsync(DeletionStepKind kind, string target, CancellationToken cancellationToken) => kind switch
    {
        DeletionStepKind.Service or DeletionStepKind.Ingress or DeletionStepKind.VolumeClaim => kubernetes.DeleteAsync(kind, target, cancellationToken),
        DeletionStepKind.NodeGroup => RequestAsync(
            "eks:DeleteNodegroup", (s, t) => s.Eks.DeleteNodegroupAsync(new DeleteNodegroupRequest { ClusterName = cluster.Name, NodegroupName = target }, t), cancellationToken),
        DeletionStepKind.FargateProfile => RequestAsync(
            "eks:DeleteFargateProfile", (s, t) => s.Eks.DeleteFargateProfileAsync(new DeleteFargateProfileRequest { ClusterName = cluster.Name, FargateProfileName = target }, t), cancellationToken),
        DeletionStepKind.DeletionProtection => RequestAsync(
            "eks:UpdateClusterConfig", (s, t) => s.Eks.UpdateClusterConfigAsync(new UpdateClusterConfigRequest { Name = cluster.Name, DeletionProtection = false }, t), cancellationToken),
        DeletionStepKind.Cluster => RequestAsync("eks:DeleteCluster", (s, t) => s.Eks.DeleteClusterAsync(new DeleteClusterRequest { Name = cluster.Name }, t), cancellationToken),
        DeletionStepKind.Stack or DeletionStepKind.ClusterStack => RequestAsync(
            "cloudformation:DeleteStack", (s, t) => s.CloudFormation.Value.DeleteStackAsync(new DeleteStackRequest { StackName = target }, t), cancellationToken),
        DeletionStepKind.ClassicLoadBalancer => RequestAsync(
            "elasticloadbalancing:DeleteLoadBalancer", (s, t) => s.LoadBalancing.DeleteLoadBalancerAsync(new Classic.DeleteLoadBalancerRequest { LoadBalancerName = target }, t), cancellationToken),
        DeletionStepKind.LoadBalancer => RequestAsync(
            "elasticloadbalancing:DeleteLoadBalancer", (s, t) => s.LoadBalancingV2.DeleteLoadBalancerAsync(new V2.DeleteLoadBalancerRequest { LoadBalancerArn = target }, t), cancellationToken),
        DeletionStepKind.TargetGroup => RequestAsync(
            "elasticloadbalancing:DeleteTargetGroup", (s, t) => s.LoadBalancingV2.DeleteTargetGroupAsync(new V2.DeleteTargetGroupRequest { TargetGroupArn = target }, t), cancellationToken),
        DeletionStepKind.Volume => RequestAsync("ec2:DeleteVolume", (s, t) => s.Ec2.Value.DeleteVolumeAsync(new DeleteVolumeRequest { VolumeId = target }, t), cancellationToken),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Nothing deletes it."),
    };

    // "Not found" in another account or region says nothing about the cluster, and what has its name there belongs to others: the access may
    // have been renewed with another account's (see ExistenceProbe).
    private async Task EnsureAccountAsync(CancellationToken cancellationToken)
    {
        if (isAccountChecked)
            return;
        isAccountChecked = ClusterArn.TryParse(cluster.Arn, out var arn) && arn.Region == cluster.Region && arn.Name == cluster.Name
            && await AccountAsync(cancellationToken) == arn.Account;
        if (!isAccountChecked)
            throw new ReadException(new ReadError { Failure = ReadFailure.Denied, Fault = FaultDomain.Student, Summary = EnforcementTexts.Catalog["OtherAccount"] });
    }

    private async Task<string?> AccountAsync(CancellationToken cancellationToken)
    {
        if (session.Access is AwsAccess.Role role)
            return ClusterArn.AccountOf(role.RoleArn);
        return (await calls.CallAsync(
            "sts:GetCallerIdentity", (services, token) => services.TokenService.Value.GetCallerIdentityAsync(new GetCallerIdentityRequest(), token), cancellationToken)).Account;
    }

    public async ValueTask DisposeAsync()
    {
        await kubernetes.DisposeAsync();
        budget.Dispose();
    }

    private Task<DeletionReply> RequestAsync(string action, Func<AwsServices, CancellationToken, Task> call, CancellationToken cancellationToken) => AwsReplies.OfAsync(
        action, async () => await call(await session.GetServicesAsync(cancellationToken), cancellationToken), cancellationToken);
}

/// <summary>The sentences of enforcement.</summary>
public static class EnforcementTexts
{
    /// <summary>The sentences, from <c>EnforcementTexts.resx</c> and <c>EnforcementTexts.ko.resx</c>.</summary>
    public static TextCatalog Catalog { get; } = TextCatalog.Beside(typeof(EnforcementTexts), "EnforcementTexts");
}
