using System.Resources;
using EksGrader.Checks.Core;

namespace EksGrader.Checks.Reads;

/// <summary>The faults that no window of its own words: time that ran out, recordings without a read, mistakes of ours.</summary>
public static class ReadErrors
{
    /// <summary>The sentences about looking in general.</summary>
    public static TextCatalog Texts { get; } = new(new ResourceManager("EksGrader.Checks.Clusters.ClusterTexts", typeof(ReadErrors).Assembly));

    /// <summary>What an exception of a live read means.</summary>
    /// <param name="exception">What the read threw.</param>
    /// <param name="key">The read.</param>
    /// <param name="over">The token that ends the look.</param>
    public static ReadError Of(Exception exception, string key, CancellationToken over) => exception switch
    {
        ReadException read => read.Fault,
        OperationCanceledException when over.IsCancellationRequested => TimedOut(key),
        // Windows promise to throw nothing else: whatever comes here is our mistake, and no student pays for it.
        _ => Ours(exception, key),
    };

    /// <summary>No answer within the time of a look; hanging is the cluster's doing.</summary>
    public static ReadError TimedOut(string key) => new()
    {
        Failure = ReadFailure.TimedOut,
        Fault = FaultDomain.Cluster,
        Summary = Texts["TimedOut", key],
        MayPass = true,
    };

    /// <summary>Time ran out while the grader itself was starved: nobody else's fault.</summary>
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
