using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace EksGrader.Tests.Real.States;

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
    public static JsonObject Describe(string name, bool? ready = true, string? providerId = null, bool cordoned = false, string? computeType = null, bool held = false)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)));
        var labels = new JsonObject { ["kubernetes.io/hostname"] = name, ["node.kubernetes.io/instance-type"] = "t3.medium", ["topology.kubernetes.io/zone"] = "ap-northeast-2a" };
        if (computeType is not null)
        {
            labels["eks.amazonaws.com/compute-type"] = computeType;
        }

        var metadata = new JsonObject { ["name"] = name, ["labels"] = labels };
        if (held)
        {
            metadata["finalizers"] = new JsonArray("eksgrader.example.com/held");
        }

        return new JsonObject
        {
            ["metadata"] = metadata,
            ["spec"] = new JsonObject
            {
                ["providerID"] = providerId ?? $"aws:///ap-northeast-2a/{(computeType == "fargate" ? $"0123456789/fargate-{name}" : $"i-0{hash[..16]}")}",
                ["unschedulable"] = cordoned,
            },
            ["status"] = new JsonObject
            {
                ["conditions"] = new JsonArray(Condition("Ready", ready)),
                ["nodeInfo"] = new JsonObject
                {
                    ["kubeletVersion"] = "v1.20.2-eks-8cbeebe",
                    ["osImage"] = "Amazon Linux 2",
                    ["kernelVersion"] = "5.4.0",
                    ["containerRuntimeVersion"] = "docker://19.3.13",
                },
            },
        };
    }

    /// <summary>A condition of a node or a pod.</summary>
    public static JsonObject Condition(string type, bool? holds) => new()
    {
        ["type"] = type,
        ["status"] = holds switch { true => "True", false => "False", null => "Unknown" },
    };
}
