using System.Globalization;
using System.Text.Json.Nodes;

namespace EksGrader.Simulator.Aws;

/// <summary>
/// CloudWatch, ECR, CodePipeline, Auto Scaling, managed Prometheus and Grafana: of a fresh cluster's account they have nothing to tell, and
/// the plan may say otherwise (<see cref="Plans.ClusterPlan.AwsAnswers"/>).
/// </summary>
internal sealed class JsonServices(PlannedAnswers planned, TimeProvider time)
{
    /// <summary>Answers what names its operation in <c>X-Amz-Target</c>.</summary>
    public Task AnswerAsync(AwsRequest request, AwsSession session)
    {
        var service = request.Service == "monitoring" ? "cloudwatch" : request.Service;
        var target = request.Context.Request.Headers["X-Amz-Target"].ToString();
        var isRight = target.StartsWith(
            service switch
            {
                "cloudwatch" => "GraniteServiceVersion20100801.",
                "ecr" => "AmazonEC2ContainerRegistry_V20150921.",
                _ => "CodePipeline_20150709.",
            },
            StringComparison.Ordinal);
        var operation = isRight ? target.Split('.')[^1] : throw AwsException.UnknownOperation(service, target);
        var cluster = AwsApi.Allow(session, service, operation, "*", time.GetUtcNow());
        var input = AwsInputs.Read(request, $"{service}:{operation}");
        var thing = Thing(input);
        return planned.WriteJsonAsync(request, cluster, $"{service}:{operation}", thing, () => $"{service}:{operation}" switch
        {
            "cloudwatch:DescribeAlarms" => """{"MetricAlarms":[],"CompositeAlarms":[],"LogAlarms":[]}""",
            "cloudwatch:DescribeAlarmHistory" => """{"AlarmHistoryItems":[]}""",
            "cloudwatch:GetMetricData" => """{"MetricDataResults":[{"Id":"m","Timestamps":[],"Values":[],"StatusCode":"Complete"}],"Messages":[]}""",
            "cloudwatch:ListMetrics" => """{"Metrics":[]}""",
            "ecr:GetRegistryScanningConfiguration" => """{"registryId":"{account}","scanningConfiguration":{"scanType":"BASIC","rules":[]}}""",
            "codepipeline:ListPipelines" => """{"pipelines":[]}""",
            "codepipeline:GetPipeline" or "codepipeline:ListPipelineExecutions" => throw new AwsException(400, "PipelineNotFoundException", $"No pipeline {thing}."),
            _ => throw new AwsException(400, "RepositoryNotFoundException", $"The repository with name '{thing}' does not exist in the registry."),
        });
    }

    /// <summary>Answers managed Prometheus and Grafana, whose paths say what is asked.</summary>
    public Task AnswerPathAsync(AwsRequest request, AwsSession session)
    {
        var (operation, fresh) = (request.Service, request.Path) switch
        {
            ("aps", "/scrapers") => ("ListScrapers", """{"scrapers":[]}"""),
            ("grafana", "/workspaces") => ("ListWorkspaces", """{"workspaces":[]}"""),
            _ => throw AwsException.UnknownOperation(request.Service, request.Path),
        };
        var cluster = AwsApi.Allow(session, request.Service, operation, "*", time.GetUtcNow());
        AwsInputs.Read(request, $"{request.Service}:{operation}");
        return planned.WriteJsonAsync(request, cluster, $"{request.Service}:{operation}", "", () => fresh);
    }

    /// <summary>Answers Auto Scaling: the plan's XML of the result, else a launch of every node.</summary>
    public Task AnswerScalingAsync(AwsRequest request, AwsSession session)
    {
        var cluster = AwsApi.Allow(session, "autoscaling", request.Action, "*", time.GetUtcNow());
        var group = AwsInputs.Read(request, $"autoscaling:{request.Action}")["AutoScalingGroupName"]?.ToString() ?? "";
        var text = planned.Find(cluster, $"autoscaling:{request.Action}", group);
        return XmlBody.WriteAsync(request.Context, request.Action, "http://autoscaling.amazonaws.com/doc/2011-01-01/", xml =>
        {
            if (text is not null)
            {
                xml.WriteRaw(text);
                return;
            }

            var at = cluster.Identity.CreatedAt.AddMinutes(33).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
            xml.List("Activities", cluster.StateAt(time.GetUtcNow()).Nodes, node =>
            {
                xml.WriteElementString("ActivityId", cluster.Identity.Uid("activity " + node.InstanceId));
                xml.WriteElementString("AutoScalingGroupName", group);
                xml.WriteElementString("Description", $"Launching a new EC2 instance: {node.InstanceId}");
                xml.WriteElementString("Cause", $"At {at} an instance was started in response to a difference between desired and actual capacity.");
                xml.WriteElementString("StartTime", at);
                xml.WriteElementString("EndTime", at);
                xml.WriteElementString("StatusCode", "Successful");
            });
        });
    }

    private static string Thing(JsonObject input) =>
        (input["repositoryName"] ?? input["repositoryNames"]?[0] ?? input["name"] ?? input["pipelineName"] ?? input["Namespace"])?.ToString() ?? "";
}
