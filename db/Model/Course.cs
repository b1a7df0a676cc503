using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EksGrader.Db.Model;

/// <summary>A course: a roster, assignments, and a time zone for all of them.</summary>
public sealed class Course(CourseId id, string slug, string title, string timeZone, DateTimeOffset createdAt)
{
    /// <summary>The time zone where nothing else is said.</summary>
    public const string DefaultTimeZone = "Asia/Seoul";

    /// <summary>How long the name of a term may be, in characters.</summary>
    public const int LongestTerm = 40;

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

    /// <summary>The term that it is taught in, such as <c>2026-2</c>; null where none was named.</summary>
    public string? Term { get; private set; }

    /// <summary>By when an appeal is to be answered, in days; null for what the service is set to.</summary>
    public int? AnswerWithinDays { get; private set; }

    /// <summary>The most days that <see cref="AnswerWithinDays"/> may be.</summary>
    public const int MostAnswerDays = 60;

    /// <summary>When it was archived: since then it takes no submissions, and nothing is sent by the clock; null where it was not.</summary>
    public DateTimeOffset? ArchivedAt { get; private set; }

    /// <summary>Whether it is archived.</summary>
    public bool IsArchived => ArchivedAt is not null;

    /// <summary>Gives it another title, time zone or term.</summary>
    public void Describe(string title, string timeZone, string? term) => (Title, TimeZone, Term) = (title, timeZone, term);

    /// <summary>Sets by when an appeal is to be answered, in days; null for what the service is set to.</summary>
    public void AnswerAppealsWithin(int? days) => AnswerWithinDays = days;

    /// <summary>Archives it; one that is archived stays as it is.</summary>
    public void Archive(DateTimeOffset at) => ArchivedAt ??= at;

    /// <summary>Takes it out of the archive.</summary>
    public void Restore() => ArchivedAt = null;
}

internal sealed class CourseTable : IEntityTypeConfiguration<Course>
{
    public void Configure(EntityTypeBuilder<Course> builder)
    {
        builder.HasKey(c => c.Id);
        builder.HasIndex(c => c.Slug).IsUnique();
        builder.Ignore(c => c.IsArchived);
    }
}
