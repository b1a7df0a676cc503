using System.Globalization;
using EksGrader.Api.Features.Assignments;
using EksGrader.Api.Features.Gradebook;
using EksGrader.Checks.Assignments;
using EksGrader.Checks.Core;
using EksGrader.Db.Gradebook;
using EksGrader.Db.Model;
using EksGrader.Jobs.Gradings;
using EksGrader.Tests.Support.Api;
using NodaTime;

namespace EksGrader.Tests.Api.Features.Gradebook;

/// <summary>The plain gradebook as xlsx, read by a library that did not write it.</summary>
public sealed class GradebookXlsxTests(SharedService shared)
{
    private const string Type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    private static readonly GradebookRowView Kim = new()
    {
        StudentId = "0042",
        Standing = GradeState.Final,
        PassedLive = false,
        FullMarks = false,
        Name = "김민준",
        Email = "kim@demo.example",
        Section = "월 2교시",
        Attempts = 2,
        Submission = Guid.NewGuid(),
        SubmittedAt = new DateTimeOffset(2026, 11, 30, 12, 8, 15, 900, TimeSpan.Zero),
        Late = true,
        Status = SubmissionStatus.Graded,
        Score = 22.5m,
        Assurance = Assurance.Cluster,
        Grade = 22.5m,
        MaxScore = 30,
        Final = true,
        Checks = [new("nodes", Outcome.Passed, 20, 20, "", Overridden: false) { Assurance = Assurance.Aws }, new("replicas", Outcome.Unknown, null, 10, "", Overridden: false)],
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Xlsx_HasTheRowsAndColumnsOfTheCsv_AndTypesOfItsOwn()
    {
        var room = await Classroom.CreateAsync(shared.Service, "title: { en: Lab one, ko: 첫 실습 }");
        await room.GradedAsync();
        var csv = (await room.Instructor.GetAsync($"{room.Lab}/gradebook?format=plain")).Is(200).Text.Split("\r\n");

        var sheet = new XlsxFile(await room.Instructor.DownloadAsync($"{room.Lab}/gradebook?format=xlsx"));

        Assert.Equal("Lab one", sheet.Name);
        Assert.Equal(csv[0].Split(','), sheet.Rows[0].Cast<string>());
        Assert.Equal(csv.Length - 2, sheet.Rows.Count - 1);
        Assert.Equal(["s-1", "김민준", $"s1@{room.Course}.example", null, 20.0, 10.0, 30.0, 30.0, false, 1.0], sheet.Rows[1][..10]);
        var submittedAt = Assert.IsType<DateTime>(sheet.Rows[1][10]);
        Assert.Equal(csv[1].Split(',')[10], submittedAt.AddHours(-9).ToString("yyyy-MM-ddTHH:mm:ss'Z'", CultureInfo.InvariantCulture));
        Assert.Equal(["s-2", "'=SUM(A1)", $"s2@{room.Course}.example", null, null, null, null, 30.0, null, 0.0, null, null, null, null, "notSubmitted", null, null, null, null], sheet.Rows[2]);
    }

    [Theory]
    [InlineData("", Type, Type)]
    [InlineData("", $"application/json;q=0.5, {Type}", Type)]
    [InlineData("?format=plain", Type, Type)]
    [InlineData("?format=plain", $"{Type};q=0.5, text/csv", "text/csv")]
    [InlineData("?format=plain", "*/*", "text/csv")]
    [InlineData("?format=xlsx", "*/*", Type)]
    [InlineData("", "*/*", "application/json")]
    public async Task Form_FollowsAcceptAndFormat(string query, string accept, string type)
    {
        var room = await Classroom.CreateAsync(shared.Service);

        Assert.Equal(type, (await room.Instructor.GetAsync($"{room.Lab}/gradebook{query}", ("Accept", accept))).Is(200).Type);
    }

    [Theory]
    [InlineData("xlsx", "text/csv")]
    [InlineData("canvas", Type)]
    public async Task Form_ThatIsNotThereInTheTypeAskedFor_Is406(string format, string accept)
    {
        var room = await Classroom.CreateAsync(shared.Service);

        (await room.Instructor.GetAsync($"{room.Lab}/gradebook?format={format}", ("Accept", accept))).IsProblem(406, "not-acceptable");
        (await room.Student.GetAsync($"{room.Lab}/gradebook?format=xlsx")).IsProblem(404, "not-found");
    }

    [Fact]
    public async Task Grade_ThatIsNotFinal_AndPointsThatAreNotThere_AreEmptyCells()
    {
        var sheet = await WrittenAsync("Asia/Seoul", Kim with { Grade = null, Final = false, Standing = GradeState.Provisional, Provisional = 22.5m });

        Assert.Equal([20.0, null, null, 30.0], sheet.Rows[1][4..8]);
        Assert.Equal(["cluster", "aws", null, "provisional", 22.5, false, false], sheet.Rows[1][11..18]);
    }

    [Fact]
    public async Task Header_IsBold_StaysInSight_AndHasAFilterOfEveryRow()
    {
        var sheet = await WrittenAsync("Asia/Seoul", Kim, Kim with { StudentId = "0043" });

        var header = sheet.All("row").First();
        Assert.All(header.Elements(), cell => Assert.True(sheet.IsBold(cell)));
        Assert.All(sheet.All("row").Skip(1).SelectMany(r => r.Elements()), cell => Assert.False(sheet.IsBold(cell)));
        Assert.Equal(("1", "frozen"), (sheet.Only("pane").Attribute("ySplit")?.Value, sheet.Only("pane").Attribute("state")?.Value));
        Assert.Equal("A1:S3", sheet.Only("autoFilter").Attribute("ref")?.Value);
    }

    [Fact]
    public async Task Columns_AreAsWideAsWhatTheyHold_AndHangulTakesTwo()
    {
        var sheet = await WrittenAsync("Asia/Seoul", Kim with { Name = new string('가', 20), Email = new string('a', 25), Section = new string('x', 500) });

        Assert.Equal([41, 26, 60], sheet.Widths.Skip(1).Take(3));
        Assert.Equal("2026-11-30 21:08:15 KST".Length + 1, sheet.Widths[10]);
        Assert.Equal(19, sheet.Widths.Count);
    }

    [Theory]
    [InlineData("Asia/Seoul", "2026-11-30T12:08:15Z", "2026-11-30T21:08:15", "KST")]
    [InlineData("America/New_York", "2026-07-01T03:59:59Z", "2026-06-30T23:59:59", "EDT")]
    [InlineData("America/New_York", "2026-12-01T04:59:59Z", "2026-11-30T23:59:59", "EST")]
    [InlineData("Asia/Kathmandu", "2026-11-30T12:08:15Z", "2026-11-30T17:53:15", "+0545")]
    public async Task Time_IsADateInTheZoneOfTheAssignment_WhichTheFormatNames(string zone, string at, string local, string name)
    {
        var sheet = await WrittenAsync(zone, Kim with { SubmittedAt = DateTimeOffset.Parse(at, CultureInfo.InvariantCulture).AddMilliseconds(900) });

        var shown = Assert.IsType<DateTime>(sheet.Rows[1][10]);
        Assert.Equal(local, shown.ToString("s", CultureInfo.InvariantCulture));
        Assert.Contains($"\"{name}\"", sheet.Formats[1][10], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("=HYPERLINK(\"https://evil.example\")", "'=HYPERLINK(\"https://evil.example\")")]
    [InlineData("＝1+1", "'＝1+1")]
    [InlineData("-1", "'-1")]
    [InlineData("0042", "0042")]
    [InlineData("1E5", "1E5")]
    [InlineData("_x003D_1+1", "_x003D_1+1")]
    [InlineData("_x0041_x0042_", "_x0041_x0042_")]
    [InlineData("_x005F_x003D_1", "_x005F_x003D_1")]
    [InlineData("a\0b\u0001c\u001fd\u000be", "a\uFFFDb\uFFFDc\uFFFDd\uFFFDe")]
    [InlineData("\ufffe\uffff", "\uFFFD\uFFFD")]
    [InlineData("\u0001=1", "\uFFFD=1")]
    [InlineData("two\r\nlines\rhere", "two\nlines\nhere")]
    [InlineData("  <b>&amp;\"']]></b>  ", "  <b>&amp;\"']]></b>  ")]
    [InlineData("😀 𠮷", "😀 𠮷")]
    public async Task Text_OfStrangers_IsText_AndReadsAsItWasWritten(string written, string read)
    {
        var sheet = await WrittenAsync("Asia/Seoul", Kim with { Name = written });

        Assert.Equal(read, sheet.Rows[1][1]);
        Assert.Empty(sheet.All("f"));
    }

    // Not as data of a theory: attributes are stored as UTF-8, which has no halves.
    [Fact]
    public async Task HalfACharacter_IsReplaced()
    {
        var sheet = await WrittenAsync("Asia/Seoul", string.Concat("L", "\ud800", "b"), [Kim with { Name = string.Concat("half ", "\ud800", " and ", "\udc00") }]);

        Assert.Equal(("L\uFFFDb", "half \uFFFD and \uFFFD"), (sheet.Name, sheet.Rows[1][1]));
    }

    [Fact]
    public async Task Text_LongerThanACellMayBe_IsCut()
    {
        var sheet = await WrittenAsync("Asia/Seoul", Kim with { Name = new string('x', 32_766) + "😀" });

        Assert.Equal(new string('x', 32_766), sheet.Rows[1][1]);
    }

    [Theory]
    [InlineData("클라우드 실습 1", "클라우드 실습 1")]
    [InlineData("a:b\\c/d?e*f[g]", "a_b_c_d_e_f_g_")]
    [InlineData("'quoted'", "quoted")]
    [InlineData("hiSTory", "Gradebook")]
    [InlineData(" ' ", "Gradebook")]
    [InlineData("😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀", "😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀…")]
    [InlineData("a\u0001b\uffffc", "a\uFFFDb\uFFFDc")]
    public async Task Sheet_IsNamedAsExcelTakesIt(string title, string name)
    {
        var sheet = await WrittenAsync("Asia/Seoul", title, [Kim]);

        Assert.Equal(name, sheet.Name);
        Assert.True(name.Length <= 31);
    }

    [Fact]
    public async Task TwoThousandStudents_AreOneSheet()
    {
        var sheet = await WrittenAsync("Asia/Seoul", "Lab", Enumerable.Range(0, 2000).Select(i => Kim with { StudentId = $"{i:d4}" }));

        Assert.Equal(2001, sheet.Rows.Count);
        Assert.Equal("1999", sheet.Rows[2000][0]);
        Assert.Equal("A1:S2001", sheet.Only("autoFilter").Attribute("ref")?.Value);
    }

    [Fact]
    public async Task Gradebook_OfNoOne_IsItsHeader()
    {
        var sheet = await WrittenAsync("Asia/Seoul", "Lab", []);

        Assert.Equal("studentId", Assert.Single(sheet.Rows)[0]);
    }

    private static Task<XlsxFile> WrittenAsync(string zone, params GradebookRowView[] rows) => WrittenAsync(zone, "Lab", rows);

    private static async Task<XlsxFile> WrittenAsync(string zone, string title, IEnumerable<GradebookRowView> rows)
    {
        var assignment = new Assignment
        {
            Slug = "lab",
            Title = LocalizedText.Same(title),
            Checks = [new AssignedCheck(new CheckId("nodes"), 20, new Dictionary<string, object>()), new AssignedCheck(new CheckId("replicas"), 10, new Dictionary<string, object>())],
        };
        var course = new Course(new CourseId(Guid.NewGuid()), "c", "C", zone, DateTimeOffset.UnixEpoch);
        var known = new KnownAssignment(assignment, new Deadlines(assignment, DateTimeZoneProviders.Tzdb[zone]));
        var gradebook = new OpenGradebook(new CurrentAssignment(course, new AssignmentId(Guid.NewGuid()), 1, known), AfterDeadline: []);
        using var file = new MemoryStream();
        await PlainXlsx.WriteAsync(new GradebookExport(gradebook, rows.ToAsyncEnumerable(), CultureInfo.GetCultureInfo("en")), file, Token);
        return new XlsxFile(file.ToArray());
    }
}
