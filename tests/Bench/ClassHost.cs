using System.Net;
using System.Text.Json;
using EksGrader.Checks.Assignments;
using EksGrader.Checks.Checks;
using EksGrader.Checks.Grading;
using EksGrader.Simulator;
using EksGrader.Simulator.Plans;

namespace EksGrader.Bench;

/// <summary>The simulated class in a process of its own, so that the grader's CPU and memory are measured alone.</summary>
internal static class ClassHost
{
    /// <summary>Starts the class, writes what there is to submit as one line of JSON, and serves until standard input ends.</summary>
    public static async Task<int> RunAsync(ClassBenchOptions options)
    {
        await using var practice = await PracticeClass.StartAsync(new PracticeClassOptions
        {
            Students = options.Clusters,
            Kinds = options.Kinds,
            RoundTripDelay = options.Delay,
        });
        IReadOnlyList<CheckInfo> checks =
            [.. ShippedAssignments.Read(options.Assignment, Catalogue.Default.Infos).Checks.Select(c => Catalogue.Default.Find(c.Check)?.Info).OfType<CheckInfo>()];
        var facts = new HostFacts(
            practice.AwsEndpoint.ToString(),
            practice.GraderKeys.AccessKeyId,
            practice.GraderKeys.SecretAccessKey,
            practice.Names.Resolvable().ToDictionary(n => n.Key, n => n.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            [.. practice.Clusters.Select(c => HostedCluster.Of(c, checks))]);
        await Console.Out.WriteLineAsync(JsonSerializer.Serialize(facts));
        await Console.In.ReadToEndAsync();
        return 0;
    }
}

/// <summary>What the class's process tells the grader's.</summary>
internal sealed record HostFacts(string AwsEndpoint, string AccessKeyId, string SecretAccessKey, IReadOnlyDictionary<string, string> Names, IReadOnlyList<HostedCluster> Clusters)
{
    public IReadOnlyDictionary<string, IPAddress> Addresses() =>
        Names.ToDictionary(n => n.Key, n => IPAddress.Parse(n.Value), StringComparer.OrdinalIgnoreCase);
}

/// <summary>One cluster of the class: its access, and what a grading must come to.</summary>
internal sealed record HostedCluster(string Kind, string? Kubeconfig, string? RoleArn, string? ExternalId, PracticeKeys? Keys, string Region, string ClusterName, IReadOnlyDictionary<string, string> Expected)
{
    public static HostedCluster Of(PracticeCluster cluster, IReadOnlyList<CheckInfo> checks) => new(
        cluster.Kind,
        cluster.Access.Kubeconfig,
        cluster.Access.Role?.RoleArn,
        cluster.Access.Role?.ExternalId,
        cluster.Access.Keys,
        cluster.Region,
        cluster.ClusterName,
        checks.ToDictionary(c => c.Id.Value, c => Word(cluster.Expected.Of(c)), StringComparer.Ordinal));

    private static string Word(ExpectedVerdict verdict) => $"{verdict.Outcome} {verdict.Share:0.####}";
}
