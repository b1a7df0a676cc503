using EksGrader.Checks.Clusters;
using EksGrader.Checks.Deletion;
using EksGrader.Checks.Grading;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using EksGrader.Jobs.Gradings;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace EksGrader.Jobs.Leases;

/// <summary>
/// Begins leases and keeps their deadlines. A lease begins when an observation sees the cluster alive, since only such a cluster can be gone;
/// a cluster of the student that has one already keeps it, with its deadline. Watching it is another job's.
/// </summary>
public sealed class LeaseRegistration(EksGraderDb db, GradingCases cases, AssignmentLibrary library, LeaseVerdicts deletion, TimeProvider time)
{
    /// <summary>Keeps the lease of the cluster that was observed, and judges its deletion where that says more than the observation, in the caller's transaction.</summary>
    public async Task KeepAsync(GradingCase known, Submission submission, Observation observation, Report report, CancellationToken cancellationToken)
    {
        if (await KeepAsync(known, submission, observation, cancellationToken) is { } lease
            && (IsToJudge(lease, known, report) || await deletion.CountOthersAsync(submission, cancellationToken)))
        {
            await deletion.JudgeAsync(lease, cancellationToken);
        }
    }

    // Of a cluster that lives and may, the observation itself says all there is to say: that its deletion is pending, and until when.
    private bool IsToJudge(Lease lease, GradingCase known, Report report) =>
        lease is not { State: LeaseState.Active, GoneSince: null }
        || lease.Deadline <= time.GetUtcNow()
        || lease.Deadline != known.Deadline.At.ToDateTimeOffset()
        || deletion.IsDecided(report);

    /// <summary>Puts a submission under the lease of the cluster that an observation saw, in the caller's transaction. The lease; null where it has none.</summary>
    private async Task<Lease?> KeepAsync(GradingCase known, Submission submission, Observation observation, CancellationToken cancellationToken)
    {
        var lease = submission.LeaseId is { } id ? await db.Leases.FirstAsync(l => l.Id == id, cancellationToken) : null;
        if (observation.Identity is { WasAlive: true } identity && (lease is null || IsAnother(lease, identity)))
        {
            lease = await FindAsync(submission.StudentId, identity, cancellationToken) ?? await BeginAsync(known, submission, cancellationToken);
            lease.Identify(identity);
            lease.Name(submission.ClusterName, submission.Region);
            submission.PutUnder(lease.Id);
        }

        if (lease is null)
            return null;
        if (observation.Identity is { WasAlive: true } && IsNews(lease, observation.At))
            See(lease, known, observation);
        // Where AWS can be asked, the watch sees more than the cluster's own API says.
        if (observation.Recorded is { } recorded && lease.EndedAt is null && (lease.Inventory is null || !submission.HasAwsAccess)
            && await KubernetesInventory.OfAsync(recorded, cancellationToken) is { } inventory)
        {
            lease.Runs(inventory, observation.At);
        }

        KeepTimeToDelete(submission, lease);
        // Right after the grading: from here on the cluster may end at any moment.
        if (known.Submission.SafeToDeleteAt is null && submission.SafeToDeleteAt is not null)
            LeaseSchedule.ProbeNow(lease, time.GetUtcNow());
        return lease;
    }

    // The first sight of it, and one that shows that it was not gone. Others are the watch's: it can tell a cluster that is being deleted.
    private static bool IsNews(Lease lease, DateTimeOffset at) =>
        lease.SeenAliveAt is null || (lease.EndedAt is null && lease.GoneSince < at && at < lease.Deadline);

    private void See(Lease lease, GradingCase known, Observation observation)
    {
        var alive = new LeaseObservation(observation.At, ExistenceAnswer.Alive, $"grading {known.Grading.Id}");
        db.LeaseProbes.Add(lease.Apply(Id.New<LeaseProbeId>(time), alive, nextLookAt: null));
        lease.ProbeNextAt(LeaseSchedule.NextAt(lease, time.GetUtcNow()));
    }

    // By the dates as they are now: who moved them during the observation found no lease to move.
    private async Task<Lease> BeginAsync(GradingCase known, Submission submission, CancellationToken cancellationToken)
    {
        var deadlines = (await library.ReadWithNewestDatesAsync(db, submission.AssignmentId, known.Grading.AssignmentVersion, cancellationToken)).Deadlines;
        var extension = await cases.ExtensionAsync(submission, cancellationToken);
        var begins = deadlines.ForLease(GradingCases.At(submission.SubmittedAt), GradingCases.At(submission.CountedAt), extension);
        var deadline = deadlines.OfLease(begins, SafeAt(submission), extension);
        var lease = new Lease(
            Id.New<LeaseId>(time), submission.CourseId, submission.AssignmentId, submission.StudentId, submission.SubmittedAt, deadline.At.ToDateTimeOffset());
        lease.KeepFor(deadline.KeepUntil?.ToDateTimeOffset());
        db.Leases.Add(lease);
        return lease;
    }

    /// <summary>
    /// No deadline falls before <c>safeToDelete</c> and 45 minutes: that holds for a later submission of the same cluster too, which
    /// keeps the first deadline otherwise. No student is told to keep a cluster for an observation and to have deleted it before. While it settles
    /// <c>safeToDelete</c> is not before now, so what is said meanwhile, and gone by, is no time that is over.
    /// </summary>
    private void KeepTimeToDelete(Submission submission, Lease lease)
    {
        // What is submitted after the deadline moves it no more: an overdue student is not saved by submitting again.
        if (submission.SubmittedAt <= lease.Deadline)
            TimeToDelete.Keep(db, lease, submission.SafeToDeleteAt, time);
    }

    private async Task<Lease?> FindAsync(StudentId student, ClusterIdentity identity, CancellationToken cancellationToken)
    {
        var leases = await db.Leases.Where(l => l.StudentId == student && l.EndedAt == null).ToListAsync(cancellationToken);
        return leases.Find(l => l.Identity.Compare(identity) == ClusterMatch.Same);
    }

    // The probe of a later grading saw another cluster under the same name: that one gets a lease of its own.
    private static bool IsAnother(Lease lease, ClusterIdentity identity) =>
        (lease.KubeSystemUid is not null && identity.KubeSystemUid is not null) || (lease.ClusterArn is not null && identity.Arn is not null)
            ? lease.Identity.Compare(identity) != ClusterMatch.Same
            : lease.EndedAt is not null;

    private static Instant? SafeAt(Submission submission) => submission.SafeToDeleteAt is { } safe ? GradingCases.At(safe) : null;
}

/// <summary>Whether an observation saw the cluster of a lease: the same rule as within a grading (<see cref="ClusterIdentity.Compare"/>).</summary>
internal static class SameCluster
{
    /// <summary>Whether it is known to be the same; where nothing tells, it is not.</summary>
    public static bool Is(Lease lease, ClusterIdentity identity) => Of(lease).Compare(identity) == ClusterMatch.Same;

    private static ClusterIdentity Of(Lease lease) =>
        new(lease.ClusterArn, lease.ClusterCreatedAt, lease.Endpoint, lease.KubeSystemUid) { CaSha256 = lease.CaSha256 };
}
