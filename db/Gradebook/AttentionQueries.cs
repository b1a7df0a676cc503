using EksGrader.Checks.Core;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;

namespace EksGrader.Db.Gradebook;

/// <summary>
/// What needs an instructor, as SQL. Every part begins at the few rows that are out of order, through an index of those alone, so
/// that a class of ten thousand in order costs nothing.
/// </summary>
public static class AttentionQueries
{
    /// <summary>
    /// The submissions that need attention: a check that counts is unknown without an override, a flag that no instructor has seen, a
    /// contested verdict, a cluster that is overdue or in quarantine. Use it as <c>db.NeedsAttention().Contains(s.Id)</c>: the database
    /// then computes the set once. One that needs it for two reasons is there twice: to leave that out, SQLite since 3.51 reads all
    /// submissions in the order of their ids instead of the few rows.
    /// </summary>
    public static IQueryable<SubmissionId> NeedsAttention(this EksGraderDb db) =>
        db.UnknownChecks().Select(u => u.Submission)
            .Concat(db.UnreviewedFlags().Select(u => u.Submission))
            .Concat(db.OpenContests().Select(c => c.SubmissionId))
            .Concat(db.Submissions.Where(s => db.TroubledLeases().Select(l => (LeaseId?)l.Id).Contains(s.LeaseId)).Select(s => s.Id));

    /// <summary>The submissions whose access is still kept, whole enough to check their clusters again.</summary>
    /// <param name="db">The database.</param>
    /// <param name="now">The time.</param>
    public static IQueryable<SubmissionId> HoldingAccess(this EksGraderDb db, DateTimeOffset now) =>
        db.SealedAccesses.Where(a => a.ExpiresAt > now && !a.OnlyForDeletion).Select(a => a.SubmissionId);

    /// <summary>
    /// Checks that are unknown in the grading that counts and have no override, of submissions that may come to count: the newest of
    /// the student, or one that no other is better than even if all that is open adds its points. The penalty for being late is not
    /// known here, so one in time is never taken to be behind a late one: rather one too many than one that holds a grade up unseen.
    /// </summary>
    public static IQueryable<UnknownCheck> UnknownChecks(this EksGraderDb db) =>
        from check in db.GradedChecks.Where(c => c.Outcome == Outcome.Unknown)
        join submission in db.Submissions on check.GradingId equals submission.CountingGradingId
        where submission.Status == SubmissionStatus.Graded
            && !db.Overrides.Any(o => o.SubmissionId == submission.Id && o.Check == check.Check && o.TakenBackAt == null)
            && (!db.Submissions.Any(o => o.AssignmentId == submission.AssignmentId && o.StudentId == submission.StudentId && o.Number > submission.Number)
                || !db.Submissions.Any(o => o.AssignmentId == submission.AssignmentId && o.StudentId == submission.StudentId && o.Id != submission.Id
                    && (!o.Late || submission.Late)
                    && (o.Score > submission.Score + db.OpenChecks().Where(c => c.Submission == submission.Id).Sum(c => c.MaxPoints)
                        || (o.Score == submission.Score + db.OpenChecks().Where(c => c.Submission == submission.Id).Sum(c => c.MaxPoints)
                            && o.Number > submission.Number))))
        select new UnknownCheck { Submission = submission.Id, Check = check };

    /// <summary>Integrity flags of gradings that count that no instructor has seen as they are now.</summary>
    public static IQueryable<UnreviewedFlag> UnreviewedFlags(this EksGraderDb db) =>
        from sign in db.GradingFlags
        join submission in db.Submissions on sign.GradingId equals submission.CountingGradingId
        where !db.ReviewedFlags.Any(s => s.SubmissionId == submission.Id && s.Kind == sign.Kind && s.Message == sign.Message)
        select new UnreviewedFlag { Submission = submission.Id, Flag = sign };

    /// <summary>Appeals that wait for an answer.</summary>
    public static IQueryable<Appeal> OpenContests(this EksGraderDb db) => db.Appeals.Where(c => c.State == AppealState.Open);

    /// <summary>Clusters that live after their deadline, and those about which an instructor decides.</summary>
    public static IQueryable<Lease> TroubledLeases(this EksGraderDb db) =>
        db.Leases.Where(l => l.State == LeaseState.Overdue || l.State == LeaseState.Quarantined);
}

/// <summary>A check that could not be looked at.</summary>
public sealed record UnknownCheck
{
    /// <summary>The submission.</summary>
    public required SubmissionId Submission { get; init; }

    /// <summary>The check.</summary>
    public required GradedCheck Check { get; init; }
}

/// <summary>A flag that no instructor has seen.</summary>
public sealed record UnreviewedFlag
{
    /// <summary>The submission.</summary>
    public required SubmissionId Submission { get; init; }

    /// <summary>The flag.</summary>
    public required GradingFlag Flag { get; init; }
}
