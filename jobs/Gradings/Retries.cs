using EksGrader.Checks.Assignments;
using EksGrader.Checks.Core;
using EksGrader.Checks.Grading;
using NodaTime;

namespace EksGrader.Jobs.Gradings;

/// <summary>When what could not be looked at is tried again.</summary>
public static class Retries
{
    /// <summary>How long between two tries.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromHours(1);

    /// <summary>Whether the service tries again by itself: what is unknown, unless the student must mend something first.</summary>
    public static bool IsDue(Verdict verdict) => verdict is { Outcome: Outcome.Unknown, Fault: not FaultDomain.Student };

    /// <summary>When a grading that ended is tried again: hourly until the deadline; null where there is nothing to try, or no time.</summary>
    /// <param name="report">What it came to.</param>
    /// <param name="deadline">The deletion deadline; one that is not firm has not come.</param>
    /// <param name="now">Now.</param>
    public static DateTimeOffset? NextAt(Report report, LeaseDeadline deadline, DateTimeOffset now)
    {
        var next = now + Every;
        return report.Checks.Any(c => IsDue(c.Verdict)) && !deadline.HasPassed(Instant.FromDateTimeOffset(next)) ? next : null;
    }

    /// <summary>
    /// What a look of a later grading may change. Whatever was unknown through no fault of the student was the grader's to see, and after
    /// it the student was told that the cluster may be deleted. So a later look can help but not harm: it does not turn such an unknown
    /// into the student's fault, and a retry, which nobody asked for, does not fail it either; an instructor decides instead.
    /// </summary>
    /// <param name="before">What earlier gradings came to.</param>
    /// <param name="seen">What the look came to.</param>
    /// <param name="isRetry">Whether the service looks by itself.</param>
    public static IReadOnlyDictionary<CheckId, Verdict> WithoutHarm(
        IReadOnlyDictionary<CheckId, Verdict> before, IReadOnlyDictionary<CheckId, Verdict> seen, bool isRetry) => seen
        .Where(s => !(before.TryGetValue(s.Key, out var was) && IsDue(was)
            && (s.Value is { Outcome: Outcome.Unknown, Fault: FaultDomain.Student } || (isRetry && s.Value.Outcome == Outcome.Failed))))
        .ToDictionary(s => s.Key, s => s.Value);
}
