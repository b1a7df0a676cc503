using EksGrader.Checks.Core;
using EksGrader.Checks.Input;

namespace EksGrader.Api.Features.Roster.Reading;

/// <summary>A line of a roster.</summary>
/// <param name="StudentId">The school's number of the student.</param>
/// <param name="Name">The student's name.</param>
/// <param name="Email">The student's e-mail address.</param>
/// <param name="Section">The section; null for none.</param>
public sealed record RosterLine(string StudentId, string Name, string Email, string? Section);

/// <summary>A roster as it was read.</summary>
/// <param name="Lines">The students.</param>
public sealed record Roster(IReadOnlyList<RosterLine> Lines);

/// <summary>One thing wrong with a file, in the file's own words.</summary>
/// <param name="Line">The line as the file's own program numbers it; null for the whole file.</param>
/// <param name="Field">The field of a roster: <c>studentId</c>, <c>name</c>, <c>email</c>, <c>section</c>; empty for the whole line.</param>
/// <param name="Column">What the file calls the column; empty where it has no name.</param>
/// <param name="Value">What stands there.</param>
/// <param name="Message">What is wrong.</param>
public sealed record RosterFault(int? Line, string Field, string Column, string Value, LocalizedText Message)
{
    /// <summary>The fault as the API answers it: the message begins with the column's own name where that is another than the field's.</summary>
    internal ValidationError ToError() => new(Field, Column.Length == 0 || Column == Field ? Message : ReadingTexts.Catalog["InColumn", Column, Message], Line);
}

/// <summary>A line of the file that is no student's.</summary>
/// <param name="Line">Its number.</param>
/// <param name="Text">What stands in it.</param>
public sealed record LeftOutLine(int Line, string Text);

/// <summary>What a person said about a file.</summary>
/// <param name="Encoding">How its characters are to be read; null to guess.</param>
/// <param name="Map">Which column is what; null to guess.</param>
internal sealed record ReadingChoice(TextEncoding? Encoding = null, ColumnMap? Map = null);

/// <summary>What was made of a file: a roster, or what is wrong with it.</summary>
/// <param name="Table">What the file holds; null where it could not be read at all.</param>
/// <param name="Map">Which column is what, or was thought to be.</param>
/// <param name="Roster">The roster; null where something is wrong.</param>
/// <param name="Faults">What is wrong, the first <see cref="RosterReader.MostFaults"/> of it.</param>
public sealed record RosterReading(FileTable? Table, ColumnMap? Map, Roster? Roster, IReadOnlyList<RosterFault> Faults)
{
    /// <summary>Whether a person has to say which column is what.</summary>
    public bool IsUnsure { get; init; }

    /// <summary>How much is wrong in all.</summary>
    public int FaultCount { get; init; }

    /// <summary>Lines that were taken for no student's.</summary>
    public IReadOnlyList<LeftOutLine> LeftOut { get; init; } = [];

    /// <summary>What the file calls a column.</summary>
    public string NameOf(int? column) =>
        Map is { HeaderLine: > 0 and var line } && Table?.Rows.FirstOrDefault(r => r.Line == line) is { } header ? SafeText.Line(EnteredText.Line(header[column]), 60) : "";

    /// <summary>The faults as the API answers them.</summary>
    internal IReadOnlyList<ValidationError> Errors => [.. Faults.Select(f => f.ToError())];
}

/// <summary>Reads rosters as people have them: text or xlsx, in any encoding, with any separator, columns in any order under the names that schools use.</summary>
internal static class RosterReader
{
    /// <summary>The longest file, in bytes.</summary>
    public const int MaximumBytes = 4 * 1024 * 1024;

    /// <summary>The most students.</summary>
    public const int MaximumStudents = 20_000;

    /// <summary>How many faults are named: a file with more is mended at these first.</summary>
    public const int MostFaults = 200;

    /// <summary>Reads a file.</summary>
    public static RosterReading Read(ReadOnlyMemory<byte> file, ReadingChoice? choice = null)
    {
        if (file.Length > MaximumBytes)
            return Unread(FileTable.Refuse("TooLarge", MaximumBytes / 1024 / 1024));
        var read = FileTable.Read(file, choice?.Encoding);
        if (read.Value is not { } table)
            return Unread(read);
        var guess = choice?.Map is { } map ? new ColumnGuess(map, map.IsComplete) : ColumnGuess.Of(table);
        if (guess.IsSure)
            return new StudentLines(table, guess.Map).Read();
        var at = guess.Map.HeaderLine > 0 ? guess.Map.HeaderLine : table.Rows[0].Line;
        return new RosterReading(table, guess.Map, null, [new RosterFault(at, "", "", "", ReadingTexts.Catalog["Unsure"])]) { IsUnsure = true, FaultCount = 1 };
    }

    /// <summary>Reads what a file holds and guesses its columns, for a person who wants to choose them.</summary>
    /// <param name="file">The file.</param>
    /// <param name="encoding">How its characters are to be read; null to guess.</param>
    /// <param name="headerLine">The line with the columns' names, 0 for none; null to guess.</param>
    public static RosterReading Look(ReadOnlyMemory<byte> file, TextEncoding? encoding, int? headerLine)
    {
        var read = FileTable.Read(file, encoding);
        if (read.Value is not { } table)
            return Unread(read);
        var guess = ColumnGuess.Of(table, headerLine);
        return new RosterReading(table, guess.Map, null, []) { IsUnsure = !guess.IsSure };
    }

    private static RosterReading Unread(ParseResult<FileTable> read) =>
        new(null, null, null, [.. read.Errors.Select(e => new RosterFault(e.Line, "", "", "", e.Message))]) { FaultCount = read.Errors.Count };
}
