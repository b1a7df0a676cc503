using System.Collections.Concurrent;
using System.Security.Cryptography;
using EksGrader.Simulator.Clusters;

namespace EksGrader.Simulator.Aws;

/// <summary>Keys that AWS knows.</summary>
/// <param name="AccessKeyId">The access key.</param>
/// <param name="Secret">The secret key.</param>
/// <param name="SessionToken">The session token; null for keys that never expire.</param>
/// <param name="Arn">Who they are.</param>
/// <param name="Cluster">The cluster of the account; null for the grader's own account.</param>
/// <param name="Expires">Until when they are good.</param>
internal sealed record AwsSession(string AccessKeyId, string Secret, string? SessionToken, string Arn, SimulatedCluster? Cluster, DateTimeOffset Expires);

/// <summary>All keys of the practice class.</summary>
internal sealed class AwsSessions
{
    private readonly ConcurrentDictionary<string, AwsSession> sessions = new(StringComparer.Ordinal);

    /// <summary>The session of an access key; null where AWS does not know it.</summary>
    public AwsSession? Find(string accessKeyId) => sessions.GetValueOrDefault(accessKeyId);

    /// <summary>Makes an access key that never expires.</summary>
    public AwsSession CreateUser(string arn, string accessKeyId, string secret)
    {
        var session = new AwsSession(accessKeyId, secret, null, arn, null, DateTimeOffset.MaxValue);
        sessions[accessKeyId] = session;
        return session;
    }

    /// <summary>Makes temporary keys.</summary>
    public AwsSession CreateTemporary(string arn, SimulatedCluster cluster, DateTimeOffset expires)
    {
        var session = new AwsSession(
            "ASIA" + Convert.ToHexString(RandomNumberGenerator.GetBytes(8)),
            Convert.ToBase64String(RandomNumberGenerator.GetBytes(30)),
            "IQoJb3JpZ2luX2Vj" + Convert.ToBase64String(RandomNumberGenerator.GetBytes(96)),
            arn,
            cluster,
            expires);
        sessions[session.AccessKeyId] = session;
        return session;
    }
}
