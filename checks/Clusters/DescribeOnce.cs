using EksGrader.Checks.Aws;
using EksGrader.Checks.Reads;

namespace EksGrader.Checks.Clusters;

/// <summary>Calls eks:DescribeCluster once per observation: opening the cluster needs it, and so may a check.</summary>
/// <param name="inner">What is asked.</param>
internal sealed class DescribeOnce(IAwsClient inner) : IAwsClient
{
    private readonly Lock gate = new();
    private Task<ReadResult<AwsCluster>>? described;

    public Task<ReadResult<AwsCluster>> DescribeClusterAsync(CancellationToken cancellationToken)
    {
        lock (gate)
        {
            // The first caller may give up; the others still wait for the same answer. The client bounds its own time.
            return (described ??= inner.DescribeClusterAsync(CancellationToken.None)).WaitAsync(cancellationToken);
        }
    }

    public Task<ReadResult<AwsLoadBalancerList>> ListLoadBalancersAsync(CancellationToken cancellationToken) => inner.ListLoadBalancersAsync(cancellationToken);

    public Task<ReadResult<AwsTags>> DescribeTagsAsync(AwsLoadBalancer loadBalancer, CancellationToken cancellationToken) => inner.DescribeTagsAsync(loadBalancer, cancellationToken);

    public Task<ReadResult<AwsTargetList>> DescribeTargetsAsync(AwsLoadBalancer loadBalancer, CancellationToken cancellationToken) => inner.DescribeTargetsAsync(loadBalancer, cancellationToken);

    public Task<ReadResult<AwsLogActivity>> GetLogActivityAsync(string name, DateTimeOffset since, CancellationToken cancellationToken) =>
        inner.GetLogActivityAsync(name, since, cancellationToken);

    public Task<ReadResult<AwsInstanceList>> FindInstancesAsync(IReadOnlyList<string> ids, CancellationToken cancellationToken) => inner.FindInstancesAsync(ids, cancellationToken);

    public Task<ReadResult<AwsInstanceList>> GetInstancesAsync(IReadOnlyList<string> ids, CancellationToken cancellationToken) => inner.GetInstancesAsync(ids, cancellationToken);

    public Task<ReadResult<AwsAddressList>> FindAddressesAsync(string vpc, IReadOnlyList<string> addresses, CancellationToken cancellationToken) =>
        inner.FindAddressesAsync(vpc, addresses, cancellationToken);

    public Task<ReadResult<T>> AskAsync<T>(AwsCall<T> call, CancellationToken cancellationToken)
        where T : class => inner.AskAsync(call, cancellationToken);
}

/// <summary>AWS access that is refused because it is not about the kubeconfig's cluster: every read says so.</summary>
/// <param name="fault">Why.</param>
internal sealed class RejectingAwsClient(ReadError fault) : IAwsClient
{
    public Task<ReadResult<AwsCluster>> DescribeClusterAsync(CancellationToken cancellationToken) => throw new ReadException(fault);

    public Task<ReadResult<AwsLoadBalancerList>> ListLoadBalancersAsync(CancellationToken cancellationToken) => throw new ReadException(fault);

    public Task<ReadResult<AwsTags>> DescribeTagsAsync(AwsLoadBalancer loadBalancer, CancellationToken cancellationToken) => throw new ReadException(fault);

    public Task<ReadResult<AwsTargetList>> DescribeTargetsAsync(AwsLoadBalancer loadBalancer, CancellationToken cancellationToken) => throw new ReadException(fault);

    public Task<ReadResult<AwsLogActivity>> GetLogActivityAsync(string name, DateTimeOffset since, CancellationToken cancellationToken) => throw new ReadException(fault);

    public Task<ReadResult<AwsInstanceList>> FindInstancesAsync(IReadOnlyList<string> ids, CancellationToken cancellationToken) => throw new ReadException(fault);

    public Task<ReadResult<AwsInstanceList>> GetInstancesAsync(IReadOnlyList<string> ids, CancellationToken cancellationToken) => throw new ReadException(fault);

    public Task<ReadResult<AwsAddressList>> FindAddressesAsync(string vpc, IReadOnlyList<string> addresses, CancellationToken cancellationToken) => throw new ReadException(fault);

    public Task<ReadResult<T>> AskAsync<T>(AwsCall<T> call, CancellationToken cancellationToken)
        where T : class => throw new ReadException(fault);
}
