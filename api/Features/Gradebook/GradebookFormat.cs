namespace EksGrader.Api.Features.Gradebook;

/// <summary>A form that a gradebook is exported in.</summary>
/// <param name="Name">What <c>format</c> calls it.</param>
/// <param name="Type">Its media type.</param>
/// <param name="Ending">What its file's name ends with.</param>
/// <param name="WriteAsync">Writes it.</param>
public sealed record GradebookFormat(string Name, string Type, string Ending, Func<GradebookExport, Stream, CancellationToken, Task> WriteAsync)
{
    /// <summary>The media type of Excel workbooks (IANA, application/vnd.openxmlformats-officedocument.spreadsheetml.sheet).</summary>
    public const string XlsxType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    private const string Csv = "text/csv; charset=utf-8";

    /// <summary>The plain gradebook for Excel and other spreadsheets.</summary>
    public static GradebookFormat Xlsx { get; } = new("xlsx", XlsxType, ".xlsx", PlainXlsx.WriteAsync);

    /// <summary>Everything there is, as text for programs.</summary>
    public static GradebookFormat Plain { get; } = new("plain", Csv, ".csv", PlainCsv.WriteAsync);

    /// <summary>What Canvas imports.</summary>
    public static GradebookFormat Canvas { get; } = new("canvas", Csv, "-canvas.csv", CanvasCsv.WriteAsync);

    /// <summary>What Moodle imports.</summary>
    public static GradebookFormat Moodle { get; } = new("moodle", Csv, "-moodle.csv", MoodleCsv.WriteAsync);

    /// <summary>A <c>results.json</c> of Gradescope for each student.</summary>
    public static GradebookFormat Gradescope { get; } = new("gradescope", "application/zip", "-gradescope.zip", GradescopeZip.WriteAsync);

    /// <summary>Every form, as they are offered.</summary>
    public static IReadOnlyList<GradebookFormat> All { get; } = [Xlsx, Plain, Canvas, Moodle, Gradescope];

    /// <summary>The form of a name; null where there is none.</summary>
    public static GradebookFormat? Named(string? name) => name is null ? Plain : All.FirstOrDefault(f => f.Name == name);
}

/// <summary>A gradebook on its way out.</summary>
/// <param name="Gradebook">The gradebook.</param>
/// <param name="Rows">Its lines by student number, as they are read.</param>
/// <param name="Culture">The language.</param>
/// <remarks>Where provisional scores were asked for, they stand in the lines as grades; what has neither stays empty.</remarks>
public sealed record GradebookExport(OpenGradebook Gradebook, IAsyncEnumerable<Gradebook.GradebookRowView> Rows, System.Globalization.CultureInfo Culture);
