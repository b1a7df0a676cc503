using System.Globalization;
using System.Net;
using System.Net.Sockets;
using EksGrader.Checks.Core;
using Microsoft.Extensions.Options;

namespace EksGrader.Api.Host;

/// <summary>
/// Answers only where it is asked by a name of its own. A stranger's site whose name is made to lead here ("DNS rebinding") would be of one
/// origin with this service in its visitor's browser, and a name that a stranger chose would stand in links. Accepted are the names of the
/// configuration, loopback names and IP literals: those cannot be made to lead elsewhere. Health checks come by whatever name a load balancer
/// uses, and tell nothing. A person is told to ask for the address, a program what it did; the log names what an operator may have left out.
/// The host is the one that a trusted proxy says (<see cref="ProxyOptions"/>); ports do not matter.
/// </summary>
internal sealed partial class HostCheck(RequestDelegate next, IOptions<SiteOptions> site, ILogger<HostCheck> logger)
{
    /// <summary>How many unknown names are logged: strangers can think of ever new ones.</summary>
    internal const int MostLogged = 100;

    private readonly HashSet<string> names = NamesOf(site.Value);
    private readonly Lock gate = new();
    private readonly HashSet<string> logged = new(StringComparer.Ordinal);

    public Task InvokeAsync(HttpContext context)
    {
        if (context.Request.Path.StartsWithSegments("/health", StringComparison.OrdinalIgnoreCase) || IsOurs(context.Request.Host.Host, names))
            return next(context);
        Warn(context.Request.Host.Host);
        var shown = SafeText.Line(context.Request.Host.Host, 100);
        if (PageErrors.IsForPeople(context))
            return MisdirectedPage.WriteAsync(context, shown, site.Value.Address);
        return ProblemResponses.WriteAsync(context, ProblemResponses.Of(ProblemKind.Misdirected, ApiTexts.Catalog["HostUnknown", shown], CultureInfo.CurrentUICulture));
    }

    /// <summary>Whether the service would answer to a host.</summary>
    /// <param name="host">A name or an IP literal, without a port.</param>
    /// <param name="site">The names.</param>
    public static bool IsAnswered(string host, SiteOptions site) => IsOurs(host, NamesOf(site));

    private void Warn(string host)
    {
        if (EnteredText.AsciiDomain(host) is not { } name || Uri.CheckHostName(name) != UriHostNameType.Dns)
            return;
        lock (gate)
        {
            if (logged.Count >= MostLogged || !logged.Add(name))
                return;
        }

        Log.Unknown(logger, name);
    }

    private static HashSet<string> NamesOf(SiteOptions site) => site.HostNames().ToHashSet(StringComparer.Ordinal);

    private static bool IsOurs(string host, HashSet<string> names) =>
        IsAddress(host) || (EnteredText.AsciiDomain(host) is { } name && (IsLoopback(name) || names.Contains(name)));

    // RFC 6761, 6.3: names under "localhost" lead to this machine and nowhere else.
    private static bool IsLoopback(string name) => name == "localhost" || name.EndsWith(".localhost", StringComparison.Ordinal);

    // As browsers write them: four decimal numbers, or brackets. Other forms (a number, fewer parts) no browser sends.
    private static bool IsAddress(string host) =>
        host.StartsWith('[') ? host.EndsWith(']') && IPAddress.TryParse(host.AsSpan()[1..^1], out var six) && six.AddressFamily == AddressFamily.InterNetworkV6
        : IPAddress.TryParse(host, out var four) && four.AddressFamily == AddressFamily.InterNetwork && four.ToString() == host;

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The service was opened by the name {Name}, which is not one of its own. If it is meant to be, add it to Site:Hosts")]
        public static partial void Unknown(ILogger logger, string name);
    }
}
