using System.Text.Json;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Grading;
using EksGrader.Checks.Integrity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EksGrader.Db.Model;

/// <summary>Why a grading was begun. Settling is no reason: one grading holds all its observations.</summary>
public enum GradingReason
{
    /// <summary>The submission's first.</summary>
    First,

    /// <summary>A person asked for another observation.</summary>
    Look,

    /// <summary>An instructor has the cluster looked at from scratch: nothing of earlier gradings counts.</summary>
    Anew,

    /// <summary>The service tries again what it could not look at.</summary>
    Retry,

    /// <summary>Other points, parameters or a corrected check.</summary>
    Regrade,

    /// <summary>The deletion deadline passed: what the student kept from being looked at is judged without an observation.</summary>
    Deadline,
}

/// <summary>One run of an assignment's checks for a submission: all its observations, one recording, the best verdicts seen.</summary>
public sealed class Grading(
    GradingId id, SubmissionId submissionId, int number, GradingReason reason, int assignmentVersion, DateTimeOffset startedAt) : IVersioned
{
    private readonly List<GradedCheck> checks = [];
    private readonly List<GradingFlag> flags = [];

    /// <summary>Its id.</summary>
    public GradingId Id { get; private set; } = id;

    /// <summary>The submission.</summary>
    public SubmissionId SubmissionId { get; private set; } = submissionId;

    /// <summary>Its number within the submission, from 1.</summary>
    public int Number { get; private set; } = number;

    /// <summary>Why it was begun.</summary>
    public GradingReason Reason { get; private set; } = reason;

    /// <summary>The version of the assignment that it grades by.</summary>
    public int AssignmentVersion { get; private set; } = assignmentVersion;

    /// <summary>When it was begun.</summary>
    public DateTimeOffset StartedAt { get; private set; } = startedAt;

    /// <summary>When it ended; null while it runs or settles.</summary>
    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>How many observations are stored. The next one is stored as this number plus one, and once.</summary>
    public int Observations { get; private set; }

    /// <summary>When it looks again; null where it does not settle.</summary>
    public DateTimeOffset? NextObservationAt { get; private set; }

    /// <summary>Until when it may settle; set by the first observation.</summary>
    public DateTimeOffset? SettleUntil { get; private set; }

    /// <summary>The points that are there, without overrides.</summary>
    public decimal Score { get; private set; }

    /// <summary>The points of every check.</summary>
    public decimal MaxScore { get; private set; }

    /// <summary>Which cluster the verdicts are of, a JSON <see cref="ClusterIdentity"/>; null where no observation could tell.</summary>
    public string? Cluster { get; private set; }

    /// <summary>What was seen; null where nothing was recorded.</summary>
    public RecordingId? RecordingId { get; private set; }

    /// <summary>One result a check.</summary>
    public IReadOnlyCollection<GradedCheck> Checks => checks;

    /// <summary>Integrity flags.</summary>
    public IReadOnlyCollection<GradingFlag> Flags => flags;

    /// <inheritdoc/>
    public int RowVersion { get; private set; }

    /// <summary>Whether it is still going on.</summary>
    public bool IsOpen => EndedAt is null;

    /// <summary>Takes over what the observations so far came to.</summary>
    /// <param name="results">One result a check: the best seen, in the assignment's order.</param>
    /// <param name="found">Integrity flags.</param>
    /// <param name="maxScore">The points of every check of the assignment.</param>
    /// <exception cref="InvalidOperationException">It has ended.</exception>
    public void Apply(IReadOnlyList<CheckResult> results, IReadOnlyList<IntegrityFlag> found, decimal maxScore)
    {
        RequireOpen();
        Observations++;
        MaxScore = maxScore;
        Score = results.Sum(r => r.Points ?? 0);
        checks.RemoveAll(c => results.All(r => r.Check != c.Check));
        for (var i = 0; i < results.Count; i++)
        {
            var known = checks.Find(c => c.Check == results[i].Check);
            if (known is null)
                checks.Add(known = new GradedCheck(Id, results[i].Check));
            known.Become(results[i], i);
        }

        flags.RemoveAll(s => s.Order >= found.Count);
        for (var i = 0; i < found.Count; i++)
        {
            var known = flags.Find(s => s.Order == i);
            if (known is null)
                flags.Add(known = new GradingFlag(Id, i));
            known.Become(found[i]);
        }
    }

    /// <summary>
    /// Takes over verdicts that fell apart from the observations of the living cluster: what the watch for its deletion came to. The grading
    /// may have ended long ago. Load its checks before. Tells whether more than words changed: count the submission again then.
    /// </summary>
    public bool Amend(IEnumerable<(CheckId Check, Verdict Verdict)> verdicts)
    {
        var changed = false;
        foreach (var (check, verdict) in verdicts)
        {
            if (checks.Find(c => c.Check == check) is not { } known)
                continue;
            var before = (known.Points, known.IsKnown, known.Assurance);
            known.Become(new CheckResult(check, known.MaxPoints, verdict), known.Order);
            changed |= before != (known.Points, known.IsKnown, known.Assurance);
        }

        if (changed)
            Score = checks.Sum(c => c.Points ?? 0);
        return changed;
    }

    /// <summary>Adds an integrity flag that was found apart from an observation, unless one of its kind and words is there. Tells whether it was added.</summary>
    public bool AddFlag(IntegrityFlag sign)
    {
        if (flags.Exists(s => s.Kind == sign.Kind && s.ToFlag() == sign))
            return false;
        var added = new GradingFlag(Id, flags.Count == 0 ? 0 : flags.Max(s => s.Order) + 1);
        added.Become(sign);
        flags.Add(added);
        return true;
    }

    /// <summary>Says which cluster the verdicts are of.</summary>
    public void IsOf(ClusterIdentity? cluster) => Cluster = cluster is null ? null : JsonSerializer.Serialize(cluster, LeaseJson.Default.ClusterIdentity);

    /// <summary>Which cluster the verdicts are of; null where no observation could tell.</summary>
    public ClusterIdentity? ReadCluster() => Cluster is null ? null : JsonSerializer.Deserialize(Cluster, LeaseJson.Default.ClusterIdentity);

    /// <summary>The clock ran ahead and was put back: what it noted meanwhile was earlier, and the next observation is due.</summary>
    public void PutBack(ClockShift shift)
    {
        (StartedAt, EndedAt, SettleUntil) = (shift.Of(StartedAt), shift.Of(EndedAt), SettleUntil - shift.By);
        NextObservationAt = NextObservationAt > shift.Now ? shift.Now : NextObservationAt;
    }

    /// <summary>Takes back flags of some kinds: what they rest on was no fact.</summary>
    public void RemoveFlags(string kind) => flags.RemoveAll(s => s.Kind == kind);

    /// <summary>Another observation follows.</summary>
    /// <exception cref="InvalidOperationException">It has ended.</exception>
    public void Settle(DateTimeOffset nextLookAt, DateTimeOffset settleUntil)
    {
        RequireOpen();
        NextObservationAt = nextLookAt;
        SettleUntil ??= settleUntil;
    }

    /// <summary>It is over.</summary>
    /// <exception cref="InvalidOperationException">It has ended before.</exception>
    public void End(DateTimeOffset at)
    {
        RequireOpen();
        EndedAt = at;
        NextObservationAt = null;
    }

    /// <summary>What it saw is stored under this id.</summary>
    public void RecordedAs(RecordingId recording) => RecordingId = recording;

    private void RequireOpen()
    {
        if (!IsOpen)
        {
            throw new InvalidOperationException($"Grading {Id} ended at {EndedAt:O}.");
        }
    }
}

internal sealed class GradingTable : IEntityTypeConfiguration<Grading>
{
    public void Configure(EntityTypeBuilder<Grading> builder)
    {
        builder.HasKey(g => g.Id);
        builder.HasIndex(g => new { g.SubmissionId, g.Number }).IsUnique();

        // Two jobs that begin a grading of the same submission at once: one of them finds the other's.
        builder.HasIndex(g => g.SubmissionId, "IX_Gradings_OneOpen").IsUnique().HasFilter("\"EndedAt\" IS NULL");

        builder.HasOne<Submission>().WithMany().HasForeignKey(g => g.SubmissionId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<StoredRecording>().WithMany().HasForeignKey(g => g.RecordingId).OnDelete(DeleteBehavior.Restrict);
        builder.HasMany(g => g.Checks).WithOne().HasForeignKey(c => c.GradingId);
        builder.HasMany(g => g.Flags).WithOne().HasForeignKey(s => s.GradingId);
    }
}

/// <summary>An integrity flag that a grading saw; for instructors only.</summary>
public sealed class GradingFlag(GradingId gradingId, int order)
{
    /// <summary>The grading.</summary>
    public GradingId GradingId { get; private set; } = gradingId;

    /// <summary>Its place among the grading's flags, from 0.</summary>
    public int Order { get; private set; } = order;

    /// <summary>The stable name, such as <c>sharedCluster</c>.</summary>
    public string Kind { get; private set; } = "";

    /// <summary>What was seen, in both languages, as JSON.</summary>
    public string Message { get; private set; } = "";

    /// <summary>The flag as checks know it.</summary>
    public IntegrityFlag ToFlag() => new(Kind, VerdictJson.ReadText(Message));

    internal void Become(IntegrityFlag sign) => (Kind, Message) = (sign.Kind, VerdictJson.Write(sign.Message));
}

internal sealed class GradingFlagTable : IEntityTypeConfiguration<GradingFlag>
{
    public void Configure(EntityTypeBuilder<GradingFlag> builder) => builder.HasKey(s => new { s.GradingId, s.Order });
}
