using EksGrader.Jobs.Mail;
using EksGrader.Tests.Support;
using EksGrader.Tests.Support.Api;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace EksGrader.Tests.Api.Features.Accounts;

/// <summary>Codes of invitations and of links to a new password are as good as passwords: no address that is sent holds one, and no log.</summary>
public sealed class CodeLinkTests(SharedService shared)
{
    [Fact]
    public async Task Codes_StandInNoLog_WhateverIsLogged()
    {
        using var log = new WholeLog();
        var box = new Mailbox();
        await using var service = await Service.StartAsync(
            ["--Site:Url=https://grader.school.example/", "--Logging:LogLevel:Default=Trace", "--Logging:LogLevel:Microsoft.AspNetCore=Trace"],
            configure: services => services.AddSingleton<ISmtpPool>(box).AddLogging(logging => logging.ClearProviders().AddProvider(log)));
        var room = await Classroom.CreateAsync(service);
        var email = $"s1@{room.Course}.example";
        var (code, wrong) = (await service.InviteAsync(email), "7K3Q-0ZXA-M4TB-9WHE");
        using var browser = new WebBrowser(service);
        (await browser.OpenCodeAsync("/invitation", wrong)).Is(404);
        (await browser.AcceptAsync(code)).Is(302);
        (await browser.SubmitAsync("/forgotten-password", "forgotten-password", ("Email", email))).Is(302);
        await Eventually.IsAsync(() => Task.FromResult(box.Emails.Count), count => count == 1);
        var link = box.Emails.Single().Text.Split('\n').Single(l => l.StartsWith("https://", StringComparison.Ordinal));
        var opened = await browser.OpenCodeAsync("/new-password", link);
        (await browser.SubmitAsync(opened, "/new-password", "new-password", ("Code", link.Split('=')[1]), ("Password", "another quiet sentence"), ("Repeated", "another quiet sentence"))).Is(302);

        Assert.True(log.Lines.Count > 100);
        Assert.Contains(log.Lines, l => l.Contains("/invitation", StringComparison.Ordinal));
        foreach (var secret in (string[])[code, wrong, link.Split('=')[1], WebBrowser.Password])
            Assert.DoesNotContain(log.Lines, l => l.Contains(secret, StringComparison.Ordinal));
    }

    [Fact]
    public async Task CodeInAQuery_IsNotRead_AndALinkThatIsPastedIs()
    {
        var room = await Classroom.CreateAsync(shared.Service);
        var code = await shared.Service.InviteAsync($"s1@{room.Course}.example");
        using var browser = new WebBrowser(shared.Service);
        var asked = (await browser.GetAsync($"/invitation?code={code}")).Is(200);
        Assert.Contains("data-code", asked.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("name=\"Password\"", asked.Text, StringComparison.Ordinal);
        foreach (var typed in (string[])[code.ToLowerInvariant(), $" https://grader.example/invitation#code={code} ", code.Replace("-", " ", StringComparison.Ordinal)])
            Assert.Contains($"value=\"{code}\"", (await browser.OpenCodeAsync("/invitation", typed)).Is(200).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pages_TellNoOtherSiteWhereTheirReadersCameFrom()
    {
        using var browser = new WebBrowser(shared.Service);
        foreach (var page in (string[])["/invitation", "/new-password", "/sign-in"])
            Assert.Equal("no-referrer", Assert.Single((await browser.GetAsync(page)).Is(200).Headers.GetValues("Referrer-Policy")));
    }

    private sealed class WholeLog : ILoggerProvider, ILogger
    {
        private readonly System.Collections.Concurrent.ConcurrentQueue<string> lines = [];

        public IReadOnlyCollection<string> Lines => lines;

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
        {
            lines.Enqueue(state.ToString() ?? "");
            return null;
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue($"{formatter(state, exception)} {exception}");

        public void Dispose()
        {
            // The lines outlive the service.
        }
    }
}
