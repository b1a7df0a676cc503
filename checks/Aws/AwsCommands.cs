namespace EksGrader.Checks.Aws;

/// <summary>The AWS CLI commands that mend what was refused.</summary>
internal static class AwsCommands
{
    /// <summary>The name of a role, the last part of its ARN.</summary>
    public static string RoleName(string roleArn) => roleArn[(roleArn.LastIndexOf('/') + 1)..];

    /// <summary>Allows a role one action, in a policy of its own so that nothing is overwritten.</summary>
    public static string AllowAction(string roleArn, string action) =>
        $"aws iam put-role-policy --role-name {RoleName(roleArn)} --policy-name eks-grader-{action[(action.IndexOf(':', StringComparison.Ordinal) + 1)..]} --policy-document '{AwsPolicies.Allow([action])}'";

    /// <summary>Lets the grader, and nobody without the external id, assume a role.</summary>
    public static string UpdateTrustPolicy(string roleArn, string? principalArn, string? externalId) =>
        $"aws iam update-assume-role-policy --role-name {RoleName(roleArn)} --policy-document '{AwsPolicies.Trust(principalArn ?? "GRADER_PRINCIPAL_ARN", externalId)}'";
}
