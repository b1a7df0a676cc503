using EksGrader.Api.Host.Mail;
using EksGrader.Tests.Support.Net;
using EksGrader.Tests.Support.Time;
using Microsoft.Extensions.Options;

namespace EksGrader.Tests.Api.Host;

public sealed class MailProbeTests
{
    private const string Greeting = "220 mail.school.example ready";
    private static readonly Dictionary<string, string> None = new(StringComparer.Ordinal);
    private static readonly Dictionary<string, string> TakesPlain = new(StringComparer.Ordinal) { ["EHLO"] = "250-mail.school.example\r\n250 AUTH PLAIN", ["AUTH"] = "235 welcome" };

    [Fact]
    public async Task ServerThatAnswers_IsReady_AndGetsNoEmail()
    {
        await using var server = new SmtpScript(Greeting, TakesPlain);

        Assert.Equal(new MailProbeResult(MailAnswer.Ready, ""), await TryAsync(server.Port, options => (options.User, options.Password) = ("grader", "secret")));

        Assert.Equal(["EHLO", "AUTH", "QUIT"], server.Commands);
    }

    [Fact]
    public async Task ServerThatHangsUpAfterTheSignIn_IsReady()
    {
        await using var server = new SmtpScript(Greeting, new Dictionary<string, string>(StringComparer.Ordinal) { ["QUIT"] = "421 too late" });

        Assert.Equal(MailAnswer.Ready, (await TryAsync(server.Port)).Answer);
    }

    [Fact]
    public async Task PortThatIsClosed_Refuses()
    {
        int port;
        await using (var server = new SmtpScript(Greeting, None))
            port = server.Port;

        Assert.Equal(MailAnswer.Refused, (await TryAsync(port)).Answer);
    }

    [Fact]
    public async Task ServerThatSaysNothing_IsGivenUpInTime()
    {
        await using var server = new SmtpScript(greeting: null, None);
        var time = new ManualTime();
        var trying = TryAsync(server.Port, time: time);
        await server.Met;

        Assert.False(trying.IsCompleted);
        time.Advance(MailProbe.Patience);

        Assert.Equal(MailAnswer.Silent, (await trying).Answer);
    }

    [Fact]
    public async Task ServerThatOffersNoTls_IsTold()
    {
        await using var server = new SmtpScript(Greeting, None);

        Assert.Equal(MailAnswer.TlsFailed, (await TryAsync(server.Port, options => options.Security = MailSecurity.StartTls)).Answer);
    }

    [Fact]
    public async Task CertificateThatNoOneTrusts_IsTold()
    {
        using var authority = new TestAuthority();
        using var certificate = authority.ForServer("127.0.0.1");
        await using var server = new SmtpScript(Greeting, new Dictionary<string, string>(StringComparer.Ordinal) { ["EHLO"] = "250-mail.school.example\r\n250 STARTTLS", ["STARTTLS"] = "220 go on" }, certificate);

        Assert.Equal(MailAnswer.TlsFailed, (await TryAsync(server.Port, options => options.Security = MailSecurity.StartTls)).Answer);
    }

    [Theory]
    [InlineData("535 5.7.8 wrong password", "wrong password")]
    [InlineData("454 4.7.0 not now", "not now")]
    [InlineData("534 5.7.9 another way", "failed")] // the library keeps these words to itself
    public async Task SignInThatIsRefused_IsToldInTheServersWords_WithoutThePassword(string answer, string told)
    {
        await using var server = new SmtpScript(Greeting, new Dictionary<string, string>(TakesPlain, StringComparer.Ordinal) { ["AUTH"] = answer });

        var (outcome, said) = await TryAsync(server.Port, options => (options.User, options.Password) = ("grader", "hunter2"));

        Assert.Equal(MailAnswer.SignInFailed, outcome);
        Assert.Contains(told, said, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ServerThatTakesNoSignIn_IsTold()
    {
        await using var server = new SmtpScript(Greeting, None);

        Assert.Equal(MailAnswer.SignInFailed, (await TryAsync(server.Port, options => (options.User, options.Password) = ("grader", "secret"))).Answer);
    }

    [Theory]
    [InlineData("HTTP/1.1 400 Bad Request")]
    [InlineData("554 no service for you")]
    public async Task WhateverElseAnswersThere_IsNoMailServer(string greeting)
    {
        await using var server = new SmtpScript(greeting, None);

        Assert.Equal(MailAnswer.Failed, (await TryAsync(server.Port)).Answer);
    }

    private static Task<MailProbeResult> TryAsync(int port, Action<MailOptions>? configure = null, TimeProvider? time = null)
    {
        var options = new MailOptions { Host = "127.0.0.1", Port = port, Security = MailSecurity.None, From = "grader@school.example" };
        configure?.Invoke(options);
        return new MailProbe(Options.Create(options), time ?? TimeProvider.System).TryAsync(TestContext.Current.CancellationToken);
    }
}
