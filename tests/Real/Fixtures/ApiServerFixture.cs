using EksGrader.Checks.Core;
using EksGrader.Tests.Real.Fixtures;
using EksGrader.Tests.Support.Testbed;

[assembly: AssemblyFixture(typeof(ApiServerFixture))]
[assembly: AssemblyFixture(typeof(HollowClusterFixture))]

namespace EksGrader.Tests.Real.Fixtures;

/// <summary>
/// One real kube-apiserver for all tests, started by the first that asks. A grading looks at the whole of a cluster, so tests that put
/// something there are in the collection <see cref="Collection"/> and run one after another.
/// </summary>
public sealed class ApiServerFixture : IAsyncDisposable
{
    /// <summary>The collection of the tests that use it.</summary>
    public const string Collection = "API server";

    /// <summary>The EKS cluster that its token webhook stands for.</summary>
    public const string ClusterName = "eks-cluster";

    private readonly SemaphoreSlim starting = new(1, 1);
    private ControlPlane? plane;
    private ClusterAccess? reader;

    /// <summary>What the server asks about bearer tokens that are not its own.</summary>
    public TokenWebhook? Webhook { get; private set; }

    /// <summary>The server with nothing but its own namespaces in it, and what a student who follows the instructions submits.</summary>
    internal async Task<ClusterState> EmptyAsync(CancellationToken cancellationToken)
    {
        var started = await StartedAsync(cancellationToken);
        reader ??= await ReadOnlyAccess.GrantAsync(started, cancellationToken);
        return new ClusterState(started, reader);
    }

    /// <summary>The server. Skips the test where a part is missing.</summary>
    internal async Task<ControlPlane> StartedAsync(CancellationToken cancellationToken)
    {
        await starting.WaitAsync(cancellationToken);
        try
        {
            Webhook ??= await TokenWebhook.StartAsync(ClusterName, TimeProvider.System, cancellationToken);
            plane ??= await ControlPlane.StartAsync(Webhook.Configuration, cancellationToken);
            return plane.Alive();
        }
        finally
        {
            starting.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        starting.Dispose();
        if (plane is not null)
        {
            await plane.DisposeAsync();
        }

        if (Webhook is not null)
        {
            await Webhook.DisposeAsync();
        }
    }
}
