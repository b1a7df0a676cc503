namespace EksGrader.Checks.Core;

/// <summary>The four ways of giving access, as assignments and submissions name them.</summary>
public enum AccessKind
{
    /// <summary><c>kubeconfig</c>: server, CA and a token or client certificate, all inline.</summary>
    Kubeconfig,

    /// <summary><c>awsRole</c>: a role of the student's account that the service assumes with its external id.</summary>
    AwsRole,

    /// <summary><c>awsKeys</c>: access keys.</summary>
    AwsKeys,

    /// <summary><c>course</c>: a role that the course holds; the student only names the cluster.</summary>
    Course,
}

/// <summary>Borrowed credentials, validated. A kubeconfig may be joined by AWS access, and then is used at DescribeCluster's endpoint.</summary>
/// <param name="Kubeconfig">What a kubeconfig gives; null where access is by AWS alone.</param>
/// <param name="Aws">What reads AWS; null where there is only a kubeconfig.</param>
public sealed record ClusterAccess(KubeconfigAccess? Kubeconfig, AwsAccess? Aws);

/// <summary>What an accepted kubeconfig holds. Every value was inline; nothing was read or run to get it.</summary>
public sealed record KubeconfigAccess
{
    /// <summary>The API server, <c>https</c> only.</summary>
    public required Uri Server { get; init; }

    /// <summary>The certificates that the server's chain must end in, PEM.</summary>
    public required string CertificateAuthorityPem { get; init; }

    /// <summary>A bearer token; null where a client certificate is used.</summary>
    public string? Token { get; init; }

    /// <summary>A client certificate, PEM; null where a token is used.</summary>
    public string? ClientCertificatePem { get; init; }

    /// <summary>The client certificate's key, PEM.</summary>
    public string? ClientKeyPem { get; init; }

    /// <summary>The AWS region, by the server's host name or the kubeconfig's own names; null where neither tells. For people, never proof.</summary>
    public string? Region { get; init; }

    /// <summary>The EKS cluster's name as the kubeconfig's entries name it; null where none does. For people, never proof.</summary>
    public string? ClusterName { get; init; }

    /// <summary>Says where it leads to, never the credential.</summary>
    public override string ToString() => $"kubeconfig for {Server}";
}

/// <summary>AWS access to one cluster.</summary>
/// <param name="Region">The region, such as <c>ap-northeast-2</c>.</param>
/// <param name="ClusterName">The EKS cluster's name.</param>
public abstract record AwsAccess(string Region, string ClusterName)
{
    /// <summary>Whether the course gave it, not the student: what it may not do is then the grader's fault alone.</summary>
    public bool HeldByCourse { get; init; }

    /// <summary>Whether what the course gave leads to an account that is this student's alone.</summary>
    public bool OfMember { get; init; }

    /// <summary>Whether it reaches other students' clusters too: which one is this student's is then only the student's word.</summary>
    public bool IsOfManyStudents => HeldByCourse && !OfMember;

    /// <summary>A role in the student's account, assumed with the grader's own credentials and this student's external id.</summary>
    public sealed record Role(string Region, string ClusterName, string RoleArn, string? ExternalId) : AwsAccess(Region, ClusterName)
    {
        /// <inheritdoc/>
        public override string ToString() => $"role {RoleArn} for {ClusterName} in {Region}";
    }

    /// <summary>Keys of the student's account.</summary>
    public sealed record Keys(string Region, string ClusterName, string AccessKeyId, string SecretAccessKey, string? SessionToken) : AwsAccess(Region, ClusterName)
    {
        /// <inheritdoc/>
        public override string ToString() => $"keys {AccessKeyId} for {ClusterName} in {Region}";
    }

    /// <summary>The grader's own credentials (the usual AWS variables, profiles and instance roles), as the command line and a course's own account use them.</summary>
    public sealed record Own(string Region, string ClusterName) : AwsAccess(Region, ClusterName)
    {
        /// <inheritdoc/>
        public override string ToString() => $"own credentials for {ClusterName} in {Region}";
    }
}
