using System.Xml;
using EksGrader.Simulator.Plans;

namespace EksGrader.Simulator.Aws;

/// <summary>Elastic Load Balancing in both versions, told apart by the version that the request names.</summary>
internal sealed class LoadBalancingService(TimeProvider time)
{
    private const string Classic = "2012-06-01";

    public Task AnswerAsync(AwsRequest request, AwsSession session)
    {
        var now = time.GetUtcNow();
        var cluster = AwsApi.Allow(session, "elasticloadbalancing", request.Action, "*", now);
        var isClassic = request.Parameter("Version") == Classic;
        var state = cluster.StateAt(now);
        var balancer = cluster.HasBalancerAt(now) && cluster.Identity.Region == request.Region && state.Balancer.IsClassic == isClassic ? state.Balancer : null;
        var writer = new BalancerXml(cluster.Identity, state);
        Action<XmlWriter> write = (isClassic, request.Action) switch
        {
            (true, "DescribeLoadBalancers") => xml => writer.Classic(xml, Asked(balancer, request, "LoadBalancerNames", b => b.Name)),
            (true, "DescribeTags") => xml => BalancerXml.Tags(xml, "LoadBalancerName", Asked(balancer, request, "LoadBalancerNames", b => b.Name)),
            (true, "DescribeInstanceHealth") => xml => writer.InstanceHealth(xml, One(balancer, b => b.Name, request.Parameter("LoadBalancerName"))),
            (false, "DescribeLoadBalancers") => xml => writer.Network(xml, Asked(balancer, request, "LoadBalancerArns", b => b.Id)),
            (false, "DescribeTags") => xml => BalancerXml.Tags(xml, "ResourceArn", Asked(balancer, request, "ResourceArns", b => b.Id)),
            (false, "DescribeTargetGroups") => xml => BalancerXml.TargetGroups(xml, request.Parameter("LoadBalancerArn") is { } arn ? One(balancer, b => b.Id, arn) : balancer),
            (false, "DescribeTargetHealth") => xml => writer.TargetHealth(xml, One(balancer, b => b.TargetGroupArn, request.Parameter("TargetGroupArn"))),
            _ => throw AwsException.UnknownOperation("elasticloadbalancing", request.Action),
        };
        return XmlBody.WriteAsync(request.Context, request.Action, $"http://elasticloadbalancing.amazonaws.com/doc/{(isClassic ? Classic : "2015-12-01")}/", write);
    }

    /// <summary>The balancer, if it is among those asked for; where none are named, all are asked for.</summary>
    private static BalancerFacts? Asked(BalancerFacts? balancer, AwsRequest request, string parameter, Func<BalancerFacts, string> id)
    {
        var asked = request.Members(parameter).ToList();
        foreach (var one in asked)
        {
            One(balancer, id, one);
        }

        return balancer;
    }

    private static BalancerFacts One(BalancerFacts? balancer, Func<BalancerFacts, string> id, string? asked) =>
        balancer is not null && string.Equals(id(balancer), asked, StringComparison.Ordinal)
            ? balancer
            : throw new AwsException(400, "LoadBalancerNotFound", $"Load balancers '[{asked}]' not found");
}
