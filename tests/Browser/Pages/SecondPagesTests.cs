using EksGrader.Tests.Browser.Fixtures;

namespace EksGrader.Tests.Browser.Pages;

/// <summary>One half of all pages; the other is looked at side by side with it.</summary>
public sealed class SecondPagesTests(Campus campus)
{
    public static TheoryData<string> Names => PageTable.Half(1);

    [Theory]
    [MemberData(nameof(Names))]
    public Task Page_IsLightCalmAndAccessible(string name) => EnglishPages.LookAsync(campus, PageTable.Named(name));

    [Theory]
    [MemberData(nameof(Names))]
    public Task Page_SpeaksKorean_AndFits(string name) => KoreanPages.LookAsync(campus, PageTable.Named(name));
}
