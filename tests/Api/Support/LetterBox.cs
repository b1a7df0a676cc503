using System.Collections.Concurrent;
using EksGrader.Api.Mail;

namespace EksGrader.Tests.Api.Support;

/// <summary>A mail server that keeps what it gets, and refuses whom the test says.</summary>
public sealed class LetterBox : IMailer
{
    private readonly ConcurrentQueue<Letter> letters = [];

    public bool IsConfigured => true;

    public IReadOnlyCollection<Letter> Letters => letters;

    /// <summary>An address that the server does not know.</summary>
    public string? Refused { get; set; }

    public Task SendAsync(Letter letter, CancellationToken cancellationToken)
    {
        if (letter.To == Refused)
            throw new MailException("550 no such mailbox", inner: null);
        letters.Enqueue(letter);
        return Task.CompletedTask;
    }
}
