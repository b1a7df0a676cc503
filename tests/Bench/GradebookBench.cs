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
    private const int Warm = 30;
    private const int Times = 60;

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
            using var host = ChildProcess.StartSelf(["gradebook-host", folder.FullName]);
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
        await QuietAsync(serving);
        foreach (var (name, path) in Asked)
        {
            var times = new List<double>();
            long bytes = 0;
            var cpu = TimeSpan.Zero;
            for (var i = 0; i < Warm + Times; i++)
            {
                if (i == Warm)
                    cpu = CpuOf(serving);
                var started = Stopwatch.GetTimestamp();
                bytes = (await http.GetByteArrayAsync(Address(serving, path))).Length;
                if (i >= Warm)
                    times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            }

            times.Sort();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-32} p50 {times[Times / 2],6:0.0} ms   p95 {times[Times * 95 / 100],6:0.0} ms   CPU {(CpuOf(serving) - cpu).TotalMilliseconds / Times,6:0.0} ms   {bytes / 1024.0,6:0.0} KiB"));
        }

        await UnchangedAsync(http, serving);
        foreach (var format in (string[])["plain", "canvas", "moodle", "gradescope"])
        {
            var started = Stopwatch.GetTimestamp();
            var bytes = (await http.GetByteArrayAsync(new Uri($"/api{serving.Assignment}gradebook?format={format}", UriKind.Relative))).Length;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"export {format,-25} {Stopwatch.GetElapsedTime(started).TotalMilliseconds:0} ms   {bytes / 1024.0:0} KiB"));
        }

        using var process = Process.GetProcessById(serving.Process);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"memory of the process: {process.WorkingSet64 / 1048576.0:0} MiB, peak {process.PeakWorkingSet64 / 1048576.0:0} MiB"));
    }

    private static Uri Address(ServingGradebook serving, string path) =>
        new(path.Split(':') is [var prefix, var part] ? prefix + serving.Assignment + part : serving.Assignment + path, UriKind.Relative);

    private static TimeSpan CpuOf(ServingGradebook serving)
    {
        using var process = Process.GetProcessById(serving.Process);
        return process.TotalProcessorTime;
    }

    // Before anything is measured: what the class left in the queue is tried once, and the programs are compiled.
    private static async Task QuietAsync(ServingGradebook serving)
    {
        TimeSpan before;
        do
        {
            before = CpuOf(serving);
            await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, CancellationToken.None);
        }
        while (CpuOf(serving) - before > TimeSpan.FromMilliseconds(50));
    }

    // What a page that is open asks all the time: whether anything changed.
    private static async Task UnchangedAsync(HttpClient http, ServingGradebook serving)
    {
        var times = new List<double>();
        EntityTagHeaderValue? tag = null;
        for (var i = 0; i < Warm + Times; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, Address(serving, "/fragments:gradebook/figures"));
            if (tag is not null)
                request.Headers.IfNoneMatch.Add(tag);
            var started = Stopwatch.GetTimestamp();
            using var response = await http.SendAsync(request);
            tag = response.Headers.ETag;
            if (i >= Warm)
                times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }

        times.Sort();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{"has anything changed (304)",-32} p50 {times[Times / 2],6:0.0} ms   p95 {times[Times * 95 / 100],6:0.0} ms"));
    }
}
