using EksGrader.Api.Features.Roster.Reading;
using EksGrader.Tests.Support;

namespace EksGrader.Tests.Api.Features.Roster;

/// <summary>Rosters as schools, Canvas, Moodle, Gradescope, Google Sheets and Excel write them. Where their columns come from: Files/README.md.</summary>
public sealed class RosterFileTests
{
    private const string Minjun = "20261234|김민준|minjun@school.example|";
    private const string Seoyeon = "20261235|이서연|seoyeon@school.example|";
    private const string MinjunKim = "20261234|Minjun Kim|minjun@school.example|";
    private const string SeoyeonLee = "20261235|Seoyeon Lee|seoyeon@school.example|";

    public static TheoryData<string, TextEncoding?, string[]> Taken => new()
    {
        { "api.csv", TextEncoding.Utf8, ["20261234|Kim, \"MJ\" Minjun|minjun@school.example|"] },
        { "blank-lines.csv", TextEncoding.Utf8, [MinjunKim + "A", SeoyeonLee] },
        {
            "canvas-gradebook.csv", TextEncoding.Utf8,
            ["20261234|Kim, Minjun|minjun@school.example|CLOUD-101-A", "20261235|Lee, Seoyeon|seoyeon@school.example|CLOUD-101-A and CLOUD-101-LAB", "00260007|O'Neill, Sean|sean@school.example|CLOUD-101-B"]
        },
        { "excel-de-semicolon.csv", TextEncoding.Windows1252, ["20261234|Jürgen Müller|juergen@school.example|1", "20261235|Zoë Groß|zoe@school.example|2"] },
        { "excel-en-windows1252.csv", TextEncoding.Windows1252, ["20261234|Renée Lefèvre|renee@school.example|", "20261235|José García|jose@school.example|"] },
        { "excel-ko-cp949.csv", TextEncoding.Cp949, [Minjun + "A", Seoyeon + "B", "20260007|박지호|jiho@school.example|A"] },
        { "excel-ko-rare-syllables-cp949.csv", TextEncoding.Cp949, [Minjun + "A", "20261235|이숲햏|seoyeon@school.example|B", "20260007|박뷁쀍|jiho@school.example|A"] },
        { "excel-ko-unicode.txt", TextEncoding.Utf16, [Minjun + "A", Seoyeon + "B", "20260007|박지호|jiho@school.example|A"] },
        { "excel-ko-unicode-big-endian.txt", TextEncoding.Utf16BigEndian, [Minjun + "A", Seoyeon + "B", "20260007|박지호|jiho@school.example|A"] },
        { "excel-ko-utf8.csv", TextEncoding.Utf8, [Minjun + "A", Seoyeon + "B", "20260007|박지호|jiho@school.example|A"] },
        { "excel-mac.csv", TextEncoding.Utf8, [MinjunKim, SeoyeonLee] },
        { "excel-sep-hint.csv", TextEncoding.Utf8, ["20261234|Kim, Minjun|minjun@school.example|"] },
        { "google-forms-ko.csv", TextEncoding.Utf8, [Minjun, Seoyeon] },
        { "google-sheets.csv", TextEncoding.Utf8, [MinjunKim + "A", SeoyeonLee] },
        { "google-sheets.tsv", TextEncoding.Utf8, [Minjun + "A", Seoyeon + "B"] },
        { "gradescope-grades.csv", TextEncoding.Utf8, [MinjunKim + "A", SeoyeonLee + "B"] },
        { "gradescope-roster.csv", TextEncoding.Utf8, [MinjunKim + "A", SeoyeonLee + "B"] },
        { "moodle-grades.csv", TextEncoding.Utf8, [MinjunKim, "20261235|Ana María López|ana@school.example|"] },
        { "moodle-grades.tsv", TextEncoding.Utf8, [MinjunKim, "20261235|Ana María López|ana@school.example|"] },
        { "moodle-grades-semicolon.csv", TextEncoding.Utf8, [MinjunKim, "20261235|Ana María López|ana@school.example|"] },
        { "moodle-participants-ko.csv", TextEncoding.Utf8, [Minjun + "A반", Seoyeon + "A반"] },
        { "portal-ko-cp949.csv", TextEncoding.Cp949, [Minjun + "01", Seoyeon + "01", "20260007|박지호|jiho@school.example|02"] },
        { "portal-ko-pages.csv", TextEncoding.Utf8, [Minjun, Seoyeon] },
        { "reordered.csv", TextEncoding.Utf8, [MinjunKim + "B", SeoyeonLee] },
        { "split-names-ko.csv", TextEncoding.Utf8, [Minjun, "20261235|남궁서연|seoyeon@school.example|"] },
        { "utf16-without-mark.csv", TextEncoding.Utf16, [Minjun + "A", Seoyeon + "B", "20260007|박지호|jiho@school.example|A"] },
        { "xlsx/excel-en-formulas.xlsx", null, [MinjunKim, SeoyeonLee] },
        { "xlsx/excel-ko.xlsx", null, [Minjun + "A", Seoyeon + "B"] },
        { "xlsx/excel-leading-zeros.xlsx", null, ["00260007|Jiho Park|jiho@school.example|", "00000042|Seoyeon Lee|seoyeon@school.example|"] },
        { "xlsx/excel-second-sheet.xlsx", null, [Minjun] },
        { "xlsx/google-sheets.xlsx", null, [MinjunKim] },
    };

    // File, line, field, the column's name, what stands there, and words of the message.
    public static TheoryData<string, string[]> Refused => new()
    {
        { "wrong-cell-errors.csv", ["2|studentId|학번|#N/A|#N/A", "3|email|이메일|#REF!|#REF!"] },
        { "wrong-commas-in-names.csv", ["2|||| 4 cells"] },
        { "wrong-duplicates.csv", ["4|email|Email address|MINJUN@school.example|line 2", "5|studentId|Student ID|20261234|line 2"] },
        { "wrong-missing-email.csv", ["3|email|학교 이메일||missing", "4|name|성명||missing", "4|email|학교 이메일|jiho(골뱅이)school.example|not an e-mail address"] },
        { "wrong-portal.xls", ["0||||web page"] },
        { "wrong-quotes.csv", ["3||||quotation marks"] },
        { "wrong-scientific.csv", ["3|studentId|학번|2.0261E+07|2.0261E+07", "4|studentId|학번|2.0261E+07|2.0261E+07"] },
        { "xlsx/wrong-cells.xlsx", ["4|studentId|학번|2.02612345678901E+16|2.02612345678901E+16", "5|studentId|학번||missing", "6|email|이메일||missing", "6|studentId|학번|20261234|line 2"] },
    };

    // What stands in which column, as far as it could be told.
    public static TheoryData<string, string> Unsure => new()
    {
        { "blackboard.xls", "studentId=3 name= first=1 last=0 email= header=1" },
        { "canvas-gradebook-login-names.csv", "studentId=2 name=0 first= last= email= header=1" },
        { "portal-ko-without-email.csv", "studentId=0 name=1 first= last= email= header=1" },
        { "without-header.csv", "studentId=0 name=1 first= last= email=2 header=0" },
    };

    [Theory]
    [MemberData(nameof(Taken))]
    public void File_IsTakenAsItIs(string name, TextEncoding? encoding, string[] expected)
    {
        var reading = Read(name);
        Assert.Empty(reading.Faults.Select(f => $"{f.Line} {f.Field} {f.Value} {f.Message}"));
        Assert.Equal(expected, Lines(reading));
        Assert.Equal(encoding, reading.Table?.Encoding);
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void WrongFile_IsToldInItsOwnWords(string name, string[] expected)
    {
        var reading = Read(name);
        Assert.Null(reading.Roster);
        Assert.Equal(expected.Length, reading.FaultCount);
        Assert.All(expected.Zip(reading.Faults), pair =>
        {
            var parts = pair.First.Split('|');
            Assert.Equal(string.Join('|', parts[..4]), $"{pair.Second.Line ?? 0}|{pair.Second.Field}|{pair.Second.Column}|{pair.Second.Value}");
            Assert.Contains(parts[4].Trim(), pair.Second.Message.En, StringComparison.Ordinal);
        });
    }

    [Theory]
    [MemberData(nameof(Unsure))]
    public void UnclearFile_AsksWithWhatCouldBeTold(string name, string expected)
    {
        var reading = Read(name);
        Assert.True(reading.IsUnsure);
        Assert.Null(reading.Roster);
        var map = reading.Map;
        Assert.Equal(expected, $"studentId={map?.StudentId} name={map?.Name} first={map?.FirstName} last={map?.LastName} email={map?.Email} header={map?.HeaderLine}");
        Assert.Equal(("", Math.Max(1, map?.HeaderLine ?? 0)), (Assert.Single(reading.Errors).Field, reading.Errors[0].Line));
    }

    [Fact]
    public void Columns_AreTakenAsAPersonSays_AndLoginNamesBecomeAddresses()
    {
        var canvas = Read("canvas-gradebook-login-names.csv", new ReadingChoice(Map: new ColumnMap(1) { StudentId = 2, Name = 0, Email = 3, Domain = "@school.example" }));
        Assert.Equal(["20261234|Kim, Minjun|minjun@school.example|", "20261235|Lee, Seoyeon|seoyeon@school.example|"], Lines(canvas));
        var headless = Read("without-header.csv", new ReadingChoice(Map: new ColumnMap(0) { StudentId = 0, Name = 1, Email = 2 }));
        Assert.Equal([MinjunKim, SeoyeonLee], Lines(headless));
        var portal = Read("portal-ko-without-email.csv", new ReadingChoice(Map: new ColumnMap(1) { StudentId = 0, Name = 1, Email = 0, Domain = "school.example" }));
        Assert.Equal(["20261234|김민준|20261234@school.example|", "20261235|이서연|20261235@school.example|"], Lines(portal));
    }

    [Fact]
    public void LinesOfNoStudent_AreNamed()
    {
        Assert.Equal(new LeftOutLine(9, "총 3명"), Assert.Single(Read("portal-ko-cp949.csv").LeftOut));
        Assert.Equal([2, 3, 7], Read("canvas-gradebook.csv").LeftOut.Select(l => l.Line));
        Assert.Equal([4, 5], Read("gradescope-roster.csv").LeftOut.Select(l => l.Line));
    }

    [Fact]
    public void Faults_AreAnsweredWithTheColumnsOwnName()
    {
        var error = Read("wrong-scientific.csv").Errors[0];
        Assert.Equal(("studentId", 3), (error.Field, error.Line));
        Assert.StartsWith("“학번”: ", error.Message.En, StringComparison.Ordinal);
        Assert.Equal("“학번”: ", error.Message.Ko[..6]);
    }

    private static RosterReading Read(string name, ReadingChoice? choice = null) =>
        RosterReader.Read(RosterFiles.Read(name), choice);

    private static IEnumerable<string> Lines(RosterReading reading) => reading.Roster?.Lines.Select(l => $"{l.StudentId}|{l.Name}|{l.Email}|{l.Section}") ?? [];
}
