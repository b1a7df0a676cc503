using System.Globalization;
using System.Text.Json.Nodes;
using EksGrader.Simulator.Clusters;
using EksGrader.Simulator.Net;
using EksGrader.Simulator.Plans;

namespace EksGrader.Simulator.Aws;

/// <summary>Answers that a cluster's plan holds as they travel (<see cref="ClusterPlan.AwsAnswers"/>), and those of a fresh cluster.</summary>
internal sealed class PlannedAnswers(TimeProvider time)
{
    /// <summary>What the plan says of an operation, or of an operation on one thing; null where it says nothing.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="operation">Such as <c>ecr:DescribeImages</c>.</param>
    /// <param name="thing">What it is asked of, where it is asked of something.</param>
    /// <param name="pattern">The filter pattern of the request, for <c>{pattern}</c>.</param>
    /// <exception cref="AwsException">The plan says that it fails: <c>! STATUS CODE</c>.</exception>
    public string? Find(SimulatedCluster cluster, string operation, string thing = "", string pattern = "")
    {
        var answers = cluster.PlanAt(time.GetUtcNow()).AwsAnswers;
        var named = thing.Replace(cluster.Identity.ClusterName, "{cluster}", StringComparison.Ordinal).Replace(cluster.Identity.AccountId, "{account}", StringComparison.Ordinal);
        if (!answers.TryGetValue($"{operation} {thing}", out var text) && !answers.TryGetValue($"{operation} {named}", out text) && !answers.TryGetValue(operation, out text))
        {
            return null;
        }

        return text.Split(' ') is ["!", var status, var code, ..]
            ? throw new AwsException(int.Parse(status, CultureInfo.InvariantCulture), code, $"{thing} was not found.")
            : Fill(text, cluster, pattern);
    }

    /// <summary>Answers an operation of JSON by the plan, or as of a fresh cluster.</summary>
    public async Task WriteJsonAsync(AwsRequest request, SimulatedCluster cluster, string operation, string thing, Func<string> fresh)
    {
        var text = Find(cluster, operation, thing) ?? Fill(fresh(), cluster, "");
        await WriteAsync(request, text);
    }

    /// <summary>Writes JSON in the version that was asked in.</summary>
    public static async Task WriteAsync(AwsRequest request, string text)
    {
        var asked = request.Context.Request.ContentType ?? "";
        await using var body = JsonBody.Begin(request.Context, contentType: asked.StartsWith("application/x-amz-json", StringComparison.Ordinal) ? asked : "application/json");
        body.Json.WriteRawValue(text);
    }

    /// <summary>Members of one object in place of another's.</summary>
    public static JsonObject Merge(JsonObject into, string? members)
    {
        foreach (var (name, value) in members is null ? [] : JsonNode.Parse(members)?.AsObject() ?? [])
            into[name] = value?.DeepClone();
        return into;
    }

    /// <summary>Fills in the placeholders of a text.</summary>
    public string Fill(string text, SimulatedCluster cluster, string pattern) => Placeholders.Fill(text, cluster.Identity, time.GetUtcNow(), pattern);
}
