using System.Globalization;
using System.Net;
using System.Net.NetworkInformation;

namespace EksGrader.Checks.Web;

/// <summary>The name servers to ask, as <c>resolv.conf</c> tells them (resolver(5)).</summary>
/// <param name="Servers">The servers, the first one first.</param>
public sealed record ResolverSettings(IReadOnlyList<IPEndPoint> Servers)
{
    private const int Port = 53;
    private const int MostServers = 3; // MAXNS
    private const int MostDomains = 6;
    private const int MostAttempts = 3;

    /// <summary>The domains that a name without a dot is looked for in.</summary>
    public IReadOnlyList<string> Search { get; init; } = [];

    /// <summary>How often each server is asked.</summary>
    public int Attempts { get; init; } = 2;

    /// <summary>Reads a <c>resolv.conf</c>: <c>nameserver</c>, <c>search</c>, <c>domain</c> and the option <c>attempts</c>. Its <c>timeout</c> is the grader's own matter, and so is <c>ndots</c>: a name with a dot is whole.</summary>
    /// <param name="text">The file; empty where there is none: then the machine's own server is asked, as by every resolver.</param>
    public static ResolverSettings Parse(string text)
    {
        var (servers, search, attempts) = (new List<IPEndPoint>(), (IReadOnlyList<string>)[], 2);
        foreach (var line in text.Split('\n'))
        {
            switch (line.Split((char[])[' ', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries))
            {
                case ["nameserver", var server, ..] when servers.Count < MostServers && IPAddress.TryParse(server, out var address):
                    servers.Add(new IPEndPoint(address, Port));
                    break;
                case ["search" or "domain", .. var domains]:
                    search = [.. domains.Select(d => d.Trim('.')).Where(d => d.Length > 0).Take(MostDomains)];
                    break;
                case ["options", .. var options]:
                    foreach (var option in options)
                    {
                        if (option.StartsWith("attempts:", StringComparison.Ordinal) && int.TryParse(option.AsSpan("attempts:".Length), CultureInfo.InvariantCulture, out var asked))
                        {
                            attempts = Math.Clamp(asked, 1, MostAttempts);
                        }
                    }

                    break;
            }
        }

        return new ResolverSettings(servers.Count > 0 ? servers : [new IPEndPoint(IPAddress.Loopback, Port)]) { Search = search, Attempts = attempts };
    }

    /// <summary>The name servers of a machine without a <c>resolv.conf</c>.</summary>
    internal static ResolverSettings OfInterfaces() => new(
    [
        .. NetworkInterface.GetAllNetworkInterfaces().SelectMany(n => n.GetIPProperties().DnsAddresses).Distinct().Take(MostServers).Select(a => new IPEndPoint(a, Port)),
    ]);
}

/// <summary>The settings of this machine, read again when they change.</summary>
internal sealed class MachineSettings
{
    private readonly WatchedFile<ResolverSettings> file = new("/etc/resolv.conf", ResolverSettings.Parse);

    public ResolverSettings Read() => OperatingSystem.IsWindows() ? ResolverSettings.OfInterfaces() : file.Read();
}
