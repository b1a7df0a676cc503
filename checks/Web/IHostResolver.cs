using System.Net;
using EksGrader.Checks.Clusters;

namespace EksGrader.Checks.Web;

/// <summary>Turns host names into addresses.</summary>
public interface IHostResolver
{
    /// <summary>The addresses of a host name, the preferred first; empty where the name does not exist or has none (NXDOMAIN, no data).</summary>
    /// <param name="host">A host name or a plain address.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="ReadException">The resolver did not answer (SERVFAIL, no network): <see cref="ReadFailure.NameUnanswered"/>.</exception>
    ValueTask<IReadOnlyList<IPAddress>> ResolveAsync(string host, CancellationToken cancellationToken);
}
