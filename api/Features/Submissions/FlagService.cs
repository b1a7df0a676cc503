using EksGrader.Api.Host;
using EksGrader.Db.Gradebook;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Api.Features.Submissions;

/// <summary>Integrity flags that an instructor has dealt with.</summary>
internal sealed class FlagService(EksGraderDb db, AuditTrail audit, TimeProvider time)
{
    private const int LongestReason = 2000;

    /// <summary>Marks the flags of a kind that a submission shows now as seen; what they say differently later is to be seen again.</summary>
    public Task<Result<Unit>> SeeAsync(CurrentUser caller, SubmissionId id, string kind, string? why, CancellationToken cancellationToken) =>
        db.WriteAsync<Result<Unit>>(
            async token =>
            {
                var submission = await db.Submissions.TaughtBy(db, caller.Viewer, assistantsToo: true).FirstOrDefaultAsync(s => s.Id == id, token);
                if (submission is null)
                    return Error.Missing;
                var signs = await db.UnreviewedFlags().Where(s => s.Submission == id && s.Flag.Kind == kind).Select(s => s.Flag.Message).ToListAsync(token);
                if (signs.Count == 0)
                    return Error.Missing;
                var faults = new FieldErrors();
                var reason = faults.Text("why", why, LongestReason);
                if (faults.Any)
                    return Error.Invalid(faults.All);

                db.ReviewedFlags.AddRange(signs.Select(m => new ReviewedFlag
                {
                    Id = Id.New<ReviewedFlagId>(time),
                    CourseId = submission.CourseId,
                    SubmissionId = id,
                    Kind = kind,
                    Message = m,
                    Why = reason,
                    By = caller.Name,
                    At = time.GetUtcNow(),
                }));
                audit.Note(caller, "sign.seen", $"submission {id}, sign {kind}", submission.CourseId, why: reason);
                return Unit.Value;
            },
            cancellationToken);
}
