using System.Net;
using System.Net.Sockets;
using System.Text;
using EksGrader.Api.Host.Mail;
using EksGrader.Jobs.Mail;
using Microsoft.Extensions.Options;

namespace EksGrader.Tests.Api.Host;

public sealed class MailTests
{
    [Fact]
    public async Task Email_ReachesTheServer_WithItsKorean_AndNoOneAddsAHeader()
    {
        var (data, sending) = await TalkAsync("250 taken", new EmailMessage("kim@school.example", "김민준\r\nBcc: all@school.example", "초대\r\nX-Evil: 1", "안녕하세요"));
        Assert.Equal(DeliveryResult.Taken, await sending);
        Assert.DoesNotContain("auto-generated", data, StringComparison.Ordinal);
        Assert.Contains("To:", data, StringComparison.Ordinal);
        Assert.Contains("kim@school.example", data, StringComparison.Ordinal);
        Assert.DoesNotContain(data.Split("\r\n"), line => line.StartsWith("Bcc", StringComparison.OrdinalIgnoreCase) || line.StartsWith("X-Evil", StringComparison.OrdinalIgnoreCase));
        Assert.Contains(Convert.ToBase64String(Encoding.UTF8.GetBytes("안녕하세요"))[..16], data, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refusal_IsToldInTheServersWords()
    {
        var (_, sending) = await TalkAsync("550 no such mailbox", new EmailMessage("kim@school.example", "Kim", "Hello", "Hello"));
        var answer = await sending;
        Assert.Equal(DeliveryOutcome.Refused, answer.Outcome);
        Assert.Contains("no such mailbox", answer.Said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ServerThatIsNotThere_IsAnAnswer()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        await using var line = Line(port);
        var answer = await line.SendAsync(new EmailMessage("kim@school.example", "Kim", "Hello", "Hello"), TestContext.Current.CancellationToken);
        Assert.Equal((DeliveryOutcome.Later, true), (answer.Outcome, answer.IsWayBroken));
    }

    [Theory]
    [InlineData("kim,lee@school.example")]
    [InlineData("kim..lee@school.example")]
    [InlineData("<kim@school.example>")]
    [InlineData("kim@school.example,")]
    public async Task AddressThatIsNone_IsAnAnswerAndNoException(string address)
    {
        await using var line = Line(port: 1);
        var answer = await line.SendAsync(new EmailMessage(address, "Kim", "Hello", "Hello"), TestContext.Current.CancellationToken);
        Assert.Equal((DeliveryOutcome.Refused, false), (answer.Outcome, answer.IsWayBroken)); // the others of the class are reminded
    }

    [Fact]
    public async Task AddressThatTheServerKnowsNoFormFor_IsRefusedAlone()
    {
        var (data, sending) = await TalkAsync("250 taken", async port =>
        {
            await using var line = Line(port);
            var korean = await line.SendAsync(new EmailMessage("김민준@school.example", "Kim", "Hello", "Hello"), TestContext.Current.CancellationToken);
            return (korean, await line.SendAsync(new EmailMessage("lee@school.example", "Lee", "Hello", "Hello"), TestContext.Current.CancellationToken));
        });
        var (first, second) = await sending;
        Assert.Equal((DeliveryOutcome.Refused, false), (first.Outcome, first.IsWayBroken));
        Assert.Equal(DeliveryResult.Taken, second);
        Assert.Contains("lee@school.example", data, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mail.school.example", MailSecurity.None, 1)]
    [InlineData("10.0.0.25", MailSecurity.None, 1)]
    [InlineData("localhost", MailSecurity.None, 0)]
    [InlineData("::1", MailSecurity.None, 0)]
    [InlineData("mail.school.example", MailSecurity.StartTls, 0)]
    public void PasswordInPlain_IsTakenForThisMachineOnly(string host, MailSecurity security, int faults) =>
        Assert.Equal(faults, new MailOptions { Host = host, From = "grader@school.example", Security = security, User = "grader", Password = "secret" }.Faults().Count());

    [Fact]
    public void WrongSection_IsRefused_AndNoneIsNone()
    {
        Assert.Empty(new MailOptions().Faults());
        Assert.Equal(2, new MailOptions { Host = "mail", From = "<", Port = 0 }.Faults().Count());
    }

    private static ISmtpConnection Line(int port) =>
        new SmtpPool(Options.Create(new MailOptions { Host = "127.0.0.1", Port = port, Security = MailSecurity.None, From = "EksGrader <grader@school.example>" }), TimeProvider.System).Open();

    private static Task<(string Data, Task<DeliveryResult> Sending)> TalkAsync(string verdict, EmailMessage letter) => TalkAsync(verdict, async port =>
    {
        await using var line = Line(port);
        return await line.SendAsync(letter, TestContext.Current.CancellationToken);
    });

    // A mail server of one conversation (RFC 5321), which answers the letter as the test says, and knows no extension.
    private static async Task<(string Data, Task<T> Sending)> TalkAsync<T>(string verdict, Func<int, Task<T>> send)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var sending = send(((IPEndPoint)listener.LocalEndpoint).Port);
        using var client = await listener.AcceptTcpClientAsync(cancellationToken);
        await using var stream = client.GetStream();
        using var reader = new StreamReader(stream, Encoding.UTF8);
        await using var writer = new StreamWriter(stream) { NewLine = "\r\n", AutoFlush = true };
        await writer.WriteLineAsync("220 ready");
        var data = new StringBuilder();
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line == "DATA")
            {
                await writer.WriteLineAsync("354 go on");
                while (await reader.ReadLineAsync(cancellationToken) is { } part && part != ".")
                    data.Append(part).Append("\r\n");
                await writer.WriteLineAsync(verdict);
            }
            else
            {
                await writer.WriteLineAsync(line == "QUIT" ? "221 bye" : "250 ok");
            }
        }

        return (data.ToString(), sending);
    }
}
