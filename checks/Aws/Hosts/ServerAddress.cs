namespace EksGrader.Checks.Aws.Hosts;

/// <summary>What is wrong with the address of an API server, host name apart.</summary>
public enum ServerAddressError
{
    /// <summary>An EKS endpoint with a path or another port than 443: EKS serves the API at the root of port 443 alone.</summary>
    BeyondEksEndpoint,

    /// <summary>A path through a <c>proxy</c>: the API server hands such requests to a pod, a Service or a node, which then answers in its place.</summary>
    ThroughProxy,
}

/// <summary>
/// Whether an address leads to an API server itself. <c>https://ID.gr7.REGION.eks.amazonaws.com/api/v1/namespaces/x/services/y/proxy</c>
/// is a real EKS endpoint with its certificate, and what answers there is a server of the student's
/// (Kubernetes, "Access Services Running on Clusters", "Manually constructing apiserver proxy URLs").
/// </summary>
public static class ServerAddress
{
    private const int HttpsPort = 443;

    // A path may be encoded again for each server on its way.
    private const int MostDecodings = 4;

    /// <summary>Whether an address is that of an EKS endpoint: its host name has the form, the path is <c>/</c> and the port 443.</summary>
    public static bool IsEksEndpoint(Uri server) => EksHost.IsEndpoint(server.IdnHost) && FaultOf(server) is null;

    /// <summary>What is wrong with an address; null where nothing is.</summary>
    /// <param name="server">An absolute address, <c>https</c>.</param>
    public static ServerAddressError? FaultOf(Uri server)
    {
        if (EksHost.IsEndpoint(server.IdnHost))
        {
            return server is { AbsolutePath: "/", Port: HttpsPort, Query: "", Fragment: "", UserInfo: "" } ? null : ServerAddressError.BeyondEksEndpoint;
        }

        return HasProxy(server.AbsolutePath) ? ServerAddressError.ThroughProxy : null;
    }

    private static bool HasProxy(string path)
    {
        for (var i = 0; i < MostDecodings; i++)
        {
            if (path.Split('/', '\\').Contains("proxy", StringComparer.OrdinalIgnoreCase))
            {
                return true;
            }

            path = Uri.UnescapeDataString(path);
        }

        return path.Contains('%', StringComparison.Ordinal); // still encoded: no path of an API server is
    }
}
