namespace EksGrader.Checks.Core;

/// <summary>What an observation of one rule came to. "Could not check" is never "failed".</summary>
public enum Outcome
{
    /// <summary>The rule holds: all points.</summary>
    Passed,

    /// <summary>A stated part of the rule holds: that share of the points.</summary>
    Partial,

    /// <summary>It was looked at, and it does not hold: no points.</summary>
    Failed,

    /// <summary>It could not be looked at: no points yet, and the grade stays provisional.</summary>
    Unknown,

    /// <summary>Its time has not come: no points yet.</summary>
    Pending,
}

/// <summary>Whose doing it is that something could not be looked at. Only <see cref="Student"/> can end as zero points.</summary>
public enum FaultDomain
{
    /// <summary>Credentials wrong, rights missing that the instructions ask for, an endpoint that does not exist.</summary>
    Student,

    /// <summary>The cluster hangs, floods, or answers what makes no sense.</summary>
    Cluster,

    /// <summary>AWS failed or throttled.</summary>
    Aws,

    /// <summary>The network between the grader and the cluster.</summary>
    Network,

    /// <summary>The grader itself, a right that its instructions did not ask for included.</summary>
    Grader,
}

/// <summary>What a verdict rests on, the weaker first. An administrator of a cluster can write most of its objects and their status.</summary>
public enum Assurance
{
    /// <summary>The cluster's own word.</summary>
    Cluster,

    /// <summary>AWS was asked too and confirmed what the cluster says.</summary>
    Aws,
}

/// <summary>The result of one check: closed, immutable, made by its factories only.</summary>
public sealed record Verdict
{
    private Verdict(Outcome outcome, decimal? share, LocalizedText summary)
    {
        Outcome = outcome;
        Share = share;
        Summary = summary;
    }

    /// <summary>What it came to.</summary>
    public Outcome Outcome { get; }

    /// <summary>The share of the points, 0 to 1; null while unknown or pending.</summary>
    public decimal? Share { get; }

    /// <summary>One line with the numbers seen, such as "1 of 2 replicas are ready".</summary>
    public LocalizedText Summary { get; }

    /// <summary>What to do next, with a command where one helps.</summary>
    public IReadOnlyList<LocalizedText> Feedback { get; init; } = [];

    /// <summary>What was seen: the table that <c>kubectl get</c> prints, AWS facts, HTTP exchanges.</summary>
    public IReadOnlyList<Evidence> Evidence { get; init; } = [];

    /// <summary>The facts that it follows from; empty where the check states none, or nothing that was read counts.</summary>
    public IReadOnlyList<Fact> Facts { get; init; } = [];

    /// <summary>What an instructor is asked because it cannot be judged from outside; null where nothing is. Their override answers it.</summary>
    public InstructorQuestion? Question { get; init; }

    /// <summary>Whose fault an <see cref="Outcome.Unknown"/> is; null for every other outcome.</summary>
    public FaultDomain? Fault { get; private init; }

    /// <summary>What the verdict rests on; null where the check has no second witness, or nothing was looked at.</summary>
    public Assurance? Assurance { get; init; }

    /// <summary>
    /// Where AWS gives a check a second witness that could not be asked: whose doing that is, the student's where no AWS access was given.
    /// Null where it was asked, or the check has none.
    /// </summary>
    public FaultDomain? WitnessFault { get; init; }

    /// <summary>Whether AWS said otherwise than the cluster: without what AWS said, the same observation would have given more, or could not have judged.</summary>
    public bool Contradicted { get; init; }

    /// <summary>
    /// Whether AWS's word lowers the verdict only because something has not come yet: a load balancer that is being made or has no healthy
    /// target, data that has not arrived. Such a word is held like any other of AWS, but it is no sign of forgery.
    /// </summary>
    public bool AwaitsAws { get; init; }

    /// <summary>
    /// Of an <see cref="Outcome.Unknown"/> that is so only because AWS could not be asked, through no fault of the student: the share that
    /// the same observation comes to without AWS. Not stored: it only tells the next step of settling.
    /// </summary>
    public decimal? OnItsWord { get; init; }

    /// <summary>
    /// Whether another observation may find more with nothing changed (a load balancer that is still provisioning), so that the
    /// grading settles instead of ending. What has passed has all its points; what another observation may find there is the word of AWS.
    /// </summary>
    public bool MayStillComeTrue { get; init; }

    /// <summary>The rule holds.</summary>
    public static Verdict Passed(LocalizedText summary) => new(Outcome.Passed, 1, summary);

    /// <summary>A part of the rule holds. A share of 0 is <see cref="Outcome.Failed"/>, one of 1 is <see cref="Outcome.Passed"/>.</summary>
    /// <param name="share">The share of the points, 0 to 1.</param>
    /// <param name="summary">One line with the numbers seen.</param>
    /// <exception cref="ArgumentOutOfRangeException">The share is not between 0 and 1.</exception>
    public static Verdict OfShare(decimal share, LocalizedText summary) => share switch
    {
        < 0 or > 1 => throw new ArgumentOutOfRangeException(nameof(share), share, "A share lies between 0 and 1."),
        0 => Failed(summary),
        1 => Passed(summary),
        _ => new Verdict(Outcome.Partial, share, summary),
    };

    /// <summary>It was looked at, and it does not hold.</summary>
    public static Verdict Failed(LocalizedText summary) => new(Outcome.Failed, 0, summary);

    /// <summary>It could not be looked at.</summary>
    public static Verdict Unknown(FaultDomain fault, LocalizedText summary) => new(Outcome.Unknown, null, summary) { Fault = fault };

    /// <summary>Its time has not come.</summary>
    public static Verdict Pending(LocalizedText summary) => new(Outcome.Pending, null, summary);

    /// <summary>Makes a verdict again from its stored parts.</summary>
    /// <exception cref="ArgumentException">The parts do not belong together.</exception>
    public static Verdict Restore(Outcome outcome, decimal? share, FaultDomain? fault, LocalizedText summary) => (outcome, share, fault) switch
    {
        (Outcome.Passed or Outcome.Partial or Outcome.Failed, { } s, null) when OfShare(s, summary) is { } verdict && verdict.Outcome == outcome => verdict,
        (Outcome.Unknown, null, { } f) => Unknown(f, summary),
        (Outcome.Pending, null, null) => Pending(summary),
        _ => throw new ArgumentException($"{outcome} with share {share} and fault {fault} is no verdict.", nameof(outcome)),
    };

    /// <summary>This verdict with the facts and the evidence of another that it takes the place of: what was seen stays the same.</summary>
    public Verdict ShowingWhatWasSeen(Verdict other) => this with { Evidence = other.Evidence, Facts = other.Facts };

    /// <summary>The points of this verdict: <c>points × share</c>, rounded half away from zero to two decimals; null while there are none yet.</summary>
    /// <param name="maxPoints">The points of the check in the assignment.</param>
    public decimal? PointsOf(decimal maxPoints) => Share is { } share ? PointsOf(share, maxPoints) : null;

    /// <summary>The points of a share of them, rounded half away from zero to two decimals.</summary>
    public static decimal PointsOf(decimal share, decimal maxPoints) => Math.Round(maxPoints * share, 2, MidpointRounding.AwayFromZero);
}

/// <summary>What an instructor is asked where something cannot be judged from outside, and what each answer is worth.</summary>
/// <param name="Text">What is asked, with what was seen.</param>
/// <param name="ShareIfYes">The share of the points, 0 to 1, where the answer is yes.</param>
/// <param name="ShareIfNo">The share of the points, 0 to 1, where the answer is no.</param>
public sealed record InstructorQuestion(LocalizedText Text, decimal ShareIfYes, decimal ShareIfNo);

/// <summary>Something seen that supports a verdict, as a terminal would show it.</summary>
/// <param name="Title">The command that shows the same to a person, such as <c>kubectl get nodes</c>, or a short name.</param>
/// <param name="Text">Plain text with line breaks; untrusted names stand in it as they came, so it must be encoded where it is shown.</param>
/// <param name="SeenAt">When it was seen.</param>
public sealed record Evidence(string Title, string Text, DateTimeOffset SeenAt);
