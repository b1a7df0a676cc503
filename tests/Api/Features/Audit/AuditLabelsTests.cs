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

    [Theory]
    [InlineData("observation 3: NotFound", null, "3번째 관찰: EKS에 그 클러스터가 없습니다")]
    [InlineData("the clock ran ahead and was put back", null, "시계가 앞서 갔다가 되돌려졌습니다")]
    [InlineData("the lease on its cluster is over", null, "클러스터 감시가 끝났습니다")]
    [InlineData("a copy of eks-1", null, "eks-1 복사")]
    [InlineData("6 orders began within the hour", "한 시간 안에 6건이 시작되었습니다", "한 시간 안에 6건이 시작되었습니다")]
    [InlineData("The network was down.", null, "The network was down.")]
    public void Reason_OfTheService_IsInTheReadersLanguage(string why, string? stored, string shown)
    {
        var before = CultureInfo.CurrentUICulture;
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("ko");
        try
        {
            Assert.Equal(shown, AuditReasons.Of(new AuditEntryView { Id = Guid.Empty, At = DateTimeOffset.UnixEpoch, By = "service", What = "lease.state", Subject = "", Why = why, WhyKo = stored }));
        }
        finally
        {
            CultureInfo.CurrentUICulture = before;
        }
    }

    [Fact]
    public void EveryShortReasonOfTheService_HasKoreanWords()
    {
        var written = ((string[])["api", "jobs", "db"])
            .SelectMany(folder => Directory.EnumerateFiles(Repository.PathOf(folder), "*.cs", SearchOption.AllDirectories))
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal))
            .SelectMany(file => Short().Matches(File.ReadAllText(file)).Select(m => m.Groups["why"].Value))
            .Distinct(StringComparer.Ordinal)
            .ToList();
        Assert.Contains("the clock ran ahead and was put back", written);
        Assert.All(written, why => Assert.NotNull(AuditTexts.Catalog.Resources.GetString("Reason_" + why, CultureInfo.GetCultureInfo("ko"))));
    }

    [GeneratedRegex(@"\b[Ww]hy(?: =|:) ""(?<why>[^""{}]+)""", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Short();

    [GeneratedRegex(@"(?:\.Note\(|new AuditEntry\()[^;]*?""(?<what>[a-z]+\.[a-zA-Z-]+)""", RegexOptions.Singleline | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Entry();
}
