namespace EksGrader.Api.Host.Mail;

/// <summary>An e-mail to one person, in plain text.</summary>
/// <param name="To">The address.</param>
/// <param name="Name">The person's name.</param>
/// <param name="Subject">The subject; one line.</param>
/// <param name="Text">The text.</param>
public sealed record EmailMessage(string To, string Name, string Subject, string Text)
{
    /// <summary>To whom, never what: a letter may hold a secret.</summary>
    public override string ToString() => $"letter to {To}";
}

/// <summary>Hands e-mails to a mail server.</summary>
public interface IMailer
{
    /// <summary>Whether there is a mail server.</summary>
    bool IsConfigured { get; }

    /// <summary>Hands one over.</summary>
    /// <exception cref="MailException">The server did not take it; the message says why, for people.</exception>
    Task SendAsync(EmailMessage letter, CancellationToken cancellationToken);
}

/// <summary>A mail server did not take an e-mail.</summary>
internal sealed class MailException(string message, Exception? inner) : Exception(message, inner);
