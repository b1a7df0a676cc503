using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using EksGrader.Checks.Assignments;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Grading;
using EksGrader.Checks.Input;

namespace EksGrader.Api.CommandLine;

/// <summary><c>regrade</c>: repeats a grading from its recording; makes no connection.</summary>
internal static class RegradeCommand
{
    public static Command Create()
    {
        var recording = new Option<FileInfo>("--recording") { Description = "what grade --record wrote, or the service's recording", HelpName = "FILE", Required = true };
        var assignment = SharedOptions.Assignment();
        var output = SharedOptions.Output();
        var command = new Command("regrade", "Grade again from a recording, with other rules if you like; makes no connection.") { recording, assignment, output };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            parsed.GetRequiredValue(recording),
            parsed.GetValue(assignment),
            parsed.GetValue(output) ?? "text",
            Terminal.OfProcess(CultureInfo.CurrentUICulture),
            cancellationToken));
        return command;
    }

    public static async Task<int> RunAsync(FileInfo file, FileInfo? assignmentFile, string output, Terminal terminal, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        Recording recording;
        try
        {
            await using var stream = file.OpenRead();
            recording = await RecordingFile.UnpackAsync(stream, cancellationToken);
        }
        catch (InvalidDataException e)
        {
            return terminal.Refuse([new ValidationError("--recording", CommandTexts.Catalog["NotARecording", e.Message])]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return terminal.Refuse([new ValidationError("--recording", LocalizedText.Same(e.Message))]);
        }

        await using var services = GradingHost.Build([]);
        var catalogue = services.GetRequiredService<Catalogue>();
        var read = assignmentFile is null && recording.Assignment is { } recorded
            ? new AssignmentReader(catalogue.Infos).Read(recorded)
            : await AssignmentFiles.ReadAsync(assignmentFile, catalogue, cancellationToken);
        if (read.Value is not { } assignment)
        {
            return terminal.Refuse(read.Errors.Select(f => f.Under("--assignment")));
        }

        var report = await services.GetRequiredService<Replayer>().ReplayAsync(recording, assignment, cancellationToken);
        ReportFormats.ByName[output].Write(report, Stopwatch.GetElapsedTime(started), terminal.Culture, terminal.Output);
        return Terminal.ExitCode(report);
    }
}
