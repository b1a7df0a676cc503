using System.Globalization;
using EksGrader.Db.Model;

namespace EksGrader.Api.Features.Reminders;

/// <summary>How a course is to remind, as the form gives it.</summary>
public sealed class ReminderInput
{
    /// <summary>Whether anyone is reminded.</summary>
    public bool On { get; set; }

    /// <summary>The language.</summary>
    public string? Language { get; set; }

    /// <summary>When the digest is sent.</summary>
    public string? DigestAt { get; set; }

    /// <summary>A new address of the webhook; never the old one.</summary>
    public string? Webhook { get; set; }

    /// <summary>Whether the webhook is removed.</summary>
    public bool RemoveWebhook { get; set; }

    /// <summary>The form of a course as it is.</summary>
    public static ReminderInput Of(CourseReminders settings) => new()
    {
        On = settings.On,
        Language = settings.Language,
        DigestAt = settings.DigestAt.ToString(@"hh\:mm", CultureInfo.InvariantCulture),
    };

    /// <summary>What is wished.</summary>
    public ReminderWish ToWish() => new() { On = On, Language = Language, DigestAt = DigestAt, Webhook = Webhook, RemoveWebhook = RemoveWebhook };
}
