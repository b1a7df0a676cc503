using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;

namespace EksGrader.Checks.Checks.Deletion;

/// <summary>What the looks of a lease say about its deadline. Pure: no clock but <paramref name="now"/>, no reads.</summary>
/// <param name="lease">The lease and every look.</param>
/// <param name="now">The time of the judgement.</param>
internal sealed class DeletionCase(LeaseHistory lease, DateTimeOffset now)
{
    /// <summary>How long a deletion that began in time may take.</summary>
    public static readonly TimeSpan TimeToFinish = TimeSpan.FromMinutes(60);

    /// <summary>After how long without any proof an instructor decides (docs/lifecycle.md, "Without a proof").</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromDays(1);

    private readonly List<DeletionObservation> looks = DeletionProof.Read([.. lease.Looks.Where(l => l.At <= now).OrderBy(l => l.At)]);

    /// <summary>Whether the cluster is gone, and since when.</summary>
    public DeletionProof Proof => DeletionProof.Of(looks);

    /// <summary>By when a deletion that began in time must be finished.</summary>
    public DateTimeOffset FinishBy => lease.Deadline + TimeToFinish;

    /// <summary>The newest look; null where there is none.</summary>
    public DeletionObservation? Newest => looks.LastOrDefault();

    /// <summary>Whether any look found it gone, whoever may have seen it alive.</summary>
    public bool WasFoundGone => looks.Exists(DeletionProof.IsGone);

    /// <summary>The time that counts: the deadline, or, where the deletion began in time or nobody could tell, when it must be finished.</summary>
    public DateTimeOffset Limit => HasBegunInTime || IsBeginningUntold ? FinishBy : lease.Deadline;

    /// <summary>Whether a look was made at or after some time, whatever it answered.</summary>
    public bool WasLookedAtSince(DateTimeOffset limit) => looks.Exists(l => l.At >= limit);

    /// <summary>
    /// Whether a look saw deletion begin by the deadline. Where the first look that proves anything after the deadline finds it being
    /// deleted, it counts as begun in time: looks come up to a minute late, and later where the service was down.
    /// </summary>
    public bool HasBegunInTime =>
        looks.Exists(l => l.Answer is ExistenceAnswer.Deleting && l.At <= lease.Deadline)
        || FirstAfterDeadline is { Answer: ExistenceAnswer.Deleting };

    /// <summary>
    /// Whether looks since the deadline saw the cluster, and none of them could tell whether its deletion had begun, by nobody's choice. An
    /// hour later it does not matter any more: what is still there then has failed either way.
    /// </summary>
    public bool IsBeginningUntold =>
        !HasBegunInTime && FirstAfterDeadline is not { Answer: ExistenceAnswer.Alive } && looks.Exists(l => l.At >= lease.Deadline && IsUntold(l));

    private DeletionObservation? FirstAfterDeadline => looks.Find(l => l.At >= lease.Deadline && l.Answer is not ExistenceAnswer.NoProof && !IsUntold(l));

    /// <summary>
    /// Whether it counts as begun in time only because the student's own doing kept the looks at the deadline from seeing whether it had.
    /// </summary>
    public bool IsBeginningHidden =>
        FirstAfterDeadline is { Answer: ExistenceAnswer.Deleting } first
        && !looks.Exists(l => l.Answer is ExistenceAnswer.Deleting && l.At <= lease.Deadline)
        && looks.Exists(l => l.At >= lease.Deadline && l.At < first.At && l is { Answer: ExistenceAnswer.NoProof, Fault: FaultDomain.Student });

    /// <summary>
    /// Whether it was gone by some time: no look at or after that time saw it. So a service that was down at the deadline costs no
    /// student points, and a look that saw it alive afterwards does.
    /// </summary>
    public bool IsGoneBy(DateTimeOffset limit) => Proof is { IsProved: true } && !WasSeenSince(limit);

    /// <summary>
    /// Whether the student's own doing (rights taken away, credentials revoked) kept looks after some time from seeing whether it was
    /// still there, so that it is gone now but nobody knows since when.
    /// </summary>
    public bool IsHiddenSince(DateTimeOffset limit) =>
        looks.Exists(l => l.At >= limit && l.At < Proof.GoneAt && l is { Answer: ExistenceAnswer.NoProof, Fault: FaultDomain.Student });

    /// <summary>Whether a look at or after some time saw the cluster.</summary>
    public bool WasSeenSince(DateTimeOffset limit) => looks.Exists(l => l.At >= limit && DeletionProof.IsSeen(l));

    /// <summary>
    /// By when nothing may be left of a cluster that is gone. A deletion is not worth less because the cluster itself was gone before its
    /// deadline and not after it: where its stack was still being deleted then, that may end as late as any deletion that began in time.
    /// </summary>
    public DateTimeOffset CleanBy =>
        IsGoneBy(lease.Deadline) && SinceGone.Find(l => l.At >= lease.Deadline && l.Leftovers is not null) is not { IsCleaningUp: true } ? lease.Deadline : FinishBy;

    /// <summary>What was left by <see cref="CleanBy"/>, as far as the looks tell.</summary>
    public LeftoverCase Leftovers => LeftoverCase.Of(SinceGone, CleanBy);

    /// <summary>Whose doing it is that nobody could tell whether the deletion had begun.</summary>
    public FaultDomain FaultOfUntold => looks.Find(l => l.At >= lease.Deadline && IsUntold(l))?.Fault ?? FaultDomain.Grader;

    /// <summary>Whose doing it is that nothing is proved: never the student's, or the lack of proof would end as zero.</summary>
    public FaultDomain FaultOfNoProof => Newest?.Fault is { } fault and not FaultDomain.Student ? fault : FaultDomain.Grader;

    /// <summary>Whether nobody ever saw the cluster because the student's own credentials let nobody.</summary>
    public bool IsNeverSeenByFaultOfStudent => looks.Count > 0 && looks.TrueForAll(l => l is { Answer: ExistenceAnswer.NoProof, Fault: FaultDomain.Student });

    /// <summary>Where the cluster stands.</summary>
    /// <param name="verdict">What the looks were judged to.</param>
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

    /// <summary>Whether AWS may still say what was left: it is asked for as long as a cluster that nobody can see.</summary>
    private bool AreLeftoversOpen(DateTimeOffset at)
    {
        var limit = CleanBy;
        return at - limit < Patience && IsGoneBy(limit) && Leftovers.Unread is not null;
    }

    private List<DeletionObservation> SinceGone => looks.FindAll(l => l.At >= Proof.GoneAt);

    // It lives, and AWS did not say whether its node groups or its stack are being deleted.
    private static bool IsUntold(DeletionObservation look) => look is { Answer: ExistenceAnswer.Alive, Fault: not (null or FaultDomain.Student) };

    private DeletionObservation? LastProof => looks.FindLast(l => l.Answer is not ExistenceAnswer.NoProof);

    // The first of the looks since the last proof that came after the deadline and proved nothing: what nobody looked at hides nothing.
    private DateTimeOffset? HiddenSince => looks.Find(l => l.Answer is ExistenceAnswer.NoProof && l.At >= lease.Deadline && !(l.At <= LastProof?.At))?.At;
}
