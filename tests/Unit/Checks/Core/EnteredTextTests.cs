using EksGrader.Checks.Core;
using EksGrader.Db.Model;

namespace EksGrader.Tests.Unit.Checks.Core;

public sealed class EnteredTextTests
{
    [Theory]
    [InlineData("  Kim Min-jun\u00a0", "Kim Min-jun")]
    [InlineData("\u200bKim\u200b \ufeffMin\u00adjun", "Kim Minjun")]
    [InlineData("Kim\u202e nuj-niM\u202c", "Kim nuj-niM")]
    [InlineData("\u2066Kim\u2069\u200e\u061c", "Kim")]
    [InlineData("김\u3164민준\uffa0", "김민준")]
    [InlineData("\u1112\u1161\u11ab\u1100\u116e\u11a8", "한국")]
    [InlineData("e\u0301", "é")]
    [InlineData("\u3164\u2800", "")]
    [InlineData(null, "")]
    public void Line_HasOneForm_AndNothingThatIsNotSeen(string? typed, string line) => Assert.Equal(line, EnteredText.Line(typed));

    [Theory]
    [InlineData("👩\u200d💻 ❤\ufe0f")]
    [InlineData("می\u200cخواهم")]
    [InlineData("क्\u200dष")]
    [InlineData("渡邉\U000e0101")]
    [InlineData("ｆｕｌｌ ＝ wide")]
    public void Line_KeepsWhatPeopleSee(string text) => Assert.Equal(text, EnteredText.Line(text));

    [Fact]
    public void Line_OfHalfACharacter_IsReplaced_AndNoFault() => Assert.Equal("a\ufffdb", EnteredText.Line("a\ud83db"));

    [Theory]
    [InlineData("a\ufffeb", "a\ufffdb")]
    [InlineData("\uffff가", "\ufffd가")]
    public void Line_OfWhatIsNoCharacter_IsReplaced_AndNoFault(string typed, string line)
    {
        Assert.Equal(line, EnteredText.Line(typed));
        Assert.Equal(line, EnteredText.Key(typed));
        Assert.Equal(User.Normalize(line + "@school.example"), User.Normalize(typed + "@school.example"));
    }

    [Fact]
    public void Lines_KeepsLineBreaksAlone() => Assert.Equal("one\ntwo\nthree", EnteredText.Lines("\u200bone\r\ntwo\u2028three\r\n"));

    [Theory]
    [InlineData("２０２４－００１", "2024-001")]
    [InlineData("s\u200d-1", "s-1")]
    [InlineData("渡\U000e0101", "渡")]
    public void Key_IsPlain(string typed, string key) => Assert.Equal(key, EnteredText.Key(typed));

    [Theory]
    [InlineData("one\u2028two", true)]
    [InlineData("one\ttwo", true)]
    [InlineData("one two", false)]
    public void Breaks_AreFound(string line, bool has) => Assert.Equal(has, EnteredText.HasBreaks(line));

    [Theory]
    [InlineData("kim@school.example", "KIM@School.Example ")]
    [InlineData("kim@school.example", "kim@school.example.")]
    [InlineData("kim@school.example", "\u200bkim@sch\u00adool.example")]
    [InlineData("kim@school.example", "ｋｉｍ＠ｓｃｈｏｏｌ．ｅｘａｍｐｌｅ")]
    [InlineData("kim@학교.kr", "kim@xn--9d0b527e.kr")]
    [InlineData("kim@bücher.example", "kim@xn--bcher-kva.example")]
    [InlineData("kim@bücher.example", "kim@BU\u0308CHER.example")]
    [InlineData("김@school.example", "\u1100\u1175\u11b7@school.example")]
    public void Email_IsTheSamePersons(string one, string other) => Assert.Equal(User.Normalize(one), User.Normalize(other));

    [Theory]
    [InlineData("kim@school.example", "k.im@school.example")]
    [InlineData("kim@school.example", "kim@schooi.example")]
    [InlineData("kim", "kim@")]
    public void Email_IsAnothers(string one, string other) => Assert.NotEqual(User.Normalize(one), User.Normalize(other));

    [Theory]
    [InlineData("School.Example.", "school.example")]
    [InlineData("학교.KR", "xn--9d0b527e.kr")]
    [InlineData("", null)]
    [InlineData("a..b", null)]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.example", null)]
    public void Domain_IsAscii_OrNone(string domain, string? ascii) => Assert.Equal(ascii, EnteredText.AsciiDomain(domain));

    [Theory]
    [InlineData("Kim\u202eniM", "Kim\ufffdniM")]
    [InlineData("김\u3164", "김\ufffd")]
    public void WhatIsShownOfStrangers_SaysWhereSomethingIsNotSeen(string text, string shown) => Assert.Equal(shown, SafeText.Line(text, 100));
}
