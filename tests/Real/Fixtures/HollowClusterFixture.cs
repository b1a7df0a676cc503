using System.Globalization;
using EksGrader.Tests.Support.Testbed;

namespace EksGrader.Tests.Real.Fixtures;

/// <summary>
/// A whole cluster but for containers: API server, controller manager, scheduler and two hollow nodes, which say that their pods run.
/// Started by the first test that asks.
/// </summary>
public sealed class HollowClusterFixture : IAsyncDisposable
{
    private readonly SemaphoreSlim starting = new(1, 1);
    private ControlPlane? plane;

    /// <summary>The cluster with two Ready nodes. Skips the test where a part is missing.</summary>
    internal async Task<ControlPlane> StartedAsync(CancellationToken cancellationToken)
    {
        await starting.WaitAsync(cancellationToken);
        try
        {
            return plane ??= await StartAsync(cancellationToken);
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
    }

    private static async Task<ControlPlane> StartAsync(CancellationToken cancellationToken)
    {
        string[] programs = ["KUBE_CONTROLLER_MANAGER", "KUBE_SCHEDULER", "KUBEMARK"];
        var paths = programs.Select(RealParts.Require).ToList();
        var started = await ControlPlane.StartAsync(tokenWebhook: null, cancellationToken);
        try
        {
            await RunAsync(started, paths, cancellationToken);
            return started;
        }
        catch
        {
            await started.DisposeAsync();
            throw;
        }
    }

    private static async Task RunAsync(ControlPlane plane, List<string> programs, CancellationToken cancellationToken)
    {
        string[] common = ["--kubeconfig", plane.AdminKubeconfig, "--leader-elect=false", "--port", "0", "--secure-port", "0", "--cert-dir", plane.Files.Folder("managers")];
        plane.Start(programs[0],
        [
            .. common, "--service-account-private-key-file", plane.Files["sa.key"], "--root-ca-file", plane.Files["ca.crt"],
            "--kube-api-qps", "200", "--kube-api-burst", "400", "--node-monitor-period", "1s", "--node-monitor-grace-period", "30s",
        ]);
        plane.Start(programs[1], common);
        var nodes = Enumerable.Range(1, 2).Select(n => $"node-{n.ToString(CultureInfo.InvariantCulture)}").ToList();
        foreach (var node in nodes)
        {
            await StartNodeAsync(plane, programs[2], node, cancellationToken);
        }

        await plane.Kubectl.RunAsync($"wait --for=condition=Ready --timeout=120s {string.Join(' ', nodes.Select(n => $"node/{n}"))}", cancellationToken);
    }

    // The node is there before its kubelet: one that registers itself says kubemark://, for good.
    private static async Task StartNodeAsync(ControlPlane plane, string kubemark, string name, CancellationToken cancellationToken)
    {
        var number = name[^1];
        var range = $"10.244.{number}.0/24";
        var node = Nodes.Describe(name);
        node.Status = null;
        (node.Spec.PodCIDR, node.Spec.PodCIDRs) = (range, [range]);
        await plane.Admin.CreateAsync(Kind.Node, node, cancellationToken);
        plane.Start(
            kubemark,
            ["--morph", "kubelet", "--name", name, "--kubeconfig", plane.AdminKubeconfig, "--kubelet-port", "0", "--kubelet-read-only-port", "0"],
            ("TMPDIR", plane.Files.Folder(name)));
    }
}
