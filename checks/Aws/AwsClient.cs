using Amazon.EKS.Model;
using EksGrader.Checks.Kubernetes;
using EksGrader.Checks.Reads;

namespace EksGrader.Checks.Aws;

/// <summary>The live AWS APIs with one student's credentials.</summary>
/// <param name="session">The credentials.</param>
/// <param name="budget">What the answers count towards.</param>
/// <param name="time">The clock of the patience.</param>
internal sealed class AwsClient(AwsSession session, ResponseBudget? budget, TimeProvider time) : IAwsClient
{
    // Below the 30 s of a check, so that the fault is named here and not "the check took too long".
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(27);

    public Task<ReadResult<AwsCluster>> DescribeClusterAsync(CancellationToken cancellationToken) => ReadAsync(
        AwsActions.DescribeCluster,
        async (services, token) =>
        {
            var answer = await services.Eks.DescribeClusterAsync(new DescribeClusterRequest { Name = session.Access.ClusterName }, token);
            return new ReadResult<AwsCluster>(
                AwsCluster.Of(answer.Cluster ?? throw new InvalidResponseException("No cluster."), session.Access.ClusterName), answer.ContentLength);
        },
        cancellationToken);

    public Task<ReadResult<AwsLoadBalancerList>> ListLoadBalancersAsync(CancellationToken cancellationToken) =>
        ReadAsync(AwsActions.DescribeLoadBalancers, (services, token) => LoadBalancers(services).ListAsync(token), cancellationToken);

    public Task<ReadResult<AwsTags>> DescribeTagsAsync(AwsLoadBalancer loadBalancer, CancellationToken cancellationToken) =>
        ReadAsync(AwsActions.DescribeTags, (services, token) => LoadBalancers(services).TagsAsync(loadBalancer, token), cancellationToken);

    public Task<ReadResult<AwsTargetList>> DescribeTargetsAsync(AwsLoadBalancer loadBalancer, CancellationToken cancellationToken) =>
        loadBalancer.Kind == AwsLoadBalancerKind.Classic ? ClassicTargetsAsync(loadBalancer, cancellationToken) : TargetsAsync(loadBalancer, cancellationToken);

    public async Task<ReadResult<AwsLogActivity>> GetLogActivityAsync(string name, DateTimeOffset since, CancellationToken cancellationToken)
    {
        var exists = ReadAsync(AwsActions.DescribeLogGroups, (services, token) => new LogReads(services.Logs).ExistsAsync(name, token), cancellationToken);
        var recent = ReadAsync(AwsActions.FilterLogEvents, (services, token) => new LogReads(services.Logs).RecentAsync(name, since, token), cancellationToken);
        await Task.WhenAll(exists, recent);
        var (group, events) = (await exists, await recent);
        var (newest, instances) = events.Answer;
        var activity = new AwsLogActivity(group.Answer.Value || newest is not null, newest);
        return new ReadResult<AwsLogActivity>(instances.Count > 0 ? activity with { Instances = instances } : activity, group.Bytes + events.Bytes);
    }

    public Task<ReadResult<AwsInstanceList>> FindInstancesAsync(IReadOnlyList<string> ids, CancellationToken cancellationToken) =>
        ReadAsync(AwsActions.DescribeInstances, (services, token) => new InstanceReads(services.Ec2.Value).ByFilterAsync(ids, token), cancellationToken);

    public Task<ReadResult<AwsInstanceList>> GetInstancesAsync(IReadOnlyList<string> ids, CancellationToken cancellationToken) =>
        ReadAsync(AwsActions.DescribeInstances, (services, token) => new InstanceReads(services.Ec2.Value).OneByOneAsync(ids, token), cancellationToken);

    public Task<ReadResult<AwsAddressList>> FindAddressesAsync(string vpc, IReadOnlyList<string> addresses, CancellationToken cancellationToken) =>
        ReadAsync(AwsActions.DescribeNetworkInterfaces, (services, token) => new InstanceReads(services.Ec2.Value).AddressesAsync(vpc, addresses, token), cancellationToken);

    public Task<ReadResult<T>> AskAsync<T>(AwsCall<T> call, CancellationToken cancellationToken)
        where T : class => ReadAsync(
        call.Actions[0],
        async (services, token) =>
        {
            var conversation = new AwsConversation(services, session.Access, token, cancellationToken);
            return new ReadResult<T>(await call.AskAsync(conversation), conversation.Bytes);
        },
        cancellationToken);

    private Task<ReadResult<AwsTargetList>> ClassicTargetsAsync(AwsLoadBalancer loadBalancer, CancellationToken cancellationToken) =>
        ReadAsync(AwsActions.DescribeInstanceHealth, (services, token) => LoadBalancers(services).InstancesAsync(loadBalancer, token), cancellationToken);

    private async Task<ReadResult<AwsTargetList>> TargetsAsync(AwsLoadBalancer loadBalancer, CancellationToken cancellationToken)
    {
        var groups = await ReadAsync(AwsActions.DescribeTargetGroups, (services, token) => LoadBalancers(services).TargetGroupArnsAsync(loadBalancer, token), cancellationToken);
        var targets = await ReadAsync(AwsActions.DescribeTargetHealth, (services, token) => LoadBalancers(services).TargetsAsync(groups.Answer, token), cancellationToken);
        return targets with { Bytes = targets.Bytes + groups.Bytes };
    }

    private static LoadBalancerReads LoadBalancers(AwsServices services) => new(new DirectCalls(services));

    private async Task<ReadResult<T>> ReadAsync<T>(string action, Func<AwsServices, CancellationToken, Task<ReadResult<T>>> read, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            var seen = await read(await session.GetServicesAsync(either.Token), either.Token);
            return budget?.Take(seen.Bytes) switch
            {
                BudgetAnswer.GradingIsFull => throw AwsErrors.GradingIsFull(action),
                BudgetAnswer.ProcessIsFull => throw AwsErrors.ProcessIsFull(),
                _ => seen,
            };
        }
        catch (Exception e) when (e is not ReadException && !cancellationToken.IsCancellationRequested)
        {
            throw AwsErrors.From(e, new AwsCallOf(action, session.Access));
        }
    }
}
