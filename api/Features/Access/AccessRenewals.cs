using EksGrader.Api.Features.Assignments;
using EksGrader.Api.Features.Courses;
using EksGrader.Api.Features.Submissions;
using EksGrader.Api.Host;
using EksGrader.Checks.Access;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using EksGrader.Db.Vault;
using EksGrader.Jobs.Events;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace EksGrader.Api.Features.Access;

/// <summary>Renews the access to a cluster that is still watched: what was given has expired, or was taken back.</summary>
internal sealed class AccessRenewals(
    EksGraderDb db, AssignmentService assignments, IVault vault, IOptions<CourseRoles> roles, AuditTrail audit, ILeaseEvents events, TimeProvider time)
{
    // No access outlives the last deadline by more (docs/lifecycle.md, "Access is borrowed").
    private static readonly TimeSpan AccessLife = TimeSpan.FromDays(7);

    /// <summary>Takes the access; the cluster is looked at soon afterwards.</summary>
    /// <param name="caller">The student.</param>
    /// <param name="id">The lease.</param>
    /// <param name="given">The access, as in a submission.</param>
    /// <param name="cancellationToken">Ends the waiting; nothing is stored then.</param>
    public async Task<Result<Unit>> RenewAsync(CurrentUser caller, LeaseId id, AccessRequest given, CancellationToken cancellationToken)
    {
        var found = await FindAsync(caller, id, cancellationToken);
        if (!found.IsSuccess)
            return found.Error;
        var request = new SubmissionRequest(given, LoadBalancerAddress: null);
        if (SubmissionParser.IsTooLarge(request))
            return Error.Of(ProblemKind.TooLarge, ApiTexts.Catalog["KubeconfigTooLarge", KubeconfigReader.MaximumBytes / 1024]);

        var (lease, newest, parser) = found.Value;
        var reading = parser.Read(request);
        if (reading.Value is not { } read)
            return Error.Invalid(reading.Errors);
        if (RenewedCluster.FaultsOf(lease, read.Access) is { Count: > 0 } faults)
            return Error.Invalid(faults);

        var stored = await db.WriteAsync(token => StoreAsync(caller, id, newest.Id, read, token), cancellationToken);
        if (stored.IsSuccess)
            events.Wake(id, lease.CourseId);
        return stored;
    }

    private async Task<Result<Renewal>> FindAsync(CurrentUser caller, LeaseId id, CancellationToken cancellationToken)
    {
        if (await db.Leases.AsNoTracking().VisibleTo(db, caller.Viewer).FirstOrDefaultAsync(l => l.Id == id, cancellationToken) is not { } lease)
            return Error.Missing;
        var student = await db.Students.AsNoTracking().FirstAsync(s => s.Id == lease.StudentId, cancellationToken);
        if (caller.User is null || student.UserId != caller.User)
            return Error.Forbidden;
        var newest = await db.Submissions.AsNoTracking().Where(s => s.LeaseId == id).OrderByDescending(s => s.SubmittedAt).FirstOrDefaultAsync(cancellationToken);
        if (newest is null || IsOver(lease))
            return Error.Of(ProblemKind.LeaseOver, ApiTexts.Catalog["LeaseOver"]);

        var (course, assignment) = await db.Assignments.Where(a => a.Id == newest.AssignmentId)
            .Join(db.Courses, a => a.CourseId, c => c.Id, (a, c) => new ValueTuple<string, string>(c.Slug, a.Slug))
            .FirstAsync(cancellationToken);
        return await assignments.FindAsync(caller, course, assignment, cancellationToken) is { } current
            ? new Renewal(lease, newest, new SubmissionParser(current.Assignment, student, roles.Value.Of(course)))
            : Error.Missing;
    }

    private bool IsOver(Lease lease) => lease.EndedAt is not null || lease.Deadline + AccessLife <= time.GetUtcNow();

    // Every submission whose access is still kept is looked at with the new one; the newest in any case.
    private async Task<Result<Unit>> StoreAsync(CurrentUser caller, LeaseId id, SubmissionId newest, ParsedSubmission read, CancellationToken cancellationToken)
    {
        var lease = await db.Leases.FirstAsync(l => l.Id == id, cancellationToken);
        if (IsOver(lease))
            return Error.Of(ProblemKind.LeaseOver, ApiTexts.Catalog["LeaseOver"]);
        foreach (var submission in await db.Submissions.Where(s => s.LeaseId == id).ToListAsync(cancellationToken))
        {
            if (submission.Id != newest && !await vault.HoldsAsync(submission.Id, cancellationToken))
                continue;
            submission.RenewAccess(AccessFacts.Of(read.Kind, read.Access));
            await vault.SealAsync(submission.Id, submission.StudentId, read.Access, lease.Deadline + AccessLife, cancellationToken);
            audit.Note(caller, "access.renewed", $"submission {submission.Id}", submission.CourseId, to: $"access by {read.Kind}");
        }

        lease.ProbeNextAt(time.GetUtcNow());
        return Unit.Value;
    }

    private sealed record Renewal(Lease Lease, Submission Newest, SubmissionParser Parser);
}
