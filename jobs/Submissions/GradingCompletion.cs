using EksGrader.Checks.Grading;
using EksGrader.Db.Reminders;
using EksGrader.Db.Storage;
using EksGrader.Db.Submissions;
using EksGrader.Jobs.Events;
using EksGrader.Jobs.Gradings;
using EksGrader.Jobs.Leases;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Jobs.Submissions;

/// <summary>Stores gradings that end without an observation, with all that follows from them.</summary>
internal sealed class GradingCompletion(
    EksGraderDb db, GradingStore gradings, LeaseVerdicts deletion, SharedClusters shared, CredentialPurger access, IGradingEvents events, TimeProvider time)
{
    /// <summary>Stores a regrade of a submission.</summary>
    public async Task RegradeAsync(GradingCase known, Report report, CancellationToken cancellationToken)
    {
        var packed = known.Pack();
        await db.WriteAsync(token => RegradeAsync(known.EndWith(report, packed, time.GetUtcNow()), token), cancellationToken);
        events.Wake(known.Submission.Id);
    }

    /// <summary>Stores a regrade, in the caller's transaction.</summary>
    public async Task RegradeAsync(GradingStep regrade, CancellationToken cancellationToken)
    {
        var before = await db.Submissions.Where(s => db.Gradings.Any(g => g.Id == regrade.Grading && g.SubmissionId == s.Id)).Select(s => s.Score).FirstOrDefaultAsync(cancellationToken);
        if (await gradings.CompleteObservationAsync(regrade, cancellationToken) is not ObservationStored.Now now)
            return;
        await StudentNotices.PointsAsync(db, now.Submission, before, time, cancellationToken);
        await deletion.JudgeAsync(now.Submission, cancellationToken);
        await shared.MarkAsync(now.Submission, cancellationToken);
    }

    /// <summary>Stores what a submission comes to at its deadline.</summary>
    public async Task CloseAsync(GradingCase known, Report report, CancellationToken cancellationToken)
    {
        var packed = known.Pack();
        await db.WriteAsync(
            async token =>
            {
                if (await gradings.CompleteObservationAsync(known.EndWith(report, packed, time.GetUtcNow()), token) is not ObservationStored.Now now)
                    return;
                await deletion.JudgeAsync(now.Submission, token);
                await access.DropIfDoneAsync(now.Submission, report, token);
            },
            cancellationToken);
        events.Wake(known.Submission.Id);
    }
}
