using EksGrader.Checks.Core;

namespace EksGrader.Tests.Unit.Checks.Core;

public sealed class CellTextTests
{
    [Theory]
    [InlineData("=1+1")]
    [InlineData("+82 10")]
    [InlineData("-2")]
    [InlineData("@SUM(A1)")]
    [InlineData("＝HYPERLINK(\"https://evil.example\")")]
    [InlineData("＋1")]
    [InlineData("－1")]
    [InlineData("＠SUM(A1)")]
    [InlineData("﹦1")]
    [InlineData("−1")]
    [InlineData("\t=1")]
    [InlineData("\r\n=1")]
    [InlineData("\0=1")]
    [InlineData("  \u3000＝1")]
    [InlineData("\u200b\ufeff=1")]
    public void Formula_BecomesText(string text) => Assert.Equal("'" + text, CellText.Of(text));

    [Theory]
    [InlineData("김민준")]
    [InlineData("a=b")]
    [InlineData("2024-001")]
    [InlineData("    Points Possible")]
    [InlineData("'=1")]
    [InlineData("\ufffe\uffff")]
    [InlineData("")]
    public void Text_StaysAsItIs(string text) => Assert.Equal(text, CellText.Of(text));

    [Fact]
    public void Nothing_IsAnEmptyCell() => Assert.Equal("", CellText.Of(null));
}
