using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using EksGrader.Api.Features.Access;
using EksGrader.Api.Host;
using EksGrader.Checks.Grading;
using EksGrader.Checks.Web;
using EksGrader.Simulator;
using EksGrader.Simulator.Plans;
using EksGrader.Tests.Browser.Fixtures;
using EksGrader.Tests.Browser.PageObjects;
using EksGrader.Tests.Browser.Pages;
using EksGrader.Tests.Support;
using EksGrader.Tests.Support.Api;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace EksGrader.Tests.Browser.Stories;

/// <summary>
/// From a fresh service to the first graded student, as docs/first-day.md and docs/first-day.ko.md tell it. With EKSGRADER_UPDATE_DOCS=1 it
/// writes their pictures. It counts what people press and type, and prints it.
/// </summary>
public sealed partial class FirstDayTests(Campus campus)
{
    private const string Course = "cloud-101";
    private const int MostBytes = 150 * 1024;

    [Theory]
    [InlineData("en", "Cloud computing", "Hana Lee", "studentId,name,email\n20261234,Minjun Kim,minjun@school.example\n20261235,Seoyeon Lee,seoyeon@school.example\n20261236,Jiho Park,jiho@school.example\n")]
    [InlineData("ko", "클라우드 컴퓨팅", "이하나", "학번,이름,이메일\n20261234,김민준,minjun@school.example\n20261235,이서연,seoyeon@school.example\n20261236,박지호,jiho@school.example\n")]
    public async Task FromNothing_ToTheFirstGradedStudent(string language, string title, string instructor, string roster)
    {
        await using var practice = await PracticeClass.StartAsync(new PracticeClassOptions { Students = 1, Kinds = ["good-kubeconfig"] }, TestContext.Current.CancellationToken);
        using var console = new StringWriter();
        await using var service = await StartAsync(practice, console);
        var link = new Uri(Assert.Single(console.ToString().Split('\n').Select(l => l.Trim()), l => l.StartsWith("http", StringComparison.Ordinal)));
        await using var staff = await campus.VisitAsync(service.Root, new Window { Language = language });
        await using var student = await campus.VisitAsync(service.Root, new Window { Language = language });
        var (teaching, learning) = (new Hand(staff, language), new Hand(student, language));

        // A visit before the first admin: the page says where the link is.
        await staff.OpenAsync("/");
        await Expect(staff.Page.Locator(".first-admin")).ToBeVisibleAsync();
        await teaching.ShowAsync("01-no-admin");

        await teaching.OpenAsync(link.PathAndQuery + link.Fragment);
        await teaching.TypeAsync("#f-name", instructor);
        await teaching.TypeAsync("#f-email", "hana@school.example");
        await teaching.TypeAsync("#f-password", WebBrowser.Password);
        await teaching.TypeAsync("#f-repeated", WebBrowser.Password);
        await teaching.ShowAsync("02-account");
        await teaching.PressAsync(staff.Page.Locator("form:has(#f-password) button.primary"));

        await teaching.FollowAsync("/setup");
        await teaching.ShowAsync("03-setup");
        await teaching.FollowAsync("/");

        await teaching.TypeAsync("#f-slug", Course);
        await teaching.TypeAsync("#f-title", title);
        await teaching.ShowAsync("04-course");
        await teaching.PressAsync(staff.Page.Locator("form:has(#f-slug) button.primary"));
        await Expect(staff.Page.Locator("h1")).ToHaveTextAsync(title);

        await teaching.FollowAsync($"/courses/{Course}/roster");
        await teaching.FollowAsync($"/courses/{Course}/roster/upload");
        await teaching.ChooseFileAsync("input[type=file]", "roster.csv", roster);
        await teaching.PressAsync(staff.Page.Locator("main form button.primary"));
        await teaching.ShowAsync("05-roster");
        await teaching.PressAsync(staff.Page.Locator("button[name=Step]"));
        await Expect(staff.Page.Locator("main table tbody tr")).ToHaveCountAsync(3);

        await teaching.FollowAsync($"/courses/{Course}");
        await teaching.FollowAsync($"/courses/{Course}/new-assignment");
        await teaching.FollowAsync($"/courses/{Course}/new-assignment?from=eks-assessment");
        await teaching.TypeAsync("#f-due", TimeProvider.System.GetUtcNow().AddDays(7).ToString("yyyy-MM-dd'T'18:00", CultureInfo.InvariantCulture));
        await teaching.ShowAsync("06-assignment");
        await teaching.PressAsync(staff.Page.Locator("button[value=save]"));
        await staff.Page.ArriveAsync($"**/courses/{Course}/assignments/eks-assessment/ready");
        await teaching.ShowAsync("07-ready");

        await teaching.FollowAsync($"/courses/{Course}/roster/invitations");
        await teaching.PressAsync(staff.Page.Locator("button[name=Channel][value=List]"));
        await Expect(staff.Page.Locator(".slips > li")).ToHaveCountAsync(3);
        await teaching.ShowAsync("08-invitations");
        var slip = new Uri(await staff.Page.Locator(".slips > li a").First.GetAttributeAsync("href") ?? "");

        await learning.OpenAsync(slip.PathAndQuery + slip.Fragment);
        await student.Page.ReadAsync("#f-password");
        await learning.TypeAsync("#f-password", WebBrowser.Password);
        await learning.TypeAsync("#f-repeated", WebBrowser.Password);
        await learning.ShowAsync("09-student");
        await learning.PressAsync(student.Page.Locator("form:has(#f-password) button.primary"));
        await learning.FollowAsync($"/courses/{Course}/assignments/eks-assessment");

        var assignment = new AssignmentPage(student.Page);
        await learning.ClickAsync(student.Page.Locator("label[for=way-kubeconfig]").First);
        await learning.TypeAsync("#f-access-kubeconfig", practice.Clusters[0].Access.Kubeconfig ?? "");
        await learning.ShowAsync("10-submit", "#hand-in", height: 1080);
        learning.Presses++;
        await assignment.SubmitAsync();
        foreach (var check in (string[])["nodes", "replicas", "load-balancer", "container-insights"])
            await Expect(student.Page.Locator($"#check-{check} summary .outcome.passed").First).ToBeVisibleAsync();
        await Expect(assignment.Score).ToContainTextAsync("80");
        await learning.ShowAsync("11-graded", height: 1010);

        await teaching.FollowAsync($"/courses/{Course}");
        await teaching.FollowAsync($"/courses/{Course}/assignments/eks-assessment/gradebook");
        await Expect(new GradebookPage(staff.Page).Line("20261234")).ToContainTextAsync("80");
        await teaching.ShowAsync("12-gradebook");

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"first day ({language}): staff {teaching}, student {learning}, together {teaching.Pages + learning.Pages} pages, {teaching.Presses + learning.Presses} presses, {teaching.Fields + learning.Fields} fields");
        Assert.InRange(teaching.Presses + learning.Presses, 1, 25);
        Assert.InRange(teaching.Fields + learning.Fields, 1, 12);
        staff.IsCalm();
        student.IsCalm();
    }

    [Theory]
    [InlineData("docs/first-day.md", "en")]
    [InlineData("docs/first-day.ko.md", "ko")]
    public void Guide_ShowsEveryPicture_InTheOrderInWhichItHappens(string guide, string language)
    {
        var shown = Picture().Matches(File.ReadAllText(Repository.PathOf(guide.Split('/')))).Select(m => m.Groups["name"].Value).ToList();
        var there = Directory.GetFiles(Repository.PathOf("docs", "images", "first-day"), $"*.{language}.png");

        Assert.Equal(there.Select(Path.GetFileName).Order(StringComparer.Ordinal), shown);
        Assert.All(there, file => Assert.InRange(new FileInfo(file).Length, 1, MostBytes));
    }

    private static Task<Service> StartAsync(PracticeClass practice, StringWriter console) => Service.StartAsync(
        [.. Service.Beside(PracticeClass.Network), "--EKSGRADER_ADMIN_TOKEN=", "--Site:Url=https://grader.school.example"],
        configure: services =>
        {
            services.AddSingleton(new ServiceConsole(console));
            services.AddSingleton<IHostResolver>(practice.Names);
            services.AddSingleton<Dial>(practice.DialAsync);
            services.AddSingleton<IClusterInspector>(s => s.GetRequiredService<ClusterInspector>());
            services.AddScoped<IPageTrials, AccessTrials>();
        });

    [GeneratedRegex(@"\(images/first-day/(?<name>[^)]+)\)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Picture();

    /// <summary>Someone's hand: what it presses and types is counted.</summary>
    private sealed class Hand(Visit visit, string language)
    {
        private IPage Page => visit.Page;

        public int Pages { get; private set; }

        public int Presses { get; set; }

        public int Fields { get; private set; }

        public override string ToString() => FormattableString.Invariant($"{Pages} pages, {Presses} presses, {Fields} fields");

        /// <summary>Opens a link that a person was given.</summary>
        public async Task OpenAsync(string address)
        {
            Pages++;
            await visit.OpenAsync(address);
        }

        public async Task TypeAsync(string field, string text)
        {
            Fields++;
            await Page.Locator(field).FillAsync(text);
        }

        public async Task ChooseFileAsync(string field, string name, string text)
        {
            Fields++;
            await Page.Locator(field).SetInputFilesAsync(new FilePayload { Name = name, MimeType = "text/csv", Buffer = Encoding.UTF8.GetBytes(text) });
        }

        /// <summary>Presses what stays on the page.</summary>
        public async Task ClickAsync(ILocator button)
        {
            Presses++;
            await button.ClickAsync();
        }

        /// <summary>Presses what leads to the next page.</summary>
        public async Task PressAsync(ILocator button)
        {
            Pages++;
            Presses++;
            await button.First.SendAsync();
        }

        /// <summary>Follows a link to an address of the service, wherever on the page it stands. One that is folded away costs a press more.</summary>
        public async Task FollowAsync(string address)
        {
            var link = Page.Locator($"a[href='{address}']");
            var shown = link.Filter(new() { Visible = true });
            if (await shown.CountAsync() == 0)
            {
                await ClickAsync(Page.Locator("details:not([open]) > summary").Filter(new() { Visible = true }).And(Page.Locator($"details:has(a[href='{address}']) > summary")).First);
                await Expect(shown.First).ToBeVisibleAsync();
            }

            await PressAsync(shown);
        }

        /// <summary>Takes a picture for the guide of what the window shows.</summary>
        /// <param name="name">Its name.</param>
        /// <param name="from">What stands at the top of it; null for the top of the page.</param>
        /// <param name="height">How much of the page it shows, in pixels.</param>
        public async Task ShowAsync(string name, string? from = null, int height = 720)
        {
            await Page.SetViewportSizeAsync(1120, height);
            await Page.EvaluateAsync("from => { document.activeElement?.blur(); document.querySelectorAll('textarea').forEach(t => { t.scrollTop = 0; }); if (from) document.querySelector(from).scrollIntoView(); else scrollTo(0, 0); }", from);
            var picture = await Page.ScreenshotAsync(new() { Animations = ScreenshotAnimations.Disabled, Caret = ScreenshotCaret.Hide });
            Assert.InRange(picture.Length, 1, MostBytes);
            await Pictures.WriteAsync($"first-day-{name}-{language}", picture);
            if (Environment.GetEnvironmentVariable("EKSGRADER_UPDATE_DOCS") != "1")
                return;
            Directory.CreateDirectory(Repository.PathOf("docs", "images", "first-day"));
            await File.WriteAllBytesAsync(Repository.PathOf("docs", "images", "first-day", $"{name}.{language}.png"), picture, TestContext.Current.CancellationToken);
        }
    }
}
