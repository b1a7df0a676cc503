using EksGrader.Checks.Clusters;
using EksGrader.Db.Ids;

namespace EksGrader.Db.Leases;

/// <summary>Where a lease stands.</summary>
public enum LeaseState
{
    /// <summary>The cluster lives, and may.</summary>
    Active,

    /// <summary>It is being deleted.</summary>
    Deleting,

    /// <summary>It is gone; the end.</summary>
    Gone,

    /// <summary>It lives after its deadline.</summary>
    Overdue,

    /// <summary>An instructor decides: enforcement failed three times, or there was no proof for a day.</summary>
    Quarantined,
}

/// <summary>The promise to delete a cluster by a deadline. One cluster of a student has one lease, whatever number of submissions name it.</summary>
/// <param name="id">Its id.</param>
/// <param name="courseId">The course.</param>
/// <param name="assignmentId">The assignment whose rule gave the deadline.</param>
/// <param name="studentId">The student.</param>
/// <param name="startedAt">When it began.</param>
/// <param name="deadline">By when the cluster must be gone.</param>
public sealed class Lease(
    LeaseId id, CourseId courseId, AssignmentId assignmentId, StudentId studentId, DateTimeOffset startedAt, DateTimeOffset deadline) : IVersioned
{
    /// <summary>Its id.</summary>
    public LeaseId Id { get; private set; } = id;

    /// <summary>The course.</summary>
    public CourseId CourseId { get; private set; } = courseId;

    /// <summary>The assignment whose rule gave the deadline.</summary>
    public AssignmentId AssignmentId { get; private set; } = assignmentId;

    /// <summary>The student.</summary>
    public StudentId StudentId { get; private set; } = studentId;

    /// <summary>When it began.</summary>
    public DateTimeOffset StartedAt { get; private set; } = startedAt;

    /// <summary>By when the cluster must be gone.</summary>
    public DateTimeOffset Deadline { get; private set; } = deadline;

    /// <summary>Where it stands.</summary>
    public LeaseState State { get; private set; } = LeaseState.Active;

    /// <summary>The cluster's ARN, where AWS told it.</summary>
    public string? ClusterArn { get; private set; }

    /// <summary>When the cluster was made, by AWS: the same name with another time is another cluster.</summary>
    public DateTimeOffset? ClusterCreatedAt { get; private set; }

    /// <summary>The host name of its Kubernetes API.</summary>
    public string? Endpoint { get; private set; }

    /// <summary>SHA-256 of its certificate authority, lower-case hex.</summary>
    public string? CaSha256 { get; private set; }

    /// <summary>The UID of its namespace <c>kube-system</c>: made once with the cluster, so it names one without AWS access.</summary>
    public string? KubeSystemUid { get; private set; }

    /// <summary>When this service first saw the cluster alive, with its identity; only such a cluster can be gone.</summary>
    public DateTimeOffset? SeenAliveAt { get; private set; }

    /// <summary>When it is looked at next; null once that is over.</summary>
    public DateTimeOffset? NextLookAt { get; private set; } = startedAt;

    /// <summary>When the state became final: gone.</summary>
    public DateTimeOffset? EndedAt { get; private set; }

    /// <inheritdoc/>
    public int RowVersion { get; private set; }

    /// <summary>Learns which cluster it is about; what was known before stays.</summary>
    public void Identify(ClusterIdentity identity)
    {
        ClusterArn ??= identity.Arn;
        ClusterCreatedAt ??= identity.CreatedAt;
        Endpoint ??= identity.Endpoint;
        CaSha256 ??= identity.CaSha256;
        KubeSystemUid ??= identity.KubeSystemUid;
    }

    /// <summary>Moves the deadline.</summary>
    public void Extend(DateTimeOffset until) => Deadline = until;

    /// <summary>Takes the next look in hand or puts it off.</summary>
    public void LookNextAt(DateTimeOffset? at) => NextLookAt = at;

    /// <summary>Notes a look; add what it returns to <see cref="EksGraderDb.LeaseLooks"/>.</summary>
    public LeaseLook Look(LeaseLookId look, DeletionLook seen, string how, DateTimeOffset? nextLookAt)
    {
        if (seen.Answer == LookAnswer.Alive)
            SeenAliveAt ??= seen.At;
        NextLookAt = nextLookAt;
        return LeaseLook.Of(look, Id, seen, how);
    }

    /// <summary>Changes the state.</summary>
    /// <exception cref="InvalidOperationException">A cluster that is gone does not come back.</exception>
    public void Become(LeaseState state, DateTimeOffset at)
    {
        if (State == LeaseState.Gone && state != LeaseState.Gone)
            throw new InvalidOperationException($"Lease {Id} is gone since {EndedAt:O} and cannot become {state}.");
        State = state;
        if (state == LeaseState.Gone)
            (EndedAt, NextLookAt) = (EndedAt ?? at, null);
    }
}
