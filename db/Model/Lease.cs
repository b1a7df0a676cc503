using System.Text.Json;
using System.Text.Json.Serialization;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Deletion;
using EksGrader.Db.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using EksArn = EksGrader.Checks.Aws.ClusterArn;

namespace EksGrader.Db.Model;

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

    /// <summary>An instructor settled it by hand, with a reason: it is not observed any more.</summary>
    Settled,
}

/// <summary>The promise to delete a cluster by a deadline. One cluster of a student has one lease, whatever number of submissions name it.</summary>
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

    /// <summary>Its name in EKS; null where it is not known.</summary>
    public string? ClusterName { get; private set; }

    /// <summary>What people call the cluster: its name, else what is known of it; null where nothing is.</summary>
    public string? DisplayName => ClusterName ?? (EksArn.TryParse(ClusterArn, out var arn) ? arn.Name : ClusterArn) ?? Endpoint;

    /// <summary>Which cluster it is about, as far as that is known.</summary>
    public ClusterIdentity Identity => new(ClusterArn, ClusterCreatedAt, Endpoint, KubeSystemUid) { CaSha256 = CaSha256 };

    /// <summary>Its region; null where it is not known.</summary>
    public string? Region { get; private set; }

    /// <summary>What the cluster ran when it was last seen, a JSON <see cref="ClusterInventory"/>; null where it was not observed.</summary>
    public string? Inventory { get; private set; }

    /// <summary>When <see cref="Inventory"/> was seen.</summary>
    public DateTimeOffset? InventoryAt { get; private set; }

    /// <summary>Until when an instructor extended this lease: no other date moves the deadline nearer than this.</summary>
    public DateTimeOffset? ExtendedUntil { get; private set; }

    /// <summary>
    /// Until when the cluster is the instructor's to look at, because it was submitted late, unless every live check has passed before; null
    /// where it was submitted on time.
    /// </summary>
    public DateTimeOffset? KeepUntil { get; private set; }

    /// <summary>When it is looked at next; null once that is over.</summary>
    public DateTimeOffset? NextProbeAt { get; private set; } = startedAt;

    /// <summary>How many observations are stored: the newest one's <see cref="LeaseProbe.Number"/>.</summary>
    public int ProbeCount { get; private set; }

    /// <summary>When the newest observation began; null before the first.</summary>
    public DateTimeOffset? LastProbeAt { get; private set; }

    /// <summary>What the newest observation saw; null before the first.</summary>
    public ExistenceAnswer? LastAnswer { get; private set; }

    /// <summary>The first observation that found it gone since it was last seen; null while none did.</summary>
    public DateTimeOffset? GoneSince { get; private set; }

    /// <summary>Which drawing of due leases took this one in hand; null where none has. Set and read by those who watch, beside the row's version.</summary>
    public Guid? Claim { get; private set; }

    /// <summary>Until when the claim holds: a process that has stored nothing by then is gone, or its observation hangs.</summary>
    public DateTimeOffset? ClaimedUntil { get; private set; }

    /// <summary>When the state became final, gone or settled; null while the lease is live.</summary>
    public DateTimeOffset? EndedAt { get; private set; }

    /// <inheritdoc/>
    public int RowVersion { get; private set; }

    /// <summary>Learns which cluster it is about; what was known before stays, but for a name that only the student gave: AWS knows better.</summary>
    public void Identify(ClusterIdentity identity)
    {
        if (ClusterArn is null && EksArn.TryParse(identity.Arn, out var arn))
        {
            (ClusterName, Region) = (arn.Name, arn.Region);
        }

        ClusterArn ??= identity.Arn;
        ClusterCreatedAt ??= identity.CreatedAt;
        Endpoint ??= identity.Endpoint;
        CaSha256 ??= identity.CaSha256;
        KubeSystemUid ??= identity.KubeSystemUid;
    }

    /// <summary>Learns by which name and where AWS is asked for it; what was known before stays.</summary>
    public void Name(string? clusterName, string? region) => (ClusterName, Region) = (ClusterName ?? clusterName, Region ?? region);

    /// <summary>Moves the deadline.</summary>
    public void Extend(DateTimeOffset until) => Deadline = until;

    /// <summary>Notes until when the instructor may look at a cluster that was submitted late; null where it was not.</summary>
    public void KeepFor(DateTimeOffset? until) => KeepUntil = until;

    /// <summary>Notes until when an instructor extended this very lease.</summary>
    public void ExtendByHand(DateTimeOffset until) => (Deadline, ExtendedUntil) = (until, until);

    /// <summary>Notes what the cluster runs.</summary>
    public void Runs(ClusterInventory inventory, DateTimeOffset seenAt) =>
        (Inventory, InventoryAt) = (JsonSerializer.Serialize(inventory, LeaseJson.Default.ClusterInventory), seenAt);

    /// <summary>What the cluster ran when it was last seen; null where it was not observed.</summary>
    public ClusterInventory? ReadInventory() => ReadInventory(Inventory);

    /// <summary>Reads what <see cref="Inventory"/> holds; null where it holds nothing.</summary>
    public static ClusterInventory? ReadInventory(string? json) => json is null ? null : JsonSerializer.Deserialize(json, LeaseJson.Default.ClusterInventory);

    /// <summary>Takes the next observation in hand or puts it off.</summary>
    public void ProbeNextAt(DateTimeOffset? at) => NextProbeAt = at;

    /// <summary>Notes an observation; add what it returns to <see cref="EksGraderDb.LeaseProbes"/>.</summary>
    public LeaseProbe Apply(LeaseProbeId look, LeaseObservation seen, DateTimeOffset? nextLookAt)
    {
        if (seen.Answer == ExistenceAnswer.Alive)
            SeenAliveAt ??= seen.At;
        if (seen.Inventory is { } inventory)
            Runs(inventory, seen.At);
        if (seen.Identity is { } identity)
            Identify(identity);
        ProbeCount++;
        (LastProbeAt, LastAnswer) = (seen.At, seen.Answer);
        GoneSince = seen.Answer switch
        {
            ExistenceAnswer.Alive or ExistenceAnswer.Deleting => null,
            ExistenceAnswer.NotFound or ExistenceAnswer.NameGone => GoneSince < seen.At ? GoneSince : seen.At,
            _ => GoneSince,
        };
        NextProbeAt = EndedAt is null ? nextLookAt : null;
        (Claim, ClaimedUntil) = (null, null);
        return LeaseProbe.Of(look, Id, ProbeCount, seen);
    }

    /// <summary>The clock ran ahead and was put back: what it noted meanwhile was earlier. Judge afterwards.</summary>
    public void PutBack(ClockShift shift)
    {
        (StartedAt, SeenAliveAt, InventoryAt) = (shift.Of(StartedAt), shift.Of(SeenAliveAt), shift.Of(InventoryAt));
        (LastProbeAt, GoneSince, EndedAt) = (shift.Of(LastProbeAt), shift.Of(GoneSince), shift.Of(EndedAt));
    }

    /// <summary>Changes the state.</summary>
    /// <exception cref="InvalidOperationException">A lease that is over does not come back.</exception>
    public void Become(LeaseState state, DateTimeOffset at)
    {
        if (EndedAt is { } ended && state != State)
            throw new InvalidOperationException($"Lease {Id} is {State} since {ended:O} and cannot become {state}.");
        State = state;
        if (state is LeaseState.Gone or LeaseState.Settled)
            (EndedAt, NextProbeAt) = (EndedAt ?? at, null);
    }
}

internal sealed class LeaseTable : IEntityTypeConfiguration<Lease>
{
    public void Configure(EntityTypeBuilder<Lease> builder)
    {
        builder.Ignore(l => l.Identity);
        builder.Ignore(l => l.DisplayName);
        builder.HasKey(l => l.Id);
        builder.HasIndex(l => l.NextProbeAt).HasFilter("\"NextProbeAt\" IS NOT NULL");
        builder.HasIndex(l => l.ClusterArn);
        builder.HasIndex(l => l.KubeSystemUid);
        builder.HasIndex(l => l.CourseId);
        builder.HasIndex(l => l.CourseId, "IX_Leases_Troubled").HasFilter("\"State\" IN ('Overdue', 'Quarantined')");

        // Those that live, found without reading every cluster that ever was: reminders and the repair of the watch ask for them again and again.
        builder.HasIndex(l => new { l.CourseId, l.Deadline }, "IX_Leases_Live").HasFilter("\"EndedAt\" IS NULL");
        builder.HasOne<Course>().WithMany().HasForeignKey(l => l.CourseId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<CourseAssignment>().WithMany().HasForeignKey(l => l.AssignmentId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Student>().WithMany().HasForeignKey(l => l.StudentId).OnDelete(DeleteBehavior.Restrict);
    }
}

[JsonSourceGenerationOptions(UseStringEnumConverter = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(IReadOnlyList<Leftover>))]
[JsonSerializable(typeof(ClusterInventory))]
[JsonSerializable(typeof(ClusterIdentity))]
internal sealed partial class LeaseJson : JsonSerializerContext;
