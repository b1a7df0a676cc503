using EksGrader.Checks.Assignments;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Reads;

namespace EksGrader.Checks.Integrity;

/// <summary>Signs of trouble that the cluster itself shows. They cost no points; an instructor sees them and decides.</summary>
public static class IntegrityRules
{
    private const int Named = 5;

    private static readonly IReadOnlyList<IIntegrityRule> All =
    [
        new ForeignHostName(), new ForeignAddress(), new ForeignTags(), new LateWorkload(), new WritableAccess(), new AgentCounts(),
        new InstanceDiffers(), new StaleNode(), new StrangeNode(), new StatusDiffers(), new SameMachineTwice(),
        new ForeignLogEvents(),
    ];

    internal static TextCatalog Texts { get; } = TextCatalog.Beside(typeof(IntegrityRules), nameof(IntegrityRules));

    /// <summary>
    /// Looks for every sign at once. A sign whose read fails is not found; only cancellation is thrown. Whether clusters or addresses
    /// are shared among students is found by the service, which alone knows them all.
    /// </summary>
    /// <param name="cluster">The cluster, live or replayed.</param>
    /// <param name="assignment">What is graded by.</param>
    /// <param name="cancellationToken">Ends the looking.</param>
    public static async Task<IReadOnlyList<IntegrityFlag>> FindAsync(Cluster cluster, Assignment assignment, CancellationToken cancellationToken)
    {
        var found = await Task.WhenAll(All.Select(sign => FindAsync(sign, cluster, assignment, cancellationToken)));
        return [.. found.OfType<IntegrityFlag>()];
    }

    /// <summary>The first few of what was found, and how many more there are.</summary>
    internal static string Join(IReadOnlyList<string> items) =>
        string.Join(", ", items.Take(Named)) + (items.Count > Named ? $" (+{items.Count - Named})" : "");

    private static async Task<IntegrityFlag?> FindAsync(IIntegrityRule sign, Cluster cluster, Assignment assignment, CancellationToken cancellationToken)
    {
        try
        {
            return await sign.FindAsync(cluster, assignment, cancellationToken) is { } message ? new IntegrityFlag(sign.Kind, message) : null;
        }
        catch (ReadException)
        {
            // What cannot be read is no sign; the checks tell the student about missing rights.
            return null;
        }
    }
}

/// <summary>One kind of sign.</summary>
internal interface IIntegrityRule
{
    /// <summary>The stable name.</summary>
    string Kind { get; }

    /// <summary>What was seen; null where the sign is not there.</summary>
    /// <exception cref="ReadException">It could not be looked at.</exception>
    Task<LocalizedText?> FindAsync(Cluster cluster, Assignment assignment, CancellationToken cancellationToken);
}

/// <summary>A sign that something is not as it seems: no points, shown to instructors only.</summary>
/// <param name="Kind">The stable name, such as <c>sharedCluster</c>.</param>
/// <param name="Message">What was seen.</param>
public sealed record IntegrityFlag(string Kind, LocalizedText Message);
