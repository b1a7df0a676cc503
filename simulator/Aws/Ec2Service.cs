using System.Globalization;
using System.Xml;

namespace EksGrader.Simulator.Aws;

/// <summary>EC2, the Describe operations that tell what a cluster runs and leaves behind (botocore <c>ec2/2016-11-15</c>).</summary>
internal sealed class Ec2Service(TimeProvider time)
{
    public Task AnswerAsync(AwsRequest request, AwsSession session)
    {
        var now = time.GetUtcNow();
        var cluster = AwsApi.Allow(session, "ec2", request.Action, "*", now);
        var things = new Ec2Resources(cluster, now);
        var (list, all) = request.Action switch
        {
            "DescribeInstances" => ("reservationSet", things.Instances),
            "DescribeVolumes" => ("volumeSet", things.Volumes),
            "DescribeNatGateways" => ("natGatewaySet", things.NatGateways),
            "DescribeAddresses" => ("addressesSet", things.Addresses),
            "DescribeNetworkInterfaces" => ("networkInterfaceSet", things.NetworkInterfaces),
            "DescribeSecurityGroups" => ("securityGroupInfo", things.SecurityGroups),
            _ => throw AwsException.UnknownOperation("ec2", request.Action),
        };
        var filters = Filters(request).ToList();
        var found = (cluster.Identity.Region == request.Region ? all.Where(t => filters.TrueForAll(f => t.Matches(f.Name, f.Values))) : []).ToList();
        if (request.Parameter("InstanceId.1") is { } asked)
        {
            found.RemoveAll(t => !t.Matches("instance-id", [asked]));
            if (found.Count == 0)
            {
                throw new AwsException(400, "InvalidInstanceID.NotFound", $"The instance ID '{asked}' does not exist");
            }
        }

        return XmlBody.WriteEc2Async(request.Context, request.Action, xml =>
        {
            xml.WriteStartElement(list);
            foreach (var thing in found)
            {
                xml.WriteStartElement("item");
                thing.Write(xml);
                xml.WriteEndElement();
            }

            xml.WriteEndElement();
        });
    }

    private static IEnumerable<(string Name, IReadOnlyList<string> Values)> Filters(AwsRequest request)
    {
        for (var i = 1; request.Parameter(string.Create(CultureInfo.InvariantCulture, $"Filter.{i}.Name")) is { } name; i++)
        {
            var values = new List<string>();
            for (var v = 1; request.Parameter(string.Create(CultureInfo.InvariantCulture, $"Filter.{i}.Value.{v}")) is { } value; v++)
            {
                values.Add(value);
            }

            yield return (name, values);
        }
    }
}

/// <summary>A thing of EC2: how it is found, and how it is written.</summary>
/// <param name="Tags">Its tags.</param>
/// <param name="Facts">What filters other than tags compare.</param>
/// <param name="Write">Writes its elements.</param>
internal sealed record Ec2Resource(IReadOnlyDictionary<string, string> Tags, IReadOnlyDictionary<string, string> Facts, Action<XmlWriter> Write)
{
    public bool Matches(string filter, IReadOnlyList<string> values) => filter == "tag-key"
        ? values.Any(Tags.ContainsKey)
        : Facts.TryGetValue(filter, out var fact) && values.Contains(fact, StringComparer.Ordinal);
}
