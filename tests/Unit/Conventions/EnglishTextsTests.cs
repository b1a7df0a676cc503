using System.Text.RegularExpressions;

namespace EksGrader.Tests.Unit.Conventions;

/// <summary>The English texts use the glossary's words, and count in whole words: <c>1 check</c>, <c>2 checks</c>.</summary>
public sealed class EnglishTextsTests
{
    /// <summary>What no English text says: a pattern, and what the glossary says instead.</summary>
    public static TheoryData<string, string> Unwanted => new()
    {
        { @"\w\(e?s\)", "a form for one and a form for many: {0:# check|# checks}" },
        { @"\{\d+\} (students|submissions|checks|points|clusters|nodes|days|hours|minutes|seconds)\b", "a form for one and a form for many: {0:# check|# checks}" },
        { @"\bhand(s|ed|ing)?[ -]in\b", "submit" },
        { @"\blook(s|ed|ing)? (again|at)\b|\b(last|first|next) looks?\b|could not look", "check, check again, observation" },
        { @"\bsigns?\b(?! in| out|-| you| is)|\bsigns? of trouble", "flag" },
        { @"\b(nobody|somebody|anybody|whoever)\b", "who it is" },
        { @"\bcontest(s|ed)?\b", "appeal" },
        { @"\bmend(s|ed)?\b", "fix" },
        { @"\balive\b|\bgone\b", "running, deleted, presumed deleted" },
        { @"\bsee for yourself\b|\bno more\b", "plain words" },
    };

    [Theory]
    [MemberData(nameof(Unwanted))]
    public void EnglishTexts_NeverSay(string pattern, string instead)
    {
        var unwanted = new Regex(pattern, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
        var found = ResourceTexts.English().Where(t => unwanted.IsMatch(t.Text)).Select(t => $"{t.File} {t.Name}: {t.Text}");
        Assert.Equal(["nothing"], found.Select(f => $"Say {instead}: {f}").DefaultIfEmpty("nothing"));
    }
}
