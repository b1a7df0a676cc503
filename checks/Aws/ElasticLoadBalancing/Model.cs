using Amazon.Runtime;
using EksGrader.Checks.Aws.Pipeline;

namespace Amazon.ElasticLoadBalancing.Model;

/// <summary>Asks for a page of load balancers.</summary>
public sealed class DescribeLoadBalancersRequest
{
    /// <summary>Where the page before ended; null for the first.</summary>
    public string? Marker { get; set; }
}

/// <summary>A page of load balancers.</summary>
public sealed class DescribeLoadBalancersResponse : AmazonWebServiceResponse
{
    /// <summary>The load balancers.</summary>
    public IReadOnlyList<LoadBalancerDescription> LoadBalancerDescriptions { get; set; } = [];

    /// <summary>Where the next page begins; null after the last.</summary>
    public string? NextMarker { get; set; }

    internal static DescribeLoadBalancersResponse Read(byte[] body)
    {
        var result = XmlResponse.Result(body, "DescribeLoadBalancers");
        return new DescribeLoadBalancersResponse
        {
            LoadBalancerDescriptions = result.List("LoadBalancerDescriptions", e => new LoadBalancerDescription
            {
                LoadBalancerName = e.Text("LoadBalancerName"),
                DNSName = e.Text("DNSName"),
                Scheme = e.Text("Scheme"),
                CreatedTime = e.Time("CreatedTime"),
            }),
            NextMarker = result.Text("NextMarker"),
        };
    }
}

/// <summary>A Classic Load Balancer.</summary>
public sealed class LoadBalancerDescription
{
    /// <summary>Its name, unique in account and region.</summary>
    public string? LoadBalancerName { get; set; }

    /// <summary>Its host name.</summary>
    public string? DNSName { get; set; }

    /// <summary><c>internet-facing</c> or <c>internal</c>.</summary>
    public string? Scheme { get; set; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset? CreatedTime { get; set; }
}

/// <summary>Asks for tags.</summary>
public sealed class DescribeTagsRequest
{
    /// <summary>Names, 20 at most.</summary>
    public IReadOnlyList<string> LoadBalancerNames { get; set; } = [];
}

/// <summary>Tags of load balancers.</summary>
public sealed class DescribeTagsResponse : AmazonWebServiceResponse
{
    /// <summary>One entry a load balancer.</summary>
    public IReadOnlyList<TagDescription> TagDescriptions { get; set; } = [];

    internal static DescribeTagsResponse Read(byte[] body) => new()
    {
        TagDescriptions = XmlResponse.Result(body, "DescribeTags").List("TagDescriptions", e => new TagDescription
        {
            LoadBalancerName = e.Text("LoadBalancerName"),
            Tags = e.List("Tags", t => new Tag { Key = t.Text("Key"), Value = t.Text("Value") }),
        }),
    };
}

/// <summary>The tags of one load balancer.</summary>
public sealed class TagDescription
{
    /// <summary>Its name.</summary>
    public string? LoadBalancerName { get; set; }

    /// <summary>Its tags.</summary>
    public IReadOnlyList<Tag> Tags { get; set; } = [];
}

/// <summary>A tag.</summary>
public sealed class Tag
{
    /// <summary>The key.</summary>
    public string? Key { get; set; }

    /// <summary>The value.</summary>
    public string? Value { get; set; }
}

/// <summary>Asks for the health of a load balancer's instances.</summary>
public sealed class DescribeInstanceHealthRequest
{
    /// <summary>The load balancer.</summary>
    public required string LoadBalancerName { get; set; }
}

/// <summary>The health of a load balancer's instances.</summary>
public sealed class DescribeInstanceHealthResponse : AmazonWebServiceResponse
{
    /// <summary>One entry an instance.</summary>
    public IReadOnlyList<InstanceState> InstanceStates { get; set; } = [];

    internal static DescribeInstanceHealthResponse Read(byte[] body) => new()
    {
        InstanceStates = XmlResponse.Result(body, "DescribeInstanceHealth").List("InstanceStates", e => new InstanceState
        {
            InstanceId = e.Text("InstanceId"),
            State = e.Text("State"),
        }),
    };
}

/// <summary>The health of an instance.</summary>
public sealed class InstanceState
{
    /// <summary>The instance's id.</summary>
    public string? InstanceId { get; set; }

    /// <summary><c>InService</c>, <c>OutOfService</c> or <c>Unknown</c>.</summary>
    public string? State { get; set; }
}
