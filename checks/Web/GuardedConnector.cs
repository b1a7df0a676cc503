using System.Net;
using System.Net.Sockets;
using EksGrader.Checks.Reads;

namespace EksGrader.Checks.Web;

/// <summary>An open connection and where it goes.</summary>
/// <param name="Stream">The connection.</param>
/// <param name="Address">The address that was contacted.</param>
public sealed record GuardedConnection(Stream Stream, IPAddress Address);

/// <summary>Opens a connection to an address, failing as sockets do.</summary>
/// <param name="endPoint">Where to.</param>
/// <param name="cancellationToken">Ends the attempt.</param>
public delegate ValueTask<Stream> Dial(IPEndPoint endPoint, CancellationToken cancellationToken);

/// <summary>
/// Resolves, guards and connects in one step: the very addresses that passed the guard are the ones connected to, so a name that
/// changes its mind between two look-ups (DNS rebinding) finds nothing to rebind. Every connection to what students submit is made here.
/// </summary>
public sealed class GuardedConnector
{
    /// <summary>How long the addresses of one host are tried, name look-up included.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(7);

    /// <summary>How long one address is waited for before the next is tried beside it (RFC 8305 says 250 ms).</summary>
    public static readonly TimeSpan Stagger = TimeSpan.FromMilliseconds(250);

    private const int MostTried = 6;

    private readonly bool onlyAllowed;
    private readonly IHostResolver resolver;
    private readonly AddressGuard guard;
    private readonly TimeProvider time;
    private readonly Dial dial;

    /// <summary>Makes a connector.</summary>
    /// <param name="resolver">Turns names into addresses.</param>
    /// <param name="guard">Which addresses may be contacted.</param>
    /// <param name="time">The clock.</param>
    /// <param name="dial">Opens a connection, failing as sockets do; null for TCP.</param>
    public GuardedConnector(IHostResolver resolver, AddressGuard guard, TimeProvider time, Dial? dial = null)
    {
        this.resolver = resolver;
        this.guard = guard;
        this.time = time;
        this.dial = dial ?? DialAsync;
    }

    private GuardedConnector(GuardedConnector other, IHostResolver resolver, bool onlyAllowed)
        : this(resolver, other.guard, other.time, other.dial) => this.onlyAllowed = onlyAllowed;

    /// <summary>The same, with names looked up in places of one student's own (see <see cref="IHostResolver.For"/>).</summary>
    public GuardedConnector For(string student) => new(this, resolver.For(student), onlyAllowed);

    /// <summary>
    /// The same, for networks that the operator explicitly allowed alone: a host with a single other address is not contacted at all
    /// (<see cref="ConnectFailure.OutsideAllowed"/>), so whatever answered, at whichever connection, lies in those networks.
    /// </summary>
    public GuardedConnector ToAllowedNetworks() => new(this, resolver, onlyAllowed: true);

    /// <summary>The <see cref="SocketsHttpHandler.ConnectCallback"/> of every handler that contacts what students submit.</summary>
    /// <exception cref="ConnectException">The connection could not be made.</exception>
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken) =>
        (await ConnectAsync(context.DnsEndPoint.Host, context.DnsEndPoint.Port, cancellationToken)).Stream;

    /// <summary>Connects to a host.</summary>
    /// <param name="host">A host name or a plain address.</param>
    /// <param name="port">The port.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="ConnectException">The connection could not be made.</exception>
    public async Task<GuardedConnection> ConnectAsync(string host, int port, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            var race = new ConnectRace(dial, time, host, port);
            return await race.RunAsync(await PassingAsync(host, port, both.Token), both.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw Failed(ConnectFailure.TimedOut, host, port, detail: null);
        }
    }

    private async ValueTask<IReadOnlyList<IPAddress>> PassingAsync(string host, int port, CancellationToken cancellationToken)
    {
        IReadOnlyList<IPAddress> addresses;
        try
        {
            addresses = await resolver.ResolveAsync(host.Trim('[', ']'), cancellationToken);
        }
        catch (ReadException e)
        {
            throw new ConnectException(ConnectFailure.NameUnanswered, e.Fault, e);
        }

        if (addresses.Count == 0)
        {
            throw Failed(ConnectFailure.NameNotFound, host, port, detail: null);
        }

        if (onlyAllowed && addresses.Any(a => !guard.IsExplicitlyAllowed(a)))
        {
            throw Failed(ConnectFailure.OutsideAllowed, host, port, string.Join(", ", addresses.Take(MostTried)));
        }

        var passing = addresses.Where(a => guard.BlockedBecause(a) is null).Take(MostTried).ToList();
        return passing.Count > 0
            ? passing
            : throw Failed(ConnectFailure.Blocked, host, port, string.Join(", ", addresses.Take(MostTried).Select(a => $"{a}: {guard.BlockedBecause(a)}")));
    }

    internal static ConnectException Failed(ConnectFailure failure, string host, int port, string? detail, Exception? inner = null) =>
        new(failure, NetworkErrors.Connecting(failure, host, port, detail), inner);

    /// <summary>Opens a connection by TCP.</summary>
    /// <param name="endPoint">Where to.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="SocketException">The connection could not be made.</exception>
    public static async ValueTask<Stream> DialAsync(IPEndPoint endPoint, CancellationToken cancellationToken)
    {
        var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(endPoint, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
