using EksGrader.Checks.Assignments;
using EksGrader.Checks.Clusters;

namespace EksGrader.Checks.Rules.Signs;

/// <summary>Signs of trouble that the cluster itself shows. They cost no points; an instructor sees them and decides.</summary>
public static class SignsOfTrouble
{
    private static readonly IReadOnlyList<ISignOfTrouble> All =
    [
        new ForeignHostName(), new ForeignAddress(), new ForeignTags(), new LateWorkload(), new WritableAccess(), new AgentCounts(),
        new InstanceDiffers(), new StaleNode(), new StrangeNode(), new StatusDiffers(), new SameMachineTwice(),
        new ForeignLogEvents(),
    ];

    /// <summary>
    /// Looks for every sign at once. A sign whose read fails is not found; only cancellation is thrown. Whether clusters or addresses
    /// are shared among students is found by the service, which alone knows them all.
    /// </summary>
    /// <param name="cluster">The cluster, live or replayed.</param>
    /// <param name="assignment">What is graded by.</param>
    /// <param name="cancellationToken">Ends the looking.</param>
    public static async Task<IReadOnlyList<Sign>> FindAsync(Cluster cluster, Assignment assignment, CancellationToken cancellationToken)
    {
        var found = await Task.WhenAll(All.Select(sign => FindAsync(sign, cluster, assignment, cancellationToken)));
        return [.. found.OfType<Sign>()];
    }

    private static async Task<Sign?> FindAsync(ISignOfTrouble sign, Cluster cluster, Assignment assignment, CancellationToken cancellationToken)
    {
        try
        {
            return await sign.FindAsync(cluster, assignment, cancellationToken) is { } message ? new Sign(sign.Kind, message) : null;
        }
        catch (ReadException)
        {
            // What cannot be read is no sign; the checks tell the student about missing rights.
            return null;
        }
    }
}

/// <summary>One kind of sign.</summary>
internal interface ISignOfTrouble
{
    /// <summary>The stable name.</summary>
    string Kind { get; }

    /// <summary>What was seen; null where the sign is not there.</summary>
    /// <exception cref="ReadException">It could not be looked at.</exception>
    Task<LocalizedText?> FindAsync(Cluster cluster, Assignment assignment, CancellationToken cancellationToken);
}
