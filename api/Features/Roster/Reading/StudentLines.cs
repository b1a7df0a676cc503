using System.Text.RegularExpressions;
using EksGrader.Api.Host;
using EksGrader.Checks.Core;
using EksGrader.Db.Model;

namespace EksGrader.Api.Features.Roster.Reading;

/// <summary>Makes students of the rows of a table whose columns are known, and says what is wrong with each.</summary>
internal sealed partial class StudentLines(FileTable table, ColumnMap map)
{
    /// <summary>The longest section, in characters.</summary>
    public const int LongestSection = 100;

    private readonly List<RosterLine> lines = [];
    private readonly List<RosterFault> faults = [];
    private readonly List<LeftOutLine> leftOut = [];
    private readonly Dictionary<string, int> numbers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> emails = new(StringComparer.Ordinal);
    private readonly FileRow? header = table.Rows.FirstOrDefault(r => r.Line == map.HeaderLine);
    private readonly int needed = new[] { map.StudentId, map.Email, map.Name, map.FirstName, map.LastName }.Max() ?? 0;
    private int faultCount;

    public RosterReading Read()
    {
        foreach (var row in table.Rows.Where(r => r.Line > map.HeaderLine))
        {
            if (IsOther(row))
                continue;
            if (lines.Count == RosterReader.MaximumStudents)
            {
                Add(row.Line, "", "", ReadingTexts.Catalog["TooLong", RosterReader.MaximumStudents]);
                break;
            }

            ReadLine(row);
        }

        if (lines.Count == 0 && faultCount == 0 && header is null)
            Add(null, "", "", ReadingTexts.Catalog["Empty"]);
        return new RosterReading(table, map, faultCount == 0 ? new Roster(lines) : null, faults) { FaultCount = faultCount, LeftOut = leftOut };
    }

    // Blank where it matters, a header that is printed again on each page, a teacher, and the two lines that Canvas adds to a class.
    private bool IsOther(FileRow row)
    {
        if (map.Columns.All(at => string.IsNullOrWhiteSpace(row[at])) || ColumnNames.IsStaff(row[map.Role]) || IsOfCanvas(row))
        {
            leftOut.Add(new LeftOutLine(row.Line, SafeText.Line(string.Join(" · ", row.Cells.Where(c => !string.IsNullOrWhiteSpace(c)).Select(EnteredText.Line)), 120)));
            return true;
        }

        return header is not null && map.Columns.All(at => row[at] == header[at]);
    }

    private bool IsOfCanvas(FileRow row) =>
        string.IsNullOrWhiteSpace(row[map.StudentId]) && NameIn(row) is "Points Possible" or "Student, Test" or "Test Student";

    private void ReadLine(FileRow row)
    {
        var width = header?.Cells.Length ?? table.Width;
        if (row.Cells.Length <= needed || row.Cells.Skip(width).Any(c => !string.IsNullOrWhiteSpace(c)))
        {
            Add(row.Line, "", "", ReadingTexts.Catalog["Cells", row.Cells.Length, width]);
            return;
        }

        var wrong = new FieldErrors();
        var section = EnteredText.Line(Unguarded(row[map.Section]));
        if (section.Length > 0)
            section = wrong.Text("section", section, LongestSection);
        var (number, email) = (Unguarded(row[map.StudentId]), Address(row));
        var line = new RosterLine(
            IsSpoilt(row, "studentId", number) ? "" : wrong.Key("studentId", number, 64),
            wrong.Text("name", NameIn(row), User.LongestName),
            IsSpoilt(row, "email", email) ? "" : wrong.Email("email", email),
            section.Length > 0 ? section : null);
        foreach (var error in wrong.All)
            Add(row.Line, error.Field, ValueOf(row, error.Field), error.Message);
        lines.Add(line);
        FindTwice(row, "studentId", line.StudentId, numbers);
        FindTwice(row, "email", User.Normalize(line.Email), emails);
    }

    private bool IsSpoilt(FileRow row, string field, string value)
    {
        var text = Scientific().IsMatch(value) && field == "studentId" ? "Scientific" : CellError().IsMatch(value) ? "CellError" : null;
        if (text is not null)
            Add(row.Line, field, value, ReadingTexts.Catalog[text, SafeText.Line(value, 60)]);
        return text is not null;
    }

    private void FindTwice(FileRow row, string field, string value, Dictionary<string, int> seen)
    {
        if (value.Length > 0 && !seen.TryAdd(value, row.Line))
            Add(row.Line, field, ValueOf(row, field), ReadingTexts.Catalog["Twice", seen[value]]);
    }

    private void Add(int? line, string field, string value, LocalizedText message)
    {
        faultCount++;
        if (faults.Count < RosterReader.MostFaults)
            faults.Add(new RosterFault(line, field, SafeText.Line(EnteredText.Line(header?[ColumnOf(field)]), 60), SafeText.Line(EnteredText.Line(value), 100), message));
    }

    private int? ColumnOf(string field) => field switch
    {
        "studentId" => map.StudentId,
        "name" => map.Name ?? map.FirstName ?? map.LastName,
        "email" => map.Email,
        "section" => map.Section,
        _ => null,
    };

    private string ValueOf(FileRow row, string field) => field == "name" ? NameIn(row) : row[ColumnOf(field)];

    private string Address(FileRow row)
    {
        var address = Unguarded(row[map.Email]).Trim();
        return map.Domain is { Length: > 0 } domain && address.Length > 0 && !address.Contains('@', StringComparison.Ordinal) ? $"{address}@{domain.TrimStart('@')}" : address;
    }

    // Korean names are written in one word, the family's first.
    private string NameIn(FileRow row)
    {
        if (map.Name is not null)
            return EnteredText.Line(Unguarded(row[map.Name]));
        var (first, last) = (EnteredText.Line(Unguarded(row[map.FirstName])), EnteredText.Line(Unguarded(row[map.LastName])));
        return first.Length > 0 && last.Length > 0 && IsHangul(first) && IsHangul(last) ? last + first : $"{first} {last}".Trim();
    }

    // The apostrophe that CellText puts before what a spreadsheet would take for a formula, in the file that is downloaded here.
    private static string Unguarded(string cell) => cell.Length > 1 && cell[0] == CellText.Mark && CellText.IsFormula(cell[1..]) ? cell[1..] : cell;

    private static bool IsHangul(string text) => text.All(c => c is >= '가' and <= '힣');

    [GeneratedRegex(@"^\s*\d([.,]\d+)?E\+?\d{1,3}\s*$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Scientific();

    [GeneratedRegex(@"^\s*#(N/?A|REF!?|NAME\??|VALUE!?|DIV/?0!?|NULL!?|NUM!?)\s*$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex CellError();
}
