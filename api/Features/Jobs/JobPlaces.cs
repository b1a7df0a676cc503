using EksGrader.Api.Host;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Api.Features.Jobs;

/// <summary>What jobs are about: their names end with the id of a submission or of a plan to regrade.</summary>
internal sealed class JobPlaces(EksGraderDb db)
{
    /// <summary>The places of some jobs that the caller teaches, by the ids that their names end with.</summary>
    public async Task<IReadOnlyDictionary<Guid, JobPlace>> FindAsync(CurrentUser caller, IEnumerable<string> names, CancellationToken cancellationToken)
    {
        var ids = names.Select(IdOf).OfType<Guid>().Distinct().ToList();
        var (submissions, plans) = (ids.Select(i => new SubmissionId(i)).ToList(), ids.Select(i => new RegradePlanId(i)).ToList());
        var taught = db.Courses.TaughtBy(db, caller.Viewer, assistantsToo: true);
        var ofSubmissions = await (
            from submission in db.Submissions.Where(s => submissions.Contains(s.Id))
            join course in taught on submission.CourseId equals course.Id
            join assignment in db.Assignments on submission.AssignmentId equals assignment.Id
            join student in db.Students on submission.StudentId equals student.Id
            select new { submission.Id, Place = new JobPlace(course.Id, course.Slug, assignment.Slug, submission.Id, student.Number) }).ToListAsync(cancellationToken);
        var ofPlans = await (
            from plan in db.RegradePlans.Where(p => plans.Contains(p.Id))
            join assignment in db.Assignments on plan.AssignmentId equals assignment.Id
            join course in taught on assignment.CourseId equals course.Id
            select new { plan.Id, Place = new JobPlace(course.Id, course.Slug, assignment.Slug, null, null) }).ToListAsync(cancellationToken);
        return ofSubmissions.Select(s => KeyValuePair.Create(s.Id.Value, s.Place)).Concat(ofPlans.Select(p => KeyValuePair.Create(p.Id.Value, p.Place))).ToDictionary();
    }

    /// <summary>The id that a job's name ends with; null for jobs that come round by themselves.</summary>
    public static Guid? IdOf(string name) => name.Length > 36 && Guid.TryParseExact(name[^36..], "D", out var id) ? id : null;

    /// <summary>A job as it is shown.</summary>
    public static JobView View(string job, string name, DateTimeOffset? at, JobPlace? place) => new(job, name, at, null)
    {
        Course = place?.Course,
        Assignment = place?.Assignment,
        Submission = place?.Submission?.Value,
        Student = place?.Student,
    };
}

/// <summary>What a job is about.</summary>
/// <param name="CourseId">The course.</param>
/// <param name="Course">The course's slug.</param>
/// <param name="Assignment">The assignment's slug.</param>
/// <param name="Submission">The submission; null where it is about a whole assignment.</param>
/// <param name="Student">The student's number.</param>
public sealed record JobPlace(CourseId CourseId, string Course, string Assignment, SubmissionId? Submission, string? Student);
