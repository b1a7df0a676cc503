using EksGrader.Checks.Aws;
using EksGrader.Checks.Core;
using EksGrader.Checks.Kubernetes;
using EksGrader.Checks.Reads;
using EksGrader.Checks.Web;

namespace EksGrader.Checks.Clusters;

/// <summary>
/// Connections to one student's cluster, opened when the first check reads and shared by all of them. A cluster that cannot be opened
/// is no error of the look: every read of it then fails with the reason, and is recorded.
/// </summary>
/// <param name="HandIn">The facts of the hand-in, with what opening added.</param>
/// <param name="Kubernetes">The Kubernetes API.</param>
/// <param name="Aws">The AWS APIs; null without AWS access.</param>
/// <param name="Web">The network.</param>
public sealed record LiveCluster(SubmissionTarget HandIn, IKubernetesClient Kubernetes, IAwsClient? Aws, IWebProber Web) : IDisposable
{
    /// <summary>The credentials in use: no answer that holds one is recorded.</summary>
    public SecretLeakGuard Secrets { get; init; } = new();

    /// <summary>What is closed with the cluster.</summary>
    public IReadOnlyList<IDisposable> Owned { get; init; } = [];

    /// <summary>The windows of one look.</summary>
    public Cluster Look(IReadLog log) =>
        new(log, HandIn, new KubernetesReader(log, Kubernetes), Aws is null ? null : new AwsReader(log, Aws), new WebReader(log, Web));

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var owned in Owned)
        {
            owned.Dispose();
        }
    }
}

/// <summary>Opens clusters with borrowed access.</summary>
public interface IClusterOpener
{
    /// <summary>Prepares the connections. Contacts the resolver, and AWS where its word decides the endpoint of a kubeconfig.</summary>
    /// <param name="access">The credentials.</param>
    /// <param name="handIn">The facts of the hand-in.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<LiveCluster> OpenAsync(ClusterAccess access, SubmissionTarget handIn, CancellationToken cancellationToken);
}
