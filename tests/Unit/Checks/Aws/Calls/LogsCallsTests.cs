using EksGrader.Checks.Aws.Calls;
using EksGrader.Checks.Core;
using EksGrader.Checks.Reads;
using EksGrader.Tests.Unit.Fakes;

namespace EksGrader.Tests.Unit.Checks.Aws.Calls;

public sealed class LogsCallsTests
{
    private const string Group = "/aws/containerinsights/app/application";
    private static readonly DateTimeOffset Since = FakeCluster.Now.AddYears(-5);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task FindEvent_OfAPattern_KeepsTimeAndStreamAlone()
    {
        await using var asked = await AskedAws.StartAsync(
            ($"logs:FilterLogEvents {Group}", """{"events":[{"timestamp":1900000000000,"logStreamName":"node-1.web-7d9","message":"secret GET /?eksgrader={pattern}"}]}"""));

        var found = await asked.Aws.Logs.FindEventAsync(Group, Since, AwsLogPattern.Text("K7QXNONCE"), cancellationToken: Token);

        Assert.True(found.GroupExists);
        Assert.Equal(new AwsLogEvent(DateTimeOffset.FromUnixTimeMilliseconds(1900000000000), "node-1.web-7d9"), found.Event);
        Assert.DoesNotContain("secret", asked.Recorded, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FindEvent_OfNames_SaysWhichOneAndWhere()
    {
        await using var asked = await AskedAws.StartAsync(
            ("logs:FilterLogEvents a", """{"events":[{"timestamp":1900000000000,"logStreamName":"other","message":"nothing"},{"timestamp":1900000000001,"logStreamName":"x_web-2_y","message":"z"}]}"""),
            ("logs:FilterLogEvents b", """{"events":[{"timestamp":1900000000000,"logStreamName":"x","message":"{\"pod_name\":\"web-1\"}"}]}"""),
            ("logs:FilterLogEvents c", """{"events":[{"timestamp":1900000000000,"logStreamName":"x","message":"other"}]}"""));
        IReadOnlyList<string> names = ["web-1", "web-2"];

        var inStream = await asked.Aws.Logs.FindEventAsync("a", Since, names: names, cancellationToken: Token);
        var inText = await asked.Aws.Logs.FindEventAsync("b", Since, names: names, cancellationToken: Token);
        var nowhere = await asked.Aws.Logs.FindEventAsync("c", Since, names: names, cancellationToken: Token);

        Assert.Equal(("web-2", true), (inStream.Event?.Name, inStream.Event?.IsNameInStream));
        Assert.Equal(("web-1", false), (inText.Event?.Name, inText.Event?.IsNameInStream));
        Assert.Equal((true, null, false), (nowhere.GroupExists, nowhere.Event, nowhere.Cut));
    }

    [Fact]
    public async Task FindEvent_OlderThanAsked_IsNone()
    {
        await using var asked = await AskedAws.StartAsync(("logs:FilterLogEvents", """{"events":[{"timestamp":1000,"logStreamName":"x","message":"y"}]}"""));

        Assert.Null((await asked.Aws.Logs.FindEventAsync(Group, Since, cancellationToken: Token)).Event);
    }

    [Fact]
    public async Task FindEvent_EmptyPagesWithoutEnd_IsCut()
    {
        await using var asked = await AskedAws.StartAsync(("logs:FilterLogEvents", """{"events":[],"nextToken":"again"}"""));

        var found = await asked.Aws.Logs.FindEventAsync(Group, Since, "x", cancellationToken: Token);

        Assert.Equal((true, null, true), (found.GroupExists, found.Event, found.Cut));
    }

    [Fact]
    public async Task FindEvent_NoGroup_IsAbsent_AndADeniedKeyIsUnread()
    {
        await using var asked = await AskedAws.StartAsync(("logs:FilterLogEvents sealed", "! 400 AccessDeniedException"));

        Assert.False((await asked.Aws.Logs.FindEventAsync("none", Since, cancellationToken: Token)).GroupExists);
        var e = await Assert.ThrowsAsync<ReadException>(() => asked.Aws.Logs.FindEventAsync("sealed", Since, cancellationToken: Token));
        Assert.Equal((ReadFailure.Denied, "logs:FilterLogEvents"), (e.Fault.Failure, e.Fault.Right));
    }

    [Fact]
    public async Task Groups_AndFilters_AreRead()
    {
        await using var asked = await AskedAws.StartAsync(
            ("logs:DescribeLogGroups", """["/aws/eks/x/cluster"]"""),
            ("logs:DescribeMetricFilters /aws/eks/x/cluster", """
                {"metricFilters":[{"filterName":"errors","filterPattern":"ERROR","logGroupName":"/aws/eks/x/cluster",
                 "metricTransformations":[{"metricName":"Errors","metricNamespace":"App","metricValue":"1","defaultValue":0},{"metricName":"ByPod","metricNamespace":"App","metricValue":"1","dimensions":{"pod":"$.pod"}}]}]}
                """));

        var groups = await asked.Aws.Logs.ListGroupsAsync("/aws/eks/", Token);
        var filter = Assert.Single((await asked.Aws.Logs.DescribeMetricFiltersAsync("/aws/eks/x/cluster", Token)).Items);
        var none = await asked.Aws.Logs.DescribeMetricFiltersAsync("/none", Token);

        Assert.Equal("/aws/eks/x/cluster", Assert.Single(groups.Items).Name);
        Assert.Equal(("errors", "ERROR", "App", "Errors"), (filter.Name, filter.Pattern, filter.Metrics[0].Namespace, filter.Metrics[0].Name));
        Assert.Equal([true, false], filter.Metrics.Select(m => m.HasDefault));
        Assert.Equal("pod", Assert.Single(filter.Metrics[1].Dimensions));
        Assert.Equal((0, true), (none.Items.Count, none.Absent));
    }

    [Fact]
    public async Task Queries_KeepCommandsAndGroupsButNoText()
    {
        await using var asked = await AskedAws.StartAsync(
            ("logs:DescribeQueries", """
                {"queries":[{"queryLanguage":"CWLI","queryString":"SOURCE '/aws/eks/x/cluster' START=-3600s |\nfields @timestamp, secretField | filter @message like /x/ | mysecret","status":"Complete","createTime":{ms-60}},
                 {"queryString":"fields old","status":"Complete","createTime":1000}]}
                """),
            ("logs:DescribeQueryDefinitions", """{"queryDefinitions":[{"name":"errors","queryString":"SELECT secret FROM `/aws/eks/y/cluster`","queryLanguage":"SQL","lastModified":{ms-60},"logGroupNames":["/z"]}]}"""));

        var query = Assert.Single((await asked.Aws.Logs.DescribeQueriesAsync(Since, Token)).Items);
        var saved = Assert.Single((await asked.Aws.Logs.DescribeQueryDefinitionsAsync(Token)).Items);

        Assert.Equal(("Complete", "CWLI"), (query.Status, query.Text.Language));
        Assert.Equal(["source", "fields", "filter", "?"], query.Text.Commands);
        Assert.Equal(["/aws/eks/x/cluster"], query.Text.LogGroups);
        Assert.Equal(("errors", "select"), (saved.Name, Assert.Single(saved.Text.Commands)));
        Assert.Equal(["/z", "/aws/eks/y/cluster"], saved.Text.LogGroups);
        Assert.DoesNotContain("secret", asked.Recorded, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Pattern_OfManyNames_IsNoLongerThanAWS_Takes()
    {
        var pattern = AwsLogPattern.AnyOf([.. Enumerable.Range(0, 100).Select(i => $"web-{i}-0123456789abcdef")]);

        Assert.InRange(pattern.Length, 900, 1024);
        Assert.EndsWith("\"", pattern, StringComparison.Ordinal);
        Assert.Equal("\"a\\\"b\"", AwsLogPattern.Text("a\"b"));
    }
}
