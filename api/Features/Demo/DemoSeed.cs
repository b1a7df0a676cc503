using System.Text;
using EksGrader.Api.Features.Assignments;
using EksGrader.Api.Features.Courses;
using EksGrader.Api.Features.Roster;
using EksGrader.Api.Features.Roster.Reading;
using EksGrader.Api.Host;
using EksGrader.Checks.Assignments;
using EksGrader.Checks.Grading;
using EksGrader.Db.Model;

namespace EksGrader.Api.Features.Demo;

/// <summary>Makes what the demo needs, as often as it is asked, once: course <c>demo</c> with one of the assignments that ship.</summary>
internal sealed class DemoSeed(CourseService courses, AssignmentService assignments, Rosters rosters, Instructors instructors, Catalogue catalogue)
{
    /// <summary>The course's slug.</summary>
    public const string Course = "demo";

    /// <summary>The slug of the assignment that a demo has where none is named.</summary>
    public const string Assignment = "eks-assessment";

    /// <summary>Who does it, as the audit trail says.</summary>
    public static CurrentUser Seeder { get; } = new(User: null, "demo", IsAdmin: true, []);

    /// <summary>Makes course and assignment where they are not there yet.</summary>
    /// <param name="change">What the demo asks otherwise than the default does (practice clusters have addresses that are not AWS's); null for nothing.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <param name="assignment">The assignment, one of <see cref="ShippedAssignments.Names"/>.</param>
    public async Task EnsureAsync(Func<Assignment, Assignment>? change, CancellationToken cancellationToken, string assignment = Assignment)
    {
        var course = await courses.CreateAsync(Seeder, new NewCourse(Course, "Demo", Db.Model.Course.DefaultTimeZone), cancellationToken);
        if (!course.IsSuccess && course.Error.Kind != ProblemKind.Exists)
            throw new InvalidOperationException($"Course {Course} cannot be made: {course.Error}");
        if (await assignments.FindAsync(Seeder, Course, assignment, cancellationToken) is not null)
            return;

        var shipped = ShippedAssignments.Read(assignment, catalogue.Infos) with { Description = DemoTexts.Catalog["Task"] };
        var document = Encoding.UTF8.GetBytes(AssignmentWriter.ToYaml(change?.Invoke(shipped) ?? shipped));
        var put = await assignments.PutAsync(Seeder, Course, assignment, new NewVersion(document, AssignmentFormat.Yaml, IfVersion: null), cancellationToken);
        if (!put.IsSuccess)
            throw new InvalidOperationException($"Assignment {assignment} cannot be made: {string.Join("; ", put.Error.Errors)}");
    }

    /// <summary>Puts a class onto the demo's roster.</summary>
    public async Task EnrolAsync(string csv, CancellationToken cancellationToken)
    {
        var reading = RosterReader.Read(Encoding.UTF8.GetBytes(csv));
        if (reading.Roster is not { } roster)
            throw new InvalidOperationException($"The roster of {Course} is refused: {string.Join("; ", reading.Errors)}");
        var put = await rosters.ApplyAsync(Seeder, Course, new RosterUpload(roster, RosterMode.Replace), cancellationToken);
        if (!put.IsSuccess)
            throw new InvalidOperationException($"The roster of {Course} is refused: {string.Join("; ", put.Error.Errors)}");
    }

    /// <summary>Makes someone the demo's instructor.</summary>
    public async Task TeachAsync(string email, CancellationToken cancellationToken)
    {
        var put = await instructors.ReplaceAsync(Seeder, Course, new InstructorList([new InstructorEntry(email, CourseRole.Instructor)]), cancellationToken);
        if (!put.IsSuccess)
            throw new InvalidOperationException($"The instructor of {Course} is refused: {string.Join("; ", put.Error.Errors)}");
    }
}
