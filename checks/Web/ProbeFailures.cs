using System.Net.Sockets;
using System.Security.Authentication;
using EksGrader.Checks.Reads;

namespace EksGrader.Checks.Web;

/// <summary>Tells why no HTTP answer came.</summary>
internal static class ProbeFailures
{
    /// <summary>Why the GET was not answered.</summary>
    /// <exception cref="ReadException">The grader itself has no network or no resolver.</exception>
    public static WebFailure Of(HttpRequestException exception)
    {
        if (ConnectException.In(exception) is { } connect)
        {
            return connect.Failure switch
            {
                ConnectFailure.NoNetwork or ConnectFailure.NameUnanswered => throw new ReadException(connect.Fault, exception),
                ConnectFailure.NameNotFound => WebFailure.NameNotFound,
                ConnectFailure.Blocked or ConnectFailure.OutsideAllowed => WebFailure.Blocked,
                ConnectFailure.Refused => WebFailure.Refused,
                ConnectFailure.TimedOut => WebFailure.TimedOut,
                _ => WebFailure.Unreachable,
            };
        }

        // A handshake that the other side breaks off is reported as a reset, one that goes wrong as TLS.
        return exception.HttpRequestError switch
        {
            HttpRequestError.SecureConnectionError when Find<AuthenticationException>(exception) is not null => WebFailure.Tls,
            HttpRequestError.InvalidResponse or HttpRequestError.ConfigurationLimitExceeded or HttpRequestError.HttpProtocolError => WebFailure.NotHttp,
            _ when Find<SocketException>(exception) is { SocketErrorCode: SocketError.TimedOut } => WebFailure.TimedOut,
            _ when Find<SocketException>(exception) is { SocketErrorCode: SocketError.HostUnreachable or SocketError.NetworkUnreachable } => WebFailure.Unreachable,
            _ => WebFailure.Reset,
        };
    }

    private static T? Find<T>(Exception? exception)
        where T : Exception
    {
        for (var e = exception; e is not null; e = e.InnerException)
        {
            if (e is T found)
            {
                return found;
            }
        }

        return null;
    }
}
