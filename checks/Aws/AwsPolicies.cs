using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace EksGrader.Checks.Aws;

/// <summary>IAM policies as JSON (IAM user guide, "JSON policy elements").</summary>
public static class AwsPolicies
{
    private static readonly JsonSerializerOptions OneLine = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonSerializerOptions Indented = new(OneLine) { WriteIndented = true };

    /// <summary>Allows actions on every resource: Describe calls of load balancers know no other.</summary>
    /// <param name="actions">IAM actions.</param>
    /// <param name="indented">Whether on several lines.</param>
    public static string Allow(IEnumerable<string> actions, bool indented = false) => Write(indented, Statement(new JsonObject
    {
        ["Effect"] = "Allow",
        ["Action"] = new JsonArray([.. actions.Select(a => JsonValue.Create(a))]),
        ["Resource"] = "*",
    }));

    /// <summary>
    /// Allows a grading's actions: those about parts of a cluster on that cluster alone, where it is known, the others on every resource. So is
    /// eks:DescribeCluster, or a mistyped name would be told as a missing right; Describe calls of most services know no resource, and which
    /// log groups, repositories and pipelines are the cluster's is what the grading finds out.
    /// </summary>
    /// <param name="actions">IAM actions.</param>
    /// <param name="region">The cluster's region; null where it is not known.</param>
    /// <param name="cluster">Its name; null where it is not known.</param>
    public static string AllowReads(IReadOnlyList<string> actions, string? region, string? cluster)
    {
        var ofCluster = actions.Where(IsOfCluster).ToList();
        if (ofCluster.Count == 0 || cluster is null || !AwsRegion.TryFind(region, out var known))
        {
            return Allow(actions, indented: true);
        }

        var resource = $"arn:{known.PartitionName}:eks:{known.SystemName}:*:*/{cluster}";
        return Of(Allowing(actions.Except(ofCluster, StringComparer.Ordinal), ["*"]), Allowing(ofCluster, [resource, $"{resource}/*"]));
    }

    // Versions of Kubernetes and of add-ons are of no cluster (Service Authorization Reference, EKS).
    private static bool IsOfCluster(string action) =>
        action.StartsWith("eks:", StringComparison.Ordinal)
        && action is not (AwsActions.DescribeCluster or AwsActions.DescribeAddonVersions or AwsActions.DescribeClusterVersions);

    /// <summary>Trusts one principal, and only with the external id.</summary>
    /// <param name="principalArn">Who may assume the role.</param>
    /// <param name="externalId">The external id; null for a role that needs none.</param>
    /// <param name="indented">Whether on several lines.</param>
    public static string Trust(string principalArn, string? externalId, bool indented = false)
    {
        var statement = new JsonObject
        {
            ["Effect"] = "Allow",
            ["Principal"] = new JsonObject { ["AWS"] = principalArn },
            ["Action"] = "sts:AssumeRole",
        };
        if (externalId is not null)
        {
            statement["Condition"] = new JsonObject { ["StringEquals"] = new JsonObject { ["sts:ExternalId"] = externalId } };
        }

        return Write(indented, Statement(statement));
    }

    /// <summary>A policy of several statements, on several lines.</summary>
    internal static string Of(params JsonObject[] statements) =>
        Write(indented: true, new JsonObject { ["Version"] = "2012-10-17", ["Statement"] = new JsonArray([.. statements]) });

    /// <summary>A statement that allows actions on some resources, under a condition where there is one.</summary>
    internal static JsonObject Allowing(IEnumerable<string> actions, IEnumerable<string> resources, JsonObject? condition = null)
    {
        var statement = new JsonObject
        {
            ["Effect"] = "Allow",
            ["Action"] = new JsonArray([.. actions.Select(a => JsonValue.Create(a))]),
            ["Resource"] = new JsonArray([.. resources.Select(r => JsonValue.Create(r))]),
        };
        if (condition is not null)
        {
            statement["Condition"] = condition;
        }

        return statement;
    }

    private static JsonObject Statement(JsonObject statement) => new() { ["Version"] = "2012-10-17", ["Statement"] = new JsonArray(statement) };

    private static string Write(bool indented, JsonObject policy) => policy.ToJsonString(indented ? Indented : OneLine);
}

/// <summary>The AWS CLI commands that grant what was refused.</summary>
internal static class AwsCommands
{
    /// <summary>The name of a role, the last part of its ARN.</summary>
    public static string RoleName(string roleArn) => roleArn[(roleArn.LastIndexOf('/') + 1)..];

    /// <summary>Allows a role one action, in a policy of its own so that nothing is overwritten.</summary>
    public static string AllowAction(string roleArn, string action) =>
        $"aws iam put-role-policy --role-name {RoleName(roleArn)} --policy-name eks-grader-{action[(action.IndexOf(':', StringComparison.Ordinal) + 1)..]} --policy-document '{AwsPolicies.Allow([action])}'";

    /// <summary>Lets the grader assume a role, and only with the external id.</summary>
    public static string UpdateTrustPolicy(string roleArn, string? principalArn, string? externalId) =>
        $"aws iam update-assume-role-policy --role-name {RoleName(roleArn)} --policy-document '{AwsPolicies.Trust(principalArn ?? "GRADER_PRINCIPAL_ARN", externalId)}'";
}
