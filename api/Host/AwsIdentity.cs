using System.Collections.Concurrent;
using Amazon;
using EksGrader.Checks.Aws;

namespace EksGrader.Api.Host;

/// <summary>
/// Who the service is to AWS: the principal that students' roles trust. Without one no role can be assumed, and no page offers that way. That there
/// is none is remembered for a minute: looking for credentials takes seconds where there are none.
/// </summary>
internal sealed class AwsIdentity(AwsSessions aws, TimeProvider time)
{
    private const string CommonRegion = "us-east-1";
    private static readonly TimeSpan AskedAgainAfter = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<string, DateTimeOffset> unknownUntil = new(StringComparer.Ordinal);

    /// <summary>The principal's ARN; null where the service has no AWS credentials, or AWS does not say whose they are.</summary>
    /// <param name="region">A region of the partition that is asked about; null for the service's own.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task<string?> PrincipalArnAsync(string? region, CancellationToken cancellationToken)
    {
        var token = TokenRegion(region);
        if (unknownUntil.TryGetValue(token.PartitionName, out var until) && time.GetUtcNow() < until)
            return null;
        var found = await aws.Grader.TryGetPrincipalArnAsync(token, cancellationToken);
        if (found is null)
            unknownUntil[token.PartitionName] = time.GetUtcNow() + AskedAgainAfter;
        return found;
    }

    // Each partition has token services and principals of its own: that of the student's cluster, else of the grader's own region.
    private static RegionEndpoint TokenRegion(string? region) =>
        AwsRegion.TryFind(region, out var known) || AwsRegion.TryFind(Environment.GetEnvironmentVariable("AWS_REGION"), out known) ? known : AwsRegion.Of(CommonRegion);
}
