using System.Globalization;
using System.Text.Json;
using EksGrader.Api;
using EksGrader.Api.CommandLine;
using EksGrader.Tests.Support.Api;
using EksGrader.Tests.Support.Net;
using Microsoft.Extensions.DependencyInjection;

namespace EksGrader.Tests.Api.Features.Setup;

/// <summary>The checklist says what is missing; the page and <c>doctor</c> say the same.</summary>
public sealed class SetupTests(SharedService shared)
{
    private static readonly string[] Complete = ["--Site:Url=https://grader.school.example", "--Mail:Host=127.0.0.1", "--Mail:Security=None", "--Mail:From=EksGrader <grader@school.example>"];

    [Fact]
    public async Task Doctor_OfAServiceThatHasEverything_Is0_AndOfOneCourseAlone()
    {
        var backups = Directory.CreateTempSubdirectory("eksgrader-backups-").FullName;
        await File.WriteAllTextAsync(Path.Combine(backups, "eksgrader.db"), "a backup", TestContext.Current.CancellationToken);
        await using var server = new SmtpScript("220 ready", new Dictionary<string, string>(StringComparer.Ordinal));
        await using var service = await Service.StartAsync([.. Complete, $"--Mail:Port={server.Port}", $"--Backup:Folder={backups}"]);
        var empty = await Classroom.CreateAsync(service);
        var ready = await Classroom.CreateAsync(service);
        foreach (var number in new[] { "s1", "s2" })
            (await service.WelcomeAsync($"{number}@{ready.Course}.example")).Dispose();

        var (all, whole) = await AskAsync(service, course: null);
        var (one, report) = await AskAsync(service, ready.Course);

        Assert.Equal((1, 0), (all, one));
        Assert.Equal(["invitations"], Missing(whole.GetProperty("courses").EnumerateArray().Single(c => c.GetProperty("course").GetString() == empty.Course).GetProperty("items")));
        Assert.Empty(Missing(report.GetProperty("service")));
        Assert.Equal(0, report.GetProperty("missing").GetInt32());
    }

    [Fact]
    public async Task Doctor_NamesWhatIsMissing_EachWithItsCure_AndThePageSaysTheSame()
    {
        await using var service = await Service.StartAsync(["--Site:Url=http://localhost:5080"]);
        (await service.Admin().PostAsync("/api/courses", """{"slug":"bare","title":"Bare"}""")).Is(201);

        var (code, report) = await AskAsync(service, course: null);
        var page = (await service.Admin().GetAsync("/setup")).Is(200).Text;

        Assert.Equal(1, code);
        Assert.Equal(["siteAddress", "https", "mail", "backup"], Missing(report.GetProperty("service")));
        Assert.Equal(["roster", "assignment"], Missing(report.GetProperty("courses")[0].GetProperty("items")));
        foreach (var item in report.GetProperty("service").EnumerateArray().Concat(report.GetProperty("courses")[0].GetProperty("items").EnumerateArray()))
        {
            Assert.Contains($"data-item=\"{item.GetProperty("id").GetString()}\" data-state=\"{item.GetProperty("state").GetString()}\"", page, StringComparison.OrdinalIgnoreCase);
            if (item.GetProperty("state").GetString() == "missing")
                Assert.NotEmpty(item.GetProperty("cure").GetString() ?? "");
        }
    }

    [Fact]
    public async Task Doctor_AsText_IsOneLineAPart_InTheReadersLanguage()
    {
        using var output = new StringWriter();
        var terminal = new Terminal(output, TextWriter.Null, IsLive: false, CultureInfo.GetCultureInfo("ko"));

        Assert.Equal(1, await DoctorCommand.RunAsync(shared.Service.Services, course: null, isJson: false, terminal, TestContext.Current.CancellationToken));

        Assert.Contains("✓ AWS 자격 증명: ", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("✕ 사이트 주소: Site:Url이 설정되지 않았습니다.", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("  → Site:Url을 학생이 접속하는 주소로", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Doctor_OfACourseThatThereIsNot_Is2()
    {
        using var error = new StringWriter();

        Assert.Equal(2, await DoctorCommand.RunAsync(shared.Service.Services, "nothing", isJson: false, new Terminal(TextWriter.Null, error, IsLive: false, CultureInfo.GetCultureInfo("en")), TestContext.Current.CancellationToken));

        Assert.Contains("--course: There is no course", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Doctor_BeforeTheFirstStart_NamesTheDatabase_AndMakesNone()
    {
        var folder = Directory.CreateTempSubdirectory("eksgrader-doctor-").FullName;
        await using var app = ServiceHost.Build([.. Service.Defaults(folder).Where(s => !s.Contains("Database:", StringComparison.Ordinal)), $"--Database:ConnectionString=Data Source={folder}/new.db"]);
        using var output = new StringWriter();

        var code = await DoctorCommand.RunAsync(app.Services, course: null, isJson: true, new Terminal(output, TextWriter.Null, IsLive: false, CultureInfo.GetCultureInfo("en")), TestContext.Current.CancellationToken);

        using var report = JsonDocument.Parse(output.ToString());
        Assert.Equal(1, code);
        Assert.Equal(["database", "admin"], Missing(report.RootElement.GetProperty("service")).Take(2));
        Assert.False(File.Exists(Path.Combine(folder, "new.db")));
    }

    [Fact]
    public async Task Doctor_OfAConfigurationThatIsWrong_Is2_AndNamesEachFault()
    {
        var folder = Directory.CreateTempSubdirectory("eksgrader-doctor-").FullName;
        await using var app = ServiceHost.Build([.. Service.Defaults(folder), "--Site:Url=grader", "--Backup:MaxAge=-1.00:00:00"]);
        using var error = new StringWriter();

        Assert.Equal(2, await DoctorCommand.RunAsync(app.Services, course: null, isJson: false, new Terminal(TextWriter.Null, error, IsLive: false, CultureInfo.GetCultureInfo("en")), TestContext.Current.CancellationToken));

        Assert.Contains("Site:Url", error.ToString(), StringComparison.Ordinal);
        Assert.Contains("Backup:MaxAge", error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Database:Provider", "Oracle", "Database:Provider: 'Oracle' is none of Sqlite, PostgreSql.")]
    [InlineData("Mail:Port", "smtp", "Mail:Port: 'smtp' is no whole number.")]
    public async Task AValueThatCannotBeRead_Is2_AndOneLine_ForDoctorAndForTheService(string key, string value, string line)
    {
        var folder = Directory.CreateTempSubdirectory("eksgrader-doctor-").FullName;
        string[] settings = [.. Service.Defaults(folder).Where(s => !s.Contains(key, StringComparison.Ordinal)), $"--{key}={value}"];

        Assert.Equal((2, line), await SaidAsync(["doctor", .. settings]));
        Assert.Equal((2, line), await SaidAsync(settings));

        async Task<(int Code, string Errors)> SaidAsync(string[] arguments)
        {
            var (code, errors) = await ServiceProcess.RunAsync(folder, arguments);
            return (code, errors.Trim());
        }
    }

    [Fact]
    public async Task Doctor_ConnectsToTheMailServer_AndSaysWhatIsWrong()
    {
        await using var server = new SmtpScript("220 ready", new Dictionary<string, string>(StringComparer.Ordinal) { ["EHLO"] = "250-mail.school.example\r\n250 AUTH PLAIN", ["AUTH"] = "535 wrong password" });
        var folder = Directory.CreateTempSubdirectory("eksgrader-doctor-").FullName;
        await using var app = ServiceHost.Build(
            [.. Service.Defaults(folder), "--Mail:Host=127.0.0.1", $"--Mail:Port={server.Port}", "--Mail:Security=None", "--Mail:User=grader", "--Mail:Password=hunter2", "--Mail:From=grader@school.example"]);
        using var output = new StringWriter();

        Assert.Equal(1, await DoctorCommand.RunAsync(app.Services, course: null, isJson: false, new Terminal(output, TextWriter.Null, IsLive: false, CultureInfo.GetCultureInfo("en")), TestContext.Current.CancellationToken));

        Assert.Contains($"✕ Mail: The mail server 127.0.0.1:{server.Port} does not accept the sign-in of grader: 535: wrong password", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("Check Mail:User and Mail:Password.", output.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", output.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("MAIL", server.Commands);
    }

    [Fact]
    public async Task Home_SaysWhatIsMissing_WithoutAskingTheMailServer()
    {
        await using var server = new SmtpScript(greeting: null, new Dictionary<string, string>(StringComparer.Ordinal));
        await using var service = await Service.StartAsync(["--Mail:Host=127.0.0.1", $"--Mail:Port={server.Port}", "--Mail:Security=None", "--Mail:From=grader@school.example"]);

        Assert.Contains("href=\"/setup\"", (await service.Admin().GetAsync("/")).Is(200).Text, StringComparison.Ordinal);

        Assert.False(server.Met.IsCompleted);
    }

    [Theory]
    [InlineData("/courses/{course}/roster/invitations")]
    [InlineData("/courses/{course}/instructors/invitations")]
    [InlineData("/admins")]
    public async Task PagesOfInvitations_WarnOnce_WhereTheirLinksLeadToThisMachineAlone(string page)
    {
        var room = await Classroom.CreateAsync(shared.Service);

        var text = (await shared.Service.Admin().GetAsync(page.Replace("{course}", room.Course, StringComparison.Ordinal))).Is(200).Text;

        Assert.Single(text.Split("class=\"notice warning").Skip(1));
        Assert.Contains("opens on this machine alone", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PagesOfInvitations_WhereTheAddressIsSet_DoNotWarn()
    {
        await using var service = await Service.StartAsync(["--Site:Url=https://grader.school.example"]);

        Assert.DoesNotContain("invite-notice", (await service.Admin().GetAsync("/admins")).Is(200).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SignIn_WhereNoOneIsAnAdmin_SaysWhereTheLinkIs()
    {
        await using var service = await Service.StartAsync(["--EKSGRADER_ADMIN_TOKEN="], configure: services => services.AddSingleton(new EksGrader.Api.Host.ServiceConsole(TextWriter.Null)));

        Assert.Contains("printed on the console", (await service.Client(null).GetAsync("/sign-in")).Is(200).Text, StringComparison.Ordinal);
    }

    private static async Task<(int Code, JsonElement Report)> AskAsync(Service service, string? course)
    {
        using var output = new StringWriter();
        var code = await DoctorCommand.RunAsync(service.Services, course, isJson: true, new Terminal(output, TextWriter.Null, IsLive: false, CultureInfo.GetCultureInfo("en")), TestContext.Current.CancellationToken);
        using var report = JsonDocument.Parse(output.ToString());
        return (code, report.RootElement.Clone());
    }

    private static IEnumerable<string?> Missing(JsonElement items) =>
        items.EnumerateArray().Where(i => i.GetProperty("state").GetString() == "missing").Select(i => i.GetProperty("id").GetString());
}
