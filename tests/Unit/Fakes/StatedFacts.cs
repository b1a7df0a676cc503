using EksGrader.Checks.Checks;
using EksGrader.Checks.Core;

namespace EksGrader.Tests.Unit.Fakes;

/// <summary>Facts and verdict say the same, whatever a test looks at: each verdict that a fake cluster gives goes through here.</summary>
internal static class StatedFacts
{
    /// <summary>Fails where a verdict does not follow from its facts, or a fact that does not hold says nothing of what was expected and seen.</summary>
    public static void AreTheVerdict(ICheck check, Verdict verdict)
    {
        Assert.Equal(check.Info.Facts.Select(f => (f.Id, f.Title)), verdict.Facts.Select(f => (f.Id, f.Title)));
        if (verdict.Facts.Count > 0 && verdict.Share is { } share)
        {
            Assert.Equal(share, Fact.ShareOf(verdict.Facts));
        }

        Assert.All(verdict.Facts, fact =>
        {
            var mustSay = fact.State is FactState.Partial or FactState.Broken or FactState.Unread;
            Assert.True(fact.Rows.Count > 0 || !mustSay, $"{check.Info.Id}: fact {fact.Id} is {fact.State} and has no row.");
            Assert.All(fact.Rows, r => Assert.False(string.IsNullOrWhiteSpace(r.Expected.Ko) || string.IsNullOrWhiteSpace(r.Seen.En) || string.IsNullOrWhiteSpace(r.Seen.Ko)));
        });
    }
}
