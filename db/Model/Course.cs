using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EksGrader.Db.Model;

/// <summary>A course: a roster, assignments, and a time zone for all of them.</summary>
public sealed class Course(CourseId id, string slug, string title, string timeZone, DateTimeOffset createdAt)
{
    /// <summary>The time zone where nothing else is said.</summary>
    public const string DefaultTimeZone = "Asia/Seoul";

    /// <summary>Its id.</summary>
    public CourseId Id { get; private set; } = id;

    /// <summary>What it is called in addresses; unique.</summary>
    public string Slug { get; private set; } = slug;

    /// <summary>What people call it.</summary>
    public string Title { get; private set; } = title;

    /// <summary>The tz database's name of its time zone.</summary>
    public string TimeZone { get; private set; } = timeZone;

    /// <summary>When it was made.</summary>
    public DateTimeOffset CreatedAt { get; private set; } = createdAt;

    /// <summary>Gives it another title or time zone.</summary>
    public void Describe(string title, string timeZone)
    {
        Title = title;
        TimeZone = timeZone;
    }
}

internal sealed class CourseTable : IEntityTypeConfiguration<Course>
{
    public void Configure(EntityTypeBuilder<Course> builder)
    {
        builder.HasKey(c => c.Id);
        builder.HasIndex(c => c.Slug).IsUnique();
    }
}
