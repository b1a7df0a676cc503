using EksGrader.Api.Features.Access;
using EksGrader.Tests.Browser.Fixtures;
using EksGrader.Tests.Browser.PageObjects;
using EksGrader.Tests.Browser.Pages;
using EksGrader.Tests.Support.Api;
using Microsoft.Extensions.DependencyInjection;
using static Microsoft.Playwright.Assertions;

namespace EksGrader.Tests.Browser.Stories;

/// <summary>Submit tries the access first: a dead endpoint, a refusal, and one press that hands in anyway.</summary>
public sealed class TriedAccessStoryTests(Campus campus)
{
    [Fact]
    public async Task Student_IsToldWhatCannotWork_MendsIt_AndSubmitsAnyway()
    {
        await using var endpoints = new EksEndpoints();
        await using var service = await Service.StartAsync(configure: services =>
        {
            services.AddScoped<IPageTrials, AccessTrials>();
            endpoints.AddTo(services);
        });
        var due = TimeZoneInfo.ConvertTime(TimeProvider.System.GetUtcNow().AddMinutes(10), TimeZoneInfo.FindSystemTimeZoneById("Asia/Seoul"));
        var room = await Classroom.CreateAsync(service, $"due: {due:yyyy-MM-ddTHH:mm:ss}\nmaxAttempts: 1");
        var dead = endpoints.Kubeconfig(endpoints.Missing());
        var refusing = endpoints.Kubeconfig(await endpoints.RefusingAsync(401), EksEndpoints.Jwt(TimeProvider.System.GetUtcNow().AddHours(1)));
        foreach (var (language, isDark, width) in new[] { ("en", false, 1440), ("ko", true, 390), ("ko", false, 1440), ("en", true, 390) })
        {
            await using var visit = await campus.VisitAsync(service, $"s1@{room.Course}.example", new Window { Language = language, IsDark = isDark, Width = width });
            var page = visit.Page;
            var assignment = new AssignmentPage(page);
            await visit.OpenAsync($"/courses/{room.Course}/assignments/lab");
            await assignment.ChooseAsync("kubeconfig");
            await assignment.PasteAsync(dead);
            var began = TimeProvider.System.GetTimestamp();
            await assignment.SubmitAsync();
            await Expect(assignment.KubeconfigFault).ToBeVisibleAsync();
            var took = TimeProvider.System.GetElapsedTime(began);
            TestContext.Current.TestOutputHelper?.WriteLine($"from the press to the message of a dead endpoint: {took.TotalSeconds:0.00} s");
            await Expect(page.Locator("#hand-in .notice.kept")).ToBeVisibleAsync();
            await Expect(page.Locator("button[value=anyway]")).ToHaveCountAsync(0);
            await Pictures.TakeAsync(page, $"tried-dead-{language}-{(isDark ? "dark" : "light")}-{width}");

            await assignment.PasteAsync(refusing);
            await assignment.SubmitAsync();
            await Expect(assignment.KubeconfigFault).ToHaveCountAsync(0);
            await Expect(page.Locator("button[value=anyway]")).ToBeFocusedAsync();
            Assert.Equal(refusing, await page.Locator("#f-access-kubeconfig").InputValueAsync());
            await Pictures.TakeAsync(page, $"tried-held-{language}-{(isDark ? "dark" : "light")}-{width}");
            visit.IsCalm();
        }

        await using (var visit = await campus.VisitAsync(service, $"s1@{room.Course}.example"))
        {
            var assignment = new AssignmentPage(visit.Page);
            await visit.OpenAsync($"/courses/{room.Course}/assignments/lab");
            await assignment.ChooseAsync("kubeconfig");
            await assignment.PasteAsync(refusing);
            await assignment.SubmitAsync();
            await assignment.SubmitAnywayAsync();
            await Expect(assignment.Progress).ToBeVisibleAsync();
            visit.IsCalm();
        }

        Assert.Equal(1, (await room.Instructor.GetAsync($"{room.Lab}/gradebook")).Json.GetProperty("items")[0].GetProperty("attempts").GetInt32());
    }
}
