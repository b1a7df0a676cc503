using System.Globalization;
using EksGrader.Api.Features.Assignments;
using EksGrader.Api.Features.Courses;
using EksGrader.Api.Features.Submissions;
using EksGrader.Api.Host;
using EksGrader.Checks.Access;
using EksGrader.Checks.Assignments;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Grading;
using EksGrader.Checks.Instructions;
using EksGrader.Checks.Reads;
using EksGrader.Db.Model;
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

        var reading = new SubmissionParser(current.Assignment, found.Value, roles.Value.Of(current.Course.Slug)) { Asked = current.Asked }.Read(request);
        if (reading.Value is not { } parsed)
            return Error.Invalid(reading.Errors);

        using var clock = ProbeClock.Patient(time, limits.Observation);
        return await ProbeAsync(current.Assignment, found.Value.Id, parsed, culture, clock, cancellationToken);
    }

    /// <summary>Tries an access that was found valid.</summary>
    /// <param name="assignment">The assignment: what is read, and which servers are contacted.</param>
    /// <param name="student">Whose it is.</param>
    /// <param name="parsed">The access.</param>
    /// <param name="culture">The language of what is said.</param>
    /// <param name="clock">How long is waited.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<AccessTestView> ProbeAsync(
        Assignment assignment, StudentId student, ParsedSubmission parsed, CultureInfo culture, ProbeClock clock, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(clock.Over, cancellationToken);
        using var opening = CancellationTokenSource.CreateLinkedTokenSource(clock.ReachOver, either.Token);
        var needs = AccessNeeds.Of(catalogue.InfosOf(assignment));
        var probe = new AccessProbe(needs, assignment.Rules, culture, time, clock);
        var facts = new SubmissionTarget { Student = student.ToString(), SubmittedAt = time.GetUtcNow(), LoadBalancerAddress = parsed.LoadBalancerAddress };
        try
        {
            using var cluster = await clusters.OpenAsync(parsed.Access, facts, opening.Token);
            return await probe.RunAsync(cluster, either.Token);
        }
        catch (Exception e) when ((e is ReadException or OperationCanceledException) && !cancellationToken.IsCancellationRequested)
        {
            var cause = e is ReadException ? e : new ReadException(ReadErrors.TimedOut("open"), e);
            return new AccessTestView(Works: false, parsed.Access.Kubeconfig?.Server.IdnHost, null, [probe.Failed("open", cause)]);
        }
    }
}
