using System.Globalization;
using EksGrader.Simulator.Clusters;
using EksGrader.Simulator.Plans;

namespace EksGrader.Simulator.Aws;

/// <summary>CloudFormation, the stacks of eksctl (botocore <c>cloudformation/2010-05-15</c>).</summary>
internal sealed class CloudFormationService(TimeProvider time)
{
    private const string Xmlns = "http://cloudformation.amazonaws.com/doc/2010-05-15/";

    public Task AnswerAsync(AwsRequest request, AwsSession session)
    {
        var now = time.GetUtcNow();
        var cluster = AwsApi.Allow(session, "cloudformation", request.Action, "*", now);
        var name = $"eksctl-{cluster.Identity.ClusterName}-cluster";
        if (request.Action != "DescribeStacks")
        {
            throw AwsException.UnknownOperation("cloudformation", request.Action);
        }

        if (request.Parameter("StackName") is { } asked && (asked != name || StatusAt(cluster, now) is null))
        {
            throw new AwsException(400, "ValidationError", $"Stack with id {asked} does not exist");
        }

        string[] stacks = StatusAt(cluster, now) is not null && cluster.Identity.Region == request.Region ? [name] : [];
        return XmlBody.WriteAsync(request.Context, "DescribeStacks", Xmlns, xml => xml.List("Stacks", stacks, stack =>
        {
            xml.WriteElementString("StackName", stack);
            xml.WriteElementString("StackId", $"arn:aws:cloudformation:{request.Region}:{cluster.Identity.AccountId}:stack/{stack}/{cluster.Identity.Ids.Uuid("stack")}");
            xml.WriteElementString("StackStatus", StatusAt(cluster, now));
            xml.WriteElementString("CreationTime", cluster.Identity.CreatedAt.AddMinutes(-1).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
            xml.List("Tags", [cluster.Identity.ClusterName], value =>
            {
                xml.WriteElementString("Key", "alpha.eksctl.io/cluster-name");
                xml.WriteElementString("Value", value);
            });
        }));
    }

    private static string? StatusAt(SimulatedCluster cluster, DateTimeOffset now) => cluster.EksStatusAt(now) switch
    {
        "ACTIVE" => "CREATE_COMPLETE",
        "DELETING" => "DELETE_IN_PROGRESS",
        _ => cluster.LeavesAt(now, PracticeLeftovers.Stack) ? "DELETE_FAILED" : null,
    };
}
