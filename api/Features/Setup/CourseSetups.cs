using EksGrader.Api.Features.Accounts;
using EksGrader.Api.Features.Assignments;
using EksGrader.Api.Features.Courses;
using EksGrader.Api.Shared;
using EksGrader.Checks.Assignments;
using EksGrader.Checks.Core;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace EksGrader.Api.Features.Setup;

/// <summary>Which ways of access an assignment takes work in this service.</summary>
internal static class WorkingAccess
{
    /// <summary>Whether a way can work.</summary>
    /// <param name="kind">The way.</param>
    /// <param name="assurance">What the assignment counts: a kubeconfig alone is taken only where the cluster's word is enough.</param>
    /// <param name="hasIdentity">Whether the service has an AWS identity.</param>
    /// <param name="courseHoldsAccess">Whether the course holds access of its own.</param>
    public static bool Works(AccessKind kind, Assurance assurance, bool hasIdentity, bool courseHoldsAccess) => kind switch
    {
        AccessKind.AwsRole => hasIdentity,
        AccessKind.Kubeconfig => hasIdentity || assurance != Assurance.Aws,
        AccessKind.Course => courseHoldsAccess,
        _ => true,
    };

    /// <summary>Whether an assignment takes anything that needs the service's AWS identity.</summary>
    public static bool NeedsIdentity(Assignment assignment) =>
        assignment.Access.Any(k => k is AccessKind.AwsRole or AccessKind.Course) || assignment.Rules.Assurance == Assurance.Aws;
}

/// <summary>Looks at what each course needs before its first student.</summary>
internal sealed class CourseSetups(EksGraderDb db, AssignmentQueries assignments, IOptions<CourseRoles> roles, TimeProvider time)
{
    /// <summary>The assignments of courses that can be read.</summary>
    public async Task<ILookup<CourseId, Assignment>> AssignmentsAsync(IReadOnlyList<Course> courses, CancellationToken cancellationToken) =>
        (await assignments.ReadAsync(courses, cancellationToken)).Where(a => a.Known is not null).ToLookup(a => a.Row.CourseId, a => a.Known?.Assignment ?? throw new InvalidOperationException("It was read."));

    /// <summary>Looks at courses.</summary>
    /// <param name="courses">The courses.</param>
    /// <param name="known">Their assignments.</param>
    /// <param name="hasIdentity">Whether the service has an AWS identity.</param>
    /// <param name="cancellationToken">Ends the queries.</param>
    public async Task<IReadOnlyList<CourseSetup>> ReadAsync(IReadOnlyList<Course> courses, ILookup<CourseId, Assignment> known, bool hasIdentity, CancellationToken cancellationToken)
    {
        var ids = courses.Select(c => c.Id).ToList();
        var now = time.GetUtcNow();
        var students = db.Students.Where(s => ids.Contains(s.CourseId) && s.LeftAt == null);
        var counts = await CountAsync(students, cancellationToken);
        var without = db.Users.WithoutCredentials(db).Where(u => !db.Invitations.Any(i => i.UserId == u.Id && i.ClosedAt == null && i.ExpiresAt > now));
        var waiting = await CountAsync(students.Where(s => without.Any(u => u.Id == s.UserId)), cancellationToken);
        return [.. courses.Select(c => new CourseSetup(c.Slug, c.Title,
        [
            Roster(c, counts.GetValueOrDefault(c.Id)),
            OfAssignments(c, [.. known[c.Id]]),
            .. known[c.Id].Select(a => Access(c, a, hasIdentity)).OfType<SetupItem>(),
            .. counts.GetValueOrDefault(c.Id) == 0 ? [] : new[] { Invitations(c, counts[c.Id], waiting.GetValueOrDefault(c.Id)) },
        ]))];
    }

    private static async Task<Dictionary<CourseId, int>> CountAsync(IQueryable<Student> students, CancellationToken cancellationToken) =>
        await students.GroupBy(s => s.CourseId).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, cancellationToken);

    private static SetupItem Roster(Course course, int students) => students > 0
        ? Done("roster", Words("RosterDone", students), Addresses.OfCourse(course.Slug, "roster"))
        : Missing("roster", "RosterMissing", Addresses.OfCourse(course.Slug, "roster/upload"));

    private static SetupItem OfAssignments(Course course, IReadOnlyList<Assignment> known) => known.Count > 0
        ? Done("assignment", Words("AssignmentDone", string.Join(", ", known.Select(a => a.Slug))), Addresses.Course(course.Slug))
        : Missing("assignment", "AssignmentMissing", Addresses.OfCourse(course.Slug, "new-assignment"));

    private SetupItem? Access(Course course, Assignment assignment, bool hasIdentity)
    {
        var held = roles.Value.Of(course.Slug) is { HoldsAccess: true };
        var dead = assignment.Access.Where(k => !WorkingAccess.Works(k, assignment.Rules.Assurance, hasIdentity, held)).ToList();
        if (dead.Count == 0)
            return null;
        var none = dead.Count == assignment.Access.Count;
        var names = string.Join(", ", dead.Select(k => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(k.ToString())));
        return new SetupItem("access", none ? SetupState.Missing : SetupState.Advised, Words("access"), Words(none ? "AccessNone" : "AccessHidden", assignment.Slug, names), Words("AccessCure"))
        {
            Page = Addresses.OfAssignment(course.Slug, assignment.Slug, "edit"),
        };
    }

    private static SetupItem Invitations(Course course, int students, int waiting) => waiting == 0
        ? Done("invitations", Words("InvitationsDone", students), Addresses.OfCourse(course.Slug, "roster"))
        : new SetupItem("invitations", SetupState.Missing, Words("invitations"), Words("InvitationsMissing", waiting, students), Words("InvitationsMissingCure"))
        {
            Page = Addresses.OfCourse(course.Slug, "roster/invitations"),
        };

    private static SetupItem Done(string id, LocalizedText found, string page) => new(id, SetupState.Done, Words(id), found, Cure: null) { Page = page };

    private static SetupItem Missing(string id, string key, string page) => new(id, SetupState.Missing, Words(id), Words(key), Words(key + "Cure")) { Page = page };

    private static LocalizedText Words(string key, params object[] arguments) => SetupTexts.Catalog[key, arguments];
}
