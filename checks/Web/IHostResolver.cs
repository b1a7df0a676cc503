using System.Net;
using EksGrader.Checks.Reads;

namespace EksGrader.Checks.Web;

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
