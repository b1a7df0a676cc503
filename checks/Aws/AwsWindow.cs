using EksGrader.Checks.Clusters;

namespace EksGrader.Checks.Aws;

/// <summary>The AWS APIs as a check sees them: every call is made once a look and recorded.</summary>
/// <param name="log">Where reads go through.</param>
/// <param name="client">The live APIs; null when replaying.</param>
public sealed class AwsWindow(IReadLog log, IAwsClient? client)
{
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

    private IAwsClient Live => client ?? throw new InvalidOperationException("A replay has no live API: its log answers every read.");
}

/// <summary>The live AWS APIs with one student's credentials, as far as windows need them. Every method throws <see cref="ReadException"/> and nothing else but cancellation.</summary>
public interface IAwsClient
{
    /// <summary>eks:DescribeCluster.</summary>
    Task<Seen<AwsCluster>> DescribeClusterAsync(CancellationToken cancellationToken);

    /// <summary>elasticloadbalancing:DescribeLoadBalancers of both API versions, all pages, at once.</summary>
    Task<Seen<AwsLoadBalancerList>> ListLoadBalancersAsync(CancellationToken cancellationToken);

    /// <summary>elasticloadbalancing:DescribeTags.</summary>
    Task<Seen<AwsTags>> DescribeTagsAsync(AwsLoadBalancer loadBalancer, CancellationToken cancellationToken);

    /// <summary>elasticloadbalancing:DescribeInstanceHealth of a classic load balancer, DescribeTargetGroups with DescribeTargetHealth of others.</summary>
    Task<Seen<AwsTargetList>> DescribeTargetsAsync(AwsLoadBalancer loadBalancer, CancellationToken cancellationToken);

    /// <summary>logs:DescribeLogGroups and logs:FilterLogEvents.</summary>
    Task<Seen<AwsLogActivity>> GetLogActivityAsync(string name, DateTimeOffset since, CancellationToken cancellationToken);
}
