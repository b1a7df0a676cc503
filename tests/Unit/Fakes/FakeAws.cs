using EksGrader.Checks.Aws;
using EksGrader.Checks.Reads;

namespace EksGrader.Tests.Unit.Fakes;

/// <summary>An AWS account of facts that were put into it.</summary>
internal sealed partial class FakeAws : IAwsClient
{
    private readonly HashSet<string> askedForAddresses = new(StringComparer.Ordinal);
    private readonly List<AwsLoadBalancer> balancers = [];
    private readonly Dictionary<string, IReadOnlyDictionary<string, string>> tags = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IReadOnlyList<AwsTarget>> targets = new(StringComparer.Ordinal);

    public IReadOnlySet<string>? Declared { get; set; }

    /// <summary>The actions that this account refuses.</summary>
    public HashSet<string> Refused { get; } = new(StringComparer.Ordinal);

    public ReadError? BalancersFault { get; set; }

    public ReadError? TagsFault { get; set; }

    public ReadError? TargetsFault { get; set; }

    public ReadError? LogsFault { get; set; }

    public ReadError? ClusterFault { get; set; }

    public ReadError? InstancesFault { get; set; }

    public ReadError? SecondFault { get; set; }

    public ReadError? AddressesFault { get; set; }

    /// <summary>The VPC of the cluster.</summary>
    public string? Vpc { get; set; } = "vpc-1";

    /// <summary>What eks:DescribeCluster says, from what it says of a fresh cluster.</summary>
    public Func<AwsCluster, AwsCluster> Cluster { get; set; } = fresh => fresh;

    /// <summary>What the account has of an instance; null for none. The account of an honest student has all.</summary>
    public Func<string, AwsInstance?> Instance { get; set; } = id => new AwsInstance { Id = id, State = "running", VpcId = "vpc-1" };

    /// <summary>The same, as it is asked for by its id alone; null for what the filter says.</summary>
    public Func<string, AwsInstance?>? InstanceById { get; set; }

    /// <summary>Whether a network interface holds an address, the first and the second time.</summary>
    public Func<string, bool, bool> Holds { get; set; } = (_, _) => true;

    /// <summary>Every id that was asked for alone.</summary>
    public List<string> AskedAlone { get; } = [];

    public AwsLogActivity Activity { get; set; } = new(Exists: false, null);

    /// <summary>What single log groups received; the others received <see cref="Activity"/>.</summary>
    public Dictionary<string, AwsLogActivity> Activities { get; } = new(StringComparer.Ordinal);

    /// <summary>When the cluster was made.</summary>
    public DateTimeOffset? CreatedAt { get; set; } = FakeCluster.Now.AddDays(-1);

    public List<string> AskedLogGroups { get; } = [];

    public string? AskedLogGroup { get; private set; }

    public DateTimeOffset? AskedSince { get; private set; }

    public FakeAws Add(AwsLoadBalancer balancer, IReadOnlyDictionary<string, string> itsTags, IReadOnlyList<AwsTarget> itsTargets)
    {
        balancers.Add(balancer);
        tags[balancer.Id] = itsTags;
        return Send(balancer.Id, [.. itsTargets]);
    }

    /// <summary>Lets a load balancer send to other targets.</summary>
    public FakeAws Send(string balancer, params IReadOnlyList<AwsTarget> itsTargets)
    {
        targets[balancer] = itsTargets;
        return this;
    }

    public Task<ReadResult<AwsCluster>> DescribeClusterAsync(CancellationToken cancellationToken)
    {
        Ask(ClusterFault, "eks:DescribeCluster");
        return Task.FromResult(new ReadResult<AwsCluster>(Cluster(FreshAccount.Cluster with { CreatedAt = CreatedAt, VpcId = Vpc })));
    }

    public Task<ReadResult<AwsLoadBalancerList>> ListLoadBalancersAsync(CancellationToken cancellationToken)
    {
        Ask(BalancersFault, "elasticloadbalancing:DescribeLoadBalancers");
        return Task.FromResult(new ReadResult<AwsLoadBalancerList>(new AwsLoadBalancerList([.. balancers])));
    }

    public Task<ReadResult<AwsTags>> DescribeTagsAsync(AwsLoadBalancer loadBalancer, CancellationToken cancellationToken)
    {
        Ask(TagsFault, "elasticloadbalancing:DescribeTags");
        return Task.FromResult(new ReadResult<AwsTags>(new AwsTags(tags[loadBalancer.Id])));
    }

    public Task<ReadResult<AwsTargetList>> DescribeTargetsAsync(AwsLoadBalancer loadBalancer, CancellationToken cancellationToken)
    {
        if (loadBalancer.Kind == AwsLoadBalancerKind.Classic)
        {
            Ask(TargetsFault, "elasticloadbalancing:DescribeInstanceHealth");
        }
        else
        {
            Ask(TargetsFault, "elasticloadbalancing:DescribeTargetGroups", "elasticloadbalancing:DescribeTargetHealth");
        }

        return Task.FromResult(new ReadResult<AwsTargetList>(new AwsTargetList(targets[loadBalancer.Id])));
    }

    public Task<ReadResult<AwsLogActivity>> GetLogActivityAsync(string name, DateTimeOffset since, CancellationToken cancellationToken)
    {
        Ask(LogsFault, "logs:DescribeLogGroups", "logs:FilterLogEvents");
        (AskedLogGroup, AskedSince) = (name, since);
        AskedLogGroups.Add(name);
        return Task.FromResult(new ReadResult<AwsLogActivity>(Activities.GetValueOrDefault(name, Activity)));
    }

    public Task<ReadResult<AwsInstanceList>> FindInstancesAsync(IReadOnlyList<string> ids, CancellationToken cancellationToken)
    {
        Ask(InstancesFault, "ec2:DescribeInstances");
        return Task.FromResult(new ReadResult<AwsInstanceList>(new AwsInstanceList([.. ids.Select(Instance).OfType<AwsInstance>()])));
    }

    public Task<ReadResult<AwsInstanceList>> GetInstancesAsync(IReadOnlyList<string> ids, CancellationToken cancellationToken)
    {
        Ask(SecondFault, "ec2:DescribeInstances");
        AskedAlone.AddRange(ids);
        return Task.FromResult(new ReadResult<AwsInstanceList>(new AwsInstanceList([.. ids.Select(InstanceById ?? Instance).OfType<AwsInstance>()])));
    }

    public Task<ReadResult<AwsAddressList>> FindAddressesAsync(string vpc, IReadOnlyList<string> addresses, CancellationToken cancellationToken)
    {
        Ask(AddressesFault, "ec2:DescribeNetworkInterfaces");
        var again = !askedForAddresses.Add(string.Join(',', addresses));
        return Task.FromResult(new ReadResult<AwsAddressList>(new AwsAddressList(vpc == Vpc ? [.. addresses.Where(a => Holds(a, again))] : [])));
    }

    private void Ask(ReadError? fault, params ReadOnlySpan<string> actions)
    {
        foreach (var action in actions)
        {
            if (Declared?.Contains(action) == false)
            {
                throw new InvalidOperationException($"{action} is called but was not declared.");
            }

            if (Refused.Contains(action))
            {
                throw new ReadException(Faults.Denied(action));
            }
        }

        if (fault is not null)
        {
            throw new ReadException(fault);
        }
    }
}
