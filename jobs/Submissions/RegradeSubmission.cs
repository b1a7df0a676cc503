using EksGrader.Checks.Assignments;
using EksGrader.Checks.Core;
using EksGrader.Checks.Grading;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using EksGrader.Db.Submissions;
using EksGrader.Jobs.Events;
using EksGrader.Jobs.Gradings;
using EksGrader.Jobs.Leases;
using EksGrader.Jobs.Scheduling;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace EksGrader.Jobs.Submissions;

/// <summary>
/// Grades a submission again by what was recorded: with other points, other parameters or a mended check. The new grading counts, those
/// before are kept, overrides hold. What happened apart from looking holds too: a late first look, and a deadline that passed.
/// </summary>
/// <param name="db">The database.</param>
/// <param name="gradings">Begins and stores.</param>
/// <param name="cases">Rebuilds what is known.</param>
/// <param name="replayer">Judges recordings.</param>
/// <param name="closing">Judges what the student kept from being looked at.</param>
/// <param name="deletion">Judges the deletion by what the watch saw.</param>
/// <param name="shared">Finds shared clusters.</param>
/// <param name="events">Wakes those who watch.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Told what happens.</param>
public sealed partial class RegradeSubmission(
    EksGraderDb db,
    GradingStore gradings,
    GradingCases cases,
    Replayer replayer,
    StudentUnknowns closing,
    LeaseVerdicts deletion,
    SharedClusters shared,
    IGradingEvents events,
    TimeProvider time,
    ILogger<RegradeSubmission> logger) : IJob<RegradeInput>
{
    /// <inheritdoc/>
    public async Task RunAsync(RegradeInput input, CancellationToken cancellationToken)
    {
        // One that is being graded is graded first; whoever asked is told so by the API, and asks again.
        if (!await db.Submissions.AnyAsync(s => s.Id == input.Submission && s.Status == SubmissionStatus.Graded, cancellationToken))
        {
            Log.NotGraded(logger, input.Id);
            return;
        }

        if (await gradings.StartAsync(input.Submission, GradingReason.Regrade, cancellationToken, input.AssignmentVersion)
            is GradingStart.Go { Grading.Reason: GradingReason.Regrade } go)
        {
            await FinishAsync(go.Submission, go.Grading, cancellationToken);
        }
    }

    /// <summary>Judges and stores a regrade that was begun.</summary>
    public async Task FinishAsync(Submission submission, Grading grading, CancellationToken cancellationToken)
    {
        var known = await cases.LoadAsync(submission, grading, cancellationToken);
        var report = await JudgeAsync(known, cancellationToken);
        await db.WriteAsync(
            async token =>
            {
                if (await gradings.CompleteLookAsync(known.EndWith(report, time.GetUtcNow()), token) is not ObservationStored.Now now)
                    return;
                await deletion.JudgeAsync(now.Submission, token);
                await shared.MarkAsync(now.Submission, token);
            },
            cancellationToken);
        events.Wake(submission.Id);
    }

    /// <summary>What a submission's recording comes to by an assignment: also what a difference is shown from, before it is applied.</summary>
    public async Task<Report> JudgeAsync(GradingCase known, CancellationToken cancellationToken) =>
        await deletion.IntoAsync(Stand(known, await ReplayAsync(known, cancellationToken)), known.Submission, cancellationToken);

    // That another server answered stays known where the recording has lost its proof, or never held it.
    private static Report Stand(GradingCase known, Report report) =>
        ApiGroups.StandingContradiction(known.Before.Values, known.Recording) is { } contradiction
            ? report with { Checks = [.. report.Checks.Select(c => c with { Verdict = contradiction })] }
            : report;

    private async Task<Report> ReplayAsync(GradingCase known, CancellationToken cancellationToken)
    {
        var recording = known.Recording;
        if (recording.Looks.Count == 0)
            return new Report(known.Assignment, [.. known.Assignment.Checks.Select(c => new CheckResult(c.Check, c.Points, Nothing(known, c)))], known.Signs) { Cluster = known.Settling.Cluster };

        var report = await replayer.ReplayAsync(recording, known.Assignment, cancellationToken);
        report = await HoldAsync(known, report, cancellationToken);
        report = report with { Checks = [.. report.Checks.Select(c => KeepPending(known, c))], Signs = FlagList.Join(known.Signs, report.Signs) };
        report = LateFirstObservation.Charge(report, known.WaitsSince, known.FirstLookAt ?? recording.Looks[0].At);
        return known.Deadline.HasPassed(GradingCases.At(time.GetUtcNow()))
            ? await closing.JudgeAsync(report, recording, cancellationToken)
            : report;
    }

    // The recording holds the looks of retries too, and of live plans; what they may not change when they are taken, they may not later.
    private async Task<Report> HoldAsync(GradingCase known, Report report, CancellationToken cancellationToken)
    {
        if (ObservationsAfterSafe.Without(known.Recording, known.Submission.SafeToDeleteAt) is not { } early)
            return report;

        var judged = early.Looks.Count == 0
            ? []
            : LateFirstObservation.Charge(await replayer.ReplayAsync(early, known.Assignment, cancellationToken), known.WaitsSince, known.FirstLookAt ?? early.Looks[0].At)
                .Checks.ToDictionary(c => c.Check, c => c.Verdict);
        return report with
        {
            Checks = [.. report.Checks.Select(c => c with
            {
                Verdict = ObservationsAfterSafe.Hold(c.Verdict, judged.GetValueOrDefault(c.Check), known.Before.GetValueOrDefault(c.Check)),
            })],
        };
    }

    // A recording of looks at a living cluster cannot tell its deletion: what was known of it stands, and a lease knows more.
    private static CheckResult KeepPending(GradingCase known, CheckResult result) =>
        result.Verdict.Outcome == Outcome.Pending && known.Before.TryGetValue(result.Check, out var before) ? result with { Verdict = before } : result;

    private static Verdict Nothing(GradingCase known, AssignedCheck check) =>
        known.Before.GetValueOrDefault(check.Check) ?? Verdict.Unknown(FaultDomain.Grader, JobTexts.Catalog["NothingRecorded"]);

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Submission {Submission} is not graded yet, so it is not regraded")]
        public static partial void NotGraded(ILogger logger, Guid submission);
    }
}
