using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EksGrader.Db.Model;

/// <summary>A submission that was found valid, on its way into the queue.</summary>
public sealed record NewSubmission
{
    /// <summary>The course.</summary>
    public required CourseId CourseId { get; init; }

    /// <summary>The assignment.</summary>
    public required AssignmentId AssignmentId { get; init; }

    /// <summary>The version of the assignment that it is graded by.</summary>
    public required int AssignmentVersion { get; init; }

    /// <summary>The student.</summary>
    public required StudentId StudentId { get; init; }

    /// <summary>The facts of the access.</summary>
    public required AccessFacts Access { get; init; }

    /// <summary>The load balancer's host name that the student gave, if any.</summary>
    public string? LoadBalancerAddress { get; init; }

    /// <summary>What the student answered to what the checks ask, by <c>CHECK.NAME</c>.</summary>
    public IReadOnlyDictionary<string, string> Answers { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Whether a time is after the student's due date.</summary>
    public Func<DateTimeOffset, bool> IsLate { get; init; } = _ => false;

    /// <summary>How often the student may submit; null for any number.</summary>
    public int? MaxAttempts { get; init; }

    /// <summary>When it was sent, where its access was tried before it was taken: where that made it late, this time counts. Null where it was taken at once.</summary>
    public DateTimeOffset? SentAt { get; init; }

    /// <summary>The caller's idempotency key, if any.</summary>
    public KeyedWrite? SentAs { get; init; }
}

/// <summary>That a student's submission was sent and not taken: all that is kept of it is when, so that correcting it in time costs no lateness.</summary>
public sealed class RejectedSubmission(AssignmentId assignmentId, StudentId studentId, DateTimeOffset at)
{
    /// <summary>How long a refused submission keeps its time.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromMinutes(15);

    /// <summary>The assignment.</summary>
    public AssignmentId AssignmentId { get; private set; } = assignmentId;

    /// <summary>The student.</summary>
    public StudentId StudentId { get; private set; } = studentId;

    /// <summary>When the newest that was on time was sent; where none was, the newest.</summary>
    public DateTimeOffset At { get; private set; } = at;

    /// <summary>
    /// Refused once more. The newest time is kept, since each has its own fifteen minutes, unless it is late and the one before was not: that one
    /// stays while it holds.
    /// </summary>
    public void Again(DateTimeOffset at, Func<DateTimeOffset, bool> isLate)
    {
        if (at > At && (!isLate(at) || isLate(At) || !Holds(at)))
            At = at;
    }

    /// <summary>Whether something submitted at this time keeps the first time.</summary>
    public bool Holds(DateTimeOffset at) => at - At <= Grace;
}

internal sealed class RejectedSubmissionTable : IEntityTypeConfiguration<RejectedSubmission>
{
    public void Configure(EntityTypeBuilder<RejectedSubmission> builder)
    {
        builder.HasKey(r => new { r.AssignmentId, r.StudentId });
        builder.HasOne<CourseAssignment>().WithMany().HasForeignKey(r => r.AssignmentId);
        builder.HasOne<Student>().WithMany().HasForeignKey(r => r.StudentId);
    }
}
