using EksGrader.Checks.Core;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Db.Gradebook;

/// <summary>A student's line of the gradebook.</summary>
/// <param name="Student">The student.</param>
/// <param name="Submissions">How often the student submitted.</param>
/// <param name="UnderWay">Whether one of these is still being graded, or waits for it.</param>
/// <param name="Overtakable">Whether the one that counts is final, but another may still become worth more.</param>
/// <param name="Counting">The submission that counts; null where there is none.</param>
/// <param name="Checks">What its checks came to, in the order of its grading; without evidence.</param>
/// <param name="Cluster">The student's cluster: of those that live the one that must be gone first, else the newest; null where none is known.</param>
public sealed record GradebookRow(
    Student Student, int Submissions, bool UnderWay, bool Overtakable, Submission? Counting, IReadOnlyList<GradebookCell> Checks, GradebookCluster? Cluster);

/// <summary>A check in the gradebook.</summary>
/// <param name="Check">The check.</param>
/// <param name="Outcome">What it came to.</param>
/// <param name="Points">Its points, an override included; null while there are none.</param>
/// <param name="MaxPoints">What it is worth.</param>
/// <param name="Summary">One line with the numbers seen.</param>
/// <param name="Overridden">Whether an instructor gave the points.</param>
public sealed record GradebookCell(CheckId Check, Outcome Outcome, decimal? Points, decimal MaxPoints, LocalizedText Summary, bool Overridden)
{
    /// <summary>What it rests on; null where the check has no second witness.</summary>
    public Assurance? Assurance { get; init; }

    /// <summary>What it counts as in figures (<see cref="Standing.Counted"/>).</summary>
    public Outcome Counted => Standing.Counted(Outcome, Overridden ? Points : null, MaxPoints);
}

/// <summary>A cluster in the gradebook.</summary>
/// <param name="Lease">The lease on it.</param>
/// <param name="Deadline">By when it must be gone.</param>
/// <param name="State">Where it stands.</param>
/// <param name="EndedAt">When it was found gone or settled by hand; null while it lives.</param>
/// <param name="MustStay">Whether an observation is still to come that the student keeps it for: no deadline passes before that.</param>
public sealed record GradebookCluster(LeaseId Lease, DateTimeOffset Deadline, LeaseState State, DateTimeOffset? EndedAt, bool MustStay)
{
    /// <summary>Whether it lives.</summary>
    public bool IsAlive => EndedAt is null;

    /// <summary>Whether it lives after its deadline.</summary>
    public bool IsOverdue(DateTimeOffset now) => State is LeaseState.Overdue or LeaseState.Quarantined || (IsAlive && !MustStay && Deadline < now);
}

/// <summary>A part of a gradebook.</summary>
/// <param name="Rows">The lines.</param>
/// <param name="Total">How many lines there are in all.</param>
public sealed record GradebookSlice(IReadOnlyList<GradebookRow> Rows, int Total);

/// <summary>
/// Changes when anything in a gradebook has: cheap to ask for, so that watchers can ask often. Submissions and leases count
/// their own changes, contests only come and are answered with an entry; whatever people change (roster, points, deadlines) leaves an entry in the audit trail.
/// </summary>
public static class GradebookStamp
{
    /// <summary>The stamp.</summary>
    public static async Task<string> ReadAsync(EksGraderDb db, GradebookScope scope, CancellationToken cancellationToken)
    {
        var (course, assignment) = (scope.Course, scope.Assignment);
        var submissions = await db.Submissions.Where(s => s.AssignmentId == assignment).GroupBy(_ => 1)
            .Select(g => new { Count = g.Count(), Changes = g.Sum(s => (long)s.RowVersion) }).SingleOrDefaultAsync(cancellationToken);
        var leases = await db.Leases.Where(l => l.CourseId == course).GroupBy(_ => 1)
            .Select(g => new { Count = g.Count(), Changes = g.Sum(l => (long)l.RowVersion) }).SingleOrDefaultAsync(cancellationToken);
        var audit = await db.AuditEntries.CountAsync(e => e.CourseId == course, cancellationToken);
        var contests = await db.OpenContests().CountAsync(c => c.CourseId == course, cancellationToken);
        return FormattableString.Invariant($"{submissions?.Count}.{submissions?.Changes}-{leases?.Count}.{leases?.Changes}-{contests}-{audit}");
    }
}
