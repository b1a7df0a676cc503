using EksGrader.Checks.Deletion;

namespace EksGrader.Checks.Enforcement;

/// <summary>Whether tags name one cluster, and no other: what two claim is nobody's to delete.</summary>
internal static class OwnTags
{
    private const string ByKey = "kubernetes.io/cluster/";

    /// <summary>Whether exactly this cluster is named as the owner.</summary>
    public static bool AreOf(IEnumerable<(string? Key, string? Value)> tags, string cluster)
    {
        var all = tags.ToList();
        return all.Exists(t => ClusterTags.Names(t.Key, t.Value, cluster)) && !all.Exists(t => NamesAnother(t.Key, t.Value, cluster));
    }

    private static bool NamesAnother(string? key, string? value, string cluster)
    {
        if (key is null)
            return false;
        var own = ByKey + cluster;
        if (key.StartsWith(ByKey, StringComparison.Ordinal))
            return key != own || value != "owned"; // shared with others is not this one's own
        return value != cluster && ClusterTags.Keys(cluster).Contains(key, StringComparer.Ordinal);
    }
}
