namespace EksGrader.Checks.Access;

/// <summary>AWS access as it was submitted, nothing checked yet.</summary>
public record AwsAccessInput
{
    /// <summary>The AWS region, such as <c>ap-northeast-2</c>; not for a kubeconfig.</summary>
    public string? Region { get; init; }

    /// <summary>The EKS cluster's name; not for a kubeconfig.</summary>
    public string? ClusterName { get; init; }

    /// <summary>The role to assume, for <c>awsRole</c>. Its trust asks for the external id that the instructions name.</summary>
    public string? RoleArn { get; init; }

    /// <summary>The access key, for <c>awsKeys</c>.</summary>
    public string? AccessKeyId { get; init; }

    /// <summary>The secret key, for <c>awsKeys</c>.</summary>
    public string? SecretAccessKey { get; init; }

    /// <summary>The session token, for <c>awsKeys</c>: temporary keys have one.</summary>
    public string? SessionToken { get; init; }

    /// <summary>Where it leads to, never the credential.</summary>
    public override string ToString() => $"AWS access to {ClusterName} in {Region}";
}
