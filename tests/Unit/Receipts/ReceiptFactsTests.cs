using EksGrader.Checks;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Deletion;
using EksGrader.Checks.Receipts;

namespace EksGrader.Tests.Unit.Receipts;

public sealed class ReceiptFactsTests
{
    private static readonly DateTimeOffset Noon = new(2026, 12, 4, 3, 0, 0, TimeSpan.Zero);
    private static readonly Leftover Nat = new(LeftoverKind.NatGateway, "nat-0ab", 0.059m, true);

    [Fact]
    public void TwoAnswersOfAws_AreProof_SinceTheFirst()
    {
        var facts = ReceiptFacts.Of([See(0, LookAnswer.Alive), See(10, LookAnswer.NotFound, []), See(12, LookAnswer.NotFound, [])]);
        Assert.Equal((ReceiptProof.Aws, Noon.AddMinutes(10)), (facts.Proof, facts.GoneAt));
        Assert.Empty(facts.Leftovers ?? [Nat]);
    }

    [Fact]
    public void NamesThatAreGone_AreEvidence_AndLeftoversAreNotJudged()
    {
        var facts = ReceiptFacts.Of([See(0, LookAnswer.Alive), See(10, LookAnswer.NameGone), See(15, LookAnswer.NameGone), See(20, LookAnswer.NameGone)]);
        Assert.Equal(ReceiptProof.Evidence, facts.Proof);
        Assert.Null(facts.Leftovers);
    }

    [Fact]
    public void Leftovers_AreThoseOfTheLastLookThatCouldSee()
    {
        var facts = ReceiptFacts.Of([See(10, LookAnswer.NotFound, [Nat]), See(12, LookAnswer.NotFound, []), See(14, LookAnswer.NotFound, null)]);
        Assert.Empty(facts.Leftovers ?? [Nat]);
    }

    // Seen alive in between: what an earlier look saw of another time is nothing of the end.
    [Fact]
    public void OneLookOnly_OrOneThatSawItAfterwards_ProvesNothing()
    {
        Assert.Equal(ReceiptProof.None, ReceiptFacts.Of([See(10, LookAnswer.NotFound)]).Proof);
        var back = ReceiptFacts.Of([See(10, LookAnswer.NotFound, [Nat]), See(12, LookAnswer.NotFound, [Nat]), See(13, LookAnswer.Alive)]);
        Assert.Equal((ReceiptProof.None, null), (back.Proof, back.GoneAt));
        Assert.Null(back.Leftovers);
    }

    [Fact]
    public void NoProof_NeitherProvesNorBreaks() =>
        Assert.Equal(ReceiptProof.Aws, ReceiptFacts.Of([See(10, LookAnswer.NotFound), See(11, LookAnswer.NoProof), See(12, LookAnswer.NotFound)]).Proof);

    private static DeletionSight See(int minutes, LookAnswer answer, IReadOnlyList<Leftover>? left = null) =>
        new(Noon.AddMinutes(minutes), answer, "how") { Leftovers = left, Fault = answer == LookAnswer.NoProof ? Fault.Aws : null };
}
