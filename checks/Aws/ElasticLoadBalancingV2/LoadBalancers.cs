using Amazon.Runtime;
using EksGrader.Checks.Aws.Pipeline;

namespace Amazon.ElasticLoadBalancingV2.Model;

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
    public IReadOnlyList<LoadBalancer> LoadBalancers { get; set; } = [];

    /// <summary>Where the next page begins; null after the last.</summary>
    public string? NextMarker { get; set; }

    internal static DescribeLoadBalancersResponse Read(byte[] body)
    {
        var result = XmlResponse.Result(body, "DescribeLoadBalancers");
        return new DescribeLoadBalancersResponse
        {
            LoadBalancers = result.List("LoadBalancers", e => new LoadBalancer
            {
                LoadBalancerArn = e.Text("LoadBalancerArn"),
                LoadBalancerName = e.Text("LoadBalancerName"),
                DNSName = e.Text("DNSName"),
                Scheme = e.Text("Scheme"),
                CreatedTime = e.Time("CreatedTime"),
                Type = e.Text("Type"),
                State = new LoadBalancerState { Code = e.Child("State").Text("Code") },
            }),
            NextMarker = result.Text("NextMarker"),
        };
    }
}

/// <summary>A load balancer.</summary>
public sealed class LoadBalancer
{
    /// <summary>Its ARN.</summary>
    public string? LoadBalancerArn { get; set; }

    /// <summary>Its name.</summary>
    public string? LoadBalancerName { get; set; }

    /// <summary>Its host name.</summary>
    public string? DNSName { get; set; }

    /// <summary><c>internet-facing</c> or <c>internal</c>.</summary>
    public string? Scheme { get; set; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset? CreatedTime { get; set; }

    /// <summary><c>application</c>, <c>network</c> or <c>gateway</c>.</summary>
    public string? Type { get; set; }

    /// <summary>Its state.</summary>
    public LoadBalancerState? State { get; set; }
}

/// <summary>The state of a load balancer.</summary>
public sealed class LoadBalancerState
{
    /// <summary><c>active</c>, <c>provisioning</c>, <c>active_impaired</c> or <c>failed</c>.</summary>
    public string? Code { get; set; }
}

/// <summary>Asks for tags.</summary>
public sealed class DescribeTagsRequest
{
    /// <summary>ARNs, 20 at most.</summary>
    public IReadOnlyList<string> ResourceArns { get; set; } = [];
}

/// <summary>Tags of load balancers or target groups.</summary>
public sealed class DescribeTagsResponse : AmazonWebServiceResponse
{
    /// <summary>One entry a resource.</summary>
    public IReadOnlyList<TagDescription> TagDescriptions { get; set; } = [];

    internal static DescribeTagsResponse Read(byte[] body) => new()
    {
        TagDescriptions = XmlResponse.Result(body, "DescribeTags").List("TagDescriptions", e => new TagDescription
        {
            ResourceArn = e.Text("ResourceArn"),
            Tags = e.List("Tags", t => new Tag { Key = t.Text("Key"), Value = t.Text("Value") }),
        }),
    };
}

/// <summary>The tags of one resource.</summary>
public sealed class TagDescription
{
    /// <summary>Its ARN.</summary>
    public string? ResourceArn { get; set; }

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
