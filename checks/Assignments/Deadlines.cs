using NodaTime;
using NodaTime.TimeZones;

namespace EksGrader.Checks.Assignments;

/// <summary>By when a cluster must be gone.</summary>
/// <param name="At">The moment; gone at this moment is gone in time.</param>
/// <param name="IsFirm">
/// Whether the observation is over that the student had to keep the cluster for. Until then the moment may still move back, and it never passes:
/// no hour runs while it is the grader that cannot observe.
/// </param>
public readonly record struct LeaseDeadline(Instant At, bool IsFirm)
{
    /// <summary>
    /// Until when the cluster of a late submission is the instructor's to inspect, unless every live check has passed before; null where the
    /// submission is on time, or no time lies between this and the deadline.
    /// </summary>
    public Instant? KeepUntil { get; init; }

    /// <summary>Whether it is over at a moment.</summary>
    public bool HasPassed(Instant now) => IsFirm && now > At;
}

/// <summary>
/// What an assignment's dates mean in moments. Pure: it asks no clock. Wherever a local time exists twice or not at all, the later moment
/// counts, which is the student's gain.
/// </summary>
/// <param name="assignment">The assignment.</param>
/// <param name="courseZone">The course's time zone, where the assignment names none.</param>
public sealed class Deadlines(Assignment assignment, DateTimeZone courseZone)
{
    /// <summary>The time to mend a submission that was refused before the due date.</summary>
    public static readonly Duration MendingTime = Duration.FromMinutes(15);

    /// <summary>The least time between <c>safeToDelete</c> and any deadline.</summary>
    public static readonly Duration AfterSafeToDelete = Duration.FromMinutes(45);

    private static readonly ZoneLocalMappingResolver Later =
        Resolvers.CreateMappingResolver(Resolvers.ReturnLater, Resolvers.ReturnForwardShifted);

    /// <summary>The zone that the assignment's local times are in.</summary>
    public DateTimeZone Zone { get; } = assignment.TimeZone ?? courseZone;

    /// <summary>From when on students see the assignment and may submit; null for at once.</summary>
    public Instant? Opens => LaterOf(assignment.OpensAt, extension: null);

    /// <summary>Whether students see the assignment and may submit: it is no draft, and it has opened.</summary>
    public bool IsShown(Instant now) => !assignment.Draft && !(now < Opens);

    /// <summary>The last moment that is on time; null where nothing is late.</summary>
    /// <param name="extension">Until when an instructor extended it for this student; an earlier moment than the due date takes nothing away.</param>
    public Instant? Due(Instant? extension = null) => LaterOf(assignment.Due, extension);

    /// <summary>The last moment at which anything is taken; null where it never closes. An extension past it moves it along.</summary>
    /// <param name="extension">Until when an instructor extended the due date for this student.</param>
    public Instant? Closes(Instant? extension = null) => LaterOf(assignment.ClosesAt, extension);

    /// <summary>
    /// The time that counts as the submission's: that of the first submission refused before the due date, else before the closing, when this
    /// one mended it within <see cref="MendingTime"/>, else its own. It only matters past that moment; before it the submission's own time is
    /// kept, which never gives less time to delete.
    /// </summary>
    /// <param name="takenAt">When the submission was taken.</param>
    /// <param name="refusedAt">When earlier submissions of this student for this assignment were refused.</param>
    /// <param name="extension">Until when an instructor extended the due date for this student.</param>
    public Instant SubmittedAt(Instant takenAt, IEnumerable<Instant> refusedAt, Instant? extension = null)
    {
        var mended = refusedAt.Where(refused => refused <= takenAt && takenAt - refused <= MendingTime).Order().ToList();
        foreach (var last in new[] { Due(extension), Closes(extension) })
        {
            if (takenAt > last && mended.FindIndex(refused => refused <= last) is >= 0 and var first)
                return mended[first];
        }

        return takenAt;
    }

    /// <summary>Whether a submission is late.</summary>
    /// <param name="submittedAt">The time that counts, of <see cref="SubmittedAt"/>.</param>
    /// <param name="extension">Until when an instructor extended the due date for this student.</param>
    public bool IsLate(Instant submittedAt, Instant? extension = null) => submittedAt > Due(extension);

    /// <summary>Whether a submission comes too late to be taken at all.</summary>
    /// <inheritdoc cref="IsLate"/>
    public bool IsClosed(Instant submittedAt, Instant? extension = null) => submittedAt > Closes(extension);

    /// <summary>
    /// Whether a check passed late although the submission was on time: it first passed after the due date and the time to settle. The
    /// caller leaves out waits that were the grader's or AWS's fault.
    /// </summary>
    /// <param name="passedAt">When the check was first seen to pass.</param>
    /// <param name="extension">Until when an instructor extended the due date for this student.</param>
    public bool IsPassedLate(Instant passedAt, Instant? extension = null) => passedAt > Due(extension) + assignment.SettleFor;

    /// <summary>
    /// The time that a submission's cluster has its deadline from: that of the submission itself while that is on time, which never gives
    /// less time to delete; past the due date the time that counts.
    /// </summary>
    /// <param name="takenAt">When the submission was taken.</param>
    /// <param name="submittedAt">The time that counts, of <see cref="SubmittedAt"/>.</param>
    /// <param name="extension">Until when an instructor extended the due date for this student.</param>
    public Instant ForLease(Instant takenAt, Instant submittedAt, Instant? extension = null) => IsLate(takenAt, extension) ? submittedAt : takenAt;

    /// <summary>
    /// By when the submission's cluster must be gone, or its deletion have begun. Who submits late keeps the cluster for the instructor first, and
    /// has <c>lateGrace</c> after that: deleting after an hour, as the lecture says, is never too late. A second submission of the same cluster keeps the first one's deadline;
    /// what stores leases applies that.
    /// </summary>
    /// <param name="submittedAt">The time of <see cref="ForLease"/>.</param>
    /// <param name="safeToDelete">When every live check had passed or settling was over; null while it is not.</param>
    /// <param name="extension">Until when an instructor extended the due date for this student.</param>
    /// <param name="leaseExtension">Until when an instructor extended this lease.</param>
    public LeaseDeadline OfLease(Instant submittedAt, Instant? safeToDelete, Instant? extension = null, Instant? leaseExtension = null)
    {
        var keepUntil = IsLate(submittedAt, extension) ? submittedAt + assignment.Deletion.LateAfter : default(Instant?);
        var deadline = keepUntil + assignment.Deletion.LateGrace
            ?? Instant.Max(EndOfDay(DayOf(submittedAt, extension)), submittedAt + assignment.Deletion.Minimum);

        if (safeToDelete is { } safe)
            deadline = Instant.Max(deadline, safe + AfterSafeToDelete);
        if (leaseExtension is { } extended)
            deadline = Instant.Max(deadline, extended);
        return new LeaseDeadline(deadline, safeToDelete is not null) { KeepUntil = keepUntil < deadline ? keepUntil : null };
    }

    /// <summary>
    /// The moment at which a local day is over: the next day's midnight, or where no midnight exists (a clock put forward at 24:00, a day
    /// skipped at the date line) the moment of that change.
    /// </summary>
    public Instant EndOfDay(LocalDate day)
    {
        var midnight = Zone.MapLocal(day.PlusDays(1).AtMidnight());
        return midnight.Count == 0 ? midnight.LateInterval.Start : midnight.Last().ToInstant();
    }

    private LocalDate DayOf(Instant submittedAt, Instant? extension) =>
        assignment.Deletion.DeleteBy == DeleteBy.DueDay && Due(extension) is { } due ? due.InZone(Zone).Date : submittedAt.InZone(Zone).Date;

    private Instant? LaterOf(LocalDateTime? local, Instant? extension)
    {
        if (local is not { } time)
            return null;

        var moment = Zone.ResolveLocal(time, Later).ToInstant();
        return extension > moment ? extension : moment;
    }
}
