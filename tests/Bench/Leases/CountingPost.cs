using System.Collections.Concurrent;
using EksGrader.Db.Model;
using EksGrader.Jobs.Mail;

namespace EksGrader.Bench.Leases;

/// <summary>A mail server that takes everything and notices what comes twice.</summary>
internal sealed class CountingPost : ISmtpPool
{
    private readonly ConcurrentDictionary<ReminderId, int> received = [];

    public bool IsConfigured => true;

    public int Most => 2;

    public IReadOnlyCollection<ReminderId> Received => [.. received.Keys];

    public int Count => received.Values.Sum();

    public int Twice => received.Values.Count(c => c > 1);

    public ISmtpConnection Open() => new Line(this);

    private sealed class Line(CountingPost post) : ISmtpConnection
    {
        public Task<DeliveryResult> SendAsync(EmailMessage letter, CancellationToken cancellationToken)
        {
            post.received.AddOrUpdate(letter.Id ?? default, 1, (_, count) => count + 1);
            return Task.FromResult(DeliveryResult.Taken);
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
