using System.Net;
using EksGrader.Checks.Reads;

namespace EksGrader.Checks.Web;

/// <summary>The machine's own names: first those of its hosts file, so <c>/etc/hosts</c> works, then those of its name servers.</summary>
/// <remarks>
/// Nothing blocks a thread. What students submit may name servers that never answer, so the waiting ends after <see cref="Patience"/>,
/// which counts as no answer, and each student has places of their own: <see cref="For"/>.
/// </remarks>
public sealed class SystemHostResolver : IHostResolver, IDisposable
{
    /// <summary>How long one name is waited for, waiting for a place included.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(6);

    /// <summary>How many names of one student are looked up at a time.</summary>
    public const int OfOneStudent = 8;

    // Each asks for two families, each of up to six times; one without a dot so for each search domain: bounds the sockets of the process.
    private const int AtOnce = 256;

    private readonly SemaphoreSlim places = new(AtOnce);
    private readonly StudentPlaces students = new(OfOneStudent);
    private readonly TimeProvider time;
    private readonly DnsQuestion dns;
    private readonly HostsFile hosts;

    /// <summary>Makes a resolver.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="dns">Asks name servers; null for the machine's.</param>
    /// <param name="hosts">The names known before; null for the machine's.</param>
    public SystemHostResolver(TimeProvider time, DnsQuestion? dns = null, HostsFile? hosts = null)
    {
        this.time = time;
        this.dns = dns ?? new DnsQuestion(time);
        this.hosts = hosts ?? new HostsFile();
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<IPAddress>> ResolveAsync(string host, CancellationToken cancellationToken) => ResolveAsync(host, student: null, cancellationToken);

    /// <inheritdoc/>
    /// <remarks>Asks the name servers themselves, past the hosts file: what counts is what the public is told.</remarks>
    public async ValueTask<bool> ExistsAsync(string name, CancellationToken cancellationToken) =>
        await QueryAsync(name, student: null, token => dns.ExistsAsync(name, token), cancellationToken);

    /// <inheritdoc/>
    public IHostResolver For(string student) => new OfStudent(this, student);

    /// <inheritdoc/>
    public void Dispose() => places.Dispose();

    private async ValueTask<IReadOnlyList<IPAddress>> ResolveAsync(string host, string? student, CancellationToken cancellationToken)
    {
        if (IPAddress.TryParse(host, out var address))
        {
            return [address];
        }

        return hosts.Find(host) is { Count: > 0 } known ? known : await QueryAsync(host, student, token => dns.AddressesAsync(host, token), cancellationToken);
    }

    private async Task<T> QueryAsync<T>(string name, string? student, Func<CancellationToken, Task<T>> query, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            using var own = student is null ? null : await students.EnterAsync(student, both.Token);
            await places.WaitAsync(both.Token);
            try
            {
                return await query(both.Token);
            }
            finally
            {
                places.Release();
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw NetworkErrors.NameUnanswered(name, detail: null);
        }
    }

    private sealed class OfStudent(SystemHostResolver all, string student) : IHostResolver
    {
        public ValueTask<IReadOnlyList<IPAddress>> ResolveAsync(string host, CancellationToken cancellationToken) => all.ResolveAsync(host, student, cancellationToken);

        public ValueTask<bool> ExistsAsync(string name, CancellationToken cancellationToken) => all.ExistsAsync(name, cancellationToken);

        public IHostResolver For(string other) => all.For(other);
    }
}

/// <summary>Turns host names into addresses.</summary>
public interface IHostResolver
{
    /// <summary>The addresses of a host name, the preferred first; empty where the name does not exist or has none (NXDOMAIN, no data).</summary>
    /// <param name="host">A host name or a plain address.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="ReadException">The resolver did not answer (SERVFAIL, no network): <see cref="ReadFailure.NameUnanswered"/>.</exception>
    ValueTask<IReadOnlyList<IPAddress>> ResolveAsync(string host, CancellationToken cancellationToken);

    /// <summary>
    /// Whether a name exists in public DNS, whatever its records: false is NXDOMAIN and nothing else. What has no name server of its own
    /// to ask takes a name without addresses for one that does not exist.
    /// </summary>
    /// <param name="name">A host name, or a zone's.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="ReadException">The resolver did not answer (SERVFAIL, no network): <see cref="ReadFailure.NameUnanswered"/>.</exception>
    async ValueTask<bool> ExistsAsync(string name, CancellationToken cancellationToken) => (await ResolveAsync(name, cancellationToken)).Count > 0;

    /// <summary>The same names, looked up in places of one student's own: names that hang then delay no other student.</summary>
    /// <param name="student">Whose, by any stable text.</param>
    IHostResolver For(string student) => this;
}
