using EksGrader.Checks.Aws;
using EksGrader.Checks.Kubernetes;
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
public sealed record LiveCluster(HandIn HandIn, IKubernetesClient Kubernetes, IAwsClient? Aws, IWebProber Web) : IAsyncDisposable
{
    /// <summary>What is closed with the cluster.</summary>
    public IReadOnlyList<IAsyncDisposable> Owned { get; init; } = [];

    /// <summary>The windows of one look.</summary>
    public Cluster Look(IReadLog log) =>
        new(log, HandIn, new KubernetesWindow(log, Kubernetes), Aws is null ? null : new AwsWindow(log, Aws), new WebWindow(log, Web));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var owned in Owned)
        {
            await owned.DisposeAsync();
        }
    }
}

/// <summary>Opens clusters with borrowed access.</summary>
public interface IClusterOpener
{
    /// <summary>Prepares the connections; contacts nobody but the resolver.</summary>
    /// <param name="access">The credentials.</param>
    /// <param name="handIn">The facts of the hand-in.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<LiveCluster> OpenAsync(Access.ClusterAccess access, HandIn handIn, CancellationToken cancellationToken);
}
