using System.Collections.Immutable;
using EksGrader.Simulator.Clusters;
using EksGrader.Simulator.Net;
using Microsoft.AspNetCore.Http;

namespace EksGrader.Simulator.Aws;

/// <summary>
/// Every AWS API on one endpoint: the scope of the signature says which service is meant, the access key whose account.
/// </summary>
internal sealed class AwsApi(AwsSessions sessions, Func<string, SimulatedCluster?> clusterOfAccount, TimeProvider time)
{
    private readonly SecurityTokenService sts = new(sessions, clusterOfAccount, time);
    private readonly EksService eks = new(new PlannedAnswers(time), time);
    private readonly LoadBalancingService balancing = new(time);
    private readonly LogsService logs = new(new PlannedAnswers(time), time);
    private readonly JsonServices others = new(new PlannedAnswers(time), time);
    private readonly Ec2Service ec2 = new(time);
    private readonly CloudFormationService cloudFormation = new(time);

    public async Task AnswerAsync(HttpContext context)
    {
        context.Response.Headers["x-amzn-RequestId"] = context.TraceIdentifier;
        var request = await AwsRequest.ReadAsync(context);
        try
        {
            var session = request.Authenticate(sessions, time.GetUtcNow());
            session.Cluster?.Asked(time.GetUtcNow());
            await (request.Service switch
            {
                "sts" => sts.AnswerAsync(request, session),
                "eks" => eks.AnswerAsync(request, session),
                "elasticloadbalancing" => balancing.AnswerAsync(request, session),
                "logs" => logs.AnswerAsync(request, session),
                "monitoring" or "ecr" or "codepipeline" => others.AnswerAsync(request, session),
                "autoscaling" => others.AnswerScalingAsync(request, session),
                "aps" or "grafana" => others.AnswerPathAsync(request, session),
                "ec2" => ec2.AnswerAsync(request, session),
                "cloudformation" => cloudFormation.AnswerAsync(request, session),
                _ => throw AwsException.UnknownOperation(request.Service, request.Action),
            });
        }
        catch (AwsException e)
        {
            await AnswerErrorAsync(request, e);
        }
    }

    /// <summary>Refuses what the plan of the account's cluster denies or throttles.</summary>
    /// <returns>The cluster of the account.</returns>
    /// <exception cref="AwsException">The action is denied or throttled, or the account has no cluster.</exception>
    public static SimulatedCluster Allow(AwsSession session, string service, string action, string resource, DateTimeOffset now)
    {
        var name = $"{service}:{action}";
        var cluster = session.Cluster ?? throw AwsException.Denied(service, session.Arn, name, resource);
        var plan = cluster.PlanAt(now);
        var ending = cluster.HasBegunToEndAt(now) ? cluster.Kind.Ending : null;
        if (Covers(plan.DeniedActions, service, name) || (ending is not null && Covers(ending.Denied, service, name)))
        {
            throw AwsException.Denied(service, session.Arn, name, resource);
        }

        return Covers(plan.ThrottledActions, service, name) || (ending is not null && Covers(ending.Throttled, service, name)) ? throw AwsException.Throttled(service) : cluster;
    }

    private static bool Covers(ImmutableArray<string> actions, string service, string name) =>
        actions.Contains(name, StringComparer.Ordinal) || actions.Contains($"{service}:*", StringComparer.Ordinal);

    private static async Task AnswerErrorAsync(AwsRequest request, AwsException error)
    {
        var context = request.Context;
        var target = context.Request.Headers["X-Amz-Target"].Count > 0;
        if (!target && request.Action.Length > 0)
        {
            await (request.Service == "ec2" ? XmlBody.WriteEc2ErrorAsync(context, error) : XmlBody.WriteErrorAsync(context, error));
            return;
        }

        // REST services tell the code in a header, those with a target in the body.
        context.Response.Headers["x-amzn-ErrorType"] = error.Code;
        await using var body = JsonBody.Begin(context, error.Status, target ? "application/x-amz-json-1.1" : "application/json");
        body.Json.WriteStartObject();
        if (target)
        {
            body.Json.WriteString("__type"u8, error.Code);
        }

        body.Json.WriteString("message"u8, error.Message);
        body.Json.WriteEndObject();
    }
}
