using System.Collections.Concurrent;
using EksGrader.Jobs.Reminders;

namespace EksGrader.Tests.Api.Support;

/// <summary>A mail server for reminders that keeps what it takes, and answers as a test says.</summary>
public sealed class PostBox : IMailLines
{
    public bool IsConfigured => true;

    public int Most => 2;

    public ConcurrentQueue<ReminderLetter> Letters { get; } = [];

    public PostAnswer Answer { get; set; } = PostAnswer.Taken;

    public IMailLine Open() => new Line(this);

    private sealed class Line(PostBox box) : IMailLine
    {
        public Task<PostAnswer> SendAsync(ReminderLetter letter, CancellationToken cancellationToken)
        {
            if (box.Answer.Outcome == PostOutcome.Taken)
                box.Letters.Enqueue(letter);
            return Task.FromResult(box.Answer);
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
