using Amazon.EC2;
using Amazon.EC2.Model;

namespace EksGrader.Checks.Aws;

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
