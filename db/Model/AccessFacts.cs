using System.Text.Json;
using System.Text.Json.Serialization;
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
    /// <param name="kind">The way of access that the submission named.</param>
    /// <param name="access">The access.</param>
    public static AccessFacts Of(AccessKind kind, ClusterAccess access) => new(
        kind,
        access.Aws is not null,
        access.Aws?.Region ?? access.Kubeconfig?.Region,
        access.Aws?.ClusterName ?? access.Kubeconfig?.ClusterName,
        (access.Aws as AwsAccess.Role)?.RoleArn,
        access.Kubeconfig?.Server.Host);
}

/// <summary>The form that an access has under its seal, apart from the program's types, so that those can change.</summary>
internal sealed record AccessJson(KubeconfigAccess? Kubeconfig, AccessJson.RoleJson? Role, AccessJson.KeysJson? Keys, AccessJson.OwnJson? Own, bool HeldByCourse = false, bool OfMember = false)
{
    public static byte[] Write(ClusterAccess access) => JsonSerializer.SerializeToUtf8Bytes(
        new AccessJson(
            access.Kubeconfig,
            access.Aws is AwsAccess.Role r ? new RoleJson(r.Region, r.ClusterName, r.RoleArn, r.ExternalId) : null,
            access.Aws is AwsAccess.Keys k ? new KeysJson(k.Region, k.ClusterName, k.AccessKeyId, k.SecretAccessKey, k.SessionToken) : null,
            access.Aws is AwsAccess.Own o ? new OwnJson(o.Region, o.ClusterName) : null,
            access.Aws is { HeldByCourse: true },
            access.Aws is { OfMember: true }),
        AccessJsonContext.Default.AccessJson);

    public static ClusterAccess Read(ReadOnlySpan<byte> json) =>
        (JsonSerializer.Deserialize(json, AccessJsonContext.Default.AccessJson) ?? throw new JsonException("A sealed access is null.")).ToAccess();

    /// <summary>Never the credential.</summary>
    public override string ToString() => ToAccess().ToString();

    private ClusterAccess ToAccess()
    {
        AwsAccess? aws = this switch
        {
            { Role: { } r } => new AwsAccess.Role(r.Region, r.ClusterName, r.RoleArn, r.ExternalId),
            { Keys: { } k } => new AwsAccess.Keys(k.Region, k.ClusterName, k.AccessKeyId, k.SecretAccessKey, k.SessionToken),
            { Own: { } o } => new AwsAccess.Own(o.Region, o.ClusterName),
            _ => null,
        };
        return new ClusterAccess(Kubeconfig, aws is null ? null : aws with { HeldByCourse = HeldByCourse, OfMember = OfMember });
    }

    internal sealed record RoleJson(string Region, string ClusterName, string RoleArn, string? ExternalId);

    internal sealed record KeysJson(string Region, string ClusterName, string AccessKeyId, string SecretAccessKey, string? SessionToken)
    {
        public override string ToString() => $"keys {AccessKeyId}";
    }

    internal sealed record OwnJson(string Region, string ClusterName);
}

[JsonSerializable(typeof(AccessJson))]
internal sealed partial class AccessJsonContext : JsonSerializerContext;
