using EksGrader.Api.Features.Courses;
using EksGrader.Api.Host;
using EksGrader.Checks.Core;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Api.Features.Appeals;

/// <summary>Reads appeals: a student their own, those who teach all of the course.</summary>
internal sealed class AppealQueries(EksGraderDb db, CourseAccess access)
{
    /// <summary>All appeals of a submission that the caller may see, by check, the oldest first.</summary>
    public async Task<ILookup<CheckId, Appeal>> OfAsync(CurrentUser caller, SubmissionId id, CancellationToken cancellationToken) =>
        (await db.Appeals.AsNoTracking().Include(c => c.Messages.OrderBy(m => m.Number))
            .Where(c => c.SubmissionId == id && db.Submissions.VisibleTo(db, caller.Viewer).Any(s => s.Id == c.SubmissionId))
            .OrderBy(c => c.Id).ToListAsync(cancellationToken)).ToLookup(c => c.Check);

    /// <summary>The newest appeal of a check with those before it; missing where there is none, or the caller may not see it.</summary>
    public async Task<Result<AppealView>> FindAsync(CurrentUser caller, SubmissionId id, CheckId check, CancellationToken cancellationToken)
    {
        var all = (await OfAsync(caller, id, cancellationToken))[check].ToList();
        if (all.Count == 0)
            return Error.Missing;
        var isOwn = await db.Submissions.AnyAsync(s => s.Id == id && db.Students.Any(x => x.Id == s.StudentId && x.UserId == caller.User), cancellationToken);
        return AppealView.Of(all[^1], !isOwn) with { Earlier = [.. all.SkipLast(1).Select(a => AppealView.Of(a, !isOwn))] };
    }

    /// <summary>The id of the newest appeal of a check; null where there is none, or the caller may not see it.</summary>
    public Task<AppealId?> NewestAsync(CurrentUser caller, SubmissionId id, CheckId check, CancellationToken cancellationToken) => db.Appeals
        .Where(c => c.SubmissionId == id && c.Check == check && db.Submissions.VisibleTo(db, caller.Viewer).Any(s => s.Id == c.SubmissionId))
        .OrderByDescending(c => c.Id).Select(c => (AppealId?)c.Id).FirstOrDefaultAsync(cancellationToken);

    /// <summary>The submissions among some whose appeals are not all closed, with whether one waits for an answer.</summary>
    public async Task<IReadOnlyDictionary<SubmissionId, AppealState>> LiveAsync(IReadOnlyCollection<SubmissionId> ids, CancellationToken cancellationToken) =>
        (await db.Appeals.AsNoTracking().Where(c => ids.Contains(c.SubmissionId) && c.State != AppealState.Closed)
            .Select(c => new { c.SubmissionId, c.State }).ToListAsync(cancellationToken))
            .GroupBy(c => c.SubmissionId).ToDictionary(g => g.Key, g => g.Min(c => c.State));

    /// <summary>The appeals of a course; for those who teach it, assistants too.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="slug">The course.</param>
    /// <param name="state">Those in this state, the open ones the oldest first, others the newest first; null for all, the oldest first.</param>
    /// <param name="page">Which part.</param>
    /// <param name="cancellationToken">Ends the queries.</param>
    public async Task<Result<ListView<AppealSummary>>> ListAsync(CurrentUser caller, string slug, string? state, PageQuery page, CancellationToken cancellationToken)
    {
        if (await access.TaughtAsync(caller, slug, assistantsToo: true, cancellationToken) is not { } course)
            return Error.Missing;
        if (page.ToRequest() is not { } request)
            return page.Refuse();
        if (request.After is { } after && !Id.TryParse<AppealId>(after, out _))
            return page.RefuseCursor();
        var asked = db.Appeals.AsNoTracking().Where(c => c.CourseId == course.Id);
        if (state is not null)
        {
            if (!Enum.TryParse<AppealState>(state, ignoreCase: true, out var known) || !Enum.IsDefined(known) || char.IsDigit(state[0]))
                return Error.Invalid("state", AppealTexts.Catalog["States"]);
            asked = asked.Where(c => c.State == known);
            request = request with { NewestFirst = known != AppealState.Open };
        }

        var found = await asked.ToPageAsync(request, c => c.Id, c => c, cancellationToken);
        return new ListView<AppealSummary>(await SummariesAsync(found.Items, cancellationToken), found.Next);
    }

    /// <summary>How many appeals of a course are in each state.</summary>
    public Task<Dictionary<AppealState, int>> CountAsync(CourseId course, CancellationToken cancellationToken) => db.Appeals.Where(c => c.CourseId == course)
        .GroupBy(c => c.State).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, cancellationToken);

    private async Task<IReadOnlyList<AppealSummary>> SummariesAsync(IReadOnlyList<Appeal> appeals, CancellationToken cancellationToken)
    {
        var ids = appeals.Select(a => a.Id).ToList();
        var about = await (
            from appeal in db.Appeals.Where(a => ids.Contains(a.Id))
            join submission in db.Submissions on appeal.SubmissionId equals submission.Id
            join student in db.Students on submission.StudentId equals student.Id
            join assignment in db.Assignments on submission.AssignmentId equals assignment.Id
            select new
            {
                appeal.Id,
                assignment.Slug,
                student.Number,
                student.Name,
                Text = db.AppealMessages.Where(m => m.AppealId == appeal.Id).OrderByDescending(m => m.Number).Select(m => m.Text).FirstOrDefault(),
            }).ToDictionaryAsync(a => a.Id, cancellationToken);
        return [.. appeals.Select(a => new AppealSummary
        {
            Id = a.Id.Value,
            Submission = a.SubmissionId.Value,
            Assignment = about[a.Id].Slug,
            Student = about[a.Id].Number,
            Name = about[a.Id].Name,
            Check = a.Check.Value,
            State = a.State,
            Resolution = a.Resolution,
            Feedback = a.IsFeedback,
            CreatedAt = a.CreatedAt,
            DueAt = a.DueAt,
            ClosedAt = a.ClosedAt,
            Messages = a.MessageCount,
            Text = about[a.Id].Text ?? "",
        })];
    }
}
