namespace EksGrader.Api.Features.Roster.Reading;

/// <summary>Which column of a file is what. Columns are counted from 0.</summary>
/// <param name="HeaderLine">The line with the columns' names; 0 where there is none.</param>
public sealed record ColumnMap(int HeaderLine)
{
    /// <summary>The school's number.</summary>
    public int? StudentId { get; init; }

    /// <summary>The whole name.</summary>
    public int? Name { get; init; }

    /// <summary>The given name, where the whole name has no column.</summary>
    public int? FirstName { get; init; }

    /// <summary>The family name, where the whole name has no column.</summary>
    public int? LastName { get; init; }

    /// <summary>The e-mail address, or what becomes one with <see cref="Domain"/>.</summary>
    public int? Email { get; init; }

    /// <summary>The section; null for none.</summary>
    public int? Section { get; init; }

    /// <summary>Whose line it is: teachers' are left out; null where the file does not say.</summary>
    public int? Role { get; init; }

    /// <summary>What stands behind the @ where a cell has none; null for nothing.</summary>
    public string? Domain { get; init; }

    /// <summary>Whether all that a roster needs has a column.</summary>
    public bool IsComplete => StudentId is not null && Email is not null && (Name ?? FirstName ?? LastName) is not null;

    /// <summary>The columns that are read for a student.</summary>
    public IEnumerable<int> Columns => new[] { StudentId, Name, FirstName, LastName, Email, Section }.OfType<int>();
}

/// <summary>What was made of a file's columns.</summary>
/// <param name="Map">The best guess.</param>
/// <param name="IsSure">Whether nothing else could be meant; otherwise a person has to say.</param>
internal sealed record ColumnGuess(ColumnMap Map, bool IsSure)
{
    /// <summary>How many rows are searched for a header: titles, dates and names of courses stand above it.</summary>
    public const int SearchedRows = 30;

    private const int Samples = 100;

    /// <summary>Finds the header, and what each column is by its name, or by what stands in it.</summary>
    /// <param name="table">The file.</param>
    /// <param name="headerLine">The line of the header, 0 for none; null to find it.</param>
    public static ColumnGuess Of(FileTable table, int? headerLine = null)
    {
        if (headerLine is { } line)
            return table.Rows.FirstOrDefault(r => r.Line == line) is { } named ? ByNames(table, named) : ByContents(table, new ColumnMap(0));
        var header = table.Rows.Take(SearchedRows).MaxBy(r => ColumnNames.CountKnown(r.Cells));
        return header is not null && ColumnNames.CountKnown(header.Cells) > 0 ? ByNames(table, header) : ByContents(table, new ColumnMap(HeaderLine(table)));
    }

    private static ColumnGuess ByNames(FileTable table, FileRow header)
    {
        var named = header.Cells.Select((name, at) => (Field: ColumnNames.Of(name), At: at)).Where(c => c.Field is not null).ToLookup(c => c.Field, c => c.At);
        var below = table.Rows.Where(r => r.Line > header.Line).Take(Samples).ToList();
        var ids = Filled(named[RosterField.StudentId], below);
        var emails = Filled(named[RosterField.Email], below);
        if (emails.Count == 0)
            emails = [.. named[RosterField.Login].Where(at => IsMostly(below, at, LooksLikeEmail))];
        var (names, first, last) = (named[RosterField.Name].ToList(), named[RosterField.FirstName].ToList(), named[RosterField.LastName].ToList());
        // 이름 beside 성 is the given name: Moodle in Korean.
        if (last.Count == 1 && first.Count == 0 && names.Count == 1)
            (first, names) = (names, []);

        var map = new ColumnMap(header.Line)
        {
            StudentId = First(ids),
            Email = First(emails),
            Name = First(names),
            FirstName = names.Count > 0 ? null : First(first),
            LastName = names.Count > 0 ? null : First(last),
            Section = First([.. named[RosterField.Section]]),
            Role = First([.. named[RosterField.Role]]),
        };
        var isNamed = names.Count == 1 || (names.Count == 0 && first.Count == 1 && last.Count == 1);
        return ids.Count == 1 && emails.Count == 1 && isNamed ? new ColumnGuess(map, IsSure: true) : ByContents(table, map);
    }

    // Suggestions for the person who maps the columns; never more than that.
    private static ColumnGuess ByContents(FileTable table, ColumnMap map)
    {
        var below = table.Rows.Where(r => r.Line > map.HeaderLine).Take(Samples).ToList();
        var free = Enumerable.Range(0, table.Width).Except(map.Columns).ToList();
        map = map with { Email = map.Email ?? Best(free, below, LooksLikeEmail) };
        free.RemoveAll(at => at == map.Email);
        map = map with { StudentId = map.StudentId ?? Best(free, below, LooksLikeNumber) };
        free.RemoveAll(at => at == map.StudentId);
        if ((map.Name ?? map.FirstName ?? map.LastName) is null)
            map = map with { Name = Best(free, below, LooksLikeName) };
        return new ColumnGuess(map, IsSure: false);
    }

    // A table without a header begins with a person.
    private static int HeaderLine(FileTable table) => table.Rows.Count == 0 || table.Rows[0].Cells.Any(LooksLikeEmail) ? 0 : table.Rows[0].Line;

    private static int? First(List<int> columns) => columns.Count > 0 ? columns[0] : null;

    // Of several columns of one meaning those with something in them count: exports have empty ones beside the one that is kept.
    private static List<int> Filled(IEnumerable<int> columns, List<FileRow> rows)
    {
        var all = columns.ToList();
        var filled = all.FindAll(at => rows.Exists(r => !string.IsNullOrWhiteSpace(r[at])));
        return filled.Count > 0 ? filled : all;
    }

    private static int? Best(List<int> columns, List<FileRow> rows, Func<string, bool> looks) =>
        columns.Where(at => IsMostly(rows, at, looks)).Select(at => (int?)at).MaxBy(at => rows.Count(r => looks(r[at])));

    private static bool IsMostly(List<FileRow> rows, int column, Func<string, bool> looks)
    {
        var filled = rows.Where(r => !string.IsNullOrWhiteSpace(r[column])).ToList();
        return filled.Count > 0 && filled.Count(r => looks(r[column])) * 2 > filled.Count;
    }

    private static bool LooksLikeEmail(string cell) => cell.IndexOf('@', StringComparison.Ordinal) is > 0 and var at && at + 1 < cell.Trim().Length;

    private static bool LooksLikeNumber(string cell) => cell.Count(char.IsAsciiDigit) >= 4 && !cell.Contains('@', StringComparison.Ordinal) && !cell.Contains(' ', StringComparison.Ordinal);

    private static bool LooksLikeName(string cell) => cell.Any(char.IsLetter) && !cell.Any(c => char.IsDigit(c) || c == '@');
}
