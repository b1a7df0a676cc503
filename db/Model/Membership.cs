using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EksGrader.Db.Model;

/// <summary>What a member of a course's staff may do.</summary>
public enum CourseRole
{
    /// <summary>Everything in the course.</summary>
    Instructor,

    /// <summary>Sees and overrides; changes no roster, has no access.</summary>
    Assistant,
}

/// <summary>That a person teaches a course.</summary>
public sealed class Membership(CourseId courseId, UserId userId, CourseRole role, DateTimeOffset addedAt)
{
    /// <summary>The course.</summary>
    public CourseId CourseId { get; private set; } = courseId;

    /// <summary>The person.</summary>
    public UserId UserId { get; private set; } = userId;

    /// <summary>What the person may do.</summary>
    public CourseRole Role { get; private set; } = role;

    /// <summary>Since when.</summary>
    public DateTimeOffset AddedAt { get; private set; } = addedAt;

    /// <summary>Changes what the person may do.</summary>
    public void Become(CourseRole role) => Role = role;
}

internal sealed class MembershipTable : IEntityTypeConfiguration<Membership>
{
    public void Configure(EntityTypeBuilder<Membership> builder)
    {
        builder.HasKey(m => new { m.CourseId, m.UserId });
        builder.HasOne<Course>().WithMany().HasForeignKey(m => m.CourseId);
        builder.HasOne<User>().WithMany().HasForeignKey(m => m.UserId);
    }
}
