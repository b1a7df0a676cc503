using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;

namespace EksGrader.Checks.Checks.Deletion;

/// <summary>What the observations of a lease say about its deadline. Pure: no clock but <paramref name="now"/>, no reads.</summary>
/// <param name="lease">The lease and every observation.</param>
/// <param name="now">The time of the judgement.</param>
internal sealed class DeletionCase(LeaseHistory lease, DateTimeOffset now)
{
    /// <summary>How long a deletion that began in time may take.</summary>
    public static readonly TimeSpan TimeToFinish = TimeSpan.FromMinutes(60);

    /// <summary>After how long without any proof an instructor decides (docs/lifecycle.md, "Without a proof").</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromDays(1);

    private readonly List<DeletionObservation> observations = DeletionProof.Read([.. lease.Observations.Where(l => l.At <= now).OrderBy(l => l.At)]);

    /// <summary>Whether the cluster is gone, and since when.</summary>
    public DeletionProof Proof => DeletionProof.Of(observations);

    /// <summary>By when a deletion that began in time must be finished.</summary>
    public DateTimeOffset FinishBy => lease.Deadline + TimeToFinish;

    /// <summary>The newest observation; null where there is none.</summary>
    public DeletionObservation? Newest => observations.LastOrDefault();

    /// <summary>Whether any observation found it gone, even if another saw it alive.</summary>
    public bool WasFoundGone => observations.Exists(DeletionProof.IsGone);

    /// <summary>The time that counts: the deadline, or, where the deletion began in time or it could not be told, when it must be finished.</summary>
    public DateTimeOffset Limit => HasBegunInTime || IsBeginningUntold ? FinishBy : lease.Deadline;

    /// <summary>Whether an observation was made at or after some time, whatever it answered.</summary>
    public bool WasObservedSince(DateTimeOffset limit) => observations.Exists(l => l.At >= limit);

    /// <summary>
    /// Whether an observation saw deletion begin by the deadline. Where the first observation that proves anything after the deadline finds it being
    /// deleted, it counts as begun in time: observations come up to a minute late, and later where the service was down.
    /// </summary>
    public bool HasBegunInTime =>
        observations.Exists(l => l.Answer is ExistenceAnswer.Deleting && l.At <= lease.Deadline)
        || FirstAfterDeadline is { Answer: ExistenceAnswer.Deleting };

    /// <summary>
    /// Whether observations since the deadline saw the cluster, and none of them could tell whether its deletion had begun, and not by choice. An
    /// hour later it does not matter any more: what is still there then has failed either way.
    /// </summary>
    public bool IsBeginningUntold =>
        !HasBegunInTime && FirstAfterDeadline is not { Answer: ExistenceAnswer.Alive } && observations.Exists(l => l.At >= lease.Deadline && IsUntold(l));

    private DeletionObservation? FirstAfterDeadline => observations.Find(l => l.At >= lease.Deadline && l.Answer is not ExistenceAnswer.NoProof && !IsUntold(l));

    /// <summary>
    /// Whether it counts as begun in time only because the student's own doing kept the observations at the deadline from seeing whether it had.
    /// </summary>
    public bool IsBeginningHidden =>
        FirstAfterDeadline is { Answer: ExistenceAnswer.Deleting } first
        && !observations.Exists(l => l.Answer is ExistenceAnswer.Deleting && l.At <= lease.Deadline)
        && observations.Exists(l => l.At >= lease.Deadline && l.At < first.At && l is { Answer: ExistenceAnswer.NoProof, Fault: FaultDomain.Student });

    /// <summary>
    /// Whether it was gone by some time: no observation at or after that time saw it. So a service that was down at the deadline costs no
    /// student points, and an observation that saw it alive afterwards does.
    /// </summary>
    public bool IsGoneBy(DateTimeOffset limit) => Proof is { IsProved: true } && !WasSeenSince(limit);

    /// <summary>
    /// Whether the student's own doing (rights taken away, credentials revoked) kept observations after some time from seeing whether it was
    /// still there, so that it is gone now but it is not known since when.
    /// </summary>
    public bool IsHiddenSince(DateTimeOffset limit) =>
        observations.Exists(l => l.At >= limit && l.At < Proof.GoneAt && l is { Answer: ExistenceAnswer.NoProof, Fault: FaultDomain.Student });

    /// <summary>Whether an observation at or after some time saw the cluster.</summary>
    public bool WasSeenSince(DateTimeOffset limit) => observations.Exists(l => l.At >= limit && DeletionProof.IsSeen(l));

    /// <summary>
    /// By when nothing may be left of a cluster that is gone. A deletion is not worth less because the cluster itself was gone before its
    /// deadline and not after it: where its stack was still being deleted then, that may end as late as any deletion that began in time.
    /// </summary>
    public DateTimeOffset CleanBy =>
        IsGoneBy(lease.Deadline) && SinceGone.Find(l => l.At >= lease.Deadline && l.Leftovers is not null) is not { IsCleaningUp: true } ? lease.Deadline : FinishBy;

    /// <summary>What was left by <see cref="CleanBy"/>, as far as the observations tell.</summary>
    public LeftoverCase Leftovers => LeftoverCase.Of(SinceGone, CleanBy);

    /// <summary>Which fault domain kept it from being told whether the deletion had begun.</summary>
    public FaultDomain FaultOfUntold => observations.Find(l => l.At >= lease.Deadline && IsUntold(l))?.Fault ?? FaultDomain.Grader;

    /// <summary>Whose doing it is that nothing is proved: never the student's, or the lack of proof would end as zero.</summary>
    public FaultDomain FaultOfNoProof => Newest?.Fault is { } fault and not FaultDomain.Student ? fault : FaultDomain.Grader;

    /// <summary>Whether the cluster was never seen because the student's own credentials did not allow it.</summary>
    public bool IsNeverSeenByFaultOfStudent => observations.Count > 0 && observations.TrueForAll(l => l is { Answer: ExistenceAnswer.NoProof, Fault: FaultDomain.Student });

    /// <summary>Where the cluster stands.</summary>
    /// <param name="verdict">What the observations were judged to.</param>
    /// <param name="at">The time of the judgement.</param>
    public DeletionStage StageOf(Verdict verdict, DateTimeOffset at)
    {
        if (Proof.IsProved)
            return verdict.Outcome == Outcome.Pending || AreLeftoversOpen(at) ? DeletionStage.Ending : DeletionStage.Gone;
        if (HiddenSince is { } since && at - since >= Patience)
            return DeletionStage.Hidden;
        if (Proof.GoneAt is not null)
            return DeletionStage.Ending;
        if (at < lease.Deadline)
            return LastProof is { Answer: ExistenceAnswer.Deleting } ? DeletionStage.Ending : DeletionStage.Living;
        if (WasSeenSince(Limit))
            return DeletionStage.Overdue;
        return LastProof is { Answer: ExistenceAnswer.Deleting } ? DeletionStage.Ending : DeletionStage.Living;
    }

    /// <summary>Whether AWS may still say what was left: it is asked for as long as a cluster that cannot be seen.</summary>
    private bool AreLeftoversOpen(DateTimeOffset at)
    {
        var limit = CleanBy;
        return at - limit < Patience && IsGoneBy(limit) && Leftovers.Unread is not null;
    }

    private List<DeletionObservation> SinceGone => observations.FindAll(l => l.At >= Proof.GoneAt);

    // It lives, and AWS did not say whether its node groups or its stack are being deleted.
    private static bool IsUntold(DeletionObservation observation) => observation is { Answer: ExistenceAnswer.Alive, Fault: not (null or FaultDomain.Student) };

    private DeletionObservation? LastProof => observations.FindLast(l => l.Answer is not ExistenceAnswer.NoProof);

    // The first of the observations since the last proof that came after the deadline and proved nothing: what was not observed hides nothing.
    private DateTimeOffset? HiddenSince => observations.Find(l => l.Answer is ExistenceAnswer.NoProof && l.At >= lease.Deadline && !(l.At <= LastProof?.At))?.At;
}
