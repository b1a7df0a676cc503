using System.Globalization;
using EksGrader.Api.Application.Assignments;
using EksGrader.Api.Application.Submissions;
using EksGrader.Api.Auth;
using EksGrader.Api.Contracts;
using EksGrader.Checks;
using EksGrader.Checks.Access;
using EksGrader.Checks.Aws;
using EksGrader.Checks.Aws.Sessions;
using EksGrader.Db;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace EksGrader.Api.Application.Access;

/// <summary>Tells a student how to give access.</summary>
/// <param name="book">The assignments.</param>
/// <param name="students">Finds students.</param>
/// <param name="catalogue">What checks read.</param>
/// <param name="aws">Who the grader is to AWS.</param>
/// <param name="roles">What courses hold.</param>
/// <param name="db">The database.</param>
public sealed class AccessGuide(AssignmentBook book, Students students, Catalogue catalogue, AwsSessions aws, IOptions<CourseRoles> roles, EksGraderDb db)
{
    private const string AnyRegion = "us-east-1";

    /// <summary>The instructions.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="target">The assignment, and the student where an instructor asks for one.</param>
    /// <param name="culture">The language.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task<Answer<AccessGuideView>> ReadAsync(Caller caller, HandInTarget target, CultureInfo culture, CancellationToken cancellationToken)
    {
        if (await book.FindAsync(caller, target.Course, target.Assignment, cancellationToken) is not { } current)
            return Refusal.Missing;
        var found = await students.ForAsync(caller, current.Course, target.Student, cancellationToken);
        if (!found.IsDone)
            return found.Refusal;

        // Who handed in before names the same cluster again, most likely.
        var last = await db.Submissions.AsNoTracking()
            .Where(s => s.StudentId == found.Value.Id && s.AssignmentId == current.Id && s.ClusterName != null)
            .OrderByDescending(s => s.Number)
            .Select(s => new { s.Region, s.ClusterName })
            .FirstOrDefaultAsync(cancellationToken);
        var values = new AccessValues
        {
            Region = last?.Region,
            ClusterName = last?.ClusterName,
            ExternalId = found.Value.ExternalId,
            PrincipalArn = await aws.Grader.TryGetPrincipalArnAsync(AwsRegion.Of(AnyRegion), cancellationToken),
            CourseRoleArn = roles.Value.Of(current.Course.Slug)?.RoleFor(found.Value.Number),
        };
        var needs = AccessNeeds.Of(current.Assignment.Checks.Select(c => catalogue.Find(c.Check)?.Info).OfType<CheckInfo>());
        var instructions = new AccessInstructions(needs, values);
        return new AccessGuideView(
            found.Value.ExternalId,
            values.PrincipalArn,
            [.. current.Assignment.Access.Select(kind => View(instructions.For(kind), culture))],
            instructions.Policy,
            instructions.TrustPolicy,
            instructions.ServiceAccountManifest,
            instructions.GroupManifest);
    }

    private static AccessWayView View(AccessWay way, CultureInfo culture) =>
        new(way.Kind, [.. way.Steps.Select(s => new AccessStepView(s.Title.In(culture), s.Commands))]);
}
