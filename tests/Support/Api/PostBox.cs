using System.Collections.Concurrent;
using EksGrader.Jobs.Reminders;

namespace EksGrader.Tests.Support.Api;

/// <summary>A mail server for reminders that keeps what it takes, and answers as a test says.</summary>
public sealed class PostBox : ISmtpPool
{
    public bool IsConfigured => true;

    public int Most => 2;

    public ConcurrentQueue<ReminderEmail> Letters { get; } = [];

    public DeliveryResult Answer { get; set; } = DeliveryResult.Taken;

    public ISmtpConnection Open() => new Line(this);

    private sealed class Line(PostBox box) : ISmtpConnection
    {
        public Task<DeliveryResult> SendAsync(ReminderEmail letter, CancellationToken cancellationToken)
        {
            if (box.Answer.Outcome == DeliveryOutcome.Taken)
                box.Letters.Enqueue(letter);
            return Task.FromResult(box.Answer);
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
