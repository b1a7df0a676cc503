using System.Globalization;
using EksGrader.Api.Features.Assignments;
using EksGrader.Api.Features.Courses;
using EksGrader.Api.Features.Setup;
using EksGrader.Api.Features.Submissions;
using EksGrader.Api.Host;
using EksGrader.Checks.Core;
using EksGrader.Checks.Grading;
using EksGrader.Checks.Input;
using EksGrader.Checks.Instructions;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace EksGrader.Api.Features.Access;

/// <summary>How one student gives access to one cluster.</summary>
/// <param name="Needs">The rights that suffice.</param>
/// <param name="Values">The student's own values.</param>
/// <param name="CourseHoldsAccess">Whether the course holds access of its own to students' clusters.</param>
public sealed record StudentGuide(AccessNeeds Needs, AccessValues Values, bool CourseHoldsAccess)
{
    /// <summary>Whether a way can work in this service.</summary>
    /// <param name="kind">The way.</param>
    /// <param name="assurance">What the assignment counts.</param>
    public bool Works(AccessKind kind, Assurance assurance) => WorkingAccess.Works(kind, assurance, Values.PrincipalArn is not null, CourseHoldsAccess);

    /// <summary>The instructions, filled in.</summary>
    public AccessInstructions Instructions { get; } = new(Needs, Values);
}

/// <summary>Tells a student how to give access.</summary>
internal sealed class AccessGuide(AssignmentService assignments, Students students, Catalogue catalogue, AwsIdentity identity, IOptions<CourseRoles> roles, EksGraderDb db)
{
    /// <summary>The instructions.</summary>
    public async Task<Result<AccessGuideView>> ReadAsync(CurrentUser caller, string course, string assignment, string? student, CultureInfo culture, CancellationToken cancellationToken)
    {
        if (await assignments.FindAsync(caller, course, assignment, cancellationToken) is not { } current)
            return Error.Missing;
        var found = await students.ForAsync(caller, current.Course, student, cancellationToken);
        if (!found.IsSuccess)
            return found.Error;

        var guide = await ForAsync(current, found.Value, place: null, cancellationToken);
        return new AccessGuideView(
            found.Value.ExternalId,
            guide.Values.PrincipalArn,
            [.. current.Assignment.Access.Select(kind => View(guide.Instructions.For(kind), guide.Works(kind, current.Assignment.Rules.Assurance), culture))],
            guide.Instructions.Policy,
            guide.Instructions.TrustPolicy,
            guide.Instructions.ServiceAccountManifest,
            guide.Instructions.GroupManifest);
    }

    /// <summary>The instructions for a student whom the caller may act for.</summary>
    /// <param name="current">The assignment.</param>
    /// <param name="student">The student; null where an instructor looks: what is a student's own stays a placeholder.</param>
    /// <param name="place">The cluster that they are about, where it is known better than by the last submission.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task<StudentGuide> ForAsync(CurrentAssignment current, Student? student, AwsSuggestion? place, CancellationToken cancellationToken)
    {
        // Who submitted before names the same cluster again, most likely.
        var last = student is null || place is not null ? null : await db.Submissions.AsNoTracking()
            .Where(s => s.StudentId == student.Id && s.AssignmentId == current.Id && s.ClusterName != null)
            .OrderByDescending(s => s.Number)
            .Select(s => new { s.Region, s.ClusterName })
            .FirstOrDefaultAsync(cancellationToken);
        var held = roles.Value.Of(current.Course.Slug);
        var region = place is null ? last?.Region : place.Region;
        var values = new AccessValues
        {
            Region = region,
            ClusterName = place is null ? last?.ClusterName : place.ClusterName,
            ExternalId = student?.ExternalId,
            PrincipalArn = await identity.PrincipalArnAsync(region, cancellationToken),
            CourseRoleArn = student is null ? null : held?.RoleFor(student.Number),
            Deletion = current.Assignment.Deletion is { Enforce: true } rule ? new DeletionTerms(rule.Grace.ToTimeSpan()) : null,
        };
        var needs = AccessNeeds.Of(catalogue.InfosOf(current.Assignment));
        return new StudentGuide(needs, values, held is { HoldsAccess: true });
    }

    private static AccessMethodView View(AccessMethod way, bool works, CultureInfo culture) =>
        new(way.Kind, [.. way.Steps.Select(s => new AccessStepView(s.Title.In(culture), s.Commands))]) { Works = works };
}
