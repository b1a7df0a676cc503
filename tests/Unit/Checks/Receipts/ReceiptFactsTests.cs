using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Deletion;
using EksGrader.Checks.Receipts;

namespace EksGrader.Tests.Unit.Checks.Receipts;

public sealed class ReceiptFactsTests
{
    private static readonly DateTimeOffset Noon = new(2026, 12, 4, 3, 0, 0, TimeSpan.Zero);
    private static readonly Leftover Nat = new(LeftoverKind.NatGateway, "nat-0ab", 0.059m, true);

    [Fact]
    public void TwoAnswersOfAws_AreProof_SinceTheFirst()
    {
        var facts = ReceiptFacts.Of([See(0, ExistenceAnswer.Alive), See(10, ExistenceAnswer.NotFound, []), See(12, ExistenceAnswer.NotFound, [])]);
        Assert.Equal((ReceiptProof.Aws, Noon.AddMinutes(10)), (facts.Proof, facts.GoneAt));
        Assert.Empty(facts.Leftovers ?? [Nat]);
    }

    [Fact]
    public void NamesThatAreGone_AreEvidence_AndLeftoversAreNotJudged()
    {
        var facts = ReceiptFacts.Of([See(0, ExistenceAnswer.Alive), See(10, ExistenceAnswer.NameGone), See(15, ExistenceAnswer.NameGone), See(20, ExistenceAnswer.NameGone)]);
        Assert.Equal(ReceiptProof.Evidence, facts.Proof);
        Assert.Null(facts.Leftovers);
    }

    [Fact]
    public void Leftovers_AreThoseOfTheLastProbeThatCouldSee()
    {
        var facts = ReceiptFacts.Of([See(10, ExistenceAnswer.NotFound, [Nat]), See(12, ExistenceAnswer.NotFound, []), See(14, ExistenceAnswer.NotFound, null)]);
        Assert.Empty(facts.Leftovers ?? [Nat]);
    }

    // Seen alive in between: what an earlier probe saw of another time is nothing of the end.
    [Fact]
    public void OneProbeOnly_OrOneThatSawItAfterwards_ProvesNothing()
    {
        Assert.Equal(ReceiptProof.None, ReceiptFacts.Of([See(10, ExistenceAnswer.NotFound)]).Proof);
        var back = ReceiptFacts.Of([See(10, ExistenceAnswer.NotFound, [Nat]), See(12, ExistenceAnswer.NotFound, [Nat]), See(13, ExistenceAnswer.Alive)]);
        Assert.Equal((ReceiptProof.None, null), (back.Proof, back.GoneAt));
        Assert.Null(back.Leftovers);
    }

    [Fact]
    public void NoProof_NeitherProvesNorBreaks() =>
        Assert.Equal(ReceiptProof.Aws, ReceiptFacts.Of([See(10, ExistenceAnswer.NotFound), See(11, ExistenceAnswer.NoProof), See(12, ExistenceAnswer.NotFound)]).Proof);

    private static LeaseObservation See(int minutes, ExistenceAnswer answer, IReadOnlyList<Leftover>? left = null) =>
        new(Noon.AddMinutes(minutes), answer, "how") { Leftovers = left, Fault = answer == ExistenceAnswer.NoProof ? FaultDomain.Aws : null };
}
