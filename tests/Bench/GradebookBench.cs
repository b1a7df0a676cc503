using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;

namespace EksGrader.Bench;

/// <summary>
/// The gradebook's page, its windows and its exports on a class of any size: how long the service takes for each, and what its process
/// weighs meanwhile. The service is a process of its own (<see cref="GradebookHost"/>), asked over HTTP, one request after another.
/// </summary>
internal static class GradebookBench
{
    private static readonly (string Name, string Path)[] Asked =
    [
        ("first page", "gradebook"),
        ("search", "gradebook?q=%EA%B9%80+school"),
        ("search that finds one", "gradebook?q=202604711"),
        ("by score", "gradebook?sort=-score"),
        ("by a check's points", "gradebook?sort=-check%3Anodes"),
        ("one outcome of a check", "gradebook?check=nodes&outcome=failed"),
        ("passed everything, by time", "gradebook?show=passed&sort=submitted"),
        ("needs attention", "gradebook?show=attention"),
        ("clusters alive, by deadline", "gradebook?show=alive&sort=cluster"),
        ("window in the middle, by score", "/fragments:gradebook/rows?sort=-score&from=5000&limit=100"),
        ("one student's panel", "/fragments:gradebook/panel?student=202604711"),
        ("projector", "projector"),
    ];

    public static async Task<int> RunAsync(int students)
    {
        var folder = Directory.CreateTempSubdirectory("eksgrader-bench-");
        try
        {
            await GradebookHost.SeedAsync(folder.FullName, students);
            using var host = BenchProcess.StartSelf(["gradebook-host", folder.FullName]);
            var serving = await host.ReadAsync<ServingGradebook>();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{students} students x {GradebookHost.Checks.Count} checks, database {new FileInfo(Path.Combine(folder.FullName, "eksgrader.db")).Length / 1048576.0:0} MiB"));
            await MeasureAsync(serving);
            return 0;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task MeasureAsync(ServingGradebook serving)
    {
        using var http = new HttpClient { BaseAddress = new Uri(serving.Address) };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", serving.Token);
        http.DefaultRequestHeaders.AcceptEncoding.ParseAdd("br");
        var pages = new ServedPages(http, serving.Process);
        await pages.QuietAsync();
        foreach (var (name, path) in Asked)
            await pages.MeasureAsync(name, Address(serving, path));
        await pages.MeasureUnchangedAsync(Address(serving, "/fragments:gradebook/figures"));
        foreach (var format in (string[])["plain", "xlsx", "canvas", "moodle", "gradescope"])
        {
            var started = Stopwatch.GetTimestamp();
            var bytes = (await http.GetByteArrayAsync(new Uri($"/api{serving.Assignment}gradebook?format={format}", UriKind.Relative))).Length;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"export {format,-25} {Stopwatch.GetElapsedTime(started).TotalMilliseconds:0} ms   {bytes / 1024.0:0} KiB"));
        }

        pages.Weigh();
    }

    private static Uri Address(ServingGradebook serving, string path) =>
        new(path.Split(':') is [var prefix, var part] ? prefix + serving.Assignment + part : serving.Assignment + path, UriKind.Relative);
}
