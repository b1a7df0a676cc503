using System.Text.Json.Serialization;
using EksGrader.Checks.Checks.Deletion;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Deletion;

namespace EksGrader.Checks.Receipts;

/// <summary>How sure a receipt's deletion is.</summary>
public enum ReceiptProof
{
    /// <summary>eks:DescribeCluster answered ResourceNotFoundException, twice, at least two minutes apart.</summary>
    Aws,

    /// <summary>The endpoint's name is gone from public DNS, three times over ten minutes: evidence, weaker than AWS's word.</summary>
    Evidence,

    /// <summary>No observation proved it: an instructor settled the lease by hand.</summary>
    None,
}

/// <summary>
/// What a receipt says: all that this service saw of one cluster's deletion, from the observation that saw it alive to the end of its lease. Once
/// stored it never changes; times are UTC.
/// </summary>
public sealed record DeletionReceipt
{
    /// <summary>The form that this version of the program writes.</summary>
    public const string CurrentForm = "eksgrader-deletion-receipt/1";

    /// <summary>The form of the document.</summary>
    [JsonPropertyOrder(-1)]
    public string Form { get; init; } = CurrentForm;

    /// <summary>The lease.</summary>
    public required Guid Lease { get; init; }

    /// <summary>When the receipt was made.</summary>
    public required DateTimeOffset IssuedAt { get; init; }

    /// <summary>The course's slug.</summary>
    public required string Course { get; init; }

    /// <summary>The assignment's slug.</summary>
    public required string Assignment { get; init; }

    /// <summary>The student.</summary>
    public required ReceiptStudent Student { get; init; }

    /// <summary>The cluster.</summary>
    public required ReceiptCluster Cluster { get; init; }

    /// <summary>How sure the deletion is.</summary>
    public required ReceiptProof Proof { get; init; }

    /// <summary>When this service first saw the cluster alive.</summary>
    public required DateTimeOffset SeenAliveAt { get; init; }

    /// <summary>The first observation that found it gone, since it was last seen; null where none did.</summary>
    public required DateTimeOffset? GoneAt { get; init; }

    /// <summary>When the lease began.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>By when the cluster had to be gone.</summary>
    public required DateTimeOffset Deadline { get; init; }

    /// <summary>When the lease ended.</summary>
    public required DateTimeOffset EndedAt { get; init; }

    /// <summary>Who ended it by hand, and why; null where observations proved the deletion.</summary>
    public required ReceiptSettlement? Settled { get; init; }

    /// <summary>What the check on the deletion came to, for each submission under the lease.</summary>
    public required IReadOnlyList<ReceiptVerdict> Verdicts { get; init; }

    /// <summary>What the cluster left behind when that was looked for last; null where it could not be looked for: not judged.</summary>
    public required IReadOnlyList<Leftover>? Leftovers { get; init; }

    /// <summary>Every observation of the deletion, oldest first.</summary>
    public required IReadOnlyList<ReceiptObservation> Looks { get; init; }
}

/// <summary>Whose cluster it was.</summary>
/// <param name="Number">The student's number in the course.</param>
/// <param name="Name">The name in the roster.</param>
public sealed record ReceiptStudent(string Number, string Name);

/// <summary>Which cluster it was: each part is null where it is not known. Without AWS the endpoint and the UID name it.</summary>
/// <param name="Arn">The ARN by eks:DescribeCluster.</param>
/// <param name="CreatedAt">When EKS made it: another cluster of the same name has another time.</param>
/// <param name="Name">Its name.</param>
/// <param name="Region">Its region.</param>
/// <param name="Endpoint">The host name of its API.</param>
/// <param name="KubeSystemUid">The UID of its namespace <c>kube-system</c>, made once with the cluster.</param>
/// <param name="CaSha256">SHA-256 of its certificate authority, lower-case hex.</param>
public sealed record ReceiptCluster(string? Arn, DateTimeOffset? CreatedAt, string? Name, string? Region, string? Endpoint, string? KubeSystemUid, string? CaSha256);

/// <summary>Who ended a lease by hand.</summary>
/// <param name="By">Who.</param>
/// <param name="At">When.</param>
/// <param name="Why">The reason that was given.</param>
public sealed record ReceiptSettlement(string By, DateTimeOffset At, string? Why);

/// <summary>What the check on the deletion came to.</summary>
/// <param name="Submission">The submission.</param>
/// <param name="Number">The number of the student's submission, from 1.</param>
/// <param name="Outcome">The outcome when the lease ended.</param>
/// <param name="Points">The points; null where there are none yet.</param>
/// <param name="MaxPoints">The points of the check.</param>
/// <param name="Summary">The verdict in a line.</param>
public sealed record ReceiptVerdict(Guid Submission, int Number, Outcome Outcome, decimal? Points, decimal MaxPoints, LocalizedText Summary);

/// <summary>One observation of the deletion.</summary>
/// <param name="At">When it began.</param>
/// <param name="Answer">What was seen.</param>
/// <param name="How">The calls and their answers.</param>
/// <param name="Fault">Whose fault it is that there was no proof, that leftovers could not be read, or that only a name could be looked up; else null.</param>
/// <param name="Leftovers">What was left; null where that was not looked at.</param>
public sealed record ReceiptObservation(DateTimeOffset At, ExistenceAnswer Answer, string How, FaultDomain? Fault, IReadOnlyList<Leftover>? Leftovers);

/// <summary>What the observations of a lease that has ended prove. Pure.</summary>
/// <param name="Proof">How sure the deletion is.</param>
/// <param name="GoneAt">The first observation that found it gone, since it was last seen; null where none did.</param>
/// <param name="Leftovers">What was left when that was looked for last; null where no probe that found it gone could look for it.</param>
public sealed record ReceiptFacts(ReceiptProof Proof, DateTimeOffset? GoneAt, IReadOnlyList<Leftover>? Leftovers)
{
    /// <summary>Reads the observations as the check on the deletion reads them.</summary>
    /// <param name="observations">Every observation, oldest first.</param>
    public static ReceiptFacts Of(IReadOnlyList<LeaseObservation> observations)
    {
        var proof = DeletionProof.Of([.. observations.Select(l => new DeletionObservation(l.At, l.Answer, Fault: l.Fault))]);
        var kind = proof.Kind switch
        {
            ProofKind.Aws => ReceiptProof.Aws,
            ProofKind.Names => ReceiptProof.Evidence,
            _ => ReceiptProof.None,
        };
        var judged = observations.LastOrDefault(l => l is { Leftovers: not null, Answer: ExistenceAnswer.NotFound or ExistenceAnswer.NameGone } && l.At >= proof.GoneAt);
        return new ReceiptFacts(kind, proof.GoneAt, judged?.Leftovers);
    }
}
