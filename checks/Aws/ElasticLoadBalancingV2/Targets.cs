using Amazon.Runtime;
using EksGrader.Checks.Aws.Pipeline;

namespace Amazon.ElasticLoadBalancingV2.Model;

/// <summary>Asks for a page of target groups.</summary>
public sealed class DescribeTargetGroupsRequest
{
    /// <summary>The load balancer.</summary>
    public string? LoadBalancerArn { get; set; }

    /// <summary>Where the page before ended; null for the first.</summary>
    public string? Marker { get; set; }
}

/// <summary>A page of target groups.</summary>
public sealed class DescribeTargetGroupsResponse : AmazonWebServiceResponse
{
    /// <summary>The target groups.</summary>
    public IReadOnlyList<TargetGroup> TargetGroups { get; set; } = [];

    /// <summary>Where the next page begins; null after the last.</summary>
    public string? NextMarker { get; set; }

    internal static DescribeTargetGroupsResponse Read(byte[] body)
    {
        var result = XmlResponse.Result(body, "DescribeTargetGroups");
        return new DescribeTargetGroupsResponse
        {
            TargetGroups = result.List("TargetGroups", e => new TargetGroup { TargetGroupArn = e.Text("TargetGroupArn") }),
            NextMarker = result.Text("NextMarker"),
        };
    }
}

/// <summary>A target group.</summary>
public sealed class TargetGroup
{
    /// <summary>Its ARN.</summary>
    public string? TargetGroupArn { get; set; }
}

/// <summary>Asks for the health of targets.</summary>
public sealed class DescribeTargetHealthRequest
{
    /// <summary>The target group.</summary>
    public required string TargetGroupArn { get; set; }
}

/// <summary>The health of targets.</summary>
public sealed class DescribeTargetHealthResponse : AmazonWebServiceResponse
{
    /// <summary>One entry a target.</summary>
    public IReadOnlyList<TargetHealthDescription> TargetHealthDescriptions { get; set; } = [];

    internal static DescribeTargetHealthResponse Read(byte[] body) => new()
    {
        TargetHealthDescriptions = XmlResponse.Result(body, "DescribeTargetHealth").List("TargetHealthDescriptions", e => new TargetHealthDescription
        {
            Target = new TargetDescription { Id = e.Child("Target").Text("Id"), Port = e.Child("Target").Number("Port") },
            TargetHealth = new TargetHealth { State = e.Child("TargetHealth").Text("State") },
        }),
    };
}

/// <summary>A target and its health.</summary>
public sealed class TargetHealthDescription
{
    /// <summary>The target.</summary>
    public TargetDescription? Target { get; set; }

    /// <summary>Its health.</summary>
    public TargetHealth? TargetHealth { get; set; }
}

/// <summary>A target.</summary>
public sealed class TargetDescription
{
    /// <summary>Instance id, address or ARN.</summary>
    public string? Id { get; set; }

    /// <summary>The port that it listens on.</summary>
    public int? Port { get; set; }
}

/// <summary>The health of a target.</summary>
public sealed class TargetHealth
{
    /// <summary>initial, healthy, unhealthy, unhealthy.draining, unused, draining or unavailable.</summary>
    public string? State { get; set; }
}
