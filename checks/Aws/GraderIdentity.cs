using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Amazon;
using Amazon.Runtime;
using Amazon.SecurityToken.Model;

namespace EksGrader.Checks.Aws;

/// <summary>Who the grader is to AWS: the principal that students' roles trust.</summary>
public sealed partial class GraderIdentity(AwsClients clients, AwsOptions options)
{
    private readonly ConcurrentDictionary<string, string> arns = new(StringComparer.Ordinal);

    /// <summary>The grader's principal ARN: the configured one, else what sts:GetCallerIdentity says; null where the grader has no credentials or AWS does not answer.</summary>
    public async Task<string?> TryGetPrincipalArnAsync(RegionEndpoint region, CancellationToken cancellationToken)
    {
        if (options.PrincipalArn is { } configured)
        {
            return configured;
        }

        if (arns.TryGetValue(region.PartitionName, out var known))
        {
            return known;
        }

        try
        {
            var identity = await clients.OwnTokenService(region).GetCallerIdentityAsync(new GetCallerIdentityRequest(), cancellationToken);
            return arns[region.PartitionName] = PrincipalOf(identity.Arn);
        }
        catch (Exception e) when (e is AmazonServiceException or AmazonClientException or HttpRequestException or IOException)
        {
            return null; // only words depend on it: they then name a placeholder
        }
    }

    /// <summary>What a trust policy must name: for a session of a role (<c>arn:aws:sts::ACCOUNT:assumed-role/ROLE/SESSION</c>) the role itself.</summary>
    public static string PrincipalOf(string callerArn)
    {
        var session = AssumedRole().Match(callerArn);
        return session.Success ? $"arn:{session.Groups["partition"]}:iam::{session.Groups["account"]}:role/{session.Groups["role"]}" : callerArn;
    }

    [GeneratedRegex(@"\Aarn:(?<partition>[a-z-]+):sts::(?<account>[0-9]{12}):assumed-role/(?<role>[^/]+)/.+\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex AssumedRole();
}
