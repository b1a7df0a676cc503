using System.Globalization;
using System.Xml;
using EksGrader.Simulator.Clusters;
using EksGrader.Simulator.Kubernetes.Objects;
using EksGrader.Simulator.Plans;

namespace EksGrader.Simulator.Aws;

/// <summary>What the account of a cluster has in EC2 at a time: nodes with their disks, eksctl's NAT gateway, and what a deletion leaves.</summary>
internal sealed class Ec2Resources(SimulatedCluster cluster, DateTimeOffset now)
{
    // The machines of Fargate are AWS's own.
    private const string AccountOfFargate = "111122223333";

    private static readonly Dictionary<string, string> Nothing = [];
    private readonly PracticeIdentity identity = cluster.Identity;
    private readonly string made = cluster.Identity.CreatedAt.AddMinutes(33).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private bool Lives => cluster.EksStatusAt(now) == "ACTIVE";

    private string Vpc => identity.Vpc;

    private IEnumerable<string> InstanceIds =>
        Lives ? cluster.StateAt(now).Nodes.Where(n => n.Plan.Compute != Compute.Fargate).Select(n => n.InstanceId)
        : cluster.LeavesAt(now, PracticeLeftovers.Instance) ? cluster.StateAt(now).Nodes.Take(1).Select(n => n.InstanceId)
        : [];

    public IEnumerable<Ec2Resource> Instances => InstanceIds.Select(id => new Ec2Resource(Tag("eks:cluster-name"), new Dictionary<string, string>(StringComparer.Ordinal) { ["instance-id"] = id }, xml =>
    {
        xml.WriteElementString("reservationId", "r-0" + id[3..]);
        xml.WriteStartElement("instancesSet");
        xml.WriteStartElement("item");
        xml.WriteElementString("instanceId", id);
        xml.WriteElementString("instanceType", "t3.medium");
        xml.WriteElementString("launchTime", made);
        xml.WriteElementString("vpcId", Vpc);
        xml.WriteElementString("privateDnsName", PrivateName(id));
        xml.WriteStartElement("instanceState");
        xml.WriteElementString("code", "16");
        xml.WriteElementString("name", "running");
        xml.WriteEndElement();
        WriteTags(xml, Tag("eks:cluster-name"));
        xml.WriteEndElement();
        xml.WriteEndElement();
    }));

    /// <summary>The network interfaces of Fargate: one a node, which AWS keeps.</summary>
    public IEnumerable<Ec2Resource> NetworkInterfaces => !Lives
        ? []
        : cluster.StateAt(now).Nodes.Where(n => n.Plan.Compute == Compute.Fargate).Select(n => new Ec2Resource(
            Nothing,
            new Dictionary<string, string>(StringComparer.Ordinal) { ["vpc-id"] = Vpc, ["addresses.private-ip-address"] = n.Address },
            xml =>
            {
                xml.WriteElementString("networkInterfaceId", "eni-0" + identity.Ids.Hex("eni " + n.Address, 16));
                xml.WriteElementString("vpcId", Vpc);
                xml.WriteElementString("ownerId", identity.AccountId);
                xml.WriteElementString("interfaceType", "interface");
                xml.WriteElementString("status", "in-use");
                xml.WriteElementString("privateIpAddress", n.Address);
                xml.WriteStartElement("attachment");
                xml.WriteElementString("attachmentId", "eni-attach-0" + identity.Ids.Hex("attachment " + n.Address, 16));
                xml.WriteElementString("instanceOwnerId", AccountOfFargate);
                xml.WriteElementString("status", "attached");
                xml.WriteEndElement();
            }));

    /// <summary>The security group that EKS makes for a cluster: its members let each other in, and nothing else does.</summary>
    public IEnumerable<Ec2Resource> SecurityGroups => !Lives
        ? []
        : [new Ec2Resource(
            new Dictionary<string, string>(StringComparer.Ordinal) { [$"kubernetes.io/cluster/{identity.ClusterName}"] = "owned" },
            new Dictionary<string, string>(StringComparer.Ordinal) { ["vpc-id"] = Vpc },
            xml =>
            {
                xml.WriteElementString("groupId", "sg-0c1");
                xml.WriteElementString("groupName", $"eks-cluster-sg-{identity.ClusterName}-1");
                xml.WriteElementString("vpcId", Vpc);
                xml.WriteStartElement("ipPermissions");
                xml.WriteStartElement("item");
                xml.WriteElementString("ipProtocol", "-1");
                xml.WriteStartElement("groups");
                xml.WriteStartElement("item");
                xml.WriteElementString("groupId", "sg-0c1");
                xml.WriteElementString("userId", identity.AccountId);
                xml.WriteEndElement();
                xml.WriteEndElement();
                xml.WriteEndElement();
                xml.WriteEndElement();
                WriteTags(xml, new Dictionary<string, string>(StringComparer.Ordinal) { [$"kubernetes.io/cluster/{identity.ClusterName}"] = "owned" });
            })];

    public IEnumerable<Ec2Resource> Volumes
    {
        get
        {
            foreach (var instance in InstanceIds)
            {
                yield return Volume("vol-0" + identity.Ids.Hex("disk " + instance, 16), 80, "in-use", Nothing, new Dictionary<string, string>(StringComparer.Ordinal) { ["attachment.instance-id"] = instance });
            }

            if (cluster.LeavesAt(now, PracticeLeftovers.Volume))
            {
                yield return Volume("vol-0" + identity.Ids.Hex("claim", 16), 20, "available", new Dictionary<string, string>(StringComparer.Ordinal) { [$"kubernetes.io/cluster/{identity.ClusterName}"] = "owned" }, Nothing);
            }
        }
    }

    public IEnumerable<Ec2Resource> NatGateways => HasNat
        ? [new Ec2Resource(Tag("alpha.eksctl.io/cluster-name"), new Dictionary<string, string>(StringComparer.Ordinal) { ["vpc-id"] = Vpc }, xml =>
        {
            xml.WriteElementString("natGatewayId", "nat-0" + identity.Ids.Hex("nat", 16));
            xml.WriteElementString("state", "available");
            xml.WriteElementString("vpcId", Vpc);
            xml.WriteElementString("createTime", made);
            WriteTags(xml, Tag("alpha.eksctl.io/cluster-name"));
        })]
        : [];

    public IEnumerable<Ec2Resource> Addresses => HasNat
        ? [new Ec2Resource(Tag("alpha.eksctl.io/cluster-name"), Nothing, xml =>
        {
            xml.WriteElementString("publicIp", $"203.0.113.{identity.Ids.Number("address", 250) + 1}");
            xml.WriteElementString("allocationId", "eipalloc-0" + identity.Ids.Hex("address", 16));
            xml.WriteElementString("domain", "vpc");
            WriteTags(xml, Tag("alpha.eksctl.io/cluster-name"));
        })]
        : [];

    private bool HasNat => Lives || cluster.LeavesAt(now, PracticeLeftovers.NatGateway);

    private Ec2Resource Volume(string id, int gib, string state, Dictionary<string, string> tags, Dictionary<string, string> facts) => new(tags, facts, xml =>
    {
        xml.WriteElementString("volumeId", id);
        xml.WriteElementString("size", gib.ToString(CultureInfo.InvariantCulture));
        xml.WriteElementString("volumeType", "gp3");
        xml.WriteElementString("status", state);
        xml.WriteElementString("createTime", made);
        WriteTags(xml, tags);
    });

    // What EC2 calls an instance: by its address, as the node is called unless Auto Mode calls it by its id.
    private string PrivateName(string instance) =>
        cluster.StateAt(now).Nodes.FirstOrDefault(n => n.InstanceId == instance) is { } node ? $"ip-{node.Address.Replace('.', '-')}.{identity.Region}.compute.internal" : "";

    private Dictionary<string, string> Tag(string key) => new(StringComparer.Ordinal) { [key] = identity.ClusterName };

    private static void WriteTags(XmlWriter xml, Dictionary<string, string> tags)
    {
        xml.WriteStartElement("tagSet");
        foreach (var (key, value) in tags)
        {
            xml.WriteStartElement("item");
            xml.WriteElementString("key", key);
            xml.WriteElementString("value", value);
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }
}
