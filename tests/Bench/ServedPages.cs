using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;

namespace EksGrader.Bench;

/// <summary>Measures what a service in a process of its own takes for its answers, asked one after another, and what it weighs.</summary>
/// <param name="http">Asks it.</param>
/// <param name="process">Its process.</param>
internal sealed class ServedPages(HttpClient http, int process)
{
    private const int Warm = 30;
    private const int Times = 60;

    private TimeSpan Cpu
    {
        get
        {
            using var served = Process.GetProcessById(process);
            return served.TotalProcessorTime;
        }
    }

    /// <summary>Waits until the service has nothing to do: what its class left in the queue is tried once, and the program is compiled.</summary>
    public async Task QuietAsync()
    {
        TimeSpan before;
        do
        {
            before = Cpu;
            await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, CancellationToken.None);
        }
        while (Cpu - before > TimeSpan.FromMilliseconds(50));
    }

    /// <summary>Measures an address, and something that is done before each time and not measured.</summary>
    public Task MeasureAsync(string name, Uri address, Func<Task>? before = null) =>
        MeasureAsync(name, async () => (await http.GetByteArrayAsync(address)).Length, before);

    /// <summary>Measures what a page that is open asks all the time: whether anything changed.</summary>
    public Task MeasureUnchangedAsync(Uri address)
    {
        EntityTagHeaderValue? tag = null;
        return MeasureAsync("has anything changed (304)", async () =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            if (tag is not null)
                request.Headers.IfNoneMatch.Add(tag);
            using var response = await http.SendAsync(request);
            tag = response.Headers.ETag;
            return (await response.Content.ReadAsByteArrayAsync()).Length;
        });
    }

    /// <summary>Says what the process weighs.</summary>
    public void Weigh()
    {
        using var served = Process.GetProcessById(process);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"memory of the process: {served.WorkingSet64 / 1048576.0:0} MiB, peak {served.PeakWorkingSet64 / 1048576.0:0} MiB"));
    }

    private async Task MeasureAsync(string name, Func<Task<int>> ask, Func<Task>? before = null)
    {
        var times = new List<double>();
        var bytes = 0;
        var cpu = TimeSpan.Zero;
        for (var i = 0; i < Warm + Times; i++)
        {
            if (before is not null)
                await before();
            var (started, spent) = (Stopwatch.GetTimestamp(), Cpu);
            bytes = await ask();
            if (i < Warm)
                continue;
            times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            cpu += Cpu - spent;
        }

        times.Sort();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-32} p50 {times[Times / 2],6:0.0} ms   p95 {times[Times * 95 / 100],6:0.0} ms   CPU {cpu.TotalMilliseconds / Times,6:0.0} ms   {bytes / 1024.0,6:0.0} KiB"));
    }
}
