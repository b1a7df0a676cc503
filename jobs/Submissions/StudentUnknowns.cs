using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Grading;
using EksGrader.Db.Model;
using EksGrader.Db.Submissions;
using EksGrader.Jobs.Events;
using EksGrader.Jobs.Gradings;
using EksGrader.Jobs.Leases;
using EksGrader.Jobs.Scheduling;

namespace EksGrader.Jobs.Submissions;

/// <summary>
/// What becomes of checks that the student kept from being looked at, once the deletion deadline has passed. Where AWS access was given
/// but some of its rights were not, the recording is judged again as if there were none: giving some is never worse than giving none. What
/// AWS said before a right was taken back counts all the same: only what was never granted is judged as without AWS.
/// What is unknown through the student's fault even then has failed.
/// </summary>
/// <param name="gradings">Stores.</param>
/// <param name="cases">Rebuilds what is known.</param>
/// <param name="replayer">Judges without AWS access.</param>
/// <param name="deletion">Judges the deletion by what the watch saw.</param>
/// <param name="access">Deletes access that is not needed any more.</param>
/// <param name="events">Wakes those who watch.</param>
/// <param name="db">The database.</param>
/// <param name="time">The clock.</param>
public sealed class StudentUnknowns(
    Db.Storage.EksGraderDb db,
    GradingStore gradings,
    GradingCases cases,
    Replayer replayer,
    LeaseVerdicts deletion,
    CredentialPurger access,
    IGradingEvents events,
    TimeProvider time)
{
    /// <summary>Whether a verdict waits for the student until the deadline.</summary>
    public static bool Waits(Verdict verdict) => verdict is { Outcome: Outcome.Unknown, Fault: FaultDomain.Student };

    /// <summary>Judges and stores a closing that was begun.</summary>
    public async Task FinishAsync(Submission submission, Grading grading, CancellationToken cancellationToken)
    {
        var known = await cases.LoadAsync(submission, grading, cancellationToken);
        var checks = known.Assignment.Checks
            .Where(c => known.Before.ContainsKey(c.Check))
            .Select(c => new CheckResult(c.Check, c.Points, known.Before[c.Check]));
        var report = await JudgeAsync(new Report(known.Assignment, [.. checks], known.Signs) { Cluster = known.Settling.Cluster }, known.Recording, cancellationToken);
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

    /// <summary>A report after the deadline.</summary>
    public async Task<Report> JudgeAsync(Report report, Recording recording, CancellationToken cancellationToken)
    {
        if (!report.Checks.Any(c => Waits(c.Verdict)))
            return report;

        var granted = await ReplayAsync(report, GrantedReads.Fill(recording), cancellationToken);
        var without = await ReplayAsync(report, WithoutAws(recording), cancellationToken);
        return report with
        {
            Checks = [.. report.Checks.Select(c => Waits(c.Verdict) ? c with { Verdict = Close(c.Verdict, granted.GetValueOrDefault(c.Check), without.GetValueOrDefault(c.Check)) } : c)],
        };
    }

    private static Verdict Close(Verdict unknown, Verdict? asGranted, Verdict? withoutAws) => (asGranted, withoutAws) switch
    {
        ({ Share: not null } judged, _) => judged with { Feedback = [.. judged.Feedback, JobTexts.Catalog["JudgedByEarlierAws"], unknown.Summary] },
        (_, { Share: not null } judged) => judged with { Feedback = [.. judged.Feedback, JobTexts.Catalog["JudgedWithoutAws"], unknown.Summary] },
        // Without AWS the look would have gone on, but it did not at the time: nobody can tell, so an instructor decides.
        (_, { Outcome: Outcome.Unknown, Fault: not FaultDomain.Student } undecided) => undecided,
        _ => Verdict.Failed(JobTexts.Catalog["NotLookedAtByDeadline", unknown.Summary]) with { Feedback = unknown.Feedback, Evidence = unknown.Evidence },
    };

    private static Recording? WithoutAws(Recording recording)
    {
        if (!recording.Looks.Any(l => l.HandIn.HasAwsAccess))
            return null;

        var stripped = new Recording { Assignment = recording.Assignment };
        foreach (var look in recording.Looks)
            stripped.Add(look with { HandIn = look.HandIn with { HasAwsAccess = false } });
        return stripped;
    }

    // Judged otherwise, another cluster of two may earn more: its verdicts are not added to those of the one that counts.
    private async Task<Dictionary<CheckId, Verdict>> ReplayAsync(Report report, Recording? recording, CancellationToken cancellationToken)
    {
        if (recording is null)
            return [];

        var replayed = await replayer.ReplayAsync(recording, report.Assignment, cancellationToken);
        return report.Cluster is { } counts && replayed.Cluster is { } other && counts.Compare(other) == ClusterMatch.Another
            ? []
            : replayed.Checks.ToDictionary(c => c.Check, c => c.Verdict);
    }
}
