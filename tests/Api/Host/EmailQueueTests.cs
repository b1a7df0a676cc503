using EksGrader.Api.Host.Mail;
using EksGrader.Jobs.Mail;
using EksGrader.Tests.Support;
using EksGrader.Tests.Support.Api;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace EksGrader.Tests.Api.Host;

public sealed class EmailQueueTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Emails_ThatWait_ShareAConnection_AndOneThatFailsKeepsNoOtherBack()
    {
        await using var services = new ServiceCollection().BuildServiceProvider();
        var box = new Mailbox { Refused = "refused@school.example" };
        using var queue = new Queue(box, services.GetRequiredService<IServiceScopeFactory>());
        foreach (var name in (string[])["a", "broken", "none", "refused", "b"])
            Assert.True(queue.Send(name));
        Assert.False(queue.Send("too many"));

        await queue.StartAsync(Token);
        await Eventually.IsAsync(() => Task.FromResult(queue.Marked.Count), count => count == 3);
        await queue.StopAsync(Token);

        Assert.Equal(["a Taken", "refused Refused", "b Taken"], queue.Marked);
        Assert.Equal(["a@school.example", "b@school.example"], box.Emails.Select(l => l.To));
        Assert.Equal(1, box.Opened);
    }

    private sealed class Queue(ISmtpPool mail, IServiceScopeFactory scopes) : EmailQueue<string>(mail, scopes, NullLogger.Instance, mostWaiting: 5)
    {
        public System.Collections.Concurrent.ConcurrentQueue<string> Marked { get; } = [];

        protected override Task<EmailMessage?> WriteAsync(string item, IServiceProvider services, CancellationToken cancellationToken) => item switch
        {
            "broken" => throw new InvalidOperationException("The test breaks this one."),
            "none" => Task.FromResult<EmailMessage?>(null),
            _ => Task.FromResult<EmailMessage?>(new EmailMessage($"{item}@school.example", item, "Hello", "Hello")),
        };

        protected override Task MarkAsync(string item, DeliveryResult result, IServiceProvider services, CancellationToken cancellationToken)
        {
            Marked.Enqueue($"{item} {result.Outcome}");
            return Task.CompletedTask;
        }
    }
}
