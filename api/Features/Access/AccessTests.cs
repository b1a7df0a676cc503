using System.Globalization;
using EksGrader.Api.Features.Assignments;
using EksGrader.Api.Features.Courses;
using EksGrader.Api.Features.Submissions;
using EksGrader.Api.Host;
using EksGrader.Checks.Access;
using EksGrader.Checks.Checks;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Grading;
using EksGrader.Checks.Instructions;
using EksGrader.Checks.Reads;
using Microsoft.Extensions.Options;

namespace EksGrader.Api.Features.Access;

/// <summary>Tries an access without submitting: no verdict, no lease, nothing kept.</summary>
internal sealed class AccessTests(
    AssignmentService assignments, Students students, Catalogue catalogue, IClusterOpener clusters, GraderLimits limits, IOptions<CourseRoles> roles, TimeProvider time)
{
    /// <summary>Tries it.</summary>
    public async Task<Result<AccessTestView>> TryAsync(CurrentUser caller, string course, string assignment, string? student, SubmissionRequest request, CultureInfo culture, CancellationToken cancellationToken)
    {
        if (await assignments.FindAsync(caller, course, assignment, cancellationToken) is not { } current)
            return Error.Missing;
        var found = await students.ForAsync(caller, current.Course, student, cancellationToken);
        if (!found.IsSuccess)
            return found.Error;
        if (SubmissionParser.IsTooLarge(request))
            return Error.Of(ProblemKind.TooLarge, ApiTexts.Catalog["KubeconfigTooLarge", KubeconfigReader.MaximumBytes / 1024]);

        var reading = new SubmissionParser(current.Assignment, found.Value, roles.Value.Of(current.Course.Slug)).Read(request);
        if (reading.Value is not { } parsed)
            return Error.Invalid(reading.Errors);

        using var over = new CancellationTokenSource(limits.Observation, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(over.Token, cancellationToken);
        var needs = AccessNeeds.Of(current.Assignment.Checks.Select(c => catalogue.Find(c.Check)?.Info).OfType<CheckInfo>());
        var probe = new AccessProbe(needs, current.Assignment.Rules, culture, time, over.Token);
        var facts = new SubmissionTarget { Student = found.Value.Id.ToString(), SubmittedAt = time.GetUtcNow(), LoadBalancerAddress = parsed.LoadBalancerAddress };
        try
        {
            using var cluster = await clusters.OpenAsync(parsed.Access, facts, either.Token);
            return await probe.RunAsync(cluster, either.Token);
        }
        catch (Exception e) when ((e is ReadException or OperationCanceledException) && !cancellationToken.IsCancellationRequested)
        {
            return new AccessTestView(Works: false, null, null, [probe.Failed("open", e)]);
        }
    }
}
