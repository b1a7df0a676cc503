using EksGrader.Checks.Core;

namespace EksGrader.Db.Model;

/// <summary>What lists and pages tell of an access without opening it: no credential among it.</summary>
/// <param name="Kind">The way of access.</param>
/// <param name="HasAwsAccess">Whether AWS can be asked.</param>
/// <param name="Region">The AWS region, where it is known.</param>
/// <param name="ClusterName">The EKS cluster's name, where it is known.</param>
/// <param name="RoleArn">The role that is assumed, if any.</param>
/// <param name="ServerHost">The host name of the kubeconfig's server, if any.</param>
public sealed record AccessFacts(AccessKind Kind, bool HasAwsAccess, string? Region, string? ClusterName, string? RoleArn, string? ServerHost)
{
    /// <summary>The facts of an access.</summary>
    /// <param name="kind">The way of access that the hand-in named.</param>
    /// <param name="access">The access.</param>
    public static AccessFacts Of(AccessKind kind, ClusterAccess access) => new(
        kind,
        access.Aws is not null,
        access.Aws?.Region,
        access.Aws?.ClusterName,
        (access.Aws as AwsAccess.Role)?.RoleArn,
        access.Kubeconfig?.Server.Host);
}
