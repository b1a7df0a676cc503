using System.Text.Json.Nodes;
using EksGrader.Checks.Core;
using k8s;

namespace EksGrader.Tests.Support.Testbed;

/// <summary>A real kube-apiserver with its etcd. Nothing changes what a test puts there.</summary>
internal sealed class ControlPlane : IAsyncDisposable
{
    private const int Starts = 3;
    private readonly List<ChildProcess> processes = [];

    private ControlPlane(ControlPlaneFiles files, int port)
    {
        Files = files;
        Server = new Uri($"https://127.0.0.1:{port}");
        AdminAccess = new KubeconfigAccess
        {
            Server = Server,
            CertificateAuthorityPem = files.AuthorityPem,
            ClientCertificatePem = files.AdminPem,
            ClientKeyPem = files.AdminKeyPem,
        };
        Admin = new KubeClient(AdminAccess);
        AdminKubeconfig = files.Write("admin.kubeconfig", new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Config",
            ["current-context"] = "admin",
            ["clusters"] = new JsonArray(Named("cluster", new() { ["server"] = Server.AbsoluteUri, ["certificate-authority"] = files["ca.crt"] })),
            ["users"] = new JsonArray(Named("user", new() { ["client-certificate"] = files["admin.crt"], ["client-key"] = files["admin.key"] })),
            ["contexts"] = new JsonArray(Named("context", new() { ["cluster"] = "admin", ["user"] = "admin" })),
        }.ToJsonString());
        Kubectl = new Kubectl(AdminKubeconfig);
    }

    /// <summary>Its folder.</summary>
    public ControlPlaneFiles Files { get; }

    /// <summary>Its address.</summary>
    public Uri Server { get; }

    /// <summary>The administrator's client.</summary>
    public KubeClient Admin { get; }

    /// <summary>The administrator's kubectl.</summary>
    public Kubectl Kubectl { get; }

    /// <summary>The file of the administrator's kubeconfig.</summary>
    public string AdminKubeconfig { get; }

    /// <summary>The administrator's access, as someone would hand it in.</summary>
    public KubeconfigAccess AdminAccess { get; }

    /// <summary>Starts one. Skips the test where a part is missing.</summary>
    /// <param name="tokenWebhook">The kubeconfig of the webhook that knows bearer tokens; null for none.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<ControlPlane> StartAsync(string? tokenWebhook, CancellationToken cancellationToken)
    {
        var (etcd, apiServer) = (RealParts.Require("ETCD"), RealParts.Require("KUBE_APISERVER"));
        for (var start = 1; ; start++)
        {
            var ports = Ports.Free(3);
            var plane = new ControlPlane(new ControlPlaneFiles(), ports[2]);
            try
            {
                await plane.StartAsync(etcd, ports[0], ports[1], cancellationToken);
                await plane.StartAsync(apiServer, ports[0], tokenWebhook, cancellationToken);
                return plane;
            }
            catch (ServerEndedException) when (start < Starts)
            {
                await plane.DisposeAsync();
            }
            catch
            {
                await plane.DisposeAsync();
                throw;
            }
        }
    }

    /// <summary>Starts a further program that ends with this.</summary>
    public ChildProcess Start(string program, IEnumerable<string> arguments, params (string Name, string Value)[] environment)
    {
        var process = ChildProcess.Start(program, arguments, environment);
        processes.Add(process);
        return process;
    }

    /// <summary>Says why, when a part of it has ended.</summary>
    /// <exception cref="ServerEndedException">A part has ended.</exception>
    public ControlPlane Alive()
    {
        processes.ForEach(p => p.ThrowIfEnded());
        return this;
    }

    public async ValueTask DisposeAsync()
    {
        Admin.Dispose();
        foreach (var process in Enumerable.Reverse(processes))
        {
            await process.DisposeAsync();
        }

        Files.Dispose();
    }

    private async Task StartAsync(string program, int port, int peerPort, CancellationToken cancellationToken)
    {
        var (client, peer) = ($"http://127.0.0.1:{port}", $"http://127.0.0.1:{peerPort}");
        var etcd = Start(program,
        [
            "--unsafe-no-fsync", "--data-dir", Files["etcd"], "--log-level", "warn", "--heartbeat-interval", "20", "--election-timeout", "200",
            "--listen-client-urls", client, "--advertise-client-urls", client, "--listen-peer-urls", peer,
            "--initial-advertise-peer-urls", peer, "--initial-cluster", $"default={peer}",
        ]);
        using var http = new HttpClient();
        await etcd.ReadyAsync(
            async token =>
            {
                using var health = await http.GetAsync(new Uri($"{client}/health"), token);
                return health.IsSuccessStatusCode;
            },
            cancellationToken);
    }

    private async Task StartAsync(string program, int etcdPort, string? tokenWebhook, CancellationToken cancellationToken)
    {
        var apiServer = Start(program,
        [
            "--etcd-servers", $"http://127.0.0.1:{etcdPort}", "--bind-address", "127.0.0.1", "--secure-port", $"{Server.Port}", "--advertise-address", "192.0.2.1",
            "--tls-cert-file", Files["server.crt"], "--tls-private-key-file", Files["server.key"], "--client-ca-file", Files["ca.crt"],
            "--service-account-key-file", Files["sa.key"], "--service-account-signing-key-file", Files["sa.key"],
            "--service-account-issuer", "https://kubernetes.default.svc", "--service-cluster-ip-range", "10.0.0.0/24",
            "--authorization-mode", "Node,RBAC", "--allow-privileged", "--disable-admission-plugins", "ServiceAccount",
            "--cert-dir", Files.Folder("apiserver"), "--profiling=false",
            .. tokenWebhook is null
                ? Array.Empty<string>()
                :
                [
                    "--authentication-token-webhook-config-file", Files.Write("webhook.kubeconfig", tokenWebhook),
                    "--authentication-token-webhook-version", "v1", "--authentication-token-webhook-cache-ttl", "1s",
                ],
        ]);
        await apiServer.ReadyAsync(Admin.IsReadyAsync, cancellationToken);
        // The server makes its own namespaces a moment later.
        await Until.TrueAsync("the namespaces are there", async token => (await Admin.Api.CoreV1.ListNamespaceAsync(cancellationToken: token)).Items.Count >= 4, cancellationToken);
    }

    private static JsonObject Named(string kind, JsonObject value) => new() { ["name"] = "admin", [kind] = value };
}
