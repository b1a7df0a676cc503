using System.Collections.Concurrent;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Deletion;
using EksGrader.Checks.Enforcement;

namespace EksGrader.Tests.Browser.Fixtures;

/// <summary>AWS as far as the end of clusters goes: each lives, with one node group, until the test or the service deletes it.</summary>
internal sealed class EndingCloud(TimeProvider time) : IDeletionProbe, IClusterDeleter
{
    private readonly ConcurrentDictionary<string, ExistenceAnswer> seen = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> deleted = new(StringComparer.Ordinal);

    /// <summary>What the service asked to be deleted, such as <c>NodeGroup ng-web</c>.</summary>
    public IEnumerable<string> Deleted => deleted.Keys.Order(StringComparer.Ordinal);

    /// <summary>What observations see of a cluster from now on.</summary>
    public void Show(string cluster, ExistenceAnswer answer) => seen[cluster] = answer;

    /// <inheritdoc/>
    public Task<LeaseObservation> ProbeAsync(LeaseTarget target, ClusterAccess? access, CancellationToken cancellationToken)
    {
        var answer = AnswerOf(target.ClusterName ?? "");
        var how = "eks:DescribeCluster → " + answer switch { ExistenceAnswer.Alive => "ACTIVE", ExistenceAnswer.Deleting => "DELETING", _ => "ResourceNotFoundException" };
        return Task.FromResult(new LeaseObservation(time.GetUtcNow(), answer, how) { Leftovers = answer == ExistenceAnswer.NotFound ? [] : null });
    }

    /// <inheritdoc/>
    public IDeletingCluster Open(ClusterToDelete cluster, ClusterAccess access) => new Deleting(this, cluster);

    private ExistenceAnswer AnswerOf(string cluster) => deleted.ContainsKey($"Cluster {cluster}") ? ExistenceAnswer.NotFound : seen.GetValueOrDefault(cluster, ExistenceAnswer.Alive);

    private sealed class Deleting(EndingCloud cloud, ClusterToDelete cluster) : IDeletingCluster
    {
        private string NodeGroup => "ng-" + cluster.Name;

        public Task<LivingCluster?> DescribeAsync(CancellationToken cancellationToken) => Task.FromResult(
            cloud.AnswerOf(cluster.Name) == ExistenceAnswer.NotFound ? null : new LivingCluster(cluster.Arn, cluster.CreatedAt, IsGoing: false, IsProtected: false));

        public Task<IReadOnlyList<ObservedResource>> ListAsync(DeletionStepKind kind, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<ObservedResource>>(
            kind == DeletionStepKind.NodeGroup && !cloud.deleted.ContainsKey($"NodeGroup {NodeGroup}") ? [new ObservedResource(kind, NodeGroup)] : []);

        public Task<DeletionReply> DeleteAsync(DeletionStepKind kind, string target, CancellationToken cancellationToken)
        {
            cloud.deleted[$"{kind} {(kind == DeletionStepKind.Cluster ? cluster.Name : target)}"] = true;
            return Task.FromResult(new DeletionReply(DeletionReplyKind.Accepted, "200"));
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
