using EksGrader.Api.Features.Assignments;
using EksGrader.Checks.Core;
using NodaTime;

namespace EksGrader.Api.Features.Submissions.StudentPages;

/// <summary>The points that another submission could still bring a student. Pure.</summary>
internal static class PointsLeft
{
    /// <summary>
    /// What a submission without a fault, made now, would be worth more than the one that counts: both less the penalty for being late. What
    /// that one has pending comes by itself and is not counted as left; what could not be read is.
    /// </summary>
    /// <param name="page">What there is.</param>
    /// <param name="isOpen">Whether another submission would be taken.</param>
    /// <param name="now">Now.</param>
    public static decimal Of(StudentPageModel page, bool isOpen, DateTimeOffset now)
    {
        if (!isOpen || (page.Counting ?? page.Newest) is not { } counting)
            return 0;
        var assignment = page.Current.Assignment;
        // An assignment may have got more checks since: they are there to be won too.
        var held = page.CountingChecks.Sum(c => c.Override is null && c.Outcome == Outcome.Pending ? c.MaxPoints : c.Override?.Points ?? c.Points ?? 0);
        var again = LatePenalty.Of(assignment.MaxScore, page.Due is { } due && Instant.FromDateTimeOffset(now) > due, assignment);
        return Math.Max(0, again - LatePenalty.Of(held, counting.Late, assignment));
    }
}
