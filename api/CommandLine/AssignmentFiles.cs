using EksGrader.Checks.Assignments;
using EksGrader.Checks.Core;
using EksGrader.Checks.Grading;
using EksGrader.Checks.Input;

namespace EksGrader.Api.CommandLine;

/// <summary>Assignments that a command names by their file.</summary>
internal static class AssignmentFiles
{
    /// <summary>Reads an assignment's file, or takes the default one where none is named.</summary>
    public static async Task<ParseResult<Assignment>> ReadAsync(FileInfo? file, Catalogue catalogue, CancellationToken cancellationToken)
    {
        if (file is null)
        {
            return ShippedAssignments.EksAssessment(catalogue.Infos);
        }

        try
        {
            var format = file.Extension.Equals(".json", StringComparison.OrdinalIgnoreCase) ? AssignmentFormat.Json : AssignmentFormat.Yaml;
            await using var stream = file.OpenRead();
            var document = new byte[AssignmentReader.MaximumBytes + 1];
            var length = await stream.ReadAtLeastAsync(document, document.Length, throwOnEndOfStream: false, cancellationToken);
            return new AssignmentReader(catalogue.Infos).Read(document.AsSpan(0, length), format);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return ParseResult.Refused<Assignment>([new ValidationError("", LocalizedText.Same(e.Message))]);
        }
    }
}
