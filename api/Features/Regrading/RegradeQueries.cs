using EksGrader.Api.Features.Assignments;
using EksGrader.Api.Features.Courses;
using EksGrader.Api.Host;
using EksGrader.Checks.Assignments;
using EksGrader.Checks.Checks;
using EksGrader.Checks.Grading;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using EksGrader.Db.Vault;
using EksGrader.Jobs.Gradings;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Api.Features.Regrading;

/// <summary>Shows regrades to instructors.</summary>
internal sealed class RegradeQueries(
    EksGraderDb db, CourseAccess access, AssignmentService assignments, AssignmentLibrary library, Catalogue catalogue, IVault vault)
{
    private const int EarlierShown = 20;

    /// <summary>What a regrade is begun from.</summary>
    public async Task<Result<RegradeStart>> StartAsync(CurrentUser caller, string course, string assignment, CancellationToken cancellationToken)
    {
        var managed = await ManagedAsync(caller, course, cancellationToken);
        if (!managed.IsSuccess)
            return managed.Error;
        if (await assignments.FindAsync(managed.Value, assignment, cancellationToken) is not { } current)
            return Error.Missing;

        var graded = db.Submissions.AsNoTracking().Where(s => s.AssignmentId == current.Id && s.Status == SubmissionStatus.Graded && s.CountingGradingId != null);
        var ids = await graded.Select(s => s.Id).ToListAsync(cancellationToken);
        return new RegradeStart(
            managed.Value,
            assignment,
            current.Version,
            current.Assignment,
            [.. current.Assignment.Checks.Select(c => catalogue.Find(c.Check)?.Info).OfType<CheckInfo>()],
            ids.Count,
            await graded.Join(db.Gradings, s => s.CountingGradingId, g => g.Id, (_, g) => g.AssignmentVersion).CountAsync(v => v < current.Version, cancellationToken),
            await vault.CountAsync(current.Id, cancellationToken),
            await db.RegradePlans.AsNoTracking().Where(p => p.AssignmentId == current.Id).OrderByDescending(p => p.Id).Take(EarlierShown).ToListAsync(cancellationToken));
    }

    /// <summary>A plan with the students of one page.</summary>
    public async Task<Result<RegradePlanView>> FindAsync(
        CurrentUser caller, string course, string assignment, RegradePlanId id, RegradeFilter filter, int page, CancellationToken cancellationToken)
    {
        var managed = await ManagedAsync(caller, course, cancellationToken);
        if (!managed.IsSuccess)
            return managed.Error;
        var plan = await db.RegradePlans.AsNoTracking().Where(p => p.Id == id && p.CourseId == managed.Value.Id)
            .Where(p => db.Assignments.Any(a => a.Id == p.AssignmentId && a.Slug == assignment))
            .FirstOrDefaultAsync(cancellationToken);
        if (plan is null)
            return Error.Missing;

        var before = await library.ReadAsync(db, plan.AssignmentId, plan.BaseVersion, cancellationToken);
        var draft = catalogue.Read(plan.Document, before.Assignment);
        var students = RegradeSums.ByStudent(await RowsAsync(id, cancellationToken), before.Assignment, draft);
        var shown = students.Where(s => s.Is(filter)).ToList();
        page = Math.Clamp(page, 1, Math.Max(1, (shown.Count + RegradePlanView.PageSize - 1) / RegradePlanView.PageSize));
        var onPage = shown.Skip((page - 1) * RegradePlanView.PageSize).Take(RegradePlanView.PageSize).ToList();
        var working = plan.State == RegradePlanState.Applying ? RegradeItemState.Ready : RegradeItemState.Waiting;
        return new RegradePlanView
        {
            Plan = plan,
            Course = managed.Value,
            Slug = assignment,
            Title = draft.Title,
            Changes = AssignmentDiff.Between(before.Assignment, draft),
            Since = await RegradeStaleness.ReadAsync(db, plan, cancellationToken),
            Done = await db.RegradeItems.CountAsync(i => i.PlanId == id && i.State != RegradeItemState.Waiting && i.State != working, cancellationToken),
            Counts = Enum.GetValues<RegradeFilter>().ToDictionary(f => f, f => students.Count(s => s.Is(f))),
            Gained = students.Where(s => s.Effect == RegradeEffect.Gains).Sum(s => s.Difference),
            Lost = -students.Where(s => s.Effect == RegradeEffect.Loses).Sum(s => s.Difference),
            NoLongerFinal = students.Count(s => s is { Before.FinalBefore: true, After.FinalAfter: false }),
            Filter = filter,
            Page = page,
            Lines = await LinesAsync(id, onPage, cancellationToken),
        };
    }

    /// <summary>How far a plan's job is: done and total; null where there is nothing that the caller may see.</summary>
    public async Task<RegradeProgress?> ProgressAsync(CurrentUser caller, RegradePlanId id, CancellationToken cancellationToken)
    {
        var plan = await db.RegradePlans.AsNoTracking().FirstOrDefaultAsync(p => p.Id == id, cancellationToken);
        var course = plan is null ? null : await db.Courses.AsNoTracking().FirstAsync(c => c.Id == plan.CourseId, cancellationToken);
        if (plan is null || course is null || await access.TaughtAsync(caller, course.Slug, assistantsToo: false, cancellationToken) is null)
            return null;
        var working = plan.State == RegradePlanState.Applying ? RegradeItemState.Ready : RegradeItemState.Waiting;
        var done = await db.RegradeItems.CountAsync(i => i.PlanId == id && i.State != RegradeItemState.Waiting && i.State != working, cancellationToken);
        return new RegradeProgress(plan.State, done, plan.Total ?? 0);
    }

    // Who teaches but only assists sees that there are regrades; who does not teach finds nothing.
    private async Task<Result<Db.Model.Course>> ManagedAsync(CurrentUser caller, string course, CancellationToken cancellationToken)
    {
        if (await access.TaughtAsync(caller, course, assistantsToo: true, cancellationToken) is null)
            return Error.Missing;
        return await access.ManagedAsync(caller, course, cancellationToken);
    }

    private Task<List<RegradeRow>> RowsAsync(RegradePlanId id, CancellationToken cancellationToken) =>
        (from item in db.RegradeItems.AsNoTracking().Where(i => i.PlanId == id && i.State != RegradeItemState.Waiting)
         join submission in db.Submissions on item.SubmissionId equals submission.Id
         join student in db.Students on submission.StudentId equals student.Id
         select new RegradeRow
         {
             Submission = item.SubmissionId,
             Number = student.Number,
             Name = student.Name,
             Attempt = submission.Number,
             Late = submission.Late,
             State = item.State,
             Effect = item.Effect,
             // What could not be judged has no difference of its own: it stays as it is.
             ScoreBefore = item.State == RegradeItemState.Broken ? submission.Score ?? 0 : item.ScoreBefore,
             ScoreAfter = item.State == RegradeItemState.Broken ? submission.Score ?? 0 : item.ScoreAfter,
             MaxBefore = item.State == RegradeItemState.Broken ? submission.MaxScore ?? 0 : item.MaxBefore,
             MaxAfter = item.State == RegradeItemState.Broken ? submission.MaxScore ?? 0 : item.MaxAfter,
             FinalBefore = item.FinalBefore,
             FinalAfter = item.FinalAfter,
             Looked = item.Observed,
             HasOverride = db.Overrides.Any(o => o.SubmissionId == submission.Id && o.TakenBackAt == null),
         }).ToListAsync(cancellationToken);

    private async Task<IReadOnlyList<RegradeLine>> LinesAsync(RegradePlanId id, List<RegradeSum> students, CancellationToken cancellationToken)
    {
        var ids = students.ConvertAll(s => s.After.Submission);
        var checks = await db.RegradeItems.AsNoTracking().Where(i => i.PlanId == id && ids.Contains(i.SubmissionId))
            .ToDictionaryAsync(i => i.SubmissionId, i => i.Checks, cancellationToken);
        return [.. students.Select(s => new RegradeLine(
            s.After.Number,
            s.After.Name,
            new RegradeGrade(s.Before.Submission, s.Before.Attempt, s.GradeBefore, s.Before.MaxBefore, s.Before.FinalBefore),
            new RegradeGrade(s.After.Submission, s.After.Attempt, s.GradeAfter, s.After.MaxAfter, s.After.FinalAfter),
            s.Effect,
            RegradeJson.Read(checks[s.After.Submission]),
            s.After.State,
            s.After.Looked))];
    }
}

/// <summary>How far a plan's job is.</summary>
/// <param name="State">Where the plan stands.</param>
/// <param name="Done">Submissions that are done with.</param>
/// <param name="Total">All of them.</param>
public sealed record RegradeProgress(RegradePlanState State, int Done, int Total);
