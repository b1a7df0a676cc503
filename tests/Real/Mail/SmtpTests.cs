using EksGrader.Api.Host.Mail;
using EksGrader.Db.Model;
using EksGrader.Jobs.Mail;
using EksGrader.Tests.Support.Testbed;

namespace EksGrader.Tests.Real.Mail;

/// <summary>How e-mails go to a real mail server, in every weather.</summary>
public sealed class SmtpTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Emails_ReachTheServerOverOneConnection_WithTheirWords()
    {
        await using var server = await MailServer.StartAsync(Token);
        await using var line = Line(server);
        var letters = Enumerable.Range(0, 20).Select(i => Letter(FormattableString.Invariant($"s{i}"))).ToList();
        foreach (var letter in letters)
            Assert.Equal(DeliveryResult.Taken, await line.SendAsync(letter, Token));

        Assert.Equal(20, server.Taken.Count);
        Assert.Single(server.Taken.Select(m => m.Connection).Distinct());
        var first = server.Taken[0];
        Assert.Equal(("s0@school.example", "기한까지 1시간 · 클라우드", "auto-generated"), (first.To, first.Subject, first.AutoSubmitted));
        Assert.Equal("김민준 님, 안녕하세요.\n.\neksctl delete cluster --name 'a'", first.Text.ReplaceLineEndings("\n").TrimEnd());
        Assert.Equal($"<reminder-{letters[0].Id}@school.example>", first.MessageId);
    }

    [Theory]
    [InlineData("nobody", DeliveryOutcome.Refused, "550")]
    [InlineData("spam", DeliveryOutcome.Refused, "554")]
    [InlineData("greylisted", DeliveryOutcome.Later, "451")]
    [InlineData("full", DeliveryOutcome.Later, "452")]
    public async Task Refusal_IsTheServersWord_AndTheConnectionGoesOn(string name, DeliveryOutcome outcome, string said)
    {
        await using var server = await MailServer.StartAsync(Token);
        await using var line = Line(server);
        await line.SendAsync(Letter("before"), Token);
        var answer = await line.SendAsync(Letter(name), Token);
        Assert.Equal((outcome, false), (answer.Outcome, answer.IsWayBroken));
        Assert.StartsWith(said, answer.Said, StringComparison.Ordinal);

        Assert.Equal(DeliveryResult.Taken, await line.SendAsync(Letter("after"), Token));
        Assert.Equal(["before@school.example", "after@school.example"], server.Taken.Select(m => m.To));
        Assert.Single(server.Taken.Select(m => m.Connection).Distinct());
    }

    [Fact]
    public async Task AddressThatIsNone_KeepsNoOneElseFromBeingReminded()
    {
        await using var server = await MailServer.StartAsync(Token);
        await using var line = Line(server);
        await line.SendAsync(Letter("before"), Token);
        var answer = await line.SendAsync(Letter("kim,lee"), Token);
        Assert.Equal((DeliveryOutcome.Refused, false), (answer.Outcome, answer.IsWayBroken));

        Assert.Equal(DeliveryResult.Taken, await line.SendAsync(Letter("after"), Token));
        Assert.Equal(["before@school.example", "after@school.example"], server.Taken.Select(m => m.To));
        Assert.Single(server.Taken.Select(m => m.Connection).Distinct());
    }

    [Theory]
    [InlineData("leaves", DeliveryOutcome.Later)]
    [InlineData("hangs", DeliveryOutcome.Later)]
    [InlineData("dropped", DeliveryOutcome.Unsure)]
    [InlineData("silent", DeliveryOutcome.Unsure)]
    public async Task ServerThatGivesNoAnswer_TookItOrNot_AndThatIsTold(string name, DeliveryOutcome outcome)
    {
        await using var server = await MailServer.StartAsync(Token);
        await using var line = Line(server, patience: TimeSpan.FromSeconds(2));
        var answer = await line.SendAsync(Letter(name), Token);
        Assert.Equal((outcome, true), (answer.Outcome, answer.IsWayBroken));
        Assert.Equal(outcome == DeliveryOutcome.Unsure ? 1 : 0, server.Taken.Count); // where it is unsure, it had been taken indeed

        Assert.Equal(DeliveryResult.Taken, await line.SendAsync(Letter("after"), Token));
    }

    [Fact]
    public async Task ServerThatIsNotThere_IsAnAnswer()
    {
        await using var line = new SmtpConnection(Options(Ports.Free(1)[0]), TimeProvider.System);
        var answer = await line.SendAsync(Letter("s1"), Token);
        Assert.Equal((DeliveryOutcome.Later, true), (answer.Outcome, answer.IsWayBroken));
    }

    [Fact]
    public async Task StartTls_WithACertificateThatNoOneVouchesFor_SendsNothing()
    {
        await using var server = await MailServer.StartAsync(Token, tls: true);
        await using var line = new SmtpConnection(Options(server.Port, MailSecurity.StartTls), TimeProvider.System);
        var answer = await line.SendAsync(Letter("s1"), Token);
        Assert.Equal((DeliveryOutcome.Later, true), (answer.Outcome, answer.IsWayBroken));
        Assert.Empty(server.Taken);
    }

    [Fact]
    public async Task StartTls_ThatTheServerDoesNotKnow_SendsNothingInPlain()
    {
        await using var server = await MailServer.StartAsync(Token);
        await using var line = new SmtpConnection(Options(server.Port, MailSecurity.StartTls), TimeProvider.System);
        Assert.Equal(DeliveryOutcome.Later, (await line.SendAsync(Letter("s1"), Token)).Outcome);
        Assert.Empty(server.Taken);
    }

    [Fact]
    public async Task ManyEmails_ChangeConnectionsBeforeServersGrowTired()
    {
        await using var server = await MailServer.StartAsync(Token);
        await using var line = Line(server);
        for (var i = 0; i < 100; i++)
            Assert.Equal(DeliveryResult.Taken, await line.SendAsync(Letter(FormattableString.Invariant($"s{i}")), Token));
        Assert.Equal([90, 10], server.Taken.GroupBy(m => m.Connection).Select(g => g.Count()));
    }

    private static SmtpConnection Line(MailServer server, TimeSpan? patience = null) => new(Options(server.Port, patience: patience), TimeProvider.System);

    private static MailOptions Options(int port, MailSecurity security = MailSecurity.None, TimeSpan? patience = null) => new()
    {
        Host = "127.0.0.1",
        Port = port,
        Security = security,
        From = "EksGrader <grader@school.example>",
        Patience = patience ?? TimeSpan.FromSeconds(30),
    };

    private static EmailMessage Letter(string name) =>
        new($"{name}@school.example", "김민준", "기한까지 1시간 · 클라우드", "김민준 님, 안녕하세요.\n.\neksctl delete cluster --name 'a'\n") { Id = Id.New<ReminderId>(TimeProvider.System) };
}
