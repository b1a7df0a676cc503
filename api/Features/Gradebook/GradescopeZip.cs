using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using EksGrader.Api.Host;
using EksGrader.Checks.Core;

namespace EksGrader.Api.Features.Gradebook;

/// <summary>
/// The gradebook for Gradescope: a folder for each student with the <c>results.json</c> of an autograder (Gradescope documentation,
/// "Autograder specifications"). Gradescope adds points up as it finds them, so who has no final grade has no file there, and is named
/// in <c>not-final.txt</c> instead.
/// </summary>
internal static class GradescopeZip
{
    private static readonly JsonSerializerOptions Options = new(ApiJson.Options)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        WriteIndented = true,
    };

    /// <summary>Writes it, entry by entry.</summary>
    public static async Task WriteAsync(GradebookExport export, Stream stream, CancellationToken cancellationToken)
    {
        // The archive closes its entries without awaiting, which a response must not be written by: what it writes waits in memory, one entry at a time.
        using var held = new BufferedWriteStream();
        using (var zip = new ZipArchive(held, ZipArchiveMode.Create, leaveOpen: true, Encoding.UTF8))
            await WriteAsync(export, zip, () => held.PassOnAsync(stream, cancellationToken), cancellationToken);
        await held.PassOnAsync(stream, cancellationToken);
    }

    private static async Task WriteAsync(GradebookExport export, ZipArchive zip, Func<Task> passOn, CancellationToken cancellationToken)
    {
        var title = export.Gradebook.Assignment.Title.In(export.Culture);
        var notFinal = new StringBuilder();
        await foreach (var row in export.Rows.WithCancellation(cancellationToken))
        {
            if (row.Grade is not { } grade)
            {
                notFinal.Append(row.StudentId).Append('\n');
                continue;
            }

            var results = new Results(grade, title, [.. row.Checks.Select((c, i) => Test.Of(c, i + 1))]);
            Add(zip, $"{FolderOf(row.StudentId)}/results.json", JsonSerializer.SerializeToUtf8Bytes(results, Options));
            await passOn();
        }

        if (notFinal.Length > 0)
            Add(zip, "not-final.txt", Encoding.UTF8.GetBytes(notFinal.ToString()));
    }

    /// <summary>A student number as the name of a folder. What could lead out of it, or is no name somewhere, is replaced; a hash keeps two of them apart.</summary>
    public static string FolderOf(string studentId)
    {
        var name = string.Concat(studentId.Select(c => char.IsLetterOrDigit(c) || c is '-' or '_' or '.' or '@' ? c : '_')).Trim('.');
        return name == studentId && name.Length > 0 ? name : $"{name}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(studentId)))[..8]}";
    }

    private static void Add(ZipArchive zip, string name, byte[] content)
    {
        using var entry = zip.CreateEntry(name, CompressionLevel.Fastest).Open();
        entry.Write(content);
    }

    private sealed record Results(decimal Score, string Output, IReadOnlyList<Test> Tests);

    private sealed record Test(string Name, string Number, decimal? Score, decimal MaxScore, string? Status, string Output, string Visibility)
    {
        public static Test Of(GradebookCellView cell, int number) => new(
            cell.Check,
            number.ToString(CultureInfo.InvariantCulture),
            cell.Points,
            cell.MaxPoints,
            cell.Outcome switch
            {
                Outcome.Passed => "passed",
                Outcome.Partial or Outcome.Failed => "failed",
                _ => null,
            },
            cell.Summary,
            "visible");
    }
}
