namespace EksGrader.Simulator;

/// <summary>What a student of a practice class hands in.</summary>
public sealed record PracticeAccess
{
    /// <summary>A kubeconfig; null where access is by AWS alone.</summary>
    public string? Kubeconfig { get; init; }

    /// <summary>A role of the student's account; null where there is none.</summary>
    public PracticeRole? Role { get; init; }

    /// <summary>Temporary keys of the student's account; null where there are none.</summary>
    public PracticeKeys? Keys { get; init; }

    /// <summary>The region, where AWS access is given.</summary>
    public required string Region { get; init; }

    /// <summary>The cluster's name, where AWS access is given.</summary>
    public required string ClusterName { get; init; }

    /// <summary>Whether AWS can be asked.</summary>
    public bool HasAws => Role is not null || Keys is not null;
}

/// <summary>A role that the grader assumes.</summary>
/// <param name="RoleArn">The role.</param>
/// <param name="ExternalId">The external id that its trust policy asked for when the class began; see <see cref="PracticeCluster.TrustExternalId"/>.</param>
public sealed record PracticeRole(string RoleArn, string ExternalId);

/// <summary>Access keys.</summary>
/// <param name="AccessKeyId">The access key.</param>
/// <param name="SecretAccessKey">The secret key.</param>
/// <param name="SessionToken">The session token; null for keys that never expire.</param>
public sealed record PracticeKeys(string AccessKeyId, string SecretAccessKey, string? SessionToken);
