using EksGrader.Checks.Assignments;
using EksGrader.Checks.Clusters;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using EksGrader.Jobs.Gradings;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Jobs.Enforcement;

/// <summary>By which rule, and from when on, a cluster may be deleted for a student.</summary>
public sealed class EnforcementRules(EksGraderDb db, AssignmentLibrary library)
{
    /// <summary>A deletion that was begun by the deadline has an hour to end (docs/checks.md, "cluster-deletion"): the service does not end it before.</summary>
    public static readonly TimeSpan HourOfABegunDeletion = TimeSpan.FromMinutes(60);

    /// <summary>The rule that stands now: an instructor who switches enforcement off is obeyed at once.</summary>
    public async Task<DeletionRule> OfAsync(Lease lease, CancellationToken cancellationToken)
    {
        var newest = await db.Assignments.Where(a => a.Id == lease.AssignmentId).Select(a => a.CurrentVersion).FirstAsync(cancellationToken);
        return (await library.ReadAsync(db, lease.AssignmentId, newest, cancellationToken)).Assignment.Deletion;
    }

    /// <summary>
    /// Whether every submission under the lease was made while its assignment said <c>enforce: true</c>: no cluster is deleted without an
    /// instructor's order by a rule that its student had not been told.
    /// </summary>
    public async Task<bool> WasToldAsync(Lease lease, CancellationToken cancellationToken)
    {
        var versions = await db.Submissions.Where(s => s.LeaseId == lease.Id).Select(s => new { s.AssignmentId, s.AssignmentVersion }).Distinct().ToListAsync(cancellationToken);
        foreach (var version in versions)
        {
            if (!(await library.ReadAsync(db, version.AssignmentId, version.AssignmentVersion, cancellationToken)).Assignment.Deletion.Enforce)
                return false;
        }

        return versions.Count > 0;
    }

    /// <summary>From when on the cluster may be deleted.</summary>
    public async Task<DateTimeOffset> DueAtAsync(Lease lease, DeletionRule rule, CancellationToken cancellationToken)
    {
        var grace = rule.Grace.ToTimeSpan();
        if (grace < HourOfABegunDeletion
            && await db.LeaseProbes.AnyAsync(l => l.LeaseId == lease.Id && l.Answer == ExistenceAnswer.Deleting && l.At <= lease.Deadline, cancellationToken))
        {
            grace = HourOfABegunDeletion;
        }

        return lease.Deadline + grace;
    }
}
