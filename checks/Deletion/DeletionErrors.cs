using EksGrader.Checks.Core;
using EksGrader.Checks.Reads;

namespace EksGrader.Checks.Deletion;

/// <summary>What goes wrong with looks and with nothing else. People read it in the proof, in one language for all (see <see cref="LeaseObservation.How"/>).</summary>
internal static class DeletionErrors
{
    /// <summary>The grader asks this account too often already.</summary>
    public static ReadException Paced(string action, Exception e) => new(
        new ReadError
        {
            Failure = ReadFailure.Throttled,
            Fault = FaultDomain.Grader,
            Summary = ReadErrors.Texts["TimedOut", action],
            MayPass = true,
        },
        e);

    /// <summary>A fault in a word or two.</summary>
    public static string Short(ReadError fault) => fault.Failure switch
    {
        ReadFailure.Denied => "denied",
        ReadFailure.Unauthenticated => "credentials not accepted",
        ReadFailure.Throttled => "throttled",
        ReadFailure.TimedOut => "no answer in time",
        ReadFailure.ServerError => "failed",
        ReadFailure.Malformed or ReadFailure.TooLarge => "senseless answer",
        ReadFailure.Tls => "TLS failed",
        ReadFailure.NotFound => "not found",
        ReadFailure.NameNotFound => "no such host",
        ReadFailure.NameUnanswered => "no answer of DNS",
        ReadFailure.Blocked => "address not allowed",
        ReadFailure.Unreachable => "not reachable",
        _ => "not looked at",
    };
}
