using EksGrader.Checks.Aws;
using EksGrader.Checks.Aws.Calls;
using EksGrader.Checks.Reads;

namespace EksGrader.Checks.Checks.Logs;

/// <summary>
/// The log groups in which a cluster's applications write, as the usual shippers name them, the likeliest first; the one of the control
/// plane is none of them.
/// </summary>
/// <param name="Groups">The log groups that there are.</param>
/// <param name="Fault">Why some may be missing; null where all were listed.</param>
internal sealed record ClusterLogGroups(IReadOnlyList<AwsLogGroup> Groups, ReadError? Fault)
{
    /// <summary>Stands for the cluster's name in the name of a group that an assignment asks for.</summary>
    public const string NamePlaceholder = "{cluster}";

    // A search takes CloudWatch up to a second a page.
    private const int Most = 5;

    /// <summary>Where the control plane writes (EKS user guide, "Send control plane logs to CloudWatch Logs").</summary>
    public static string ControlPlane(string cluster) => $"/aws/eks/{cluster}/cluster";

    /// <summary>Lists them.</summary>
    /// <param name="aws">What is read through.</param>
    /// <param name="cluster">The cluster's name.</param>
    /// <param name="named">The one that the assignment asks for; empty to search the usual ones.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public static async Task<ClusterLogGroups> ListAsync(AwsReader aws, string cluster, string named, CancellationToken cancellationToken)
    {
        string[] prefixes = named.Length > 0 ? [named.Replace(NamePlaceholder, cluster, StringComparison.Ordinal)] : Usual(cluster);
        var reads = await Task.WhenAll(prefixes.Select(p => OptionalRead.Of(aws.Logs.ListGroupsAsync(p, cancellationToken))));
        var found = prefixes.Zip(reads, (Prefix, Read) => (Prefix, Read))
            .SelectMany(p => (p.Read.Answer?.Items ?? []).Where(g => named.Length > 0 ? g.Name == p.Prefix : IsUnder(g.Name, p.Prefix)))
            .Where(g => named.Length > 0 || g.Name != ControlPlane(cluster))
            .DistinctBy(g => g.Name, StringComparer.Ordinal)
            .Take(Most);
        var fault = reads.Select(r => r.Fault).FirstOrDefault(f => f is not null) ?? (reads.Any(r => r.Answer?.Cut == true) ? ReadErrors.Cut("aws logs describe-log-groups") : null);
        return new ClusterLogGroups([.. found], fault);
    }

    // Container Insights in both modes; the AWS chart of Fluent Bit; the sample for Fargate; groups that carry the cluster's name.
    private static string[] Usual(string cluster) =>
    [
        $"/aws/containerinsights/{cluster}/application", $"/aws/otel/containerinsights/{cluster}/application", "/aws/eks/fluentbit-cloudwatch", "fluent-bit-cloudwatch",
        $"/aws/eks/{cluster}", $"/eks/{cluster}", $"/{cluster}",
    ];

    private static bool IsUnder(string name, string prefix) => name == prefix || name.StartsWith($"{prefix}/", StringComparison.Ordinal);
}
