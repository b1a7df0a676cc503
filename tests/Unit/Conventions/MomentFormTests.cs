using System.Globalization;
using System.Text.RegularExpressions;
using EksGrader.Checks.Core;
using EksGrader.Tests.Support;
using NodaTime;

namespace EksGrader.Tests.Unit.Conventions;

/// <summary>Every moment that people read has one form, written in one place.</summary>
public sealed partial class MomentFormTests
{
    // What is no moment for people: fields of forms, file formats, protocols, transcripts.
    private static readonly HashSet<string> Machine = new(StringComparer.Ordinal)
    {
        "api/Shared/Moments.cs",
        "api/Host/AuditTrail.cs", // stored; pages write it anew
        "jobs/Leases/LeaseSchedule.cs", // the same
        "api/CommandLine/ReceiptReport.cs", // a proof, to the second
        "api/Features/Assignments/Editing/AssignmentForm.cs", // fields of a form
        "api/Features/Gradebook/PlainCsv.cs",
        "api/Features/Gradebook/PlainXlsx.cs",
        "jobs/Reminders/DigestTexts.cs", // a day
        "checks/Core/MomentText.cs",
        "checks/Assignments/TimeValues.cs", // YAML
        "checks/Aws/EksToken.cs", // a signature
        "checks/Checks/Insights/ContainerInsightsCheck.cs", // transcripts
        "checks/Access/BearerToken.cs", // a signature
        "api/Features/Roster/Reading/XlsxTable.cs", // a cell of a file
        "api/Features/Statistics/StatisticsFeature.cs", // CSV
        "api/Features/Statistics/StatisticsPage.razor", // marks of an axis
        "checks/Checks/Deletion/DeletionJudge.cs",
        "db/Model/Reminder.cs", // a key
        "api/Features/Reminders/ReminderSettings.cs", // a field of a form
        "checks/Clusters/ClusterIdentity.cs", // a key
        "checks/Costs/PriceFile.cs", // JSON
        "checks/Deletion/ExistenceProbe.cs", // transcripts
    };

    [Theory]
    [InlineData("2026-11-30T12:08:59Z", "Asia/Seoul", "2026-11-30 (Mon) 21:08 KST", "2026-11-30 (월) 21:08 KST")]
    [InlineData("2026-12-04T15:00:00Z", "Asia/Seoul", "2026-12-05 (Sat) 00:00 KST", "2026-12-05 (토) 00:00 KST")]
    [InlineData("2026-07-01T12:00:00Z", "Europe/Berlin", "2026-07-01 (Wed) 14:00 CEST", "2026-07-01 (수) 14:00 CEST")]
    [InlineData("2026-11-30T12:08:59Z", null, "2026-11-30 (Mon) 12:08 UTC", "2026-11-30 (월) 12:08 UTC")]
    public void Moment_HasOneForm(string at, string? zone, string english, string korean) => Assert.Equal(
        new LocalizedText(english, korean),
        MomentText.Of(DateTimeOffset.Parse(at, CultureInfo.InvariantCulture), zone is null ? null : DateTimeZoneProviders.Tzdb[zone]));

    [Fact]
    public void NothingElse_FormatsATimeByItself() => Assert.Empty(
        from file in Sources("*.cs").Concat(Sources("*.razor"))
        where !Machine.Contains(file.Name) && Format().IsMatch(File.ReadAllText(file.Path))
        select file.Name);

    [Fact]
    public void Exceptions_AreThere() => Assert.Equal(Machine.Order(StringComparer.Ordinal), Sources("*.cs").Concat(Sources("*.razor")).Select(f => f.Name).Where(Machine.Contains).Order(StringComparer.Ordinal));

    [Fact]
    public void Scripts_FormatTimesInOnePlace() => Assert.Equal(
        ["api/wwwroot/js/shared.js"],
        Sources("*.js").Where(f => Script().IsMatch(File.ReadAllText(f.Path))).Select(f => f.Name));

    private static IEnumerable<(string Name, string Path)> Sources(string pattern) =>
        from project in (string[])["api", "checks", "db", "jobs"]
        from path in Directory.EnumerateFiles(Path.Combine(Repository.Root.FullName, project), pattern, SearchOption.AllDirectories)
        let name = Path.GetRelativePath(Repository.Root.FullName, path).Replace('\\', '/')
        where !name.Contains("/obj/", StringComparison.Ordinal) && !name.Contains("/bin/", StringComparison.Ordinal) && !name.Contains("/Migrations/", StringComparison.Ordinal)
        select (name, path);

    [GeneratedRegex("\"[^\"\n]*(?:[yu]{4}[-'MmDd/. ]|HH['\\\\]*:)[^\"\n]*\"|ToLocalTime|To(?:Long|Short)(?:Date|Time)String", RegexOptions.NonBacktracking)]
    private static partial Regex Format();

    [GeneratedRegex("Intl\\.DateTimeFormat|toLocale(?:Date|Time)String", RegexOptions.NonBacktracking)]
    private static partial Regex Script();
}
