using System.Globalization;
using System.Text.RegularExpressions;
using EksGrader.Api.Features.Audit;
using EksGrader.Tests.Support;

namespace EksGrader.Tests.Api.Features.Audit;

public sealed partial class AuditLabelsTests
{
    [Fact]
    public void EverythingThatIsWrittenDown_HasWordsInBothLanguages()
    {
        var written = ((string[])["api", "jobs", "db"])
            .SelectMany(folder => Directory.EnumerateFiles(Repository.PathOf(folder), "*.cs", SearchOption.AllDirectories))
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal))
            .SelectMany(file => Entry().Matches(File.ReadAllText(file)).Select(m => m.Groups["what"].Value))
            .Distinct(StringComparer.Ordinal)
            .ToList();
        Assert.Contains("override.given", written);
        Assert.All(written, what => Assert.NotNull(AuditTexts.Catalog.Resources.GetString("What_" + what, CultureInfo.GetCultureInfo("ko"))));
    }

    [Theory]
    [InlineData("submission 01a203f0-7a7c-76d5-b4ea-04e3e2fd877d, check nodes", "check nodes")]
    [InlineData("assignment c-1/lab, student s-1", "assignment lab")]
    [InlineData("course c-1", "")]
    [InlineData("lease 01a203f0-7a7c-76d5-b4ea-04e3e2fd877d of student 01a203f0-7a7c-76d5-b4ea-04e3e2fd877d", "cluster 04e3e2fd877d")]
    public void Subject_SaysOnceWhatIsSaidBesideIt(string subject, string rest) => Assert.Equal(rest, AuditLabels.RestOf(new AuditEntryView
    {
        Id = Guid.Empty,
        At = DateTimeOffset.UnixEpoch,
        By = "admin",
        What = "override.given",
        Subject = subject,
        Course = "c-1",
        Student = "s-1",
        Submission = subject.StartsWith("submission", StringComparison.Ordinal) ? Guid.Parse("01a203f0-7a7c-76d5-b4ea-04e3e2fd877d") : null,
    }));

    [GeneratedRegex(@"(?:\.Note\(|new AuditEntry\()[^;]*?""(?<what>[a-z]+\.[a-zA-Z-]+)""", RegexOptions.Singleline | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Entry();
}
