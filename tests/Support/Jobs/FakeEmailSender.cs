using System.Collections.Concurrent;
using EksGrader.Db.Model;
using EksGrader.Jobs.Mail;
using EksGrader.Jobs.Reminders;

namespace EksGrader.Tests.Support.Jobs;

/// <summary>A mail server and a webhook that keep what they take, and answer as a test says.</summary>
internal sealed class FakeEmailSender : ISmtpPool, IWebhookSender
{
    private int opened;

    public bool IsConfigured { get; set; } = true;

    public int Most { get; set; } = 2;

    public int Opened => Volatile.Read(ref opened);

    public ConcurrentQueue<EmailMessage> Emails { get; } = [];

    public ConcurrentQueue<string> Posts { get; } = [];

    /// <summary>What the mail server answers; what it throws comes out after it took the message, as where the process dies then.</summary>
    public Func<EmailMessage, CancellationToken, Task<DeliveryResult>> Answer { get; set; } = (_, _) => Task.FromResult(DeliveryResult.Taken);

    public Func<Uri, Task<DeliveryResult>> AnswerPost { get; set; } = _ => Task.FromResult(DeliveryResult.Taken);

    public ISmtpConnection Open()
    {
        Interlocked.Increment(ref opened);
        return new Line(this);
    }

    public async Task<DeliveryResult> PostAsync(Uri address, ReminderId id, string text, CancellationToken cancellationToken)
    {
        var answer = await AnswerPost(address);
        if (answer.Outcome == DeliveryOutcome.Taken)
            Posts.Enqueue(text);
        return answer;
    }

    private sealed class Line(FakeEmailSender post) : ISmtpConnection
    {
        public async Task<DeliveryResult> SendAsync(EmailMessage letter, CancellationToken cancellationToken)
        {
            try
            {
                var answer = await post.Answer(letter, cancellationToken);
                if (answer.Outcome is DeliveryOutcome.Taken or DeliveryOutcome.Unsure)
                    post.Emails.Enqueue(letter);
                return answer;
            }
            catch (KilledException)
            {
                post.Emails.Enqueue(letter);
                throw;
            }
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
