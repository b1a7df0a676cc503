using System.Net;
using EksGrader.Api;
using EksGrader.Tests.Support.Api;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace EksGrader.Tests.Api.Host;

/// <summary>A name that is made to lead here is answered nothing; the service's own names are.</summary>
public sealed class HostCheckTests
{
    private static readonly string[] Names =
    [
        "--Site:Url=https://Grader.School.Example/", "--Site:Hosts:0=grader.internal", "--Site:Hosts:1=학교.kr", "--Proxy:Trusted:0=127.0.0.0/8",
    ];

    [Fact]
    public async Task OwnNames_AreAnswered_AndOthersAreMisdirected()
    {
        await using var service = await Service.StartAsync(Names);
        foreach (var host in (string[])
            [
                "grader.school.example", "GRADER.school.example:8443", "grader.school.example.", "grader.internal:80", "xn--9d0b527e.kr",
                "localhost", "localhost:5080", "LOCALHOST.", "demo.localhost", "127.0.0.1", "192.168.10.4:5080", "[::1]", "[2001:db8::1]:443",
            ])
        {
            Assert.True(await AskAsync(service, "/sign-in", host) == HttpStatusCode.OK, host);
        }

        foreach (var host in (string[])
            [
                "evil.example", "grader.school.example.evil.example", "evilgrader.school.example", "school.example", "localhost.evil.example", "evil-localhost",
                "127.0.0.1.evil.example", "127.1", "0x7f.0.0.1", "2130706433", "[::1", "grader.internal..", "",
            ])
        {
            var status = await AskAsync(service, "/sign-in", host);
            Assert.True(status is HttpStatusCode.MisdirectedRequest or HttpStatusCode.BadRequest, $"{host}: {status}");
        }
    }

    [Fact]
    public async Task StrangersName_IsAProblem_ForPrograms_AndHealthIsOpen()
    {
        await using var service = await Service.StartAsync(Names);
        using var browser = new WebBrowser(service);
        foreach (var path in (string[])["/", "/api/courses", "/app.css", "/openapi/v1.json", "/healthy"])
            (await browser.GetAsync(path, ("Host", "evil.example"), ("Accept", "*/*"))).IsProblem(421, "misdirected");
        var korean = (await browser.GetAsync("/", ("Host", "evil.example"), ("Accept", "*/*"), ("Accept-Language", "ko"))).IsProblem(421, "misdirected");
        Assert.Contains("evil.example", korean.Json.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Contains("이름", korean.Json.GetProperty("detail").GetString(), StringComparison.Ordinal);
        foreach (var path in (string[])["/health/live", "/health/ready", "/HEALTH/live"])
            (await browser.GetAsync(path, ("Host", "10-0-0-1.pods.example"))).Is(200);
    }

    [Fact]
    public async Task PersonWhoOpensAnUnlistedName_IsToldToAskForTheAddress_AndTheOperatorWhatToAdd()
    {
        using var log = new WarningLog();
        await using var service = await Service.StartAsync([.. Names, "--Logging:LogLevel:Default=Warning"], configure: services => services.AddSingleton<ILoggerProvider>(log));
        using var browser = new WebBrowser(service);
        var page = (await browser.GetAsync("/sign-in", ("Host", "lab-pc.school.lan"))).Is(421);
        Assert.Contains("lab-pc.school.lan", page.Text, StringComparison.Ordinal);
        Assert.Contains("Ask your instructor", page.Text, StringComparison.Ordinal);
        Assert.Contains("<a href=\"https://grader.school.example/\">", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Site:", page.Text, StringComparison.Ordinal);
        var korean = (await browser.GetAsync("/", ("Host", "lab-pc.school.lan"), ("Accept-Language", "ko"))).Is(421);
        Assert.Contains("<html lang=\"ko\">", korean.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("src=", korean.Text, StringComparison.Ordinal);
        Assert.Contains("주소는 강사에게 문의하세요.", korean.Text, StringComparison.Ordinal);
        (await browser.GetAsync("/api/courses", ("Host", "lab-pc.school.lan"))).IsProblem(421, "misdirected");
        Assert.Contains("lab-pc.school.lan", Assert.Single(log.Lines, l => l.Contains("add it to Site:Hosts", StringComparison.Ordinal)), StringComparison.Ordinal);

        for (var i = 0; i < 150; i++)
            (await browser.GetAsync("/", ("Host", $"n{i}.example"))).Is(421);
        Assert.Equal(100, log.Lines.Count(l => l.Contains("add it to Site:Hosts", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task ForwardedHost_IsTheTrustedProxysWordAlone()
    {
        await using var behind = await Service.StartAsync(Names);
        using var browser = new WebBrowser(behind) { Address = "203.0.113.7" };
        (await browser.GetAsync("/sign-in", ("X-Forwarded-Host", "grader.school.example"), ("Host", "upstream.internal"))).Is(200);
        (await browser.GetAsync("/sign-in", ("X-Forwarded-Host", "evil.example"))).Is(421);

        await using var alone = await Service.StartAsync([.. Names[..3]]);
        using var stranger = new WebBrowser(alone);
        (await stranger.GetAsync("/sign-in", ("X-Forwarded-Host", "grader.school.example"), ("X-Forwarded-For", "127.0.0.1"), ("Host", "evil.example"))).Is(421);
        (await stranger.GetAsync("/sign-in", ("X-Forwarded-Host", "evil.example"))).Is(200);
    }

    [Fact]
    public async Task Authority_OfHttp2_IsTheHost()
    {
        await using var service = await Service.StartAsync([.. Names, "--Kestrel:EndpointDefaults:Protocols=Http2"]);
        using var http = new HttpClient { BaseAddress = service.Root, DefaultRequestVersion = HttpVersion.Version20, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };
        foreach (var (host, status) in ((string, HttpStatusCode)[])[("grader.school.example", HttpStatusCode.OK), ("evil.example", HttpStatusCode.MisdirectedRequest)])
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/sign-in") { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
            request.Headers.Host = host;
            using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
            Assert.Equal(status, answer.StatusCode);
        }
    }

    [Fact]
    public async Task NamesThatAreNone_AreRefusedAtTheStart_EachByItself()
    {
        var folder = Directory.CreateTempSubdirectory("eksgrader-api-").FullName;
        await using var app = ServiceHost.Build([.. Service.Defaults(folder), "--Site:Hosts:0=https://grader.example", "--Site:Hosts:1=grader.example:443", "--Site:Hosts:2=*", "--Site:Hosts:3=fine.example"]);
        var refused = await Assert.ThrowsAsync<OptionsValidationException>(() => app.StartServiceAsync(TestContext.Current.CancellationToken));
        Assert.Equal(3, refused.Failures.Count(f => f.StartsWith("Site:Hosts: '", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Redirects_NameAPath_WhateverTheHost()
    {
        await using var service = await Service.StartAsync(Names);
        var room = await Classroom.CreateAsync(service);
        var email = $"s1@{room.Course}.example";
        (await service.WelcomeAsync(email)).Dispose();
        using var browser = new WebBrowser(service) { IsBehindTls = true };
        Assert.Equal("/sign-in?returnUrl=%2Faccount", (await browser.GetAsync("/account", ("Host", "grader.school.example:8443"))).Is(302).Location);
        Assert.Equal("/sign-in?returnUrl=%2Fcourses%2Fx", (await browser.GetAsync("/courses/x", ("Host", "[::1]"))).Is(302).Location);

        using var student = new WebBrowser(service);
        Assert.Equal("/account", (await student.SignInAsync(email, returnUrl: "/account")).Is(302).Location);
        Assert.Equal("/", (await student.GetAsync("/sign-in?returnUrl=//evil.example")).Is(302).Location);
        Assert.Equal("/account?done=saved", (await student.SubmitAsync("/account", "describe", ("Name", "Kim"), ("Spoken", "en"))).Is(302).Location);

        // A path that a browser would take for a host is no way out either.
        var doubled = await student.GetAsync(service.Address.TrimEnd('/') + "//evil.example/account");
        Assert.True(doubled.Location is null || doubled.Location.StartsWith("/e", StringComparison.Ordinal), doubled.Location);
    }

    private static async Task<HttpStatusCode> AskAsync(Service service, string path, string host)
    {
        // By hand: a client's own library corrects what a stranger would not.
        using var client = new System.Net.Sockets.TcpClient();
        await client.ConnectAsync(service.Root.Host, service.Root.Port, TestContext.Current.CancellationToken);
        await using var stream = client.GetStream();
        await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(stream);
        var line = await reader.ReadLineAsync(TestContext.Current.CancellationToken) ?? "";
        return (HttpStatusCode)int.Parse(line.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
    }
}
