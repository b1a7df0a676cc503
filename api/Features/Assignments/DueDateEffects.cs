using EksGrader.Checks.Assignments;
using EksGrader.Db.Model;
using EksGrader.Db.Submissions;
using NodaTime;

namespace EksGrader.Api.Features.Assignments;

/// <summary>A submission whose lateness is another by new dates.</summary>
/// <param name="Submission">The submission.</param>
/// <param name="Late">Whether it is late now.</param>
public sealed record JudgedSubmission(Submission Submission, bool Late);

/// <summary>A lease whose deadline is another by new dates.</summary>
/// <param name="Lease">The lease.</param>
/// <param name="Deadline">The deadline that holds now.</param>
/// <param name="KeepUntil">Until when the instructor may look at it now; null where it was submitted on time.</param>
public sealed record MovedLease(Lease Lease, DateTimeOffset Deadline, DateTimeOffset? KeepUntil)
{
    /// <summary>Whether either time is another.</summary>
    public bool IsMoved => Deadline != Lease.Deadline || KeepUntil != Lease.KeepUntil;
}

/// <summary>What moved dates do to the submissions that are in already, to the clusters that live, and to those whose end was proved. Pure.</summary>
/// <param name="Judged">Submissions that become late, or are so no more.</param>
/// <param name="Moved">Deletion deadlines that move.</param>
public sealed record DueDateEffects(IReadOnlyList<JudgedSubmission> Judged, IReadOnlyList<MovedLease> Moved)
{
    /// <summary>What the dates do.</summary>
    /// <param name="submissions">The assignment's submissions.</param>
    /// <param name="leases">
    /// The leases of the assignment that live or whose cluster is gone, with those of other assignments' submissions left out. Anyone who deleted too
    /// late for a deadline that is moved afterwards may have deleted in time.
    /// </param>
    /// <param name="deadlines">What the new dates mean.</param>
    /// <param name="extended">The due dates that extensions give.</param>
    /// <param name="now">Now.</param>
    public static DueDateEffects Of(
        IReadOnlyCollection<Submission> submissions, IReadOnlyCollection<Lease> leases, Deadlines deadlines, ExtendedDues extended, DateTimeOffset now)
    {
        var judged = submissions
            .Select(s => new JudgedSubmission(s, deadlines.IsLate(At(s.CountedAt), At(extended.Of(s.StudentId)))))
            .Where(j => j.Late != j.Submission.Late);
        var under = submissions.Where(s => s.LeaseId is not null).ToLookup(s => s.LeaseId);
        var moved = leases
            .Where(l => under.Contains(l.Id))
            .Select(l => Move(l, [.. under[l.Id]], deadlines, extended.Of(l.StudentId), now))
            .Where(m => m.IsMoved);
        return new DueDateEffects([.. judged], [.. moved]);
    }

    /// <summary>The leases that have ended and whose deadline would move nearer: what held when they ended is to be looked up.</summary>
    public IReadOnlyList<LeaseId> Nearer => [.. Moved.Where(IsNearer).Select(m => m.Lease.Id)];

    /// <summary>The effects without what would take back what a student met: no deadline moves nearer than it was when the lease ended.</summary>
    /// <param name="held">The deadlines that held when leases ended; a lease that is not among them keeps the one that it has.</param>
    public DueDateEffects Keeping(IReadOnlyDictionary<LeaseId, DateTimeOffset> held) => this with
    {
        Moved =
        [
            .. Moved
                .Select(m => IsNearer(m) ? m with { Deadline = Later(m.Deadline, held.GetValueOrDefault(m.Lease.Id, m.Lease.Deadline)) } : m)
                .Where(m => m.IsMoved),
        ],
    };

    private static bool IsNearer(MovedLease moved) => moved.Lease.EndedAt is not null && moved.Deadline < moved.Lease.Deadline;

    /// <summary>The deadline that a lease has by its assignment's rule. The first submission of a cluster gives it, a later one only keeps the time after the observation (LeaseRegistration).</summary>
    /// <param name="submissions">The assignment's submissions under the lease.</param>
    /// <param name="deadlines">What the assignment's dates mean.</param>
    /// <param name="extension">Until when the student's due date is extended; null where it is not.</param>
    /// <param name="byHand">Until when an instructor extended the very lease; null where no one did.</param>
    internal static LeaseDeadline RuleFor(IReadOnlyList<Submission> submissions, Deadlines deadlines, DateTimeOffset? extension, DateTimeOffset? byHand)
    {
        var first = submissions.MinBy(s => s.Number) ?? throw new ArgumentException("A lease without a submission has no deadline.", nameof(submissions));
        var safe = submissions.Select(s => s.SafeToDeleteAt).Max();
        var begins = deadlines.ForLease(At(first.SubmittedAt), At(first.CountedAt), At(extension));
        return deadlines.OfLease(begins, At(safe), At(extension), At(byHand));
    }

    private static MovedLease Move(Lease lease, IReadOnlyList<Submission> submissions, Deadlines deadlines, DateTimeOffset? extension, DateTimeOffset now)
    {
        // What was submitted after the deadline moves it no more.
        var first = submissions.Min(s => s.Number);
        var rule = RuleFor([.. submissions.Where(s => s.Number == first || s.SubmittedAt <= lease.Deadline)], deadlines, extension, lease.ExtendedUntil);

        var (deadline, keepUntil) = (rule.At.ToDateTimeOffset(), rule.KeepUntil?.ToDateTimeOffset());
        if (lease.EndedAt is not null)
            return new MovedLease(lease, deadline, keepUntil);

        // What moves nearer leaves the time that everyone has after the observation: no one is overdue by that.
        var soonest = now + Deadlines.AfterSafeToDelete.ToTimeSpan();
        return new MovedLease(lease, deadline >= lease.Deadline ? deadline : Later(deadline, lease.Deadline < soonest ? lease.Deadline : soonest), keepUntil);
    }

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    private static Instant? At(DateTimeOffset? time) => time is { } known ? At(known) : null;

    private static Instant At(DateTimeOffset time) => Instant.FromDateTimeOffset(time);
}
