using System.Diagnostics;
using System.Globalization;
using EksGrader.Simulator.Endings;

namespace EksGrader.Bench.Leases;

/// <summary>A process that runs the jobs of leases by a clock of its own, which it moves from timer to timer; it says what time it is before it moves it.</summary>
internal sealed class LeaseChild : IDisposable
{
    public const string Command = "leases-child";

    private readonly Process process;
    private readonly CancellationTokenSource killed = new();
    private long now;

    private LeaseChild(Process process, DateTimeOffset now) => (this.process, this.now) = (process, now.UtcTicks);

    /// <summary>The time that its clock shows, or showed when it died.</summary>
    public DateTimeOffset Now => new(Interlocked.Read(ref now), TimeSpan.Zero);

    /// <summary>Whether it came to the end of its time.</summary>
    public bool IsDone { get; private set; }

    public static LeaseChild Start(string folder, DateTimeOffset from, DateTimeOffset until, int port)
    {
        var own = Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) != "dotnet" ? path : null;
        var start = new ProcessStartInfo(own ?? "dotnet") { RedirectStandardOutput = true, UseShellExecute = false };
        if (own is null)
            start.ArgumentList.Add(typeof(LeaseChild).Assembly.Location);
        foreach (var argument in (string[])[Command, folder, Text(from.UtcTicks), Text(until.UtcTicks), Text(port)])
            start.ArgumentList.Add(argument);
        return new LeaseChild(Process.Start(start) ?? throw new InvalidOperationException("The process did not start."), from);
    }

    /// <summary>What the process itself does.</summary>
    public static async Task<int> RunAsync(string folder, string from, string until, string port)
    {
        var time = new SteppedTime(new DateTimeOffset(Number(from), TimeSpan.Zero));
        var fates = new LeaseFates(LeaseClass.Deadline, LeaseShape.Usual);
        var service = new LeaseService(folder, time, new PracticeProbe(time, fates.Of), new SocketPost((int)Number(port)));
        await service.RunAsync(new DateTimeOffset(Number(until), TimeSpan.Zero), next =>
        {
            Console.Out.WriteLine(Text(next.UtcTicks));
            Console.Out.Flush();
        });
        Console.Out.WriteLine("done");
        Console.Out.Flush();
        await service.DisposeAsync();
        return 0;
    }

    /// <summary>Lets it run, and kills it at a time of its clock.</summary>
    /// <param name="dieAt">When.</param>
    /// <param name="later">How much later, in real time: somewhere in the middle of what it does then.</param>
    public async Task RunAsync(DateTimeOffset dieAt, TimeSpan later)
    {
        while (await process.StandardOutput.ReadLineAsync(CancellationToken.None) is { } line)
        {
            if (line == "done")
            {
                IsDone = true;
                break;
            }

            Interlocked.Exchange(ref now, Number(line));
            if (Now >= dieAt)
            {
                dieAt = DateTimeOffset.MaxValue;
                _ = KillLaterAsync(later);
            }
        }

        await process.WaitForExitAsync(CancellationToken.None);
        await killed.CancelAsync();
        if (!IsDone && process.ExitCode != 128 + 9)
            throw new InvalidOperationException($"The process was not killed and ended with {process.ExitCode}.");
    }

    /// <summary>Kills it without a word.</summary>
    public void Kill() => process.Kill();

    public void Dispose()
    {
        process.Dispose();
        killed.Dispose();
    }

    private async Task KillLaterAsync(TimeSpan later)
    {
        await Task.Delay(later, TimeProvider.System, killed.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!killed.IsCancellationRequested)
            Kill();
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
