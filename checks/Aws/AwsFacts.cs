using System.Text.Json.Serialization;

namespace EksGrader.Checks.Aws;

/// <summary>Which of the two APIs and which kind of load balancer.</summary>
public enum AwsLoadBalancerKind
{
    /// <summary>Elastic Load Balancing 2012-06-01.</summary>
    Classic,

    /// <summary>Elastic Load Balancing v2, type <c>network</c>.</summary>
    Network,

    /// <summary>Elastic Load Balancing v2, type <c>application</c>.</summary>
    Application,

    /// <summary>Elastic Load Balancing v2, any other type.</summary>
    Other,
}

/// <summary>A load balancer of the account.</summary>
public sealed record AwsLoadBalancer
{
    /// <summary>The ARN (v2) or the name (classic).</summary>
    public required string Id { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its kind.</summary>
    public AwsLoadBalancerKind Kind { get; init; }

    /// <summary>Its host name; compared ignoring case.</summary>
    public string DnsName { get; init; } = "";

    /// <summary>Whether the world can reach it: scheme <c>internet-facing</c>.</summary>
    public bool InternetFacing { get; init; }

    /// <summary><c>active</c>, <c>provisioning</c>, <c>active_impaired</c> or <c>failed</c>; classic ones have no state and count as active.</summary>
    public string State { get; init; } = "";
}

/// <summary>The load balancers of the account in the region.</summary>
/// <param name="Items">All of them, classic ones first.</param>
public sealed record AwsLoadBalancerList(IReadOnlyList<AwsLoadBalancer> Items);

/// <summary>The tags of one load balancer.</summary>
/// <param name="ByKey">The values by key.</param>
public sealed record AwsTags(IReadOnlyDictionary<string, string> ByKey);

/// <summary>What one load balancer sends requests to.</summary>
/// <param name="Items">Its targets; the instances of a classic one.</param>
public sealed record AwsTargetList(IReadOnlyList<AwsTarget> Items);

/// <summary>One target of a load balancer.</summary>
/// <param name="Id">An instance id, an address (IPv4 or IPv6), or the ARN of a load balancer (ELBv2 API reference, TargetDescription).</param>
/// <param name="State">What AWS says: <c>healthy</c>, <c>InService</c>, <c>initial</c>, <c>unhealthy</c>…</param>
/// <param name="Healthy">Whether requests are sent to it.</param>
public sealed record AwsTarget(string Id, string State, bool Healthy)
{
    /// <summary>The port that it listens on; null where AWS names none.</summary>
    public int? Port { get; init; }
}

/// <summary>What a log group received lately.</summary>
/// <param name="Exists">Whether the log group exists.</param>
/// <param name="NewestEvent">The time of an event that is recent enough; null where there is none.</param>
public sealed record AwsLogActivity(bool Exists, DateTimeOffset? NewestEvent)
{
    /// <summary>
    /// The instances that the recent events say they are of; none where they say nothing of it. Of what the events say nothing else is kept.
    /// </summary>
    public IReadOnlyList<string> Instances { get; init => field = value ?? []; } = [];
}

/// <summary>An instance of the account.</summary>
public sealed record AwsInstance
{
    private const string OwnedPrefix = "kubernetes.io/cluster/";
    private static readonly string[] NamedByValue = ["alpha.eksctl.io/cluster-name", "eks:cluster-name", "aws:eks:cluster-name", "eks:eks-cluster-name"];

    /// <summary>Its id, <c>i-…</c>.</summary>
    public required string Id { get; init; }

    /// <summary><c>pending</c>, <c>running</c>, <c>shutting-down</c>, <c>terminated</c>, <c>stopping</c> or <c>stopped</c> (EC2 API reference, InstanceState).</summary>
    public string State { get; init; } = "";

    /// <summary>Its VPC; empty once it is terminated.</summary>
    public string VpcId { get; init; } = "";

    /// <summary>Its private DNS name; a node is called so unless its owner wants otherwise.</summary>
    public string PrivateDnsName { get; init; } = "";

    /// <summary>The clusters that its tags name; most self-managed ones name none.</summary>
    public IReadOnlyList<string> Clusters { get; init => field = value ?? []; } = [];

    /// <summary>Its security groups, by id.</summary>
    public IReadOnlyList<string> SecurityGroups { get; init => field = value ?? []; } = [];

    /// <summary>The Auto Scaling group that launched it; null where none did.</summary>
    public string? AutoScalingGroup { get; init; }

    /// <summary>Whether it runs, or is about to: the state lags behind a node that has joined.</summary>
    [JsonIgnore]
    public bool IsAlive => State is "running" or "pending";

    /// <summary>The cluster that a tag names; null where it names none.</summary>
    /// <param name="key">The tag's key.</param>
    /// <param name="value">Its value.</param>
    public static string? ClusterOf(string? key, string? value) => key switch
    {
        null => null,
        _ when key.StartsWith(OwnedPrefix, StringComparison.Ordinal) => key[OwnedPrefix.Length..],
        _ => Array.Exists(NamedByValue, k => k == key) ? value : null,
    };
}

/// <summary>Those of some instances that the account has in the region.</summary>
/// <param name="Items">Them, by id.</param>
public sealed record AwsInstanceList(IReadOnlyList<AwsInstance> Items);

/// <summary>Those of some addresses that network interfaces of a VPC hold.</summary>
/// <param name="Held">Them, as they were asked for.</param>
public sealed record AwsAddressList(IReadOnlyList<string> Held);

/// <summary>How AWS facts are recorded.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(AwsCluster))]
[JsonSerializable(typeof(AwsLoadBalancerList))]
[JsonSerializable(typeof(AwsTags))]
[JsonSerializable(typeof(AwsTargetList))]
[JsonSerializable(typeof(AwsLogActivity))]
[JsonSerializable(typeof(AwsInstanceList))]
[JsonSerializable(typeof(AwsAddressList))]
public sealed partial class AwsJson : JsonSerializerContext;
