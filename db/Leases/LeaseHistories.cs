using EksGrader.Checks.Clusters;
using EksGrader.Db.Model;

namespace EksGrader.Db.Leases;

/// <summary>What the rows of a lease tell the check that judges them.</summary>
public static class LeaseHistories
{
    /// <summary>A lease as <c>cluster-deletion</c> knows it.</summary>
    /// <param name="deadline">The deadline to judge by.</param>
    /// <param name="seenAlive">Whether it was seen alive with its identity.</param>
    /// <param name="looks">Every probe.</param>
    public static LeaseHistory Of(DateTimeOffset deadline, bool seenAlive, IEnumerable<LeaseProbe> looks)
    {
        var known = looks.OrderBy(l => l.Number).Select(l => l.ToObservation()).ToList();
        // A clock that was put back: what came before cannot have been later than what came after. So nothing is seen after its end.
        for (var i = known.Count - 2; i >= 0; i--)
        {
            if (known[i].At > known[i + 1].At)
                known[i] = known[i] with { At = known[i + 1].At };
        }

        return new LeaseHistory(deadline, seenAlive, known);
    }
}
