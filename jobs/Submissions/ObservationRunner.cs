using EksGrader.Checks.Core;
using EksGrader.Checks.Grading;
using EksGrader.Db.Model;
using EksGrader.Db.Vault;
using EksGrader.Jobs.Events;
using EksGrader.Jobs.Gradings;
using EksGrader.Jobs.Scheduling;
using Microsoft.Extensions.Logging;

namespace EksGrader.Jobs.Submissions;

/// <summary>
/// Opens the borrowed access and looks once. Whatever fails on the way is a verdict: every check unknown by the grader's fault, so that
/// nothing is lost and no student pays for it.
/// </summary>
internal sealed partial class ObservationRunner(IVault vault, IClusterInspector looker, IGradingEvents events, TimeProvider time, ILogger<ObservationRunner> logger)
{
    /// <summary>Looks once.</summary>
    /// <param name="known">What is known.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="quietly">Whether the verdicts are not told as they fall: they do not count, or not yet.</param>
    public async Task<Observation> ObserveAsync(GradingCase known, CancellationToken cancellationToken, bool quietly = false)
    {
        var submission = known.Submission;
        ClusterAccess? access;
        try
        {
            // What is kept for the watch over the deletion alone is not whole enough to look with.
            access = await vault.HoldsAsync(submission.Id, cancellationToken) ? await vault.OpenAsync(submission.Id, submission.StudentId, cancellationToken) : null;
        }
        catch (VaultException e)
        {
            Log.Sealed(logger, e, submission.Id);
            return Nothing(known, "AccessSealed", mayPass: false, canRetry: true);
        }

        return access is null
            ? Nothing(known, "AccessGone", mayPass: false, canRetry: false)
            : await LookAsync(known, access, quietly, cancellationToken);
    }

    private async Task<Observation> LookAsync(GradingCase known, ClusterAccess access, bool quietly, CancellationToken cancellationToken)
    {
        var submission = known.Submission.Id;
        try
        {
            return await looker.InspectAsync(
                known.Assignment,
                known.Which,
                access,
                known.Target with { Student = known.Submission.StudentId.ToString() },
                known.Recording.Observations.Count + 1,
                known.Settling.TimeForNextObservation,
                quietly ? null : new Live(result => Tell(known, submission, result)),
                cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception e)
        {
            // Looking promises to end in verdicts. What comes here is our mistake.
            Log.Broke(logger, e, submission);
            return Nothing(known, "LookFailed", mayPass: true, canRetry: true);
        }
    }

    // A verdict that is worse than the one that counts would only flicker.
    private void Tell(GradingCase known, SubmissionId submission, CheckResult result)
    {
        if (known.Settling.WouldCount(result.Check, result.Verdict))
            events.Tell(submission, result);
    }

    private Observation Nothing(GradingCase known, string text, bool mayPass, bool canRetry)
    {
        var verdict = Verdict.Unknown(FaultDomain.Grader, JobTexts.Catalog[text]) with { MayStillComeTrue = mayPass };
        return new Observation(time.GetUtcNow(), TimeSpan.Zero, known.Which.ToDictionary(c => c.Check, _ => verdict), []) { CanRetry = canRetry };
    }

    private sealed class Live(Action<CheckResult> tell) : IProgress<CheckResult>
    {
        public void Report(CheckResult value) => tell(value);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "The access of submission {Submission} cannot be opened; its checks are unknown by the grader's fault")]
        public static partial void Sealed(ILogger logger, Exception exception, SubmissionId submission);

        [LoggerMessage(2, LogLevel.Error, "Looking at the cluster of submission {Submission} broke; its checks are unknown by the grader's fault")]
        public static partial void Broke(ILogger logger, Exception exception, SubmissionId submission);
    }
}
