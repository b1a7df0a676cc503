using EksGrader.Db.Model;

namespace EksGrader.Jobs.Events;

/// <summary>
/// Tells pages that leases changed. The rows are the truth; what goes through here only comes sooner, and within this process. Nobody who
/// tells ever waits for those who listen.
/// </summary>
public interface ILeaseEvents
{
    /// <summary>The rows of a lease changed: looks, state, deadline, enforcement, receipt. Call it after the commit.</summary>
    void Wake(LeaseId lease, CourseId course);

    /// <summary>
    /// Follows one lease: an answer at once, then one whenever its rows have changed; changes that come close together are one. Works also
    /// while another process writes them, some seconds later then.
    /// </summary>
    IAsyncEnumerable<long> FollowAsync(LeaseId lease, CancellationToken cancellationToken);

    /// <summary>Follows every lease of a course, in the same way.</summary>
    IAsyncEnumerable<long> FollowAsync(CourseId course, CancellationToken cancellationToken);
}
