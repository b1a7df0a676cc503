using System.Collections.Concurrent;
using EksGrader.Checks.Core;
using k8s;
using k8s.Models;

namespace EksGrader.Tests.Support.Testbed;

/// <summary>What one test puts into a real API server; all of it is gone with the test.</summary>
internal sealed class ClusterState(ControlPlane plane, ClusterAccess access) : IAsyncDisposable
{
    private readonly ConcurrentBag<(Kind Kind, IKubernetesObject<V1ObjectMeta> Made)> objects = [];

    /// <summary>The server.</summary>
    public ControlPlane Plane => plane;

    /// <summary>Access with the rights that the instructions name, and no more.</summary>
    public ClusterAccess Access => access;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Puts an object there, its status too, and gives it back as the server has it. Its namespace is made where it is missing.</summary>
    public async Task<T> PutAsync<T>(Kind kind, T described)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        if (kind.Namespaced)
        {
            await EnsureNamespaceAsync(described.Namespace() ?? throw new ArgumentException("The namespace is missing.", nameof(described)));
        }

        var made = await plane.Admin.CreateAsync(kind, described, Token);
        objects.Add((kind, made));
        return made;
    }

    /// <summary>Asks for an object's deletion while something keeps it there.</summary>
    public Task BeginDeletionAsync(Kind kind, IKubernetesObject<V1ObjectMeta> made) =>
        plane.Admin.DeleteAsync(kind, made, new V1DeleteOptions { GracePeriodSeconds = 30 }, Token);

    public async ValueTask DisposeAsync()
    {
        // Not the test's token: what it put there goes even when it was cancelled. Kinds go after their objects.
        foreach (var together in objects.ToLookup(o => o.Kind == Kind.CustomResourceDefinition).OrderBy(k => k.Key))
        {
            await Task.WhenAll(together.Select(o => plane.Admin.RemoveAsync(o.Kind, o.Made, CancellationToken.None)));
        }
    }

    // Namespaces stay: one that is deleted is never gone where no controller runs.
    private async Task EnsureNamespaceAsync(string name)
    {
        if (await plane.Admin.FindAsync<V1Namespace>(Kind.Namespace, null, name, Token) is null)
        {
            await plane.Admin.CreateAsync(Kind.Namespace, new V1Namespace { Metadata = new V1ObjectMeta { Name = name } }, Token);
        }
    }
}
