using System.Collections.Concurrent;
using System.Text.Json;
using EksGrader.Checks.Assignments;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Deletion;
using EksGrader.Checks.Grading;

namespace EksGrader.Tests.Support.Api;

/// <summary>Clusters of one AWS account, which all is well with until their students delete them: what gradings see and what the watch sees.</summary>
internal sealed class StoryClusters(TimeProvider time) : IClusterInspector, IDeletionProbe
{
    private static readonly ClusterInventory Runs = new() { Nodes = new Dictionary<string, int>(StringComparer.Ordinal) { ["t3.medium"] = 2 }, LoadBalancers = 1, Version = "1.34" };
    private static readonly DateTimeOffset Made = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private readonly ConcurrentDictionary<string, DateTimeOffset> deleted = new(StringComparer.Ordinal);

    /// <summary>A submission of a cluster of this account.</summary>
    public static string SubmissionOf(string cluster) => JsonSerializer.Serialize(
        new { access = new { kind = "awsRole", region = "ap-northeast-2", clusterName = cluster, roleArn = "arn:aws:iam::111122223333:role/r" } });

    /// <summary>The student deletes it: from this moment on it is gone.</summary>
    public void Delete(string cluster) => deleted[cluster] = time.GetUtcNow();

    public Task<Observation> InspectAsync(
        Assignment assignment,
        IReadOnlyList<AssignedCheck> which,
        ClusterAccess access,
        SubmissionTarget handIn,
        int number,
        TimeSpan limit,
        IProgress<CheckResult>? progress,
        CancellationToken cancellationToken)
    {
        var at = time.GetUtcNow();
        var verdicts = which.ToDictionary(c => c.Check, c => Script.AllIsWell.Judge(c.Check));
        foreach (var check in which)
            progress?.Report(new CheckResult(check.Check, check.Points, verdicts[check.Check]));
        var identity = IdentityOf(access.Aws?.ClusterName ?? "");
        return Task.FromResult(new Observation(at, TimeSpan.Zero, verdicts, [])
        {
            Identity = identity,
            Recorded = new RecordedObservation(number, at, handIn, [.. which.Select(c => c.Check)], []) { Identity = identity },
        });
    }

    public Task<LeaseObservation> ProbeAsync(LeaseTarget target, ClusterAccess? access, CancellationToken cancellationToken)
    {
        var at = time.GetUtcNow();
        return Task.FromResult(access?.Aws is not { ClusterName: var name } || target.Identity.Arn != IdentityOf(name).Arn
            ? new LeaseObservation(at, ExistenceAnswer.NoProof, "no access") { Fault = FaultDomain.Grader }
            : deleted.TryGetValue(name, out var since) && since <= at
                ? new LeaseObservation(at, ExistenceAnswer.NotFound, "eks:DescribeCluster → ResourceNotFoundException") { Leftovers = [] }
                : new LeaseObservation(at, ExistenceAnswer.Alive, "eks:DescribeCluster → ACTIVE") { Inventory = Runs });
    }

    private static ClusterIdentity IdentityOf(string name) =>
        new($"arn:aws:eks:ap-northeast-2:111122223333:cluster/{name}", Made, $"{name}.example", $"uid-of-{name}");
}
