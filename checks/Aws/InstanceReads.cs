using System.Collections.Concurrent;
using System.Net;
using Amazon.EC2;
using Amazon.EC2.Model;
using Amazon.Runtime;
using EksGrader.Checks.Reads;

namespace EksGrader.Checks.Aws;

/// <summary>
/// Instances and network interfaces, as they are recorded. EC2 can hide the instances that AWS manages (EKS Auto Mode) from lists and
/// filters; <c>IncludeManagedResources</c> shows them (EC2 API reference, DescribeInstances). Where the parameter is not known, EC2 is
/// asked without it.
/// </summary>
internal sealed class InstanceReads(IAmazonEC2 ec2)
{
    // DescribeInstances by id is counted as 1 of a bucket of 100 that refills with 20 a second: students' own tools want some of it.
    private const int AtOnce = 5;
    private const int MostAPage = 1000;

    private const string NotKnown = "InvalidInstanceID.NotFound";
    private const string NoId = "InvalidInstanceID.Malformed";
    private const string UnknownParameter = "UnknownParameter";

    /// <summary>Those of some instances that a filter finds.</summary>
    public async Task<ReadResult<AwsInstanceList>> ByFilterAsync(IReadOnlyList<string> ids, CancellationToken cancellationToken)
    {
        var found = await AwsPaging.ReadAsync(
            next => WithManagedAsync(managed => ec2.DescribeInstancesAsync(
                new DescribeInstancesRequest
                {
                    Filters = [new Filter("instance-id", [.. ids])],
                    IncludeManagedResources = managed,
                    MaxResults = MostAPage,
                    NextToken = next,
                },
                cancellationToken)),
            page => page.Reservations ?? [],
            page => page.NextToken);
        return new ReadResult<AwsInstanceList>(ListOf(found.Items), found.Bytes);
    }

    /// <summary>Each by its id alone: one that EC2 does not know fails a whole call by ids.</summary>
    public async Task<ReadResult<AwsInstanceList>> OneByOneAsync(IReadOnlyList<string> ids, CancellationToken cancellationToken)
    {
        var found = new ConcurrentBag<Reservation>();
        long bytes = 0;
        await Parallel.ForEachAsync(ids, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, async (id, token) =>
        {
            try
            {
                var answer = await WithManagedAsync(managed =>
                    ec2.DescribeInstancesAsync(new DescribeInstancesRequest { InstanceIds = [id], IncludeManagedResources = managed }, token));
                Interlocked.Add(ref bytes, answer.ContentLength);
                (answer.Reservations ?? []).ForEach(found.Add);
            }
            catch (AmazonServiceException e) when (e.ErrorCode is NotKnown or NoId)
            {
                // Not there: that is the answer.
            }
        });
        return new ReadResult<AwsInstanceList>(ListOf(found), bytes);
    }

    /// <summary>Which of some addresses a network interface of a VPC holds that may be a Fargate pod's.</summary>
    public async Task<ReadResult<AwsAddressList>> AddressesAsync(string vpc, IReadOnlyList<string> addresses, CancellationToken cancellationToken)
    {
        var asked = addresses.Select(a => (Text: a, Address: AddressOf(a))).ToList();
        var held = new HashSet<IPAddress>();
        long bytes = 0;
        foreach (var family in asked.Where(a => a.Address is not null).ToLookup(a => a.Text.Contains(':', StringComparison.Ordinal)))
        {
            var found = await AwsPaging.ReadAsync(
                next => WithManagedAsync(managed => ec2.DescribeNetworkInterfacesAsync(
                    new DescribeNetworkInterfacesRequest
                    {
                        Filters =
                        [
                            new Filter("vpc-id", [vpc]),
                            new Filter(family.Key ? "ipv6-addresses.ipv6-address" : "addresses.private-ip-address", [.. family.Select(a => a.Text)]),
                        ],
                        IncludeManagedResources = managed,
                        MaxResults = MostAPage,
                        NextToken = next,
                    },
                    cancellationToken)),
                page => page.NetworkInterfaces ?? [],
                page => page.NextToken);
            held.UnionWith(found.Items.Where(i => i.VpcId == vpc && FargateInterface.MayBe(i)).SelectMany(AddressesOf).Select(AddressOf).OfType<IPAddress>());
            bytes += found.Bytes;
        }

        return new ReadResult<AwsAddressList>(new AwsAddressList([.. asked.Where(a => a.Address is { } address && held.Contains(address)).Select(a => a.Text)]), bytes);
    }

    private static IEnumerable<string?> AddressesOf(NetworkInterface one) =>
        [one.PrivateIpAddress, .. (one.PrivateIpAddresses ?? []).Select(a => a.PrivateIpAddress), .. (one.Ipv6Addresses ?? []).Select(a => a.Ipv6Address)];

    private static IPAddress? AddressOf(string? text) => IPAddress.TryParse(text, out var address) ? address : null;

    private static AwsInstanceList ListOf(IEnumerable<Reservation> reservations) => new(
    [
        .. reservations.SelectMany(r => r.Instances ?? [])
            .Select(i => new AwsInstance
            {
                Id = i.InstanceId ?? "",
                State = i.State?.Name?.Value ?? "",
                VpcId = i.VpcId ?? "",
                PrivateDnsName = i.PrivateDnsName ?? "",
                SecurityGroups = [.. (i.SecurityGroups ?? []).Select(g => g.GroupId ?? "").Order(StringComparer.Ordinal)],
                AutoScalingGroup = i.Tags?.Find(t => t.Key == "aws:autoscaling:groupName")?.Value,
                Clusters = [.. (i.Tags ?? []).Select(t => AwsInstance.ClusterOf(t.Key, t.Value)).OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            })
            .OrderBy(i => i.Id, StringComparer.Ordinal),
    ]);

    private static async Task<T> WithManagedAsync<T>(Func<bool?, Task<T>> call)
        where T : AmazonWebServiceResponse
    {
        try
        {
            return Sane(await call(true));
        }
        catch (AmazonServiceException e) when (e.ErrorCode == UnknownParameter)
        {
            return Sane(await call(null));
        }
    }

    // The SDK's own reader takes any XML for an empty list; every answer of EC2 has a request id, and a page of HTML has none.
    internal static T Sane<T>(T answer)
        where T : AmazonWebServiceResponse =>
        string.IsNullOrEmpty(answer.ResponseMetadata?.RequestId) ? throw new InvalidResponseException("An answer without a request id.") : answer;
}

/// <summary>
/// Which network interfaces may be that of a Fargate pod. AWS does not document how to tell them for certain, so only what cannot be one is
/// left out; of the rest, those of AWS's own services (load balancers of type application, EKS, databases) look the same.
/// </summary>
internal static class FargateInterface
{
    // Each is of the service that it is named after (EC2 API reference, NetworkInterface, interfaceType). What is new there is taken to be possible.
    private static readonly HashSet<string> OfOtherServices = new(StringComparer.Ordinal)
    {
        "api_gateway_managed", "aws_codestar_connections_managed", "ec2_instance_connect_endpoint", "efs", "gateway_load_balancer",
        "gateway_load_balancer_endpoint", "global_accelerator_managed", "iot_rules_managed", "lambda", "load_balancer", "nat_gateway",
        "network_load_balancer", "quicksight", "transit_gateway", "vpc_endpoint",
    };

    /// <summary>
    /// Whether an interface is attached (cloud-provider-aws, which runs the nodes of EKS, knows a Fargate node by no other), but neither to
    /// an instance of its own account, which is no place on Fargate, nor as the interface of another service. The addresses of a node's pods
    /// are held by interfaces of its instance, so a forger finds some in every cluster.
    /// </summary>
    public static bool MayBe(NetworkInterface one) =>
        one.Attachment is { } attachment
        && attachment.Status == AttachmentStatus.Attached
        && !(attachment.InstanceId is { Length: > 0 } && attachment.InstanceOwnerId == one.OwnerId)
        && !OfOtherServices.Contains(one.InterfaceType?.Value ?? "");
}
