using EksGrader.Checks.Clusters;
using EksGrader.Checks.Grading;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using EksGrader.Db.Submissions;
using EksGrader.Jobs.Events;
using EksGrader.Jobs.Gradings;
using EksGrader.Jobs.Leases;

namespace EksGrader.Jobs.Submissions;

/// <summary>
/// Stores a look with all that follows from it, in one transaction: verdicts, recording, lease, shared clusters, an access that is not
/// needed any more, and what comes next.
/// </summary>
internal sealed class GradingRecorder(
    EksGraderDb db,
    GradingStore gradings,
    GradingCases cases,
    LeaseRegistration leases,
    LeaseVerdicts deletion,
    SharedClusters shared,
    CredentialPurger access,
    LiveChecks live,
    FirstTries tries,
    IGradingEvents events,
    TimeProvider time)
{
    /// <summary>Stores a look.</summary>
    public async Task<ObservationStored> KeepAsync(GradingCase known, Observation observation, CancellationToken cancellationToken)
    {
        var report = VerdictPolicy.Grade(known, observation);
        if (observation.Recorded is { } recorded)
            known.Recording.Add(recorded);
        var packed = known.Recording.Looks.Count > 0 ? RecordingFile.Pack(known.Recording) : null;

        var madeAt = known.Submission.FirstTriedAt is null ? null : await FirstTries.MadeAtAsync(observation, cancellationToken);

        var stored = await db.WriteAsync(
            async token =>
            {
                var finished = Finish(known, observation, report, packed, await cases.HasNewerAsync(known.Submission, token));
                if (await gradings.CompleteLookAsync(finished, token) is not ObservationStored.Now now)
                    return new ObservationStored.Before();
                await tries.JudgeAsync(known, now.Submission, madeAt, token);
                if (await leases.KeepAsync(known, now.Submission, observation, token) is { } lease && (IsToJudge(lease, known, report) || await deletion.CountOthersAsync(now.Submission, token)))
                    await deletion.JudgeAsync(lease, token);
                await shared.MarkAsync(now.Submission, token);
                await ContradictedBefore.MarkAsync(db, now.Submission, token);
                await access.DropIfDoneAsync(now.Submission, report, token);
                return (ObservationStored)now;
            },
            cancellationToken);
        if (stored is ObservationStored.Now)
            await shared.MarkAgainAsync(known.Submission.Id, cancellationToken);
        events.Wake(known.Submission.Id);
        return stored;
    }

    // Of a cluster that lives and may, the look itself says all there is to say: that its deletion is pending, and until when.
    private bool IsToJudge(Lease lease, GradingCase known, Report report) =>
        lease is not { State: LeaseState.Active, GoneSince: null }
        || lease.Deadline <= time.GetUtcNow()
        || lease.Deadline != known.Deadline.At.ToDateTimeOffset()
        || deletion.IsDecided(report);

    private FinishedObservation Finish(GradingCase known, Observation observation, Report report, byte[]? packed, bool hasNewer)
    {
        // A retry is one look. Whoever handed in anew wants that looked at, not this.
        var next = known.Grading.Reason == GradingReason.Retry || hasNewer ? null : known.Settling.NextLookAt();
        return new FinishedObservation
        {
            Grading = known.Grading.Id,
            Look = known.Grading.Looks + 1,
            Checks = report.Checks,
            Signs = report.Signs,
            Cluster = report.Cluster,
            MaxScore = report.MaxScore,
            Recording = packed,
            NextLookAt = next,
            SettleUntil = next is null ? null : known.Grading.SettleUntil ?? observation.At + known.Assignment.SettleFor.ToTimeSpan(),
            RetryAt = next is null && observation.CanRetry && !hasNewer ? VerdictPolicy.RetryAt(known, report, time.GetUtcNow()) : null,
            SafeToDelete = live.HaveAllPassed(report),
            ServerHost = observation.Identity?.Endpoint,
        };
    }
}
