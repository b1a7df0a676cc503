using EksGrader.Checks.Grading;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using EksGrader.Db.Submissions;
using EksGrader.Jobs.Events;
using EksGrader.Jobs.Gradings;
using EksGrader.Jobs.Leases;

namespace EksGrader.Jobs.Submissions;

/// <summary>Closes checks that the student kept from being observed, once the deletion deadline has passed (<see cref="VerdictPolicy.Close"/>).</summary>
public sealed class StudentUnknowns(
    EksGraderDb db,
    GradingStore gradings,
    GradingCases cases,
    RecordingReplayer replayer,
    LeaseVerdicts deletion,
    CredentialPurger access,
    IGradingEvents events,
    TimeProvider time)
{
    /// <summary>Judges and stores a closing that was begun.</summary>
    public async Task FinishAsync(Submission submission, Grading grading, CancellationToken cancellationToken)
    {
        var known = await cases.LoadAsync(submission, grading, cancellationToken);
        var checks = known.Assignment.Checks
            .Where(c => known.Before.ContainsKey(c.Check))
            .Select(c => new CheckResult(c.Check, c.Points, known.Before[c.Check]));
        var report = new Report(known.Assignment, [.. checks], known.Signs) { Cluster = known.Settling.Cluster };
        report = VerdictPolicy.Close(report, await replayer.ReplayAsync(report, known.Recording, cancellationToken));
        await db.WriteAsync(
            async token =>
            {
                if (await gradings.CompleteLookAsync(known.EndWith(report, time.GetUtcNow()), token) is not ObservationStored.Now now)
                    return;
                await deletion.JudgeAsync(now.Submission, token);
                await access.DropIfDoneAsync(now.Submission, report, token);
            },
            cancellationToken);
        events.Wake(submission.Id);
    }
}
