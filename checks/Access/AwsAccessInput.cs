using EksGrader.Checks.Core;

namespace EksGrader.Checks.Access;

/// <summary>AWS access as it was handed in, nothing checked yet; the fields are those of the HTTP API.</summary>
public sealed record AwsAccessInput
{
    /// <summary>The region.</summary>
    public string? Region { get; init; }

    /// <summary>The EKS cluster's name.</summary>
    public string? ClusterName { get; init; }

    /// <summary>The role to assume; only for <see cref="AccessKind.AwsRole"/>.</summary>
    public string? RoleArn { get; init; }

    /// <summary>Only for <see cref="AccessKind.AwsKeys"/>.</summary>
    public string? AccessKeyId { get; init; }

    /// <summary>Only for <see cref="AccessKind.AwsKeys"/>.</summary>
    public string? SecretAccessKey { get; init; }

    /// <summary>Only for <see cref="AccessKind.AwsKeys"/>; temporary keys have one.</summary>
    public string? SessionToken { get; init; }

    /// <summary>Says where it leads to, never the credential.</summary>
    public override string ToString() => $"AWS access to {ClusterName} in {Region}";
}
