using System.Globalization;
using System.Xml;
using EksGrader.Simulator.Plans;

namespace EksGrader.Simulator.Aws;

/// <summary>Load balancers, tags and health as the two versions of the API write them.</summary>
internal sealed class BalancerXml(PracticeIdentity identity, ClusterState state)
{
    private readonly string port = identity.WebPort.ToString(CultureInfo.InvariantCulture);

    private static IEnumerable<BalancerFacts> Members(BalancerFacts? balancer) => balancer is null ? [] : [balancer];

    private string Created => identity.CreatedAt.AddMinutes(31).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    public void Classic(XmlWriter xml, BalancerFacts? balancer) => xml.List("LoadBalancerDescriptions", Members(balancer), b =>
    {
        xml.WriteElementString("LoadBalancerName", b.Name);
        xml.WriteElementString("DNSName", b.Host);
        xml.WriteElementString("CanonicalHostedZoneNameID", "ZWKZPGTI48KDX");
        xml.WriteElementString("Scheme", b.Plan.Internal ? "internal" : "internet-facing");
        xml.WriteElementString("CreatedTime", Created);
        xml.List("Instances", state.Nodes, n => xml.WriteElementString("InstanceId", n.InstanceId));
        xml.List("ListenerDescriptions", [port], p =>
        {
            xml.WriteStartElement("Listener");
            xml.WriteElementString("Protocol", "TCP");
            xml.WriteElementString("LoadBalancerPort", p);
            xml.WriteElementString("InstanceProtocol", "TCP");
            xml.WriteElementString("InstancePort", "31080");
            xml.WriteEndElement();
        });
    });

    public void InstanceHealth(XmlWriter xml, BalancerFacts balancer) => xml.List("InstanceStates", state.Nodes, n =>
    {
        var healthy = balancer.Plan.Healthy && n.Plan.Ready;
        xml.WriteElementString("InstanceId", n.InstanceId);
        xml.WriteElementString("State", healthy ? "InService" : "OutOfService");
        xml.WriteElementString("ReasonCode", healthy ? "N/A" : "Instance");
        xml.WriteElementString("Description", healthy ? "N/A" : "Instance has failed at least the UnhealthyThreshold number of health checks consecutively.");
    });

    public void Network(XmlWriter xml, BalancerFacts? balancer) => xml.List("LoadBalancers", Members(balancer), b =>
    {
        xml.WriteElementString("LoadBalancerArn", b.Id);
        xml.WriteElementString("DNSName", b.Host);
        xml.WriteElementString("CanonicalHostedZoneId", "ZIBE1TIR4HY56");
        xml.WriteElementString("CreatedTime", Created);
        xml.WriteElementString("LoadBalancerName", b.Name);
        xml.WriteElementString("Scheme", b.Plan.Internal ? "internal" : "internet-facing");
        xml.WriteElementString("VpcId", identity.Vpc);
        xml.WriteStartElement("State");
        xml.WriteElementString("Code", "active");
        xml.WriteEndElement();
        xml.WriteElementString("Type", "network");
        xml.WriteElementString("IpAddressType", "ipv4");
    });

    public static void Tags(XmlWriter xml, string idElement, BalancerFacts? balancer) => xml.List("TagDescriptions", Members(balancer), b =>
    {
        xml.WriteElementString(idElement, b.Id);
        xml.List("Tags", b.Tags, tag =>
        {
            xml.WriteElementString("Key", tag.Key);
            xml.WriteElementString("Value", tag.Value);
        });
    });

    public static void TargetGroups(XmlWriter xml, BalancerFacts? balancer) => xml.List("TargetGroups", Members(balancer), b =>
    {
        xml.WriteElementString("TargetGroupArn", b.TargetGroupArn);
        xml.WriteElementString("TargetGroupName", b.Name);
        xml.WriteElementString("Protocol", "TCP");
        xml.WriteElementString("Port", "80");
        xml.WriteElementString("TargetType", "instance");
        xml.List("LoadBalancerArns", [b.Id], arn => xml.WriteString(arn));
    });

    public void TargetHealth(XmlWriter xml, BalancerFacts balancer) => xml.List("TargetHealthDescriptions", state.Nodes, n =>
    {
        var healthy = balancer.Plan.Healthy && n.Plan.Ready;
        xml.WriteStartElement("Target");
        xml.WriteElementString("Id", n.InstanceId);
        xml.WriteElementString("Port", "31080");
        xml.WriteEndElement();
        xml.WriteElementString("HealthCheckPort", "31080");
        xml.WriteStartElement("TargetHealth");
        xml.WriteElementString("State", healthy ? "healthy" : "unhealthy");
        if (!healthy)
        {
            xml.WriteElementString("Reason", "Target.FailedHealthChecks");
            xml.WriteElementString("Description", "Health checks failed");
        }

        xml.WriteEndElement();
    });
}
