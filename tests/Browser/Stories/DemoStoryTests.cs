using System.Diagnostics;
using EksGrader.Tests.Browser.Fixtures;
using EksGrader.Tests.Browser.PageObjects;
using EksGrader.Tests.Support.Api;
using EksGrader.Tests.Support.Testbed;
using static Microsoft.Playwright.Assertions;

namespace EksGrader.Tests.Browser.Stories;

/// <summary>The demo as a newcomer starts it: a program of its own.</summary>
public sealed class DemoStoryTests(Campus campus)
{
    [Fact]
    public async Task Demo_ShowsAClassBeingGraded_AndSignsInWithOneClick()
    {
        RealParts.Require("CHROMIUM");
        var folder = Directory.CreateTempSubdirectory("eksgrader-demo-").FullName;
        var program = Path.Combine(AppContext.BaseDirectory, "EksGrader.Api.dll");
        using var demo = Process.Start(new ProcessStartInfo("dotnet", [program, "demo", "--students", "4", "--urls", "http://127.0.0.1:0"]) { WorkingDirectory = folder, RedirectStandardOutput = true, UseShellExecute = false })
            ?? throw new InvalidOperationException("The demo did not start.");
        Task? said = null;
        try
        {
            var address = await AddressAsync(demo.StandardOutput);
            said = demo.StandardOutput.ReadToEndAsync(CancellationToken.None); // a pipe that no one reads would stop it
            await using var visit = await campus.VisitAsync(address);
            var page = await visit.OpenAsync("/");

            // Without a reload the class submits and is graded, one after another.
            await Expect(page.Locator("tr[data-key]")).ToHaveCountAsync(7);
            await Expect(page.Locator("tr[data-key] .outcome.passed").First).ToBeVisibleAsync();
            await Expect(page.Locator(".demo-figures li").First).ToContainTextAsync("4/7");

            await page.GetByRole(Microsoft.Playwright.AriaRole.Button, new() { Name = "Sign in as the instructor" }).SendAsync();
            await page.ArriveAsync("**/gradebook");
            await Expect(new GradebookPage(page).Lines).ToHaveCountAsync(7);

            // And by hand, with what the page gives to copy.
            await page.Locator(".topbar a[href='/demo']").SendAsync();
            var kubeconfig = await page.Locator(".demo-own[open] pre").Last.InnerTextAsync();
            await page.Locator(".demo-own[open] button[form=as-student]").SendAsync();
            await page.ArriveAsync("**/assignments/*");
            var assignment = new AssignmentPage(page);
            await assignment.ChooseAsync("kubeconfig");
            await assignment.PasteAsync(kubeconfig);
            await assignment.SubmitAsync();
            await Expect(assignment.Outcome("nodes")).ToHaveTextAsync("passed");
            visit.IsCalm();
        }
        finally
        {
            // Killed, as a newcomer closes the terminal.
            demo.Kill();
            await demo.WaitForExitAsync(CancellationToken.None);
            await (said ?? Task.CompletedTask);
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task ServiceThatIsNoDemo_HasNoSuchPage()
    {
        RealParts.Require("CHROMIUM");
        await using var service = await Service.StartAsync();
        await using var visit = await campus.VisitAsync(service.Root);
        var page = await visit.OpenAsync("/demo", 404);
        await Expect(page.Locator(".topbar a[href='/demo']")).ToHaveCountAsync(0);
        Assert.Equal(404, await page.EvaluateAsync<int>("async () => (await fetch('/fragments/demo')).status"));
    }

    private static async Task<Uri> AddressAsync(StreamReader output)
    {
        while (await output.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            if (line.StartsWith("Open http", StringComparison.Ordinal))
                return new Uri(line.Split(' ')[1]);
        }

        throw new InvalidOperationException("The demo said no address.");
    }
}
