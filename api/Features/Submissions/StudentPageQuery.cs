using System.Globalization;
using EksGrader.Api.Features.Assignments;
using EksGrader.Api.Features.Courses;
using EksGrader.Api.Host;
using EksGrader.Api.Shared;
using EksGrader.Checks.Aws;
using EksGrader.Checks.Core;
using EksGrader.Checks.Receipts;
using EksGrader.Db.Gradebook;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using EksGrader.Db.Submissions;
using EksGrader.Db.Vault;
using EksGrader.Jobs.Events;
using EksGrader.Jobs.Gradings;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace EksGrader.Api.Features.Submissions;

/// <summary>Reads what a student sees of an assignment.</summary>
internal sealed class StudentPageQuery(
    EksGraderDb db, CourseAccess access, AssignmentService assignments, AssignmentLibrary library, SubmissionStore submissions, IVault vault, IGradingEvents events)
{
    // A cluster is looked at for days, and each observation is shown; one that is watched for weeks shows its last ones, the receipt names all.
    private const int ProbesShown = 400;

    /// <summary>The page of the caller; for those who teach, one without a student. Null where the caller sees no such assignment.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="course">The course's slug.</param>
    /// <param name="assignment">The assignment's slug.</param>
    /// <param name="attempt">The attempt to show; null for the newest. One that there is not is a missing page.</param>
    /// <param name="culture">The language of verdicts.</param>
    /// <param name="cancellationToken">Ends the queries.</param>
    public async Task<StudentPageModel?> FindAsync(CurrentUser caller, string course, string assignment, int? attempt, CultureInfo culture, CancellationToken cancellationToken)
    {
        if (await assignments.FindAsync(caller, course, assignment, cancellationToken) is not { } current)
            return null;
        var student = caller.User is { } user
            ? await db.Students.AsNoTracking().FirstOrDefaultAsync(s => s.CourseId == current.Course.Id && s.UserId == user && s.LeftAt == null, cancellationToken)
            : null;
        return student is null
            ? await PreviewAsync(caller, current, attempt, cancellationToken)
            : await ReadAsync(current, student, attempt, culture, cancellationToken);
    }

    private async Task<StudentPageModel?> PreviewAsync(CurrentUser caller, CurrentAssignment current, int? attempt, CancellationToken cancellationToken) => attempt is not null ? null : new StudentPageModel
    {
        Current = current,
        Student = null,
        IsAssistant = await access.TaughtAsync(caller, current.Course.Slug, assistantsToo: false, cancellationToken) is null,
        Due = current.Deadlines.Due(),
        Closes = current.Deadlines.Closes(),
    };

    private async Task<StudentPageModel?> ReadAsync(CurrentAssignment current, Student student, int? attempt, CultureInfo culture, CancellationToken cancellationToken)
    {
        var extension = await submissions.ExtendedDueAsync(current.Id, student.Id, cancellationToken) is { } until ? Instant.FromDateTimeOffset(until) : (Instant?)null;
        var attempts = await db.Submissions.AsNoTracking().Include(s => s.Overrides)
            .Where(s => s.AssignmentId == current.Id && s.StudentId == student.Id)
            .OrderByDescending(s => s.Number)
            .ToListAsync(cancellationToken);
        var shown = attempt is { } number ? attempts.Find(s => s.Number == number) : attempts.FirstOrDefault();
        if (attempt is not null && shown is null)
            return null;

        var due = current.Deadlines.Due(extension);
        return new StudentPageModel
        {
            Current = current,
            Student = student,
            Due = due,
            Closes = current.Deadlines.Closes(extension),
            ExtendedTo = due is not null && due == extension ? extension : null,
            Attempts = attempts,
            Counting = CountingSubmissions.Counting(attempts, current.Assignment.Counts, current.Assignment.LatePenalty),
            Shown = shown is null ? null : await ShowAsync(shown, culture, cancellationToken),
            HoldsAccess = attempts.Count > 0 && await vault.HoldsAsync(attempts[0].Id, cancellationToken),
            OpenReason = attempts.Count == 0 ? null : await OpenReasonAsync(attempts[0], cancellationToken),
            Clusters = attempts.Count == 0 ? [] : await ClustersAsync(current.Id, student.Id, attempts, cancellationToken),
        };
    }

    private async Task<GradingReason?> OpenReasonAsync(Submission newest, CancellationToken cancellationToken) => newest.Status == SubmissionStatus.Graded
        ? null
        : await db.Gradings.Where(g => g.SubmissionId == newest.Id && g.EndedAt == null).Select(g => (GradingReason?)g.Reason).FirstOrDefaultAsync(cancellationToken);

    private async Task<StudentSubmission> ShowAsync(Submission submission, CultureInfo culture, CancellationToken cancellationToken)
    {
        // Asked for before the rows: what is stored meanwhile stands in the rows then.
        var fallen = submission.Status == SubmissionStatus.Graded ? [] : events.Fallen(submission.Id);
        var stored = submission.CountingGradingId is { } counting
            ? await db.GradedChecks.AsNoTracking().Where(c => c.GradingId == counting).OrderBy(c => c.Order).ToListAsync(cancellationToken)
            : [];
        var version = (await library.ReadAsync(db, submission.AssignmentId, submission.AssignmentVersion, cancellationToken)).Assignment;
        var results = stored.ToDictionary(c => c.Check, c => c.ToResult());
        foreach (var result in fallen)
            results[result.Check] = result;

        // Stored results know their order, also after a regrade by another version; what fell before the first observation is stored has the assignment's.
        var order = stored.Count > 0 ? stored.Select(c => c.Check) : version.Checks.Select(c => c.Check);
        return new StudentSubmission(
            submission,
            [.. order.Where(results.ContainsKey).Select(c => CheckView.Of(results[c], culture, Given(submission, c)))],
            stored.Where(c => c.MayStillComeTrue && c.Outcome != Outcome.Passed).Select(c => c.Check.Value).ToHashSet(StringComparer.Ordinal),
            submission.MaxScore ?? version.MaxScore);
    }

    private async Task<IReadOnlyList<StudentCluster>> ClustersAsync(AssignmentId assignment, StudentId student, IReadOnlyList<Submission> attempts, CancellationToken cancellationToken)
    {
        var leases = await db.Leases.AsNoTracking()
            .Where(l => l.AssignmentId == assignment && l.StudentId == student)
            .OrderByDescending(l => l.StartedAt)
            .ToListAsync(cancellationToken);
        var clusters = new List<StudentCluster>();
        foreach (var lease in leases)
        {
            var looks = await db.LeaseProbes.AsNoTracking().Where(l => l.LeaseId == lease.Id).OrderByDescending(l => l.Number).Take(ProbesShown).ToListAsync(cancellationToken);
            var named = attempts.FirstOrDefault(s => s.LeaseId == lease.Id && s.ClusterName is not null);
            var receipt = lease.EndedAt is null ? null : await db.Receipts.AsNoTracking().Where(r => r.LeaseId == lease.Id).Select(r => r.Document).FirstOrDefaultAsync(cancellationToken);
            var arn = ClusterArn.TryParse(lease.ClusterArn, out var known) ? known : null;
            clusters.Add(new StudentCluster(lease, arn?.Name ?? lease.ClusterName ?? named?.ClusterName, arn?.Region ?? lease.Region ?? named?.Region, looks)
            {
                Receipt = receipt is null ? null : ReceiptSignature.Read(receipt),
            });
        }

        return clusters;
    }

    private static OverrideView? Given(Submission submission, CheckId check) =>
        submission.Overrides.FirstOrDefault(o => o.Check == check && o.Holds) is { } given ? new OverrideView(given.Points, given.Reason) : null;
}
