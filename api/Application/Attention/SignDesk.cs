using EksGrader.Api.Auth;
using EksGrader.Db;
using EksGrader.Db.Attention;
using EksGrader.Db.Ids;
using EksGrader.Db.Storage;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Api.Application.Attention;

/// <summary>Signs of trouble that somebody who teaches has dealt with.</summary>
/// <param name="db">The database.</param>
/// <param name="audit">The audit trail.</param>
/// <param name="time">The clock.</param>
public sealed class SignDesk(EksGraderDb db, AuditTrail audit, TimeProvider time)
{
    private const int LongestReason = 2000;

    /// <summary>Marks the signs of a kind that a submission shows now as seen; what they say differently later is to be seen again.</summary>
    public Task<Answer<Done>> SeeAsync(Caller caller, SubmissionId id, string kind, string? why, CancellationToken cancellationToken) =>
        db.WriteAsync<Answer<Done>>(
            async token =>
            {
                var submission = await db.Submissions.TaughtBy(db, caller.Viewer, assistantsToo: true).FirstOrDefaultAsync(s => s.Id == id, token);
                if (submission is null)
                    return Refusal.Missing;
                var signs = await db.UnseenSigns().Where(s => s.Submission == id && s.Sign.Kind == kind).Select(s => s.Sign.Message).ToListAsync(token);
                if (signs.Count == 0)
                    return Refusal.Missing;
                var faults = new FieldFaults();
                var reason = faults.Text("why", why, LongestReason);
                if (faults.Any)
                    return Refusal.Invalid(faults.All);

                db.SeenSigns.AddRange(signs.Select(m => new SeenSign(
                    Id.New<SeenSignId>(time), submission.CourseId, id, kind, m, reason, caller.Name, time.GetUtcNow())));
                audit.Note(caller, "sign.seen", $"submission {id}, sign {kind}", submission.CourseId, why: reason);
                return Done.It;
            },
            cancellationToken);
}
