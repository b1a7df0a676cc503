using System.Text.Json.Nodes;
using EksGrader.Simulator.Clusters;
using EksGrader.Simulator.Net;

namespace EksGrader.Simulator.Aws;

/// <summary>CloudWatch Logs: of Container Insights four log groups with a performance event every minute, and what the plan says.</summary>
internal sealed class LogsService(PlannedAnswers planned, TimeProvider time)
{
    private static readonly string[] Kinds = ["application", "dataplane", "host", "performance"];

    public async Task AnswerAsync(AwsRequest request, AwsSession session)
    {
        var operation = request.Context.Request.Headers["X-Amz-Target"].ToString().Split('.')[^1];
        var cluster = AwsApi.Allow(session, "logs", operation, $"arn:aws:logs:{request.Region}:*:log-group:*", time.GetUtcNow());
        var asked = AwsInputs.Read(request, $"logs:{operation}");
        var group = asked["logGroupName"]?.ToString() ?? "";
        if (operation != "DescribeLogGroups" && planned.Find(cluster, $"logs:{operation}", group, asked["filterPattern"]?.ToString() ?? "") is { } text)
        {
            await PlannedAnswers.WriteAsync(request, text);
            return;
        }

        await (operation switch
        {
            "DescribeLogGroups" => DescribeLogGroupsAsync(request, cluster, asked["logGroupNamePrefix"]?.ToString() ?? ""),
            "FilterLogEvents" => FilterLogEventsAsync(request, cluster, group, asked["startTime"]?.GetValue<long>() ?? 0),
            "DescribeMetricFilters" => PlannedAnswers.WriteAsync(request, Existing(cluster, request, group, """{"metricFilters":[]}""")),
            "DescribeQueries" => PlannedAnswers.WriteAsync(request, """{"queries":[]}"""),
            _ => PlannedAnswers.WriteAsync(request, """{"queryDefinitions":[]}"""),
        });
    }

    private string Existing(SimulatedCluster cluster, AwsRequest request, string group, string answer) =>
        Groups(cluster, request).Contains(group, StringComparer.Ordinal) ? answer : throw NoGroup();

    private static AwsException NoGroup() => new(400, "ResourceNotFoundException", "The specified log group does not exist.");

    private IEnumerable<string> Groups(SimulatedCluster cluster, AwsRequest request)
    {
        var identity = cluster.Identity;
        if (identity.Region != request.Region)
        {
            return [];
        }

        var ofInsights = cluster.PlanAt(time.GetUtcNow()).Agent is { DataArrives: true } ? Kinds.Select(k => $"/aws/containerinsights/{identity.ClusterName}/{k}") : [];
        var others = JsonNode.Parse(planned.Find(cluster, "logs:DescribeLogGroups") ?? "[]")?.AsArray().Select(g => g?.ToString() ?? "") ?? [];
        return ofInsights.Concat(others);
    }

    private async Task DescribeLogGroupsAsync(AwsRequest request, SimulatedCluster cluster, string prefix)
    {
        await using var body = JsonBody.Begin(request.Context, contentType: "application/x-amz-json-1.1");
        var json = body.Json;
        json.WriteStartObject();
        json.WriteStartArray("logGroups"u8);
        foreach (var group in Groups(cluster, request).Where(g => g.StartsWith(prefix, StringComparison.Ordinal)))
        {
            json.WriteStartObject();
            json.WriteString("logGroupName"u8, group);
            json.WriteNumber("creationTime"u8, cluster.Identity.CreatedAt.AddMinutes(40).ToUnixTimeMilliseconds());
            json.WriteNumber("metricFilterCount"u8, 0);
            json.WriteNumber("storedBytes"u8, 0);
            json.WriteString("arn"u8, $"arn:aws:logs:{request.Region}:{cluster.Identity.AccountId}:log-group:{group}:*");
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private async Task FilterLogEventsAsync(AwsRequest request, SimulatedCluster cluster, string group, long startTime)
    {
        if (!Groups(cluster, request).Contains(group, StringComparer.Ordinal))
        {
            throw NoGroup();
        }

        var newest = time.GetUtcNow().AddSeconds(-40);
        await using var body = JsonBody.Begin(request.Context, contentType: "application/x-amz-json-1.1");
        var json = body.Json;
        json.WriteStartObject();
        json.WriteStartArray("events"u8);
        if (newest.ToUnixTimeMilliseconds() >= startTime)
        {
            json.WriteStartObject();
            json.WriteString("logStreamName"u8, cluster.StateAt(newest).Nodes.Select(n => n.Meta.Name).FirstOrDefault("node"));
            json.WriteNumber("timestamp"u8, newest.ToUnixTimeMilliseconds());
            json.WriteString("message"u8, "{\"Type\":\"Cluster\",\"Version\":\"0\"}"u8);
            json.WriteNumber("ingestionTime"u8, newest.AddSeconds(2).ToUnixTimeMilliseconds());
            json.WriteString("eventId"u8, "38901234567890123456789012345678901234567890123456789012"u8);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("searchedLogStreams"u8);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
