using EksGrader.Api.Features.Submissions;
using EksGrader.Api.Host;
using EksGrader.Checks.Checks.Deletion;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using EksGrader.Jobs.Leases;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Api.Features.Clusters;

/// <summary>Ends one lease by hand. Each leaves an entry in the audit trail.</summary>
internal sealed class LeaseSettlements(EksGraderDb db, LeaseChange change, LeaseEnding ending, Overrides overrides, AuditTrail audit, TimeProvider time)
{
    private const string Passed = "passed";
    private const string Failed = "failed";

    /// <summary>Settles a lease manually: it is no longer checked. With an outcome the points of its check are given, or taken of all that its student submitted, else its verdict waits for an override.</summary>
    public Task<Result<Unit>> SettleAsync(CurrentUser caller, LeaseId id, LeaseSettlementRequest wanted, CancellationToken cancellationToken) => change.RunAsync(
        caller,
        id,
        async (lease, token) =>
        {
            var faults = new FieldErrors();
            var reason = faults.Text("reason", wanted.Reason, LeaseChange.LongestReason);
            if (wanted.Outcome is not (null or Passed or Failed))
                faults.AddRange([new("outcome", LeaseTexts.Catalog["Outcome"])]);
            if (faults.Any)
                return Error.Invalid(faults.All);

            audit.Note(caller, "lease.settled", LeaseChange.SubjectOf(lease), lease.CourseId, WordOf(lease.State), wanted.Outcome ?? WordOf(LeaseState.Settled), reason);
            await ending.EndAsync(lease, LeaseState.Settled, time.GetUtcNow(), token);
            if (wanted.Outcome is { } outcome)
                await GivePointsAsync(caller, lease, outcome == Passed, reason, token);
            return Unit.Value;
        },
        cancellationToken);

    private async Task GivePointsAsync(CurrentUser caller, Lease lease, bool all, string reason, CancellationToken cancellationToken)
    {
        // Every cluster of a student must end: one that did not costs the points whichever submission counts; one that did speaks for itself alone.
        var under = db.Submissions.Where(s => s.LeaseId == lease.Id);
        var submissions = await db.Submissions.Include(s => s.Overrides)
            .Where(s => s.LeaseId == lease.Id || (!all && s.StudentId == lease.StudentId && under.Any(u => u.AssignmentId == s.AssignmentId)))
            .ToListAsync(cancellationToken);
        foreach (var submission in submissions)
        {
            var grading = await db.Gradings.Include(g => g.Checks).FirstOrDefaultAsync(g => g.Id == submission.CountingGradingId, cancellationToken);
            if (grading?.Checks.FirstOrDefault(c => c.Check == ClusterDeletionCheck.Id) is not { } graded)
                continue;
            overrides.Give(caller, submission, graded, all ? graded.MaxPoints : 0, reason);
            submission.Count(grading);
        }
    }

    private static string WordOf(LeaseState state) => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(state.ToString());
}
