using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;

namespace EksGrader.Jobs.Submissions;

/// <summary>
/// What AWS said while it could be asked. Only a right that was never granted is judged as without AWS: a fact that was read stays as it
/// was read when its read is refused later.
/// </summary>
internal static class GrantedReads
{
    // How the AWS windows name their reads.
    private const string OfAws = "aws ";

    /// <summary>
    /// The recording in which every AWS read that the student's rights kept from being answered is answered as in the newest look before
    /// it at the same cluster; null where none of them ever was.
    /// </summary>
    public static Recording? Fill(Recording recording)
    {
        var filled = new Recording { Assignment = recording.Assignment };
        var known = new Dictionary<string, RecordedRead>(StringComparer.Ordinal);
        var (cluster, any) = (default(ClusterIdentity), false);
        foreach (var look in recording.Looks)
        {
            if (look.Identity is { } seen && cluster?.Compare(seen) == ClusterMatch.Another)
                (cluster, known) = (null, new Dictionary<string, RecordedRead>(StringComparer.Ordinal));
            cluster = cluster?.Joined(look.Identity) ?? look.Identity;
            var reads = look.Reads.Select(r => IsRefused(r) ? known.GetValueOrDefault(r.Key, r) : r).ToList();
            any |= !reads.SequenceEqual(look.Reads);
            foreach (var read in reads.Where(r => r is { Fault: null, Answer.IsEmpty: false } && r.Key.StartsWith(OfAws, StringComparison.Ordinal)))
                known[read.Key] = read;
            filled.Add(look with { Reads = reads });
        }

        return any ? filled : null;
    }

    private static bool IsRefused(RecordedRead read) => read.Fault is { Fault: FaultDomain.Student } && read.Key.StartsWith(OfAws, StringComparison.Ordinal);
}
