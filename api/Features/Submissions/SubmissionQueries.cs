using System.Globalization;
using EksGrader.Api.Host;
using EksGrader.Api.Shared;
using EksGrader.Checks.Core;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using EksGrader.Jobs.Gradings;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace EksGrader.Api.Features.Submissions;

/// <summary>A recording to download.</summary>
/// <param name="Submission">The submission.</param>
/// <param name="Content">JSON lines, gzip.</param>
public sealed record RecordingDownload(SubmissionId Submission, byte[] Content);

/// <summary>Shows submissions to those who may see them.</summary>
internal sealed class SubmissionQueries(EksGraderDb db, AssignmentLibrary library)
{
    /// <summary>A submission as the caller may see it; null where they may not.</summary>
    public async Task<SubmissionView?> FindAsync(CurrentUser caller, SubmissionId id, CultureInfo culture, CancellationToken cancellationToken)
    {
        var found = await db.Submissions.AsNoTracking().VisibleTo(db, caller.Viewer).Where(s => s.Id == id).Include(s => s.Overrides)
            .Join(db.Students, s => s.StudentId, x => x.Id, (s, x) => new { Submission = s, Student = x.Number })
            .Join(db.Assignments, x => x.Submission.AssignmentId, a => a.Id, (x, a) => new { x.Submission, x.Student, Assignment = a.Slug })
            .Join(db.Courses, x => x.Submission.CourseId, c => c.Id, (x, c) => new
            {
                x.Submission,
                x.Student,
                x.Assignment,
                Course = c.Slug,
                IsTeacher = caller.Viewer.IsAdmin || db.Memberships.Any(m => m.CourseId == c.Id && m.UserId == caller.Viewer.User),
            })
            .FirstOrDefaultAsync(cancellationToken);
        if (found is null)
            return null;

        var submission = found.Submission;
        var grading = submission.CountingGradingId is { } counting
            ? await db.Gradings.AsNoTracking().Include(g => g.Checks).Include(g => g.Flags).AsSplitQuery().FirstAsync(g => g.Id == counting, cancellationToken)
            : null;
        var lease = submission.LeaseId is { } leaseId
            ? await db.Leases.AsNoTracking().FirstAsync(l => l.Id == leaseId, cancellationToken)
            : null;
        return new SubmissionView
        {
            Id = submission.Id.Value,
            Student = found.Student,
            Course = found.Course,
            Assignment = found.Assignment,
            AssignmentVersion = grading?.AssignmentVersion ?? submission.AssignmentVersion,
            Attempt = submission.Number,
            SubmittedAt = submission.CountedAt,
            Late = submission.Late,
            Status = submission.Status,
            Score = submission.Score,
            Assurance = submission.Assurance,
            MaxScore = submission.MaxScore ?? (await library.ReadAsync(db, submission.AssignmentId, submission.AssignmentVersion, cancellationToken)).Assignment.MaxScore,
            Answers = submission.Answers,
            Final = submission.Final,
            SafeToDelete = submission.SafeToDeleteAt is not null,
            Checks = grading is null ? [] : [.. grading.Checks.OrderBy(c => c.Order).Select(c => CheckView.Of(c.ToResult(), culture, Given(submission, c.Check)))],
            Signs = found.IsTeacher ? [.. grading?.Flags.OrderBy(s => s.Order).Select(s => FlagView.Of(s.ToFlag(), culture)) ?? []] : null,
            Lease = lease is null ? null : View(lease, submission),
        };
    }

    /// <summary>Whether the caller may see a submission.</summary>
    public Task<bool> IsSeenAsync(CurrentUser caller, SubmissionId id, CancellationToken cancellationToken) =>
        db.Submissions.VisibleTo(db, caller.Viewer).AnyAsync(s => s.Id == id, cancellationToken);

    /// <summary>What instructors gave instead of verdicts: what a live verdict is shown with.</summary>
    public async Task<IReadOnlyDictionary<CheckId, OverrideView>> OverridesAsync(SubmissionId id, CancellationToken cancellationToken) =>
        await db.Overrides.AsNoTracking().Where(o => o.SubmissionId == id && o.TakenBackAt == null)
            .ToDictionaryAsync(o => o.Check, o => new OverrideView(o.Points, o.Reason), cancellationToken);

    /// <summary>The zone of the assignment's dates.</summary>
    public async Task<DateTimeZone> ZoneAsync(SubmissionId id, CancellationToken cancellationToken)
    {
        var version = await db.Submissions.Where(s => s.Id == id).Select(s => new { s.AssignmentId, s.AssignmentVersion }).FirstAsync(cancellationToken);
        return (await library.ReadAsync(db, version.AssignmentId, version.AssignmentVersion, cancellationToken)).Deadlines.Zone;
    }

    /// <summary>The recording of the grading that counts; null where there is none, or the caller is no instructor of the course.</summary>
    public async Task<RecordingDownload?> RecordingAsync(CurrentUser caller, SubmissionId id, CancellationToken cancellationToken)
    {
        var content = await db.Submissions.AsNoTracking().TaughtBy(db, caller.Viewer, assistantsToo: false)
            .Where(s => s.Id == id)
            .Join(db.Gradings, s => s.CountingGradingId, g => g.Id, (s, g) => g.RecordingId)
            .Join(db.Recordings, r => r, r => r.Id, (_, r) => r.Content)
            .FirstOrDefaultAsync(cancellationToken);
        return content is null ? null : new RecordingDownload(id, content);
    }

    private static OverrideView? Given(Submission submission, CheckId check) =>
        submission.Overrides.FirstOrDefault(o => o.Check == check && o.Holds) is { } given ? new OverrideView(given.Points, given.Reason) : null;

    private static LeaseView View(Lease lease, Submission submission) =>
        new(submission.ClusterName ?? lease.DisplayName ?? submission.ServerHost, lease.Deadline, lease.State, lease.KeepUntil);
}
