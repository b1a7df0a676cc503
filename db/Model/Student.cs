using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EksGrader.Db.Model;

/// <summary>A student of a course, as the roster names one.</summary>
public sealed class Student(StudentId id, CourseId courseId, UserId userId, string number, string name, string email, string? section)
{
    /// <summary>Its id.</summary>
    public StudentId Id { get; private set; } = id;

    /// <summary>The course.</summary>
    public CourseId CourseId { get; private set; } = courseId;

    /// <summary>The person's account.</summary>
    public UserId UserId { get; private set; } = userId;

    /// <summary>The roster's <c>studentId</c>; unique in the course.</summary>
    public string Number { get; private set; } = number;

    /// <summary>The student's name.</summary>
    public string Name { get; private set; } = name;

    /// <summary>The student's e-mail address.</summary>
    public string Email { get; private set; } = email;

    /// <summary>The section of the course; null where there are none.</summary>
    public string? Section { get; private set; } = section;

    /// <summary>
    /// The external id that this student's AWS role must ask for: random for each student, so that no role opens by a classmate's
    /// (the confused deputy of AWS's IAM guide, "Access to AWS accounts owned by third parties").
    /// </summary>
    public required string ExternalId { get; init; }

    /// <summary>Since when.</summary>
    public required DateTimeOffset AddedAt { get; init; }

    /// <summary>When the student left the roster; null while on it. Submissions and grades stay.</summary>
    public DateTimeOffset? LeftAt { get; private set; }

    /// <summary>An external id with 128 random bits, of characters that AWS takes.</summary>
    public static string NewExternalId() => "eksgrader-" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    /// <summary>Takes over a line of a newer roster; one who had left is back. Tells whether anything changed.</summary>
    public bool Describe(UserId userId, string name, string email, string? section)
    {
        var before = (UserId, Name, Email, Section, LeftAt);
        (UserId, Name, Email, Section, LeftAt) = (userId, name, email, section, null);
        return before != (UserId, Name, Email, Section, LeftAt);
    }

    /// <summary>Gives the student another number: the old one was mistyped.</summary>
    public void Renumber(string number) => Number = number;

    /// <summary>The newest roster has the student no more.</summary>
    public void Leave(DateTimeOffset at) => LeftAt ??= at;
}

internal sealed class StudentTable : IEntityTypeConfiguration<Student>
{
    public void Configure(EntityTypeBuilder<Student> builder)
    {
        builder.HasKey(s => s.Id);
        builder.HasIndex(s => new { s.CourseId, s.Number }).IsUnique();
        builder.HasOne<Course>().WithMany().HasForeignKey(s => s.CourseId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<User>().WithMany().HasForeignKey(s => s.UserId).OnDelete(DeleteBehavior.Restrict);
    }
}
