using EksGrader.Checks.Core;
using NodaTime;

namespace EksGrader.Tests.Unit.Checks.Core;

public sealed class DurationTextTests
{
    [Theory]
    [InlineData("0s", 0)]
    [InlineData("10m", 600)]
    [InlineData("1h30m", 5400)]
    [InlineData("1d1h1m1s", 90061)]
    [InlineData("90m", 5400)]
    public void Parse_Duration_IsRead(string text, int seconds) => Assert.Equal(Duration.FromSeconds(seconds), DurationText.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("10")]
    [InlineData("10 m")]
    [InlineData("m")]
    [InlineData("1m1h")]
    [InlineData("1M")]
    [InlineData("-1m")]
    [InlineData("PT10M")]
    [InlineData("10m\n")]
    [InlineData("1234567s")]
    public void Parse_AnythingElse_IsNull(string text) => Assert.Null(DurationText.Parse(text));

    [Theory]
    [InlineData(0, "0s")]
    [InlineData(5400, "1h30m")]
    [InlineData(86400, "1d")]
    [InlineData(90061, "1d1h1m1s")]
    public void Format_Duration_IsShortest(int seconds, string text) => Assert.Equal(text, DurationText.Format(Duration.FromSeconds(seconds)));
}
