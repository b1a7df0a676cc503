using EksGrader.Checks.Grading;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using EksGrader.Db.Submissions;
using EksGrader.Jobs.Events;
using EksGrader.Jobs.Gradings;
using EksGrader.Jobs.Leases;

namespace EksGrader.Jobs.Submissions;

/// <summary>
/// Stores an observation with all that follows from it, in one transaction: verdicts, recording, lease, shared clusters, an access that is not
/// needed any more, and what comes next.
/// </summary>
internal sealed class GradingRecorder(
    EksGraderDb db, GradingStore gradings, LeaseRegistration leases, SharedClusters shared, CredentialPurger access, IGradingEvents events, TimeProvider time)
{
    /// <summary>Stores an observation.</summary>
    public async Task<ObservationStored> RecordAsync(GradingCase known, Observation observation, CancellationToken cancellationToken)
    {
        var report = VerdictPolicy.Grade(known, observation);
        if (observation.Recorded is { } recorded)
            known.Recording.Add(recorded);
        var packed = known.Pack();

        var madeAt = known.Submission.FirstTriedAt is null ? null : await FirstTries.MadeAtAsync(observation, cancellationToken);

        var stored = await db.WriteAsync<ObservationStored>(
            async token =>
            {
                var finished = Finish(known, observation, report, packed, await gradings.HasNewerAsync(known.Submission, token));
                if (await gradings.CompleteObservationAsync(finished, token) is not ObservationStored.Now now)
                    return new ObservationStored.Before();
                await FirstTries.JudgeAsync(db, known, now.Submission, madeAt, time, token);
                await leases.KeepAsync(known, now.Submission, observation, report, token);
                await shared.MarkAsync(now.Submission, token);
                await ContradictedBefore.MarkAsync(db, now.Submission, token);
                await access.DropIfDoneAsync(now.Submission, report, token);
                return now;
            },
            cancellationToken);
        if (stored is ObservationStored.Now)
            await shared.MarkAgainAsync(known.Submission.Id, cancellationToken);
        events.Wake(known.Submission.Id);
        return stored;
    }

    private GradingStep Finish(GradingCase known, Observation observation, Report report, byte[]? packed, bool hasNewer)
    {
        // A retry is one observation. A newer submission is to be observed, not this one.
        var next = known.Grading.Reason == GradingReason.Retry || hasNewer ? null : known.Settling.NextObservationAt();
        var now = time.GetUtcNow();
        return known.EndWith(report, packed, now) with
        {
            NextObservationAt = next,
            SettleUntil = next is null ? null : known.Grading.SettleUntil ?? observation.At + known.Assignment.SettleFor.ToTimeSpan(),
            RetryAt = next is null && observation.CanRetry && !hasNewer ? VerdictPolicy.RetryAt(known, report, now) : null,
            SafeToDelete = known.Live.HaveAllPassed(report),
            ServerHost = observation.Identity?.Endpoint,
        };
    }
}
