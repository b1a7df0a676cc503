using EksGrader.Checks.Aws.Hosts;

namespace EksGrader.Checks.Access;

/// <summary>Reads the cluster of a kubeconfig: the server and whom it must prove to be.</summary>
internal static class KubeconfigCluster
{
    private const int LongestAddress = 2048;

    public static (Uri? Server, string? AuthorityPem) Read(KubeconfigNode cluster)
    {
        Refuse(cluster, "certificate-authority", "PathField");
        Refuse(cluster, "tls-server-name", "ServerName");
        Refuse(cluster, "proxy-url", "Proxy");
        if (cluster.Text("insecure-skip-tls-verify") is { } insecure && !insecure.Equals("false", StringComparison.OrdinalIgnoreCase))
        {
            cluster.Faults.Add(cluster.PathOf("insecure-skip-tls-verify"), cluster.LineOf("insecure-skip-tls-verify"), "Insecure");
        }

        return (Server(cluster), Authority(cluster));
    }

    /// <summary>Refuses a field that is there and not empty.</summary>
    public static bool Refuse(KubeconfigNode node, string name, string text)
    {
        if (!node.Holds(name))
        {
            return false;
        }

        node.Faults.Add(node.PathOf(name), node.LineOf(name), text);
        return true;
    }

    private static Uri? Server(KubeconfigNode cluster)
    {
        const string name = "server";
        if (cluster.Text(name) is not { } text)
        {
            if (!cluster.Holds(name))
            {
                cluster.Faults.Add(cluster.PathOf(name), cluster.Line, "Missing", name);
            }

            return null;
        }

        var fault = text switch
        {
            { Length: > LongestAddress } => "ServerNotUrl",
            _ when text.Any(c => char.IsControl(c) || char.IsWhiteSpace(c) || c == '\\') => "ServerNotUrl",
            _ when text.StartsWith("http://", StringComparison.OrdinalIgnoreCase) => "ServerNotHttps",
            _ when !text.StartsWith("https://", StringComparison.OrdinalIgnoreCase) => "ServerNotUrl",
            _ => null,
        };
        if (fault is null && Uri.TryCreate(text, UriKind.Absolute, out var server) && server.Scheme == Uri.UriSchemeHttps && server.Host.Length > 0 && server.Port > 0)
        {
            fault = server.UserInfo.Length > 0 || server.Query.Length > 0 || server.Fragment.Length > 0 || text.AsSpan().IndexOfAny('?', '#', '@') >= 0
                ? "ServerHasMore"
                : ServerAddress.FaultOf(server) switch
                {
                    ServerAddressError.BeyondEksEndpoint => "ServerBeyondEks",
                    ServerAddressError.ThroughProxy => "ServerThroughProxy",
                    _ => null,
                };
            if (fault is null)
            {
                return server;
            }
        }

        cluster.Faults.Add(cluster.PathOf(name), cluster.LineOf(name), fault ?? "ServerNotUrl");
        return null;
    }

    private static string? Authority(KubeconfigNode cluster)
    {
        const string name = "certificate-authority-data";
        if (cluster.Text(name) is not { } data)
        {
            cluster.Faults.Add(cluster.PathOf(name), cluster.Line, "NoAuthority");
            return null;
        }

        return KubeconfigPem.Decode(cluster, name, data) is { } pem && KubeconfigPem.HoldsCertificates(cluster, name, pem) ? pem : null;
    }
}
