using EksGrader.Checks.Reads;

namespace EksGrader.Checks.Aws;

/// <summary>The AWS APIs as a check sees them: every call is made once per observation and recorded.</summary>
/// <param name="log">Where reads go through.</param>
/// <param name="client">The live APIs; null when replaying.</param>
public sealed class AwsReader(IReadLog log, IAwsClient? client)
{
    /// <summary>What the keys of all reads begin with.</summary>
    internal const string KeyPrefix = "aws ";

    /// <summary>eks:DescribeCluster of the student's cluster.</summary>
    /// <exception cref="ReadException">AWS did not answer; <see cref="ReadFailure.NotFound"/> where the cluster does not exist.</exception>
    public Task<AwsCluster> DescribeClusterAsync(CancellationToken cancellationToken = default) =>
        log.ReadAsync("aws eks describe-cluster", AwsJson.Default.AwsCluster, token => Live.DescribeClusterAsync(token), cancellationToken);

    /// <summary>Every load balancer of the account in the region, of both APIs.</summary>
    /// <exception cref="ReadException">AWS did not answer.</exception>
    public Task<AwsLoadBalancerList> ListLoadBalancersAsync(CancellationToken cancellationToken = default) =>
        log.ReadAsync("aws elb describe-load-balancers", AwsJson.Default.AwsLoadBalancerList, token => Live.ListLoadBalancersAsync(token), cancellationToken);

    /// <summary>The tags of one load balancer.</summary>
    /// <exception cref="ReadException">AWS did not answer.</exception>
    public Task<AwsTags> DescribeTagsAsync(AwsLoadBalancer loadBalancer, CancellationToken cancellationToken = default) =>
        log.ReadAsync($"aws elb describe-tags {loadBalancer.Id}", AwsJson.Default.AwsTags, token => Live.DescribeTagsAsync(loadBalancer, token), cancellationToken);

    /// <summary>The targets of one load balancer and their health.</summary>
    /// <param name="loadBalancer">The load balancer; of one that the list does not hold, id and kind are enough.</param>
    /// <param name="again">Whether they are asked for a second time.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="ReadException">AWS did not answer.</exception>
    public Task<AwsTargetList> DescribeTargetsAsync(AwsLoadBalancer loadBalancer, bool again = false, CancellationToken cancellationToken = default) =>
        log.ReadAsync(
            $"aws elb describe-targets {loadBalancer.Id}{(again ? " again" : "")}",
            AwsJson.Default.AwsTargetList,
            token => Live.DescribeTargetsAsync(loadBalancer, token),
            cancellationToken);

    /// <summary>Whether a log group exists, and the time of an event in it that is no older than asked.</summary>
    /// <param name="name">The log group.</param>
    /// <param name="since">The oldest event that counts.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="ReadException">AWS did not answer.</exception>
    public Task<AwsLogActivity> GetLogActivityAsync(string name, DateTimeOffset since, CancellationToken cancellationToken = default) =>
        log.ReadAsync($"aws logs filter-log-events {name}", AwsJson.Default.AwsLogActivity, token => Live.GetLogActivityAsync(name, since, token), cancellationToken);

    /// <summary>Those of some instances that ec2:DescribeInstances finds by the filter <c>instance-id</c>, those that AWS manages too.</summary>
    /// <param name="ids">The instances; 200 at most (EC2 API reference, Filter).</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="ReadException">AWS did not answer.</exception>
    public Task<AwsInstanceList> FindInstancesAsync(IReadOnlyList<string> ids, CancellationToken cancellationToken = default) => log.ReadAsync(
        $"aws ec2 describe-instances {string.Join(',', ids)}", AwsJson.Default.AwsInstanceList, token => Live.FindInstancesAsync(ids, token), cancellationToken);

    /// <summary>The same of each instance by its id alone: what a filter does not find is asked for so before it is missing.</summary>
    /// <param name="ids">The instances.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="ReadException">AWS did not answer.</exception>
    public Task<AwsInstanceList> GetInstancesAsync(IReadOnlyList<string> ids, CancellationToken cancellationToken = default) => log.ReadAsync(
        $"aws ec2 describe-instances by id {string.Join(',', ids)}", AwsJson.Default.AwsInstanceList, token => Live.GetInstancesAsync(ids, token), cancellationToken);

    /// <summary>Which of some addresses a network interface of a VPC holds, by ec2:DescribeNetworkInterfaces.</summary>
    /// <param name="vpc">The VPC.</param>
    /// <param name="addresses">Private addresses; 200 at most.</param>
    /// <param name="again">Whether it is the second time.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="ReadException">AWS did not answer.</exception>
    public Task<AwsAddressList> FindAddressesAsync(string vpc, IReadOnlyList<string> addresses, bool again, CancellationToken cancellationToken = default) => log.ReadAsync(
        $"aws ec2 describe-network-interfaces {vpc} {string.Join(',', addresses)}{(again ? " again" : "")}",
        AwsJson.Default.AwsAddressList,
        token => Live.FindAddressesAsync(vpc, addresses, token),
        cancellationToken);

    /// <summary>Makes a read that is written down as a call.</summary>
    /// <exception cref="ReadException">AWS did not answer.</exception>
    internal Task<T> AskAsync<T>(AwsCall<T> call, CancellationToken cancellationToken)
        where T : class => log.ReadAsync(call.Key, call.Type, token => Live.AskAsync(call, token), cancellationToken);

    private IAwsClient Live => client ?? throw new InvalidOperationException("A replay has no live API: its log answers every read.");
}

/// <summary>The live AWS APIs with one student's credentials, as far as checks need them. Every method throws <see cref="ReadException"/> and nothing else but cancellation.</summary>
public interface IAwsClient
{
    /// <summary>eks:DescribeCluster.</summary>
    Task<ReadResult<AwsCluster>> DescribeClusterAsync(CancellationToken cancellationToken);

    /// <summary>elasticloadbalancing:DescribeLoadBalancers of both API versions, all pages, at once.</summary>
    Task<ReadResult<AwsLoadBalancerList>> ListLoadBalancersAsync(CancellationToken cancellationToken);

    /// <summary>elasticloadbalancing:DescribeTags.</summary>
    Task<ReadResult<AwsTags>> DescribeTagsAsync(AwsLoadBalancer loadBalancer, CancellationToken cancellationToken);

    /// <summary>elasticloadbalancing:DescribeInstanceHealth of a classic load balancer, DescribeTargetGroups with DescribeTargetHealth of others.</summary>
    Task<ReadResult<AwsTargetList>> DescribeTargetsAsync(AwsLoadBalancer loadBalancer, CancellationToken cancellationToken);

    /// <summary>logs:DescribeLogGroups and logs:FilterLogEvents.</summary>
    Task<ReadResult<AwsLogActivity>> GetLogActivityAsync(string name, DateTimeOffset since, CancellationToken cancellationToken);

    /// <summary>ec2:DescribeInstances by the filter <c>instance-id</c>.</summary>
    Task<ReadResult<AwsInstanceList>> FindInstancesAsync(IReadOnlyList<string> ids, CancellationToken cancellationToken);

    /// <summary>ec2:DescribeInstances of each instance by its id alone.</summary>
    Task<ReadResult<AwsInstanceList>> GetInstancesAsync(IReadOnlyList<string> ids, CancellationToken cancellationToken);

    /// <summary>ec2:DescribeNetworkInterfaces of a VPC by private addresses.</summary>
    Task<ReadResult<AwsAddressList>> FindAddressesAsync(string vpc, IReadOnlyList<string> addresses, CancellationToken cancellationToken);

    /// <summary>Every read that is written down as a call.</summary>
    Task<ReadResult<T>> AskAsync<T>(AwsCall<T> call, CancellationToken cancellationToken)
        where T : class;
}
