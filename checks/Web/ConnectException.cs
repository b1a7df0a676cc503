using EksGrader.Checks.Core;
using EksGrader.Checks.Reads;

namespace EksGrader.Checks.Web;

/// <summary>What kept a guarded connection from being made.</summary>
public enum ConnectFailure
{
    /// <summary>The host name does not exist, or has no address.</summary>
    NameNotFound,

    /// <summary>The resolver did not answer.</summary>
    NameUnanswered,

    /// <summary>The guard lets none of its addresses through.</summary>
    Blocked,

    /// <summary>Only networks that the operator allowed are to be contacted, and not all of its addresses lie there.</summary>
    OutsideAllowed,

    /// <summary>Nothing listens there.</summary>
    Refused,

    /// <summary>No answer to the attempt to connect.</summary>
    TimedOut,

    /// <summary>The host cannot be reached, or broke the connection while it was made.</summary>
    Unreachable,

    /// <summary>The grader has no network to any of the addresses.</summary>
    NoNetwork,
}

/// <summary>A guarded connection could not be made. Inside the <see cref="HttpRequestException"/> that an HTTP handler makes of it.</summary>
/// <param name="failure">What happened.</param>
/// <param name="fault">The same as a read error.</param>
/// <param name="innerException">What happened underneath.</param>
public sealed class ConnectException(ConnectFailure failure, ReadError fault, Exception? innerException = null) : IOException(fault.Summary.En, innerException)
{
    /// <summary>What happened.</summary>
    public ConnectFailure Failure { get; } = failure;

    /// <summary>The same as a read error.</summary>
    public ReadError Fault { get; } = fault;

    /// <summary>The failed connection underneath an exception of an HTTP handler; null where the connection was made.</summary>
    public static ConnectException? In(Exception? exception)
    {
        for (var e = exception; e is not null; e = e.InnerException)
        {
            if (e is ConnectException found)
            {
                return found;
            }
        }

        return null;
    }
}

/// <summary>Words for what goes wrong before anything answers.</summary>
public static class NetworkErrors
{
    /// <summary>The sentences.</summary>
    public static TextCatalog Texts { get; } = TextCatalog.Beside(typeof(NetworkErrors), "WebTexts");

    /// <summary>The resolver did not answer.</summary>
    public static ReadException NameUnanswered(string host, string? detail, Exception? inner = null) =>
        new(new ReadError
        {
            Failure = ReadFailure.NameUnanswered,
            Fault = FaultDomain.Network,
            Summary = Texts["NameUnanswered", Shown(host)],
            Detail = detail,
            MayPass = true,
        },
        inner);

    /// <summary>A connection could not be made.</summary>
    /// <param name="failure">What happened.</param>
    /// <param name="host">The host that was asked for.</param>
    /// <param name="port">The port.</param>
    /// <param name="detail">The addresses and what became of each.</param>
    public static ReadError Connecting(ConnectFailure failure, string host, int port, string? detail)
    {
        // An endpoint that does not exist is the student's; a silent or unreachable one may have any cause (docs/checks.md, "Fault domains").
        var (kind, fault, mayPass) = failure switch
        {
            ConnectFailure.NameNotFound => (ReadFailure.NameNotFound, FaultDomain.Student, true),
            ConnectFailure.NameUnanswered => (ReadFailure.NameUnanswered, FaultDomain.Network, true),
            ConnectFailure.Blocked => (ReadFailure.Blocked, FaultDomain.Student, false),
            ConnectFailure.OutsideAllowed => (ReadFailure.OutsideAllowed, FaultDomain.Student, false),
            ConnectFailure.Refused => (ReadFailure.Unreachable, FaultDomain.Student, true),
            ConnectFailure.TimedOut => (ReadFailure.TimedOut, FaultDomain.Network, true),
            _ => (ReadFailure.Unreachable, FaultDomain.Network, true),
        };
        var shown = Shown(host);
        return new ReadError
        {
            Failure = kind,
            Fault = fault,
            Summary = Texts[failure.ToString(), shown, port],
            Feedback = failure is ConnectFailure.NoNetwork or ConnectFailure.NameUnanswered ? [] : [Texts[$"{failure}Help", shown, port]],
            Detail = detail,
            MayPass = mayPass,
        };
    }

    private static string Shown(string host) => SafeText.Line(host, 260);
}
