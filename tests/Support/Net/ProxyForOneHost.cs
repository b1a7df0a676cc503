using System.Net;

namespace EksGrader.Tests.Support.Net;

/// <summary>The process's proxy, for one host that no other test asks for; everything else goes on as before.</summary>
internal sealed class ProxyForOneHost(string host, int port, IWebProxy before) : IWebProxy
{
    public ICredentials? Credentials { get; set; }

    /// <summary>Makes it the process's proxy. It is asked before those that were there before.</summary>
    public static void Install(string host, int port) => HttpClient.DefaultProxy = new ProxyForOneHost(host, port, HttpClient.DefaultProxy);

    public Uri? GetProxy(Uri destination) => IsMine(destination) ? new Uri($"http://127.0.0.1:{port}") : before.GetProxy(destination);

    public bool IsBypassed(Uri host) => !IsMine(host) && before.IsBypassed(host);

    private bool IsMine(Uri destination) => string.Equals(destination.Host, host, StringComparison.Ordinal);
}
