using System.Text;
using EksGrader.Api.Application.Assignments;
using EksGrader.Api.Application.Courses;
using EksGrader.Api.Auth;
using EksGrader.Api.Contracts;
using EksGrader.Checks;
using EksGrader.Checks.Assignments;
using EksGrader.Db.Courses;

namespace EksGrader.Api.Application.Demo;

/// <summary>Makes what the demo needs, as often as it is asked, once: course <c>demo</c> with assignment <c>eks-assessment</c>.</summary>
/// <param name="courses">The courses.</param>
/// <param name="assignments">The assignments.</param>
/// <param name="rosters">The rosters.</param>
/// <param name="instructors">Who teaches.</param>
/// <param name="catalogue">The checks.</param>
public sealed class DemoSeed(CourseBook courses, AssignmentBook assignments, Rosters rosters, Instructors instructors, Catalogue catalogue)
{
    /// <summary>The course's slug.</summary>
    public const string Course = "demo";

    /// <summary>The assignment's slug.</summary>
    public const string Assignment = "eks-assessment";

    /// <summary>Who does it, as the audit trail says.</summary>
    public static Caller Seeder { get; } = new(User: null, "demo", IsAdmin: true, []);

    /// <summary>Makes course and assignment where they are not there yet.</summary>
    /// <param name="change">What the demo asks otherwise than the default does (practice clusters have addresses that are not AWS's); null for nothing.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task EnsureAsync(Func<Assignment, Assignment>? change, CancellationToken cancellationToken)
    {
        var course = await courses.CreateAsync(Seeder, new NewCourse(Course, "Demo", Db.Courses.Course.DefaultTimeZone), cancellationToken);
        if (!course.IsDone && course.Refusal.Kind != ProblemKind.Exists)
            throw new InvalidOperationException($"Course {Course} cannot be made: {course.Refusal}");
        if (await assignments.FindAsync(Seeder, Course, Assignment, cancellationToken) is not null)
            return;

        var shipped = ShippedAssignments.EksAssessment(catalogue.Infos);
        var document = Encoding.UTF8.GetBytes(AssignmentWriter.ToYaml(change?.Invoke(shipped) ?? shipped));
        var put = await assignments.PutAsync(Seeder, Course, Assignment, new NewVersion(document, AssignmentFormat.Yaml, IfVersion: null), cancellationToken);
        if (!put.IsDone)
            throw new InvalidOperationException($"Assignment {Assignment} cannot be made: {string.Join("; ", put.Refusal.Faults)}");
    }

    /// <summary>Puts a class onto the demo's roster.</summary>
    /// <param name="csv">The roster as CSV.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task EnrolAsync(string csv, CancellationToken cancellationToken)
    {
        var put = await rosters.ReplaceAsync(Seeder, Course, Encoding.UTF8.GetBytes(csv), dryRun: false, cancellationToken);
        if (!put.IsDone)
            throw new InvalidOperationException($"The roster of {Course} is refused: {string.Join("; ", put.Refusal.Faults)}");
    }

    /// <summary>Makes somebody the demo's instructor.</summary>
    /// <param name="email">The address.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task TeachAsync(string email, CancellationToken cancellationToken)
    {
        var put = await instructors.ReplaceAsync(Seeder, Course, new InstructorList([new InstructorEntry(email, CourseRole.Instructor)]), cancellationToken);
        if (!put.IsDone)
            throw new InvalidOperationException($"The instructor of {Course} is refused: {string.Join("; ", put.Refusal.Faults)}");
    }
}
