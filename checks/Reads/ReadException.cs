using System.Resources;
using EksGrader.Checks.Checks;
using EksGrader.Checks.Core;

namespace EksGrader.Checks.Reads;

/// <summary>What kept a read from being answered.</summary>
public enum ReadFailure
{
    /// <summary>Known and refused: 403, AccessDenied. Never "absent".</summary>
    Denied,

    /// <summary>Not known: 401, expired or wrong credentials.</summary>
    Unauthenticated,

    /// <summary>The host name does not exist.</summary>
    NameNotFound,

    /// <summary>The resolver did not answer.</summary>
    NameUnanswered,

    /// <summary>The address guard does not let the address through.</summary>
    Blocked,

    /// <summary>An address of the name lies outside of the networks that alone were to be contacted.</summary>
    OutsideAllowed,

    /// <summary>Refused, reset or unreachable.</summary>
    Unreachable,

    /// <summary>No answer in time.</summary>
    TimedOut,

    /// <summary>TLS failed: another CA, a wrong host name.</summary>
    Tls,

    /// <summary>Asked too often.</summary>
    Throttled,

    /// <summary>The server failed: 5xx.</summary>
    ServerError,

    /// <summary>An answer that makes no sense.</summary>
    Malformed,

    /// <summary>More than the bound on answers.</summary>
    TooLarge,

    /// <summary>The thing asked of does not exist (an AWS resource by its name).</summary>
    NotFound,

    /// <summary>A replayed recording does not hold this read.</summary>
    NotRecorded,

    /// <summary>A mistake of the grader's own.</summary>
    Internal,
}

/// <summary>Why a read was not answered, in a form that a recording keeps and a verdict shows.</summary>
public sealed record ReadError
{
    /// <summary>The verdict that it leaves: unknown, by the same fault.</summary>
    internal Verdict ToVerdict() => Verdict.Unknown(Fault, Summary) with { Feedback = Feedback, MayStillComeTrue = MayPass };

    /// <summary>What kept it from being answered.</summary>
    public required ReadFailure Failure { get; init; }

    /// <summary>Whose doing it is.</summary>
    public required FaultDomain Fault { get; init; }

    /// <summary>One sentence for the verdict's summary.</summary>
    public required LocalizedText Summary { get; init; }

    /// <summary>What to do about it: the right that is missing, the command that grants it.</summary>
    public IReadOnlyList<LocalizedText> Feedback { get; init; } = [];

    /// <summary>The right that is missing, as <see cref="DeclaredRead"/> names it: <c>nodes</c>, <c>deployments.apps</c>, <c>eks:DescribeCluster</c>; null where it is no matter of one right.</summary>
    public string? Right { get; init; }

    /// <summary>What the other side said, cut to a few hundred characters; never a credential.</summary>
    public string? Detail { get; init; }

    /// <summary>Whether a later read may succeed with nothing changed; 401 and 403 may, since a new access entry takes a while.</summary>
    public bool MayPass { get; init; }
}

/// <summary>A read that could not be answered. The one exception that readers throw; the runner turns it into <see cref="Outcome.Unknown"/>.</summary>
/// <param name="fault">Why.</param>
/// <param name="innerException">What happened underneath.</param>
public sealed class ReadException(ReadError fault, Exception? innerException = null) : Exception(fault.Summary.En, innerException)
{
    /// <summary>Why the read was not answered.</summary>
    public ReadError Fault { get; } = fault;
}

/// <summary>The errors that belong to no single reader: time that ran out, recordings without a read, our own mistakes.</summary>
public static class ReadErrors
{
    /// <summary>The sentences about looking in general.</summary>
    public static TextCatalog Texts { get; } = new(new ResourceManager("EksGrader.Checks.Clusters.ClusterTexts", typeof(ReadErrors).Assembly));

    /// <summary>What an exception of a live read means.</summary>
    /// <param name="exception">What the read threw.</param>
    /// <param name="key">The read.</param>
    /// <param name="over">The token that ends the observation.</param>
    public static ReadError Of(Exception exception, string key, CancellationToken over) => exception switch
    {
        ReadException read => read.Fault,
        OperationCanceledException when over.IsCancellationRequested => TimedOut(key),
        // Readers promise to throw nothing else: any other exception is our mistake, and no student pays for it.
        _ => Ours(exception, key),
    };

    /// <summary>No answer within the time of an observation; hanging is the cluster's doing.</summary>
    public static ReadError TimedOut(string key) => new()
    {
        Failure = ReadFailure.TimedOut,
        Fault = FaultDomain.Cluster,
        Summary = Texts["TimedOut", key],
        MayPass = true,
    };

    /// <summary>Time ran out while the grader itself was starved: only the grader's fault.</summary>
    public static ReadError Starved(string key) => new()
    {
        Failure = ReadFailure.TimedOut,
        Fault = FaultDomain.Grader,
        Summary = Texts["Starved", key],
        MayPass = true,
    };

    /// <summary>The answer holds the very credential that it was asked with: it makes no sense, and is not kept.</summary>
    public static ReadError SaysSecrets(string key) => new()
    {
        Failure = ReadFailure.Malformed,
        Fault = FaultDomain.Cluster,
        Summary = Texts["SaysSecrets", key],
    };

    /// <summary>A check that needs AWS access met a submission that gives none.</summary>
    public static ReadError NoAws { get; } = new()
    {
        Failure = ReadFailure.Denied,
        Fault = FaultDomain.Student,
        Summary = Texts["NoAws"],
        Feedback = [Texts["GrantAws"]],
    };

    /// <summary>There is more than a recording keeps, and what was asked for may be among the rest.</summary>
    /// <param name="what">What there is more of, as the read names it.</param>
    public static ReadError Cut(string what) => new()
    {
        Failure = ReadFailure.TooLarge,
        Fault = FaultDomain.Cluster,
        Summary = Texts["Cut", what],
    };

    /// <summary>A replayed recording does not hold the read.</summary>
    public static ReadError NotRecorded(string key) => new()
    {
        Failure = ReadFailure.NotRecorded,
        Fault = FaultDomain.Grader,
        Summary = Texts["NotRecorded", key],
    };

    /// <summary>A mistake of the grader's own.</summary>
    public static ReadError Ours(Exception exception, string key) => new()
    {
        Failure = ReadFailure.Internal,
        Fault = FaultDomain.Grader,
        Summary = Texts["Internal", key],
        Detail = exception.GetType().Name,
    };
}
