using EksGrader.Api.Features.Clusters;
using EksGrader.Api.Features.Courses;
using EksGrader.Api.Host;
using EksGrader.Db.Gradebook;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using EksGrader.Jobs.Scheduling;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Api.Features.Attention;

/// <summary>What needs those who teach a course, assistants included.</summary>
internal sealed class AttentionList(EksGraderDb db, CourseAccess access, IJobBoard board, TimeProvider time)
{
    /// <summary>How many submissions of a course need attention; 0 for those who do not teach it.</summary>
    public Task<int> CountAsync(CurrentUser caller, CourseId course, CancellationToken cancellationToken) =>
        db.Submissions.TaughtBy(db, caller.Viewer, assistantsToo: true)
            .CountAsync(s => s.CourseId == course && db.NeedsAttention().Contains(s.Id), cancellationToken);

    /// <summary>Everything that needs attention; null for those who do not teach the course.</summary>
    public async Task<AttentionView?> ReadAsync(CurrentUser caller, string slug, CancellationToken cancellationToken)
    {
        if (await access.TaughtAsync(caller, slug, assistantsToo: true, cancellationToken) is not { } course)
            return null;

        var now = time.GetUtcNow();
        var places = Places(course.Id);
        var appealed = db.OpenContests().Where(c => c.CourseId == course.Id)
            .Join(places, c => c.SubmissionId, p => p.Id, (c, p) => new
            {
                Appeal = c,
                p.Place,
                Text = db.AppealMessages.Where(m => m.AppealId == c.Id && !m.FromStaff).OrderByDescending(m => m.Number).Select(m => m.Text).FirstOrDefault(),
            }).OrderBy(x => x.Appeal.DueAt).ThenBy(x => x.Appeal.Id);
        var unknown = db.UnknownChecks()
            .Join(places, u => u.Submission, p => p.Id, (u, p) => new
            {
                u.Check.Check,
                u.Check.Fault,
                u.Check.Summary,
                u.Check.Feedback,
                p.Place,
                p.NextStepAt,
                CanCheck = db.HoldingAccess(now).Contains(p.Id),
                Since = db.Gradings.Where(g => g.SubmissionId == p.Id && g.Checks.Any(c => c.Check == u.Check.Check && c.Outcome == Checks.Core.Outcome.Unknown)).Min(g => g.StartedAt),
            }).OrderBy(x => x.Place.Assignment).ThenBy(x => x.Place.Number).ThenBy(x => x.Check);
        var signs = db.UnreviewedFlags()
            .Join(places, s => s.Submission, p => p.Id, (s, p) => new { s.Flag, p.Place })
            .Join(db.Gradings, x => x.Flag.GradingId, g => g.Id, (x, g) => new { x.Flag.Kind, x.Flag.Message, x.Place, g.StartedAt })
            .OrderBy(x => x.Place.Assignment).ThenBy(x => x.Place.Number).ThenBy(x => x.Kind);
        return new AttentionView
        {
            Course = course,
            IsAssistant = await access.TaughtAsync(caller, slug, assistantsToo: false, cancellationToken) is null,
            Submissions = await CountAsync(caller, course.Id, cancellationToken),
            Appealed = await SomeAsync(appealed, x => new AppealedVerdict(x.Place, x.Appeal.Check, x.Text ?? "", x.Appeal.WaitingSince ?? x.Appeal.CreatedAt, x.Appeal.DueAt), cancellationToken),
            Unknown = await SomeAsync(
                unknown, x => new UnknownVerdict(x.Place, x.Check, x.Fault, VerdictJson.ReadText(x.Summary), x.Since, x.NextStepAt) { Help = x.Feedback is "[]" ? "" : x.Feedback, CanCheck = x.CanCheck }, cancellationToken),
            Signs = await SomeAsync(signs, x => new UnreviewedFlagRow(x.Place, x.Kind, VerdictJson.ReadText(x.Message), x.StartedAt), cancellationToken),
            Clusters = await ClustersAsync(course.Id, cancellationToken),
            Orders = await WaitingOrder.ReadAsync(db, course.Id, cancellationToken),
            Failed = await FailedAsync(course.Id, cancellationToken),
        };
    }

    private IQueryable<Placed> Places(CourseId course) =>
        from submission in db.Submissions.Where(s => s.CourseId == course)
        join student in db.Students on submission.StudentId equals student.Id
        join assignment in db.Assignments on submission.AssignmentId equals assignment.Id
        select new Placed
        {
            Id = submission.Id,
            LeaseId = submission.LeaseId,
            NextStepAt = submission.Status == SubmissionStatus.Graded ? submission.NextStepAt : null,
            Place = new AttentionPlace
            {
                Submission = submission.Id.Value,
                Number = student.Number,
                Name = student.Name,
                Assignment = assignment.Slug,
                Attempt = submission.Number,
            },
        };

    private static async Task<FirstRows<TItem>> SomeAsync<TRow, TItem>(IQueryable<TRow> rows, Func<TRow, TItem> make, CancellationToken cancellationToken)
    {
        var first = await rows.Take(AttentionView.Most + 1).ToListAsync(cancellationToken);
        var total = first.Count <= AttentionView.Most ? first.Count : await rows.CountAsync(cancellationToken);
        return new FirstRows<TItem>([.. first.Take(AttentionView.Most).Select(make)], total);
    }

    private async Task<FirstRows<TroubledCluster>> ClustersAsync(CourseId course, CancellationToken cancellationToken)
    {
        var leases = db.TroubledLeases().Where(l => l.CourseId == course)
            .Join(db.Students, l => l.StudentId, s => s.Id, (l, s) => new { Lease = l, s.Number, s.Name })
            .OrderBy(x => x.Lease.Deadline);
        var found = await SomeAsync(leases, x => x, cancellationToken);
        var ids = found.Items.Select(x => (LeaseId?)x.Lease.Id).ToList();
        var places = (await Places(course).Where(p => ids.Contains(p.LeaseId)).ToListAsync(cancellationToken)).ToLookup(p => p.LeaseId);
        return new FirstRows<TroubledCluster>(
            [.. found.Items.Select(x => new TroubledCluster(
                x.Lease.Id.Value,
                places[x.Lease.Id].MaxBy(p => p.Place.Attempt)?.Place,
                x.Number,
                x.Name,
                x.Lease.DisplayName,
                x.Lease.State,
                x.Lease.Deadline) { Student = x.Lease.StudentId.Value })],
            found.Total);
    }

    // Firings of jobs that grade are called by the submission: grade-0192…
    private async Task<IReadOnlyList<FailedGrading>> FailedAsync(CourseId course, CancellationToken cancellationToken)
    {
        var failed = (await board.ReadAsync(AttentionView.Most, cancellationToken)).Failed
            .Select(j => (Job: j, Id: j.Name.Length > 36 && Id.TryParse<SubmissionId>(j.Name[^36..], out var id) ? id : (SubmissionId?)null))
            .Where(x => x.Id is not null).ToList();
        if (failed.Count == 0)
            return [];
        var ids = failed.Select(x => x.Id ?? default).Distinct().ToList();
        var places = await Places(course).Where(p => ids.Contains(p.Id)).ToDictionaryAsync(p => p.Id, cancellationToken);
        return [.. failed.Where(x => places.ContainsKey(x.Id ?? default)).DistinctBy(x => x.Job.Name, StringComparer.Ordinal)
            .Select(x => new FailedGrading(places[x.Id ?? default].Place, x.Job.Job, x.Job.At, x.Job.Error))];
    }

    private sealed class Placed
    {
        public required SubmissionId Id { get; init; }

        public required LeaseId? LeaseId { get; init; }

        public required DateTimeOffset? NextStepAt { get; init; }

        public required AttentionPlace Place { get; init; }
    }
}
