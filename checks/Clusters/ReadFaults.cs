using System.Resources;

namespace EksGrader.Checks.Clusters;

/// <summary>The faults that no window of its own words: time that ran out, recordings without a read, mistakes of ours.</summary>
public static class ReadFaults
{
    /// <summary>The sentences about looking in general.</summary>
    public static TextCatalog Texts { get; } = new(new ResourceManager("EksGrader.Checks.Clusters.ClusterTexts", typeof(ReadFaults).Assembly));

    /// <summary>What an exception of a live read means.</summary>
    /// <param name="exception">What the read threw.</param>
    /// <param name="key">The read.</param>
    /// <param name="over">The token that ends the look.</param>
    public static ReadFault Of(Exception exception, string key, CancellationToken over) => exception switch
    {
        ReadException read => read.Fault,
        OperationCanceledException when over.IsCancellationRequested => TimedOut(key),
        // Windows promise to throw nothing else: whatever comes here is our mistake, and no student pays for it.
        _ => Ours(exception, key),
    };

    /// <summary>No answer within the time of a look; hanging is the cluster's doing.</summary>
    public static ReadFault TimedOut(string key) => new()
    {
        Failure = ReadFailure.TimedOut,
        Fault = Fault.Cluster,
        Summary = Texts["TimedOut", key],
        MayPass = true,
    };

    /// <summary>Time ran out while the grader itself was starved: nobody else's fault.</summary>
    public static ReadFault Starved(string key) => new()
    {
        Failure = ReadFailure.TimedOut,
        Fault = Fault.Grader,
        Summary = Texts["Starved", key],
        MayPass = true,
    };

    /// <summary>The answer holds the very credential that it was asked with: it makes no sense, and is not kept.</summary>
    public static ReadFault SaysSecrets(string key) => new()
    {
        Failure = ReadFailure.Malformed,
        Fault = Fault.Cluster,
        Summary = Texts["SaysSecrets", key],
    };

    /// <summary>A replayed recording does not hold the read.</summary>
    public static ReadFault NotRecorded(string key) => new()
    {
        Failure = ReadFailure.NotRecorded,
        Fault = Fault.Grader,
        Summary = Texts["NotRecorded", key],
    };

    /// <summary>A mistake of the grader's own.</summary>
    public static ReadFault Ours(Exception exception, string key) => new()
    {
        Failure = ReadFailure.Internal,
        Fault = Fault.Grader,
        Summary = Texts["Internal", key],
        Detail = exception.GetType().Name,
    };
}
