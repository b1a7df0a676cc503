using System.Diagnostics;
using EksGrader.Checks.Clusters;
using EksGrader.Tests.Browser.Fixtures;
using EksGrader.Tests.Browser.PageObjects;
using EksGrader.Tests.Support.Api;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace EksGrader.Tests.Browser.Stories;

/// <summary>The end of a cluster, as its student sees it while the page is open: observation by observation, to the proof that he keeps.</summary>
public sealed class ClusterEndStoryTests(Campus campus)
{
    [Fact]
    public async Task Observations_ArriveLive_AndTheReceiptIsGenuine()
    {
        await using var term = await EndOfTerm.BeginAsync();
        var room = await Classroom.CreateAsync(term.Service, checks: "[{ check: nodes, points: 20 }, { check: cluster-deletion, points: 20 }]");
        var submission = await EndOfTerm.GradedAsync(room, room.Student, "web");
        var lease = await term.Service.PutUnderLeaseAsync(submission, "web");
        await using var visit = await campus.VisitAsync(term.Service, room.StudentEmail());
        await using var desk = await campus.VisitAsync(term.Service, room.InstructorEmail());
        var page = await visit.OpenAsync(room.Page());
        var board = new ClustersPage(await desk.OpenAsync($"/courses/{room.Course}/clusters"));
        var cluster = new ClusterPanel(page, lease.ToString());
        await Expect(cluster.State).ToHaveTextAsync("running");
        await Expect(cluster.Probes).ToHaveCountAsync(1);
        await Expect(new AssignmentPage(page).Deletion).ToContainTextAsync("You can delete your cluster now.");
        foreach (var open in (IPage[])[page, desk.Page])
            await open.EvaluateAsync("() => { window.isSameDocument = true; }");

        // It counts down by itself.
        var left = await cluster.Left.InnerTextAsync();
        await Expect(cluster.Left).Not.ToHaveTextAsync(left, new() { Timeout = 90_000 });

        // Each observation arrives as it is made: what was seen, and what follows from it.
        term.Cloud.Show("web", ExistenceAnswer.Deleting);
        await term.ProbeAsync(lease);
        await Expect(cluster.State).ToHaveTextAsync("being deleted");
        await Expect(cluster.Probes).ToHaveCountAsync(2);
        await Expect(board.State(lease.ToString())).ToContainTextAsync("being deleted");
        term.Cloud.Show("web", ExistenceAnswer.NotFound);
        await term.ProbeAsync(lease);
        await Expect(cluster.State).ToHaveTextAsync("deletion detected, confirming");
        await Expect(cluster.Probes.First).ToContainTextAsync("deleted, says AWS");
        term.Time.PutForward(TimeSpan.FromMinutes(4));
        await Expect(cluster.State).ToHaveTextAsync("deleted");
        await Expect(new AssignmentPage(page).Score).ToContainTextAsync("40 / 40");
        await Expect(new AssignmentPage(page).Outcome("cluster-deletion")).ToHaveTextAsync("passed");
        await Expect(board.Lines).ToHaveCountAsync(0);
        foreach (var open in (IPage[])[page, desk.Page])
            Assert.True(await open.EvaluateAsync<bool>("() => window.isSameDocument === true"));

        var folder = Directory.CreateTempSubdirectory("eksgrader-receipt-").FullName;
        try
        {
            var receipt = await SaveAsync(page, cluster.Download, folder);
            var keys = Path.Combine(folder, "receipt-keys.json");
            await File.WriteAllTextAsync(keys, await page.EvaluateAsync<string>("async address => await (await fetch(address)).text()", await cluster.Keys.GetAttributeAsync("href")), TestContext.Current.CancellationToken);
            var (code, said) = await VerifyAsync(receipt, keys);
            Assert.True(code == 0, said);
            Assert.Contains("cluster/web", said, StringComparison.Ordinal);

            // One letter changed, and it is not genuine any more.
            await File.WriteAllTextAsync(receipt, (await File.ReadAllTextAsync(receipt, TestContext.Current.CancellationToken)).Replace("\"payload\":\"e", "\"payload\":\"f", StringComparison.Ordinal), TestContext.Current.CancellationToken);
            Assert.NotEqual(0, (await VerifyAsync(receipt, keys)).Code);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        visit.IsCalm();
        desk.IsCalm();
    }

    private static async Task<string> SaveAsync(IPage page, ILocator link, string folder)
    {
        var download = await page.RunAndWaitForDownloadAsync(() => link.ClickAsync());
        var file = Path.Combine(folder, download.SuggestedFilename);
        await download.SaveAsAsync(file);
        return file;
    }

    // The program itself, as the page says to call it.
    private static async Task<(int Code, string Said)> VerifyAsync(string receipt, string keys)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "EksGrader.Api.dll"), "verify-receipt", receipt, "--key", keys]) { RedirectStandardOutput = true, UseShellExecute = false };
        using var program = Process.Start(start) ?? throw new InvalidOperationException("The program did not start.");
        var said = await program.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await program.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (program.ExitCode, said);
    }
}
