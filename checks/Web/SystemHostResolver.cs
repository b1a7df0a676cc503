using System.Net;
using System.Net.Sockets;

namespace EksGrader.Checks.Web;

/// <summary>The machine's own resolver, so <c>/etc/hosts</c> works.</summary>
/// <remarks>
/// getaddrinfo blocks a thread for as long as a stranger's name server likes: only a bounded number of names is looked up at a time,
/// and the waiting ends after <see cref="Patience"/>, which counts as no answer.
/// </remarks>
public sealed class SystemHostResolver : IHostResolver, IDisposable
{
    /// <summary>How long one name is waited for.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(6);

    private const int AtOnce = 64;
    private const int MostAddresses = 64;

    private readonly SemaphoreSlim places = new(AtOnce);
    private readonly TimeProvider time;
    private readonly Func<string, CancellationToken, Task<IPAddress[]>> lookUp;
    private readonly Func<string, CancellationToken, Task<bool>> exists;

    /// <summary>Makes a resolver.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="lookUp">Looks a name up, failing as <see cref="Dns"/> does; null for <see cref="Dns"/> itself.</param>
    /// <param name="exists">Asks whether a name exists; null to ask the machine's name servers.</param>
    public SystemHostResolver(
        TimeProvider time, Func<string, CancellationToken, Task<IPAddress[]>>? lookUp = null, Func<string, CancellationToken, Task<bool>>? exists = null)
    {
        this.exists = exists ?? new DnsQuestion(time).ExistsAsync;
        this.time = time;
        this.lookUp = lookUp ?? Dns.GetHostAddressesAsync;
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<IPAddress>> ResolveAsync(string host, CancellationToken cancellationToken)
    {
        if (IPAddress.TryParse(host, out var address))
        {
            return [address];
        }

        // Longer names cannot exist (RFC 1035), and Dns refuses them with another exception.
        if (host.Length is 0 or > 253)
        {
            return [];
        }

        using var patience = new CancellationTokenSource(Patience, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            await places.WaitAsync(both.Token);
            var lookingUp = LookUpAsync(host);
            return await lookingUp.WaitAsync(both.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw NetworkFaults.NameUnanswered(host, detail: null);
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.HostNotFound or SocketError.NoData)
        {
            return [];
        }
        catch (SocketException e)
        {
            throw NetworkFaults.NameUnanswered(host, e.SocketErrorCode.ToString(), e);
        }
    }

    /// <inheritdoc/>
    /// <remarks>Asks the name servers themselves, past <c>/etc/hosts</c>: what counts is what the public is told.</remarks>
    public async ValueTask<bool> ExistsAsync(string name, CancellationToken cancellationToken) => await exists(name, cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => places.Dispose();

    // Keeps its place until the thread is free again, whoever still waits for it.
    private async Task<IReadOnlyList<IPAddress>> LookUpAsync(string host)
    {
        try
        {
            var addresses = await lookUp(host, CancellationToken.None);
            return addresses.Length <= MostAddresses ? addresses : addresses[..MostAddresses];
        }
        finally
        {
            places.Release();
        }
    }
}
