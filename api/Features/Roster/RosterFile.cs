using System.Text.Unicode;
using CsvHelper;
using EksGrader.Api.Host;
using EksGrader.Checks.Core;
using EksGrader.Checks.Input;

namespace EksGrader.Api.Features.Roster;

/// <summary>A line of a roster.</summary>
/// <param name="StudentId">The school's number of the student.</param>
/// <param name="Name">The student's name.</param>
/// <param name="Email">The student's e-mail address.</param>
/// <param name="Section">The section; null for none.</param>
public sealed record RosterLine(string StudentId, string Name, string Email, string? Section);

/// <summary>A roster as it was read.</summary>
/// <param name="Lines">The students.</param>
public sealed record Roster(IReadOnlyList<RosterLine> Lines);

/// <summary>Reads rosters: CSV (RFC 4180) in UTF-8 with the header <c>studentId,name,email[,section]</c>.</summary>
internal static class RosterFile
{
    /// <summary>The longest file, in bytes.</summary>
    public const int MaximumBytes = 4 * 1024 * 1024;

    /// <summary>The most students.</summary>
    public const int MaximumLines = 20_000;

    private static readonly string[] Header = ["studentId", "name", "email", "section"];
    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    private static readonly CsvReaderOptions Options = new()
    {
        Separator = ',',
        HasHeader = false,
        TrackLineNumbers = true,
        MalformedData = CsvMalformedDataHandling.Throw,
        MaxRecordSize = 64 * 1024,
    };

    /// <summary>Reads a roster, or tells everything that is wrong with it, line by line.</summary>
    public static ParseResult<Roster> Read(ReadOnlyMemory<byte> utf8)
    {
        var faults = new FieldErrors();
        if (!Utf8.IsValid(utf8.Span))
        {
            faults.Add("", "NotUtf8");
            return ParseResult.Refused<Roster>(faults.All);
        }

        try
        {
            using var csv = CsvReader.Create(utf8.Span.StartsWith(ByteOrderMark) ? utf8[3..] : utf8, Options);
            var lines = ReadHeader(csv, faults) is { } columns ? ReadLines(csv, columns, faults) : [];
            return faults.Any ? ParseResult.Refused<Roster>(faults.All) : new Roster(lines);
        }
        catch (CsvFormatException e)
        {
            faults.AddAt("", e.LineNumber > 0 ? (int)e.LineNumber : null, "NotCsv");
            return ParseResult.Refused<Roster>(faults.All);
        }
    }

    private static int? ReadHeader(CsvReader csv, FieldErrors faults)
    {
        var found = csv.Read() ? Cells(csv) : [];
        if (found.Length is 3 or 4 && found.SequenceEqual(Header.Take(found.Length), StringComparer.Ordinal))
            return found.Length;
        faults.AddAt("", 1, "RosterHeader");
        return null;
    }

    private static string[] Cells(CsvReader csv)
    {
        var cells = new string[csv.FieldCount];
        for (var i = 0; i < cells.Length; i++)
            cells[i] = csv.GetString(i);
        return cells;
    }

    private static List<RosterLine> ReadLines(CsvReader csv, int columns, FieldErrors faults)
    {
        var lines = new List<RosterLine>();
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        var emails = new Dictionary<string, int>(StringComparer.Ordinal);
        while (csv.Read())
        {
            var (cells, at) = (Cells(csv), (int)csv.LineNumber);
            if (lines.Count == MaximumLines)
            {
                faults.AddAt("", at, "RosterTooLong", MaximumLines);
                break;
            }

            if (cells.Length != columns)
            {
                faults.AddAt("", at, "RosterCells", cells.Length, columns);
                continue;
            }

            var section = columns == 4 ? EnteredText.Line(cells[3]) : "";
            if (section.Length > 0)
                section = faults.Text("section", section, 100, at);
            var line = new RosterLine(
                faults.Key("studentId", cells[0], 64, at),
                faults.Text("name", cells[1], 200, at),
                faults.Email("email", cells[2], at),
                section.Length > 0 ? section : null);
            lines.Add(line);
            Twice("studentId", line.StudentId, at, numbers, faults);
            Twice("email", Db.Model.User.Normalize(line.Email), at, emails, faults);
        }

        return lines;
    }

    private static void Twice(string field, string value, int at, Dictionary<string, int> seen, FieldErrors faults)
    {
        if (value.Length > 0 && !seen.TryAdd(value, at))
            faults.AddAt(field, at, "RosterTwice", seen[value]);
    }
}
