using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using EksGrader.Checks.Core;
using EksGrader.Checks.Reads;

namespace EksGrader.Checks.Web;

/// <summary>Makes text out of what a stranger's server sent.</summary>
internal static class ProbeText
{
    /// <summary>The headers as lines, without cookies, cut to so many characters in all.</summary>
    public static List<string> Headers(HttpResponseMessage response, int longest)
    {
        var lines = new List<string>();
        var left = longest;
        foreach (var (name, values) in response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated))
        {
            if (name.StartsWith("Set-Cookie", StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }

            foreach (var value in values)
            {
                if (left <= 0)
                {
                    return lines;
                }

                var line = SafeText.Line($"{name}: {value}", left);
                lines.Add(line);
                left -= line.Length;
            }
        }

        return lines;
    }

    /// <summary>A body as text. A compressed one is not unpacked: it could be a bomb, and its first bytes alone tell nothing.</summary>
    public static string Body(ReadOnlySpan<byte> bytes, HttpContentHeaders headers)
    {
        if (headers.NonValidated.TryGetValues("Content-Encoding", out var encodings) && encodings.ToString() is { } encoding
            && !encoding.Equals("identity", StringComparison.OrdinalIgnoreCase))
        {
            return SafeText.Line($"(compressed: {encoding})", 100);
        }

        // Not flushed: a character that the cut went through is left out. What is not UTF-8 shows as replacement characters.
        var characters = new char[Encoding.UTF8.GetMaxCharCount(bytes.Length)];
        var length = Encoding.UTF8.GetDecoder().GetChars(bytes, characters, flush: false);
        return SafeText.Lines(new string(characters, 0, length), characters.Length);
    }
}

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
