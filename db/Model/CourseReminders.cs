using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EksGrader.Db.Model;

/// <summary>Whether, how and when a course reminds. A course without a row reminds as a new row says.</summary>
public sealed class CourseReminders(CourseId courseId) : IVersioned
{
    /// <summary>When the digest is sent where nothing else is said.</summary>
    public static readonly TimeSpan DefaultDigestAt = TimeSpan.FromHours(9);

    /// <summary>The language where nothing else is said.</summary>
    public const string DefaultLanguage = "ko";

    /// <summary>The course.</summary>
    public CourseId CourseId { get; private set; } = courseId;

    /// <summary>Whether reminders are sent.</summary>
    public bool On { get; private set; } = true;

    /// <summary>The language of the webhook, and of people who chose none: <c>ko</c> or <c>en</c>.</summary>
    public string Language { get; private set; } = DefaultLanguage;

    /// <summary>When the digest is sent: minutes after midnight on the course's clock.</summary>
    public int DigestMinute { get; private set; } = (int)DefaultDigestAt.TotalMinutes;

    /// <summary>The webhook's address under seal; null for none. It is a secret: knowing it is enough to post there.</summary>
    public byte[]? Webhook { get; private set; }

    /// <summary>What is shown of the address: its host and its end.</summary>
    public string? WebhookHint { get; private set; }

    /// <summary>Up to which time digests were thought of; null for never.</summary>
    public DateTimeOffset? DigestedAt { get; private set; }

    /// <summary>Up to which time summaries were thought of; null for never.</summary>
    public DateTimeOffset? SummedUpAt { get; private set; }

    /// <inheritdoc/>
    public int RowVersion { get; private set; }

    /// <summary>When the digest is sent, after midnight on the course's clock.</summary>
    public TimeSpan DigestAt => TimeSpan.FromMinutes(DigestMinute);

    /// <summary>Sets how the course reminds.</summary>
    /// <param name="on">Whether reminders are sent.</param>
    /// <param name="language">The language, <c>ko</c> or <c>en</c>.</param>
    /// <param name="digestAt">When the digest is sent, in whole minutes.</param>
    public void Set(bool on, string language, TimeSpan digestAt) => (On, Language, DigestMinute) = (on, language, (int)digestAt.TotalMinutes);

    /// <summary>Sets or removes the webhook.</summary>
    /// <param name="webhook">The address under seal; null for none.</param>
    /// <param name="hint">What is shown of it.</param>
    public void PostTo(byte[]? webhook, string? hint) => (Webhook, WebhookHint) = (webhook, hint);

    /// <summary>The digest of this time was thought of.</summary>
    public void Digested(DateTimeOffset at) => DigestedAt = at;

    /// <summary>The summary of this time was thought of.</summary>
    public void SummedUp(DateTimeOffset at) => SummedUpAt = at;
}

internal sealed class CourseRemindersTable : IEntityTypeConfiguration<CourseReminders>
{
    public void Configure(EntityTypeBuilder<CourseReminders> builder)
    {
        builder.HasKey(c => c.CourseId);
        builder.Ignore(c => c.DigestAt);
        builder.HasOne<Course>().WithMany().HasForeignKey(c => c.CourseId).OnDelete(DeleteBehavior.Restrict);
    }
}
