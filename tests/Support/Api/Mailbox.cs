using System.Collections.Concurrent;
using EksGrader.Jobs.Mail;

namespace EksGrader.Tests.Support.Api;

/// <summary>A mail server that keeps what it takes, and answers as a test says.</summary>
public sealed class Mailbox : ISmtpPool
{
    private int opened;

    public bool IsConfigured => true;

    public int Most => 2;

    public int Opened => Volatile.Read(ref opened);

    public ConcurrentQueue<EmailMessage> Emails { get; } = [];

    /// <summary>An address that the server does not know.</summary>
    public string? Refused { get; set; }

    public DeliveryResult Answer { get; set; } = DeliveryResult.Taken;

    public ISmtpConnection Open()
    {
        Interlocked.Increment(ref opened);
        return new Line(this);
    }

    private sealed class Line(Mailbox box) : ISmtpConnection
    {
        public Task<DeliveryResult> SendAsync(EmailMessage letter, CancellationToken cancellationToken)
        {
            if (letter.To == box.Refused)
                return Task.FromResult(new DeliveryResult(DeliveryOutcome.Refused, "550 no such mailbox"));
            if (box.Answer.Outcome == DeliveryOutcome.Taken)
                box.Emails.Enqueue(letter);
            return Task.FromResult(box.Answer);
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
