using System.Security.Cryptography;
using System.Text;
using k8s.Models;

namespace EksGrader.Tests.Support.Testbed;

/// <summary>Nodes as a test describes them.</summary>
internal static class Nodes
{
    /// <summary>An EC2 node of EKS.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="ready">Its condition Ready: true, false or unknown (null).</param>
    /// <param name="providerId">Its machine; null for one of EC2, or of Fargate by its label.</param>
    /// <param name="cordoned">Whether it takes no new pods.</param>
    /// <param name="computeType">The label of EKS that tells Fargate and Auto Mode; null for none.</param>
    /// <param name="held">Whether a finalizer keeps it while it is being deleted.</param>
    public static V1Node Describe(string name, bool? ready = true, string? providerId = null, bool cordoned = false, string? computeType = null, bool held = false)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)));
        var labels = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["kubernetes.io/hostname"] = name,
            ["node.kubernetes.io/instance-type"] = "t3.medium",
            ["topology.kubernetes.io/zone"] = "ap-northeast-2a",
        };
        if (computeType is not null)
        {
            labels["eks.amazonaws.com/compute-type"] = computeType;
        }

        return new V1Node
        {
            Metadata = new V1ObjectMeta { Name = name, Labels = labels, Finalizers = held ? ["eksgrader.example.com/held"] : null },
            Spec = new V1NodeSpec
            {
                ProviderID = providerId ?? $"aws:///ap-northeast-2a/{(computeType == "fargate" ? $"0123456789/fargate-{name}" : $"i-0{hash[..16]}")}",
                Unschedulable = cordoned,
            },
            Status = new V1NodeStatus
            {
                Conditions = [new V1NodeCondition { Type = "Ready", Status = Condition(ready) }],
                NodeInfo = new V1NodeSystemInfo
                {
                    KubeletVersion = "v1.20.2-eks-8cbeebe",
                    OsImage = "Amazon Linux 2",
                    KernelVersion = "5.4.0",
                    ContainerRuntimeVersion = "docker://19.3.13",
                },
            },
        };
    }

    /// <summary>The status of a condition of a node or a pod.</summary>
    public static string Condition(bool? holds) => holds switch { true => "True", false => "False", null => "Unknown" };
}
