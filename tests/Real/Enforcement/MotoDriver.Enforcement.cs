using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace EksGrader.Tests.Real.Aws;

/// <content>What enforcement deletes.</content>
internal sealed partial class MotoDriver
{
    /// <summary>A Fargate profile, ACTIVE at once.</summary>
    public async Task CreateFargateProfileAsync(string cluster, string name)
    {
        using var request = Request("eks", $"clusters/{cluster}/fargate-profiles");
        request.Content = JsonContent.Create(new JsonObject
        {
            ["fargateProfileName"] = name,
            ["podExecutionRoleArn"] = $"arn:aws:iam::{Account}:role/pods",
            ["selectors"] = new JsonArray(new JsonObject { ["namespace"] = "default" }),
        });
        await SendAsync(request);
    }

    /// <summary>Deletes a node group.</summary>
    public async Task DeleteNodegroupAsync(string cluster, string name)
    {
        using var request = Request("eks", $"clusters/{cluster}/node-groups/{name}");
        request.Method = HttpMethod.Delete;
        await SendAsync(request);
    }

    /// <summary>Tags every target group that has no tags yet.</summary>
    public async Task TagTargetGroupAsync(string name, string key, string value)
    {
        var groups = await QueryAsync("elasticloadbalancing", "2015-12-01", "DescribeTargetGroups", ("Names.member.1", name));
        await QueryAsync(
            "elasticloadbalancing", "2015-12-01", "AddTags", ("ResourceArns.member.1", Text(groups, "TargetGroupArn")), ("Tags.member.1.Key", key), ("Tags.member.1.Value", value));
    }
}
