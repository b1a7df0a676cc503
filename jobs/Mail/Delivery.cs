using EksGrader.Db.Model;

namespace EksGrader.Jobs.Mail;

/// <summary>What became of a message that was handed to a server.</summary>
public enum DeliveryOutcome
{
    /// <summary>The server took it.</summary>
    Taken,

    /// <summary>The server did not take it, and may later.</summary>
    Later,

    /// <summary>The server will not take it.</summary>
    Refused,

    /// <summary>It was handed over, but the answer never came: it is unknown whether the server took it.</summary>
    Unsure,
}

/// <summary>What a server answered.</summary>
/// <param name="Outcome">What became of the message.</param>
/// <param name="Said">What the server said, in one line; no secret.</param>
public sealed record DeliveryResult(DeliveryOutcome Outcome, string Said = "")
{
    /// <summary>After which time the server wants to be asked again; null where it did not say.</summary>
    public TimeSpan? After { get; init; }

    /// <summary>Whether the way itself is broken, so that the next message would not get through either.</summary>
    public bool IsWayBroken { get; init; }

    /// <summary>The server took it.</summary>
    public static DeliveryResult Taken { get; } = new(DeliveryOutcome.Taken);
}

/// <summary>An e-mail to one person, in plain text.</summary>
/// <param name="To">The address.</param>
/// <param name="Name">The person's name.</param>
/// <param name="Subject">The subject; one line.</param>
/// <param name="Text">The text.</param>
public sealed record EmailMessage(string To, string Name, string Subject, string Text)
{
    /// <summary>
    /// The reminder that it is, null for one that a person asked for. It makes the Message-ID, the same for every try, and marks the message as one
    /// that a machine sent.
    /// </summary>
    public ReminderId? Id { get; init; }

    /// <summary>To whom, never what: the text may hold a secret.</summary>
    public override string ToString() => $"e-mail to {To}";
}

/// <summary>A connection to a mail server, kept open for many messages. Not for use by two at a time.</summary>
public interface ISmtpConnection : IAsyncDisposable
{
    /// <summary>Hands a message over. What goes wrong is an answer, never an exception; also when it is cut off.</summary>
    Task<DeliveryResult> SendAsync(EmailMessage email, CancellationToken cancellationToken);
}

/// <summary>Opens connections to the mail server. All e-mail of the service goes this way.</summary>
public interface ISmtpPool
{
    /// <summary>Whether there is a mail server.</summary>
    bool IsConfigured { get; }

    /// <summary>How many connections may be open at a time.</summary>
    int Most { get; }

    /// <summary>A connection, opened by its first message.</summary>
    ISmtpConnection Open();
}

/// <summary>Where there is no mail server.</summary>
internal sealed class NoSmtpPool : ISmtpPool
{
    public bool IsConfigured => false;

    public int Most => 0;

    public ISmtpConnection Open() => throw new InvalidOperationException("There is no mail server.");
}
