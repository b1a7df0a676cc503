using System.Text.Json.Serialization;
using EksGrader.Checks.Reads;

namespace EksGrader.Checks.Web;

/// <summary>Names and web addresses as the world sees them.</summary>
/// <param name="log">Where reads go through.</param>
/// <param name="prober">The live network; null when replaying.</param>
public sealed class WebReader(IReadLog log, IWebProber? prober)
{
    private const int FirstServerError = 500;

    /// <summary>Asks for a host name's addresses and what the address guard says of each.</summary>
    /// <exception cref="ReadException">The resolver did not answer (SERVFAIL, no network): no fact about the name.</exception>
    public Task<NameResult> ResolveAsync(string host, CancellationToken cancellationToken = default) =>
        log.ReadAsync($"dns {host}", WebJson.Default.NameResult, token => Live.ResolveAsync(host, token), cancellationToken);

    /// <summary>One HTTP GET of up to 10 s. Redirects are not followed; a certificate is not judged.</summary>
    /// <exception cref="ReadException">The grader itself has no network. Whatever the other side does is an answer.</exception>
    public Task<WebResponse> GetAsync(Uri address, CancellationToken cancellationToken = default) => GetAsync(address, marked: null, cancellationToken);

    /// <summary>
    /// The same with a mark that logs are searched for later. It is recorded as the GET of the plain address, so that a replay does not depend on
    /// who asked for the mark. An application that answers the mark with 500 or more is asked for the plain address, and that answer counts.
    /// </summary>
    /// <param name="address">The plain address.</param>
    /// <param name="marked">The address with the mark; null for none.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ReadException">The grader itself has no network. Whatever the other side does is an answer.</exception>
    public Task<WebResponse> GetAsync(Uri address, Uri? marked, CancellationToken cancellationToken) => log.ReadAsync(
        $"web GET {address}",
        WebJson.Default.WebResponse,
        async token =>
        {
            var first = await Live.GetAsync(marked ?? address, token);
            return marked is not null && first.Answer is { Status: >= FirstServerError } ? await Live.GetAsync(address, token) : first;
        },
        cancellationToken);

    private IWebProber Live => prober ?? throw new InvalidOperationException("A replay has no network: its log answers every read.");
}

/// <summary>The live network, guarded. Throws <see cref="ReadException"/> and nothing else but cancellation.</summary>
public interface IWebProber
{
    /// <summary>Resolves a host name.</summary>
    Task<ReadResult<NameResult>> ResolveAsync(string host, CancellationToken cancellationToken);

    /// <summary>Sends one GET.</summary>
    Task<ReadResult<WebResponse>> GetAsync(Uri address, CancellationToken cancellationToken);

    /// <summary>The same network, with names looked up in places of one student's own (see <see cref="IHostResolver.For"/>).</summary>
    IWebProber For(string student) => this;
}

/// <summary>What a host name resolves to.</summary>
/// <param name="Exists">False for NXDOMAIN and for a name without addresses.</param>
/// <param name="Addresses">Its addresses.</param>
public sealed record NameResult(bool Exists, IReadOnlyList<GuardedAddress> Addresses);

/// <summary>An address and what the guard says of it.</summary>
/// <param name="Address">The address, IPv4 or IPv6.</param>
/// <param name="BlockedBecause">Why it may not be contacted, such as <c>private network</c>; null where it may.</param>
public sealed record GuardedAddress(string Address, string? BlockedBecause);

/// <summary>How a GET went when no HTTP answer came.</summary>
public enum WebFailure
{
    /// <summary>The connection was refused.</summary>
    Refused,

    /// <summary>The connection was reset or closed in the middle.</summary>
    Reset,

    /// <summary>No answer within 10 s.</summary>
    TimedOut,

    /// <summary>TLS failed.</summary>
    Tls,

    /// <summary>The host or network cannot be reached.</summary>
    Unreachable,

    /// <summary>The guard did not let any of its addresses through at the moment of connecting, or browsers refuse the port (<see cref="BadPorts"/>).</summary>
    Blocked,

    /// <summary>The host name did not resolve at the moment of connecting.</summary>
    NameNotFound,

    /// <summary>What came was not HTTP.</summary>
    NotHttp,
}

/// <summary>The answer to one GET.</summary>
public sealed record WebResponse : IMayTimeOut
{
    /// <summary>The HTTP status; null where no answer came.</summary>
    public int? Status { get; init; }

    /// <summary>Why no answer came; null where one did.</summary>
    public WebFailure? Failure { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public bool TimedOut => Failure == WebFailure.TimedOut;

    /// <summary>The address that was contacted; null where none was.</summary>
    public string? Address { get; init; }

    /// <summary>The headers, as they came, cut to 4 KiB in all; cookies are left out.</summary>
    public IReadOnlyList<string> Headers { get; init => field = value ?? []; } = [];

    /// <summary>The first 4 KiB of the body as text.</summary>
    public string Body { get; init => field = value ?? ""; } = "";
}

/// <summary>How web answers are recorded.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(NameResult))]
[JsonSerializable(typeof(WebResponse))]
public sealed partial class WebJson : JsonSerializerContext;
