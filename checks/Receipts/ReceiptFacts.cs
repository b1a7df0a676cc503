using EksGrader.Checks.Checks.Deletion;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Deletion;

namespace EksGrader.Checks.Receipts;

/// <summary>What the looks of a lease that has ended prove. Pure.</summary>
/// <param name="Proof">How sure the deletion is.</param>
/// <param name="GoneAt">The first look that found it gone, since it was last seen; null where none did.</param>
/// <param name="Leftovers">What was left when that was looked for last; null where no look that found it gone could look for it.</param>
public sealed record ReceiptFacts(ReceiptProof Proof, DateTimeOffset? GoneAt, IReadOnlyList<Leftover>? Leftovers)
{
    /// <summary>Reads the looks as the check on the deletion reads them.</summary>
    /// <param name="looks">Every look, oldest first.</param>
    public static ReceiptFacts Of(IReadOnlyList<LeaseObservation> looks)
    {
        var proof = DeletionProof.Of([.. looks.Select(l => new DeletionObservation(l.At, l.Answer, Fault: l.Fault))]);
        var kind = proof.Kind switch
        {
            ProofKind.Aws => ReceiptProof.Aws,
            ProofKind.Names => ReceiptProof.Evidence,
            _ => ReceiptProof.None,
        };
        var judged = looks.LastOrDefault(l => l is { Leftovers: not null, Answer: ExistenceAnswer.NotFound or ExistenceAnswer.NameGone } && l.At >= proof.GoneAt);
        return new ReceiptFacts(kind, proof.GoneAt, judged?.Leftovers);
    }
}
