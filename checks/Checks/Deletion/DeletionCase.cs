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

/// <summary>How a deletion was proved.</summary>
internal enum ProofKind
{
    /// <summary>eks:DescribeCluster did not find it, twice.</summary>
    Aws,

    /// <summary>The endpoint's name is gone from public DNS, three times: evidence, weaker than AWS's word.</summary>
    Names,
}

/// <summary>What the observations say about whether the cluster is gone.</summary>
/// <param name="GoneAt">The first observation that found it gone, in the run of observations since it was last seen; null where none did.</param>
/// <param name="Kind">How it was proved; null while it is not.</param>
internal sealed record DeletionProof(DateTimeOffset? GoneAt, ProofKind? Kind)
{
    /// <summary>The least time between two answers of AWS that it does not exist.</summary>
    public static readonly TimeSpan BetweenAnswers = TimeSpan.FromMinutes(2);

    /// <summary>The least time that three answers of DNS span.</summary>
    public static readonly TimeSpan BetweenNames = TimeSpan.FromMinutes(10);

    private const int NamesNeeded = 3;

    /// <summary>Whether it is proved that the cluster is gone.</summary>
    public bool IsProved => Kind is not null;

    /// <summary>
    /// Judges the observations. Only those since the cluster was last seen count; answers that prove nothing neither prove nor break the run
    /// (refused connections, denied or throttled calls and timeouts never mean gone).
    /// </summary>
    /// <param name="observations">Every observation, oldest first.</param>
    public static DeletionProof Of(IReadOnlyList<DeletionObservation> observations)
    {
        var run = Read(observations).AsEnumerable().Reverse().TakeWhile(l => !IsSeen(l)).Where(IsGone).Reverse().ToList();
        if (run.Count == 0)
        {
            return new DeletionProof(null, null);
        }

        ProofKind? kind = null;
        if (Span(run, ExistenceAnswer.NotFound) >= BetweenAnswers)
        {
            kind = ProofKind.Aws;
        }
        else if (run.Count(l => l.Answer is ExistenceAnswer.NameGone) >= NamesNeeded && Span(run, ExistenceAnswer.NameGone) >= BetweenNames)
        {
            kind = ProofKind.Names;
        }

        return new DeletionProof(run[0].At, kind);
    }

    /// <summary>
    /// The observations as they count: once AWS has said that the cluster does not exist, a name that is still there proves nothing until AWS has
    /// shown the cluster again. Names outlive what they named in caches, and clusters whose access ended in between did not come back.
    /// </summary>
    /// <param name="observations">Every observation, oldest first.</param>
    public static List<DeletionObservation> Read(IReadOnlyList<DeletionObservation> observations)
    {
        var read = new List<DeletionObservation>(observations.Count);
        var isGoneByAws = false;
        foreach (var observation in observations)
        {
            var isByName = observation is { Answer: ExistenceAnswer.Alive, Fault: FaultDomain.Student };
            isGoneByAws = observation.Answer == ExistenceAnswer.NotFound || (isGoneByAws && (!IsSeen(observation) || isByName));
            read.Add(isByName && isGoneByAws ? observation with { Answer = ExistenceAnswer.NoProof } : observation);
        }

        return read;
    }

    /// <summary>Whether an observation saw the cluster.</summary>
    public static bool IsSeen(DeletionObservation observation) => observation.Answer is ExistenceAnswer.Alive or ExistenceAnswer.Deleting;

    /// <summary>Whether an observation found the cluster gone.</summary>
    public static bool IsGone(DeletionObservation observation) => observation.Answer is ExistenceAnswer.NotFound or ExistenceAnswer.NameGone;

    private static TimeSpan Span(IReadOnlyList<DeletionObservation> run, ExistenceAnswer answer)
    {
        var times = run.Where(l => l.Answer == answer).Select(l => l.At).ToList();
        return times.Count == 0 ? TimeSpan.Zero : times[^1] - times[0];
    }
}

/// <summary>What the observations since a cluster was gone say of what it left behind.</summary>
/// <param name="Left">
/// What was left: of the observations that could see it, the first one at or after the time that counts, else the last one before it. Null where none
/// could.
/// </param>
/// <param name="Unread">
/// Whose doing it is that the newest observation could not tell, where that matters: nothing was seen yet, or what was seen left may be gone by now.
/// </param>
/// <param name="IsDue">Whether what was seen left before the time that counts was not searched for again since.</param>
internal sealed record LeftoverCase(IReadOnlyList<string>? Left, FaultDomain? Unread, bool IsDue)
{
    /// <summary>For how long since the cluster was found gone a verdict waits for AWS to say what is left.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(30);

    /// <summary>Judges the observations.</summary>
    /// <param name="observations">Those since the cluster was gone, oldest first.</param>
    /// <param name="limit">The time that counts.</param>
    public static LeftoverCase Of(List<DeletionObservation> observations, DateTimeOffset limit)
    {
        var told = observations.FindIndex(l => l.At >= limit && l.Leftovers is not null);
        if (told < 0)
            told = observations.FindLastIndex(l => l.Leftovers is not null);
        var seen = told < 0 ? null : observations[told];
        // Nothing comes back once the cluster is gone, and what was there at the limit counts.
        if (seen is { Leftovers.Count: 0 } || seen?.At >= limit)
            return new LeftoverCase(seen.Leftovers, Unread: null, IsDue: false);
        // Rights that were taken away hide nothing that was seen before.
        var unread = told == observations.Count - 1 || observations[^1].Fault is not { } fault || fault == FaultDomain.Student ? null : observations[^1].Fault;
        return new LeftoverCase(seen?.Leftovers, unread, IsDue: seen is not null && observations[^1].At < limit);
    }
}
