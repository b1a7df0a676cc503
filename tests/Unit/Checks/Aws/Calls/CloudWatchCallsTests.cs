using System.Collections.Concurrent;
using EksGrader.Checks.Aws.Calls;
using EksGrader.Checks.Core;
using EksGrader.Checks.Reads;
using EksGrader.Tests.Unit.Fakes;

namespace EksGrader.Tests.Unit.Checks.Aws.Calls;

public sealed class CloudWatchCallsTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Alarms_OfEveryKind_KeepNoAddress()
    {
        await using var asked = await AskedAws.StartAsync(("cloudwatch:DescribeAlarms", """
            {"MetricAlarms":[
              {"AlarmName":"errors","StateValue":"OK","StateUpdatedTimestamp":1764550000,"ActionsEnabled":true,"AlarmActions":["arn:aws:sns:x:111122223333:hidden"],"Namespace":"App","MetricName":"Errors","Dimensions":[{"Name":"ClusterName","Value":"c"}]},
              {"AlarmName":"rate","StateValue":"SOMETHING_NEW","ActionsEnabled":false,"Metrics":[{"Id":"e","Expression":"a/b"},{"Id":"a","MetricStat":{"Metric":{"Namespace":"App","MetricName":"Errors"},"Period":60,"Stat":"Sum"}}]},
              {"AlarmName":"promql","StateValue":"OK","EvaluationCriteria":{"PromQLCriteria":{"Query":"up{cluster=\"{cluster}\",secret=\"1\"}"}}}],
             "CompositeAlarms":[{"AlarmName":"both","AlarmRule":"ALARM(\"errors\") OR OK(arn:aws:cloudwatch:x:111122223333:alarm:rate)","AlarmActions":[]}],
             "LogAlarms":[{"AlarmName":"logs","ScheduledQueryConfiguration":{"QueryString":"SOURCE '/a' | filter secret","LogGroupIdentifiers":["arn:aws:logs:x:111122223333:log-group:/b:*"]}}]}
            """));

        var alarms = (await asked.Aws.CloudWatch.DescribeAlarmsAsync(Token)).Items.ToDictionary(a => a.Name, StringComparer.Ordinal);

        Assert.Equal(("OK", true, 1), (alarms["errors"].State, alarms["errors"].ActionsEnabled, alarms["errors"].Actions));
        Assert.Equal("c", Assert.Single(alarms["errors"].Metrics).Dimensions["ClusterName"]);
        Assert.Equal(("SOMETHING_NEW", "App", "Errors"), (alarms["rate"].State, Assert.Single(alarms["rate"].Metrics).Namespace, alarms["rate"].Metrics[0].Name));
        Assert.Equal((true, true), (alarms["promql"].IsPromQl, alarms["promql"].NamesCluster));
        Assert.Equal((AwsAlarmKind.Composite, 0), (alarms["both"].Kind, alarms["both"].Actions));
        Assert.Equal(["errors", "rate"], alarms["both"].Children);
        Assert.Equal(AwsAlarmKind.Log, alarms["logs"].Kind);
        Assert.Equal(["/b", "/a"], alarms["logs"].LogGroups);
        Assert.DoesNotContain("hidden", asked.Recorded, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", asked.Recorded, StringComparison.Ordinal);
        Assert.DoesNotContain("111122223333", asked.Recorded, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Alarms_ManyPages_AreCutAtTen()
    {
        await using var asked = await AskedAws.StartAsync(("cloudwatch:DescribeAlarms", """{"MetricAlarms":[{"AlarmName":"a"}],"NextToken":"more"}"""));

        var alarms = await asked.Aws.CloudWatch.DescribeAlarmsAsync(Token);

        Assert.Equal((10, true), (alarms.Items.Count, alarms.Cut));
    }

    [Fact]
    public async Task History_KeepsTheStates()
    {
        await using var asked = await AskedAws.StartAsync(("cloudwatch:DescribeAlarmHistory", """
            {"AlarmHistoryItems":[
              {"AlarmName":"errors","Timestamp":1798000000,"HistoryItemType":"StateUpdate","HistorySummary":"Alarm updated from OK to ALARM","HistoryData":"{\"version\":\"1.0\",\"oldState\":{\"stateValue\":\"OK\",\"stateReason\":\"hidden\"},\"newState\":{\"stateValue\":\"ALARM\"}}"},
              {"AlarmName":"errors","Timestamp":1797000000,"HistoryItemType":"StateUpdate","HistorySummary":"Alarm updated from INSUFFICIENT_DATA to OK","HistoryData":"{\"cut"},
              {"AlarmName":"errors","Timestamp":1000,"HistoryItemType":"StateUpdate","HistorySummary":"Alarm updated from OK to ALARM"}]}
            """));

        var changes = (await asked.Aws.CloudWatch.DescribeAlarmHistoryAsync(Start, "errors", Token)).Items;

        Assert.Equal([("OK", "ALARM"), ("INSUFFICIENT_DATA", "OK")], changes.Select(c => (c.From, c.To)));
        Assert.DoesNotContain("hidden", asked.Recorded, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Metrics_OfLevels_AreToldByTheirDimensions()
    {
        await using var asked = await AskedAws.StartAsync(
            ("cloudwatch:ListMetrics ContainerInsights", """
                {"Metrics":[{"Namespace":"ContainerInsights","MetricName":"node_cpu","Dimensions":[{"Name":"NodeName","Value":"a"},{"Name":"ClusterName","Value":"c"}]},
                 {"Namespace":"ContainerInsights","MetricName":"node_cpu","Dimensions":[{"Name":"ClusterName","Value":"c"},{"Name":"NodeName","Value":"b"}]}]}
                """),
            ("cloudwatch:GetMetricData", """{"MetricDataResults":[{"Id":"m","Timestamps":[1764550060,1764550000],"Values":[2.5,1],"StatusCode":"Complete"}]}"""));

        var shape = Assert.Single((await asked.Aws.CloudWatch.ListMetricsAsync("ContainerInsights", Token)).Items);
        var data = await asked.Aws.CloudWatch.GetMetricDataAsync(new AwsMetric("App", "Errors"), "Sum", Start, Start.AddHours(1), TimeSpan.FromMinutes(1), Token);

        Assert.Equal(("node_cpu", 2, "ClusterName,NodeName"), (shape.Name, shape.Count, string.Join(',', shape.Dimensions)));
        Assert.Equal(new AwsMetricData(2, DateTimeOffset.FromUnixTimeSeconds(1764550060), 2.5, 3.5), data);
    }

    [Fact]
    public async Task Fresh_HasNothing_AndADeniedCallIsUnread()
    {
        await using var asked = await AskedAws.StartAsync(("cloudwatch:DescribeAlarms", "! 403 AccessDenied"));

        Assert.Empty((await asked.Aws.CloudWatch.DescribeAlarmHistoryAsync(FakeCluster.Now, cancellationToken: Token)).Items);
        Assert.Empty((await asked.Aws.CloudWatch.ListMetricsAsync("ContainerInsights", Token)).Items);
        var e = await Assert.ThrowsAsync<ReadException>(() => asked.Aws.CloudWatch.DescribeAlarmsAsync(Token));
        Assert.Equal((ReadFailure.Denied, "cloudwatch:DescribeAlarms", FaultDomain.Student), (e.Fault.Failure, e.Fault.Right, e.Fault.Fault));
    }

    [Fact]
    public async Task Alarms_WhereTheRegionDoesNotKnowLogAlarms_AreAskedForWithoutThem()
    {
        await using var asked = await FakeAwsServer.StartAsync();
        var forms = new ConcurrentQueue<string>();
        asked.On("DescribeAlarms", r =>
        {
            forms.Enqueue($"{r.Http.Request.Headers["X-Amz-Target"]} {r.Http.Request.ContentType}");
            var isNew = r.Body.Contains("LogAlarm", StringComparison.Ordinal);
            return FakeAwsServer.WriteAsync(
                r.Http,
                isNew ? 400 : 200,
                isNew ? """{"__type":"com.amazonaws.cloudwatch#ValidationError","message":"no such type"}""" : """{"MetricAlarms":[{"AlarmName":"a"}]}""");
        });
        var client = asked.Sessions().Open(new AwsAccess.Keys("ap-northeast-2", "c", "ASIA", "secret", "token")).Client;

        var alarms = await client.AskAsync(new DescribeAlarms(), Token);

        Assert.Equal("a", Assert.Single(alarms.Answer.Items).Name);
        Assert.Contains("/ap-northeast-2/monitoring/aws4_request", asked.Requests.First().Authorization, StringComparison.Ordinal);
        Assert.Equal(["GraniteServiceVersion20100801.DescribeAlarms application/x-amz-json-1.0"], forms.Distinct(StringComparer.Ordinal));
    }
}
