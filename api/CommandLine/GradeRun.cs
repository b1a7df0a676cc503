using EksGrader.Checks.Assignments;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Grading;
using EksGrader.Checks.Input;
using EksGrader.Checks.Reads;

namespace EksGrader.Api.CommandLine;

/// <summary>Carries <c>grade</c> out: reads the input, looks until everything settled, prints the report.</summary>
internal static class GradeRun
{
    public static async Task<int> RunAsync(GradeRequest request, Terminal terminal, CancellationToken cancellationToken, Action<IServiceCollection>? services = null)
    {
        var networks = GradeInput.ReadNetworks(request.AllowedNetworks);
        await using var provider = GradingHost.Build(networks.Value ?? [], services);
        var read = await GradeInput.ReadAsync(request, provider, cancellationToken);
        if (networks.Value is null || read.Value is not { } input)
        {
            return terminal.Refuse([.. networks.Errors, .. read.Errors]);
        }

        var time = provider.GetRequiredService<TimeProvider>();
        var started = time.GetTimestamp();
        var run = (IGradingProgress progress) => LookAsync(input, provider, time, progress, cancellationToken);
        var (report, recording) = terminal.IsLive
            ? await LiveProgress.ShowAsync(input.Assignment, terminal, run)
            : await run(new PlainProgress(input.Assignment, terminal));

        ReportFormats.ByName[request.Output].Write(report, time.GetElapsedTime(started), terminal.Culture, terminal.Output);
        if (request.Record is { } file)
        {
            try
            {
                await File.WriteAllBytesAsync(file.FullName, RecordingFile.Pack(recording), cancellationToken);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return terminal.Refuse([new ValidationError("--record", LocalizedText.Same(e.Message))]);
            }
        }

        return Terminal.ExitCode(report);
    }

    private static async Task<(Report Report, Recording Recording)> LookAsync(GradeInput input, IServiceProvider services, TimeProvider time, IGradingProgress progress, CancellationToken cancellationToken)
    {
        var looker = services.GetRequiredService<ClusterInspector>();
        var settling = new Settling(input.Assignment, services.GetRequiredService<GraderLimits>(), services.GetRequiredService<Grader>().IsLive);
        var recording = new Recording { Assignment = AssignmentWriter.ToYaml(input.Assignment) };
        var handIn = new SubmissionTarget { SubmittedAt = time.GetUtcNow(), LoadBalancerAddress = input.LoadBalancer, Answers = input.Answers };
        while (true)
        {
            var seen = await looker.InspectAsync(input.Assignment, settling.Outstanding, input.Access, handIn, settling.Observations + 1, settling.TimeForNextObservation, progress, cancellationToken);
            settling.Add(seen);
            if (seen.Recorded is { } recorded)
            {
                recording.Add(recorded);
            }

            if (settling.NextObservationAt(input.Settle) is not { } next)
            {
                return (settling.ToReport(Verdict.Unknown(FaultDomain.Grader, ReadErrors.Texts["NothingRecorded"])), recording);
            }

            var wait = next - time.GetUtcNow();
            if (wait > TimeSpan.Zero)
            {
                progress.Waits(wait);
                await Task.Delay(wait, time, cancellationToken);
            }
        }
    }
}
