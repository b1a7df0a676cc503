using System.Globalization;
using Amazon;
using EksGrader.Api.Features.Assignments;
using EksGrader.Api.Features.Courses;
using EksGrader.Api.Features.Submissions;
using EksGrader.Api.Host;
using EksGrader.Checks.Aws;
using EksGrader.Checks.Checks;
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
    /// <summary>The instructions, filled in.</summary>
    public AccessInstructions Instructions { get; } = new(Needs, Values);
}

/// <summary>Tells a student how to give access.</summary>
internal sealed class AccessGuide(AssignmentService assignments, Students students, Catalogue catalogue, AwsSessions aws, IOptions<CourseRoles> roles, EksGraderDb db)
{
    private const string CommonRegion = "us-east-1";

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
            [.. current.Assignment.Access.Select(kind => View(guide.Instructions.For(kind), culture))],
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
            PrincipalArn = await aws.Grader.TryGetPrincipalArnAsync(TokenRegion(region), cancellationToken),
            CourseRoleArn = student is null ? null : held?.RoleFor(student.Number),
            Deletion = current.Assignment.Deletion is { Enforce: true } rule ? new DeletionTerms(rule.Grace.ToTimeSpan()) : null,
        };
        var needs = AccessNeeds.Of(current.Assignment.Checks.Select(c => catalogue.Find(c.Check)?.Info).OfType<CheckInfo>());
        var isHeld = held is { OwnCredentials: true } or { RoleArn.Length: > 0 } || held?.Members.Count > 0;
        return new StudentGuide(needs, values, isHeld);
    }

    // Each partition has token services and principals of its own: that of the student's cluster, else of the grader's own region.
    private static RegionEndpoint TokenRegion(string? region) =>
        AwsRegion.TryFind(region, out var known) || AwsRegion.TryFind(Environment.GetEnvironmentVariable("AWS_REGION"), out known) ? known : AwsRegion.Of(CommonRegion);

    private static AccessMethodView View(AccessMethod way, CultureInfo culture) =>
        new(way.Kind, [.. way.Steps.Select(s => new AccessStepView(s.Title.In(culture), s.Commands))]);
}
