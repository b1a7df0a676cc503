using System.Collections.Concurrent;
using EksGrader.Api.Host.Mail;

namespace EksGrader.Tests.Support.Api;

/// <summary>A mail server that keeps what it gets, and refuses whom the test says.</summary>
public sealed class LetterBox : IMailer
{
    private readonly ConcurrentQueue<EmailMessage> letters = [];

    public bool IsConfigured => true;

    public IReadOnlyCollection<EmailMessage> Letters => letters;

    /// <summary>An address that the server does not know.</summary>
    public string? Refused { get; set; }

    public Task SendAsync(EmailMessage letter, CancellationToken cancellationToken)
    {
        if (letter.To == Refused)
            throw new MailException("550 no such mailbox", inner: null);
        letters.Enqueue(letter);
        return Task.CompletedTask;
    }
}
