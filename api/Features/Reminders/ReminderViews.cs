using EksGrader.Db.Model;
using EksGrader.Jobs.Mail;

namespace EksGrader.Api.Features.Reminders;

/// <summary>How a course reminds, and how that went.</summary>
/// <param name="Course">The course.</param>
/// <param name="Settings">How it reminds.</param>
/// <param name="HasMail">Whether there is a mail server.</param>
/// <param name="HasLinks">Whether messages can say where the service is.</param>
/// <param name="Sent">How many went out in the last day.</param>
/// <param name="Waiting">How many wait.</param>
/// <param name="Troubles">What did not get through, or not yet, the newest first.</param>
public sealed record ReminderSheet(Course Course, CourseReminders Settings, bool HasMail, bool HasLinks, int Sent, int Waiting, IReadOnlyList<ReminderTrouble> Troubles);

/// <summary>A message that did not get through, or not yet.</summary>
/// <param name="Kind">What it was about.</param>
/// <param name="Channel">The way it went.</param>
/// <param name="To">To whom; null for the webhook.</param>
/// <param name="State">Where it stands.</param>
/// <param name="At">When it was due.</param>
/// <param name="Tries">How often it was tried.</param>
/// <param name="Said">What the server said.</param>
public sealed record ReminderTrouble(ReminderKind Kind, ReminderChannel Channel, string? To, ReminderState State, DateTimeOffset At, int Tries, string? Said);

/// <summary>How a course is to remind, as a form says it.</summary>
public sealed record ReminderWish
{
    /// <summary>Whether anyone is reminded.</summary>
    public bool On { get; init; }

    /// <summary>The language, <c>ko</c> or <c>en</c>.</summary>
    public string? Language { get; init; }

    /// <summary>When the digest is sent, such as <c>09:00</c>.</summary>
    public string? DigestAt { get; init; }

    /// <summary>The webhook's address; empty to keep the one there is.</summary>
    public string? Webhook { get; init; }

    /// <summary>Whether the webhook is removed.</summary>
    public bool RemoveWebhook { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"reminders {(On ? "on" : "off")}";
}

/// <summary>What a server answered to a test message.</summary>
/// <param name="To">Where it went: an e-mail address, or what is shown of the webhook.</param>
/// <param name="Answer">What the server answered.</param>
public sealed record TestSent(string To, DeliveryResult Answer);
