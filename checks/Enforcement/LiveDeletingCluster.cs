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
using Classic = Amazon.ElasticLoadBalancing.Model;
using V2 = Amazon.ElasticLoadBalancingV2.Model;

namespace EksGrader.Checks.Enforcement;

/// <summary>One live cluster with borrowed access that may delete it.</summary>
internal sealed class LiveDeletingCluster : IDeletingCluster
{
    private readonly ClusterToDelete cluster;
    private readonly AwsSession session;
    private readonly ProbeCalls calls;
    private readonly AwsResources things;
    private readonly KubernetesResources kubernetes;
    private readonly ResponseBudget budget;
    private bool isTheAccount;

    public LiveDeletingCluster(
        ClusterToDelete cluster, ClusterAccess access, AwsSession session, AwsRateLimiter pace, GuardedConnector connector, ResponseBudget budget, TimeProvider time)
    {
        (this.cluster, this.session, this.budget) = (cluster, session, budget);
        calls = new ProbeCalls(session, ClusterArn.AccountOf(cluster.Arn) ?? cluster.Arn, pace, CancellationToken.None);
        things = new AwsResources(calls, cluster.Name);
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
            await EnsureItIsTheAccountAsync(cancellationToken);
            return null;
        }
    }

    public Task<IReadOnlyList<ObservedResource>> ListAsync(DeletionStepKind kind, CancellationToken cancellationToken) =>
        DeletionStages.IsKubernetes(kind) ? kubernetes.ListAsync(kind, cancellationToken) : things.ListAsync(kind, cancellationToken);

    public Task<DeletionReply> DeleteAsync(DeletionStepKind kind, string target, CancellationToken cancellationToken) => kind switch
    {
        DeletionStepKind.Service or DeletionStepKind.Ingress or DeletionStepKind.VolumeClaim => kubernetes.DeleteAsync(kind, target, cancellationToken),
        DeletionStepKind.NodeGroup => AskAsync(
            "eks:DeleteNodegroup", (s, t) => s.Eks.DeleteNodegroupAsync(new DeleteNodegroupRequest { ClusterName = cluster.Name, NodegroupName = target }, t), cancellationToken),
        DeletionStepKind.FargateProfile => AskAsync(
            "eks:DeleteFargateProfile", (s, t) => s.Eks.DeleteFargateProfileAsync(new DeleteFargateProfileRequest { ClusterName = cluster.Name, FargateProfileName = target }, t), cancellationToken),
        DeletionStepKind.DeletionProtection => AskAsync(
            "eks:UpdateClusterConfig", (s, t) => s.Eks.UpdateClusterConfigAsync(new UpdateClusterConfigRequest { Name = cluster.Name, DeletionProtection = false }, t), cancellationToken),
        DeletionStepKind.Cluster => AskAsync("eks:DeleteCluster", (s, t) => s.Eks.DeleteClusterAsync(new DeleteClusterRequest { Name = cluster.Name }, t), cancellationToken),
        DeletionStepKind.Stack or DeletionStepKind.ClusterStack => AskAsync(
            "cloudformation:DeleteStack", (s, t) => s.CloudFormation.Value.DeleteStackAsync(new DeleteStackRequest { StackName = target }, t), cancellationToken),
        DeletionStepKind.ClassicLoadBalancer => AskAsync(
            "elasticloadbalancing:DeleteLoadBalancer", (s, t) => s.LoadBalancing.DeleteLoadBalancerAsync(new Classic.DeleteLoadBalancerRequest { LoadBalancerName = target }, t), cancellationToken),
        DeletionStepKind.LoadBalancer => AskAsync(
            "elasticloadbalancing:DeleteLoadBalancer", (s, t) => s.LoadBalancingV2.DeleteLoadBalancerAsync(new V2.DeleteLoadBalancerRequest { LoadBalancerArn = target }, t), cancellationToken),
        DeletionStepKind.TargetGroup => AskAsync(
            "elasticloadbalancing:DeleteTargetGroup", (s, t) => s.LoadBalancingV2.DeleteTargetGroupAsync(new V2.DeleteTargetGroupRequest { TargetGroupArn = target }, t), cancellationToken),
        DeletionStepKind.Volume => AskAsync("ec2:DeleteVolume", (s, t) => s.Ec2.Value.DeleteVolumeAsync(new DeleteVolumeRequest { VolumeId = target }, t), cancellationToken),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Nothing deletes it."),
    };

    // "Not there" in another account or region says nothing of the cluster, and what bears its name there is somebody else's: access may
    // have been given anew, to another account (see ExistenceProbe).
    private async Task EnsureItIsTheAccountAsync(CancellationToken cancellationToken)
    {
        if (isTheAccount)
            return;
        isTheAccount = ClusterArn.TryParse(cluster.Arn, out var arn) && arn.Region == cluster.Region && arn.Name == cluster.Name
            && await AccountAsync(cancellationToken) == arn.Account;
        if (!isTheAccount)
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

    private Task<DeletionReply> AskAsync(string action, Func<AwsServices, CancellationToken, Task> ask, CancellationToken cancellationToken) => AwsReplies.OfAsync(
        action, async () => await ask(await session.GetServicesAsync(cancellationToken), cancellationToken), cancellationToken);
}
