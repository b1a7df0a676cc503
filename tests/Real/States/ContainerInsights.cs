using System.Text.Json.Nodes;
using EksGrader.Tests.Real.Fixtures;

namespace EksGrader.Tests.Real.States;

/// <summary>Puts CloudWatch Container Insights into an API server, in its own namespace.</summary>
internal sealed class ContainerInsights(ClusterState state)
{
    private const string Namespace = "amazon-cloudwatch";
    private const string Agent = "cloudwatch-agent";

    /// <summary>The agent's DaemonSet, ready on some nodes.</summary>
    public Task<JsonObject> AgentAsync(int ready) => state.PutAsync(Kind.DaemonSet, new JsonObject
    {
        ["metadata"] = Metadata(Agent),
        ["spec"] = new JsonObject
        {
            ["selector"] = new JsonObject { ["matchLabels"] = new JsonObject { ["name"] = Agent } },
            ["template"] = new JsonObject
            {
                ["metadata"] = new JsonObject { ["labels"] = new JsonObject { ["name"] = Agent } },
                ["spec"] = new JsonObject { ["containers"] = new JsonArray(new JsonObject { ["name"] = Agent, ["image"] = "cloudwatch-agent" }) },
            },
        },
        ["status"] = new JsonObject { ["desiredNumberScheduled"] = 2, ["currentNumberScheduled"] = 2, ["numberReady"] = ready, ["numberMisscheduled"] = 0 },
    });

    /// <summary>The configuration of the classic installation, with what stands in <c>logs.metrics_collected</c>.</summary>
    public Task<JsonObject> ClassicAsync(string collected) => ConfigMapAsync("cwagentconfig", "cwagentconfig.json", $$$"""{"logs":{"metrics_collected":{{{collected}}}}}""");

    /// <summary>A ConfigMap of one key.</summary>
    public Task<JsonObject> ConfigMapAsync(string name, string key, string text) =>
        state.PutAsync(Kind.ConfigMap, new JsonObject { ["metadata"] = Metadata(name), ["data"] = new JsonObject { [key] = text } });

    /// <summary>The add-on's custom resource with its configuration; its kind is made first, and goes after it.</summary>
    public async Task<JsonObject> AddOnAsync(string configuration)
    {
        var token = TestContext.Current.CancellationToken;
        var group = "cloudwatch.aws.amazon.com";
        // The kind of an earlier test may still be on its way out.
        await Until.TrueAsync("the kind is gone", async t => await state.Plane.Admin.FindAsync(Kind.CustomResourceDefinition, null, $"{Kind.AmazonCloudWatchAgent.Plural}.{group}", t) is null, token);
        await state.PutAsync(Kind.CustomResourceDefinition, new JsonObject
        {
            ["metadata"] = new JsonObject { ["name"] = $"{Kind.AmazonCloudWatchAgent.Plural}.{group}" },
            ["spec"] = new JsonObject
            {
                ["group"] = group,
                ["scope"] = "Namespaced",
                ["names"] = new JsonObject { ["kind"] = Kind.AmazonCloudWatchAgent.Name, ["plural"] = Kind.AmazonCloudWatchAgent.Plural },
                ["versions"] = new JsonArray(new JsonObject
                {
                    ["name"] = "v1alpha1",
                    ["served"] = true,
                    ["storage"] = true,
                    ["schema"] = new JsonObject { ["openAPIV3Schema"] = new JsonObject { ["type"] = "object", ["x-kubernetes-preserve-unknown-fields"] = true } },
                }),
            },
        });
        await Until.TrueAsync("the kind is served", t => state.Plane.Admin.IsServedAsync(Kind.AmazonCloudWatchAgent, t), token);
        return await state.PutAsync(Kind.AmazonCloudWatchAgent, new JsonObject { ["metadata"] = Metadata(Agent), ["spec"] = new JsonObject { ["config"] = configuration } });
    }

    private static JsonObject Metadata(string name) => new() { ["name"] = name, ["namespace"] = Namespace };
}
