using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using EksGrader.Db.Storage;
using EksGrader.Jobs.Reminders;
using Microsoft.Extensions.DependencyInjection;

namespace EksGrader.Bench;

/// <summary>
/// The board of clusters with any number of leases: how long the service takes for each view of it, what its process weighs, and how long
/// the reminders' job needs to find that nothing is due. The service is a process of its own (<see cref="BoardHost"/>).
/// </summary>
internal static class BoardBench
{
    private const int Times = 60;
    private const string Page = $"/courses/{BoardClass.Course}/clusters";
    private const string Parts = $"/fragments{Page}";

    public static async Task<int> RunAsync(int leases, int ended)
    {
        var folder = Directory.CreateTempSubdirectory("eksgrader-bench-");
        try
        {
            await BoardHost.SeedAsync(folder.FullName, leases, ended);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{leases} live leases, {ended} ended, database {new FileInfo(Path.Combine(folder.FullName, "eksgrader.db")).Length / 1048576.0:0} MiB"));
            using (var host = BenchProcess.StartSelf(["board-host", folder.FullName]))
                await MeasureAsync(await host.ReadAsync<ServingBoard>());
            await RemindAsync(folder.FullName);
            return 0;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task MeasureAsync(ServingBoard serving)
    {
        using var http = new HttpClient { BaseAddress = new Uri(serving.Address) };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", serving.Token);
        var lease = await MiddleAsync(http);
        http.DefaultRequestHeaders.AcceptEncoding.ParseAdd("br");
        (string Name, string Path)[] asked =
        [
            ("first page", Page),
            ("search", $"{Page}?q=%EA%B9%80+northeast"),
            ("search that finds one", $"{Page}?q=202604711"),
            ("by student", $"{Page}?sort=student"),
            ("by cluster, backwards", $"{Page}?sort=-cluster"),
            ("by state", $"{Page}?sort=state"),
            ("by USD per hour", $"{Page}?sort=-rate"),
            ("by cost so far", $"{Page}?sort=-cost"),
            ("overdue", $"{Page}?show=overdue"),
            ("gone", $"{Page}?show=gone"),
            ("all, by student", $"{Page}?show=all&sort=student"),
            ("window in the middle", $"{Parts}/rows?from=5000&limit=100"),
            ("window in the middle, by cost", $"{Parts}/rows?from=5000&limit=100&sort=-cost"),
            ("a lease's place and panel", $"{Page}?lease={lease}"),
            ("its place by cluster", $"{Page}?lease={lease}&sort=-cluster"),
            ("its place by cost", $"{Page}?lease={lease}&sort=-cost"),
            ("figures", $"{Parts}/figures"),
            ("list of the API", $"/api{Page.Replace("clusters", "leases", StringComparison.Ordinal)}?limit=100"),
        ];
        var pages = new ServedPages(http, serving.Process);
        await pages.QuietAsync();
        foreach (var (name, path) in asked)
            await pages.MeasureAsync(name, new Uri(path, UriKind.Relative));

        // Whatever was counted is counted again once a lease has changed.
        var days = 0;
        await pages.MeasureAsync(
            "first page after a change",
            new Uri(Page, UriKind.Relative),
            async () =>
            {
                var until = TimeProvider.System.GetUtcNow().AddDays(++days);
                using var content = new StringContent($$"""{"until":"{{until:O}}","reason":"bench"}""", Encoding.UTF8, "application/json");
                using var answer = await http.PostAsync(new Uri($"/api/leases/{lease}/extend", UriKind.Relative), content);
                answer.EnsureSuccessStatusCode();
            });
        await pages.MeasureUnchangedAsync(new Uri($"{Parts}/figures", UriKind.Relative));
        pages.Weigh();
    }

    private static async Task<string> MiddleAsync(HttpClient http)
    {
        using var list = JsonDocument.Parse(await http.GetByteArrayAsync(new Uri($"/api/courses/{BoardClass.Course}/leases?q=202604999", UriKind.Relative)));
        return list.RootElement.GetProperty("items")[0].GetProperty("id").GetString() ?? throw new InvalidOperationException("A lease has an id.");
    }

    // The job's first question, every 15 seconds: which leases must be thought of. Asked once all of them are planned.
    private static async Task RemindAsync(string folder)
    {
        await using var services = BoardHost.Services(folder);
        await using var scope = services.CreateAsyncScope();
        var planner = new ReminderPlanner(scope.ServiceProvider.GetRequiredService<EksGraderDb>(), TimeProvider.System);
        var planned = 0;
        var started = Stopwatch.GetTimestamp();
        while (await planner.PlanAsync(CancellationToken.None) is > 0 and var some)
            planned += some;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"reminders planned for {planned} leases in {Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s"));
        var times = new List<double>();
        for (var i = 0; i < Times; i++)
        {
            started = Stopwatch.GetTimestamp();
            await planner.PlanAsync(CancellationToken.None);
            times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }

        times.Sort();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{"no reminder is due",-32} p50 {times[Times / 2],6:0.0} ms   p95 {times[Times * 95 / 100],6:0.0} ms"));
    }
}
