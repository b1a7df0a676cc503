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
/// <param name="fault">The same as a window tells it.</param>
/// <param name="innerException">What happened underneath.</param>
public sealed class ConnectException(ConnectFailure failure, ReadError fault, Exception? innerException = null) : IOException(fault.Summary.En, innerException)
{
    /// <summary>What happened.</summary>
    public ConnectFailure Failure { get; } = failure;

    /// <summary>The same as a window tells it.</summary>
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
