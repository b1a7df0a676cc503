using EksGrader.Checks.Core;

namespace EksGrader.Tests.Unit.Checks.Core;

public sealed class VerdictTests
{
    private static readonly LocalizedText Seen = LocalizedText.Same("seen");

    [Theory]
    [InlineData("0.3333333333", "20", "6.67")]
    [InlineData("0.5", "0.01", "0.01")] // half away from zero, not to even
    [InlineData("0.5", "0.05", "0.03")]
    [InlineData("0.2", "12.5", "2.5")]
    public void Points_AreRoundedOnceHalfAwayFromZero(string share, string max, string expected) =>
        Assert.Equal(Number(expected), Verdict.OfShare(Number(share), Seen).PointsOf(Number(max)));

    [Fact]
    public void Points_OfUnknownAndPending_AreNone()
    {
        Assert.Null(Verdict.Unknown(FaultDomain.Aws, Seen).PointsOf(20));
        Assert.Null(Verdict.Pending(Seen).PointsOf(20));
    }

    [Fact]
    public void OfShare_AtItsEnds_IsPassedAndFailed()
    {
        Assert.Equal(Outcome.Passed, Verdict.OfShare(1, Seen).Outcome);
        Assert.Equal(Outcome.Failed, Verdict.OfShare(0, Seen).Outcome);
        Assert.Throws<ArgumentOutOfRangeException>(() => Verdict.OfShare(1.01m, Seen));
    }

    [Fact]
    public void Restore_OfPartsThatDoNotBelongTogether_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => Verdict.Restore(Outcome.Passed, 0.5m, null, Seen));
        Assert.Throws<ArgumentException>(() => Verdict.Restore(Outcome.Unknown, null, null, Seen));
        Assert.Throws<ArgumentException>(() => Verdict.Restore(Outcome.Failed, 0, FaultDomain.Student, Seen));
    }

    private static decimal Number(string text) => decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
