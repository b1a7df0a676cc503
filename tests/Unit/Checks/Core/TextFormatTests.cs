using System.Globalization;
using EksGrader.Checks.Core;

namespace EksGrader.Tests.Unit.Checks.Core;

public sealed class TextFormatTests
{
    [Theory]
    [InlineData(0, "0 submissions need review")]
    [InlineData(1, "1 submission needs review")]
    [InlineData(2, "2 submissions need review")]
    [InlineData(21, "21 submissions need review")]
    public void Plural_IsChosenByTheNumber(int count, string expected) =>
        Assert.Equal(expected, Format("{0:# submission needs|# submissions need} review", count));

    [Theory]
    [InlineData("1", "1 point")]
    [InlineData("1.0", "1.0 point")]
    [InlineData("0.5", "0.5 points")]
    [InlineData("1,001", "1,001 points")]
    [InlineData("at least 1", "at least 1 points")]
    [InlineData("{0}", "{0} points")]
    public void Plural_ReadsNumbersAsPeopleWriteThem(string count, string expected) => Assert.Equal(expected, Format("{0:# point|# points}", count));

    [Fact]
    public void Plural_WithoutTheNumber_IsWordsAlone()
    {
        Assert.Equal("There is 1.", Format("There {0:is|are} {0}.", 1));
        Assert.Equal("There are 2.", Format("There {0:is|are} {0}.", 2L));
        Assert.Equal("There are 1.5.", Format("There {0:is|are} {0}.", 1.5m));
    }

    [Fact]
    public void Particle_StandsBehindTheValueOrAlone()
    {
        Assert.Equal("버전 3으로 저장", Format("버전 {0:으로/로} 저장", 3));
        Assert.Equal("버전 1로 저장", Format("버전 {0:으로/로} 저장", 1));
        Assert.Equal("“노드”라는 항목", Format("“{0}”{0:~이라는/라는} 항목", "노드"));
        Assert.Equal("“web”이라는 항목", Format("“{0}”{0:~이라는/라는} 항목", "web"));
    }

    [Fact]
    public void OtherFormats_AreDotNets_AndInvariant()
    {
        var culture = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");
            Assert.Equal("1,234.5", Format("{0:N1}", 1234.5m));
            Assert.Equal("2026/12/01", Format("{0:yyyy/MM/dd}", new DateTime(2026, 12, 1, 0, 0, 0, DateTimeKind.Utc)));
            Assert.Equal("{a}  1.5", Format("{{a}}{0,5}", 1.5));
            Assert.Equal("", Format("{0}", [null]));
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    private static string Format(string format, params object?[] arguments) => string.Format(TextFormat.Instance, format, arguments);
}
