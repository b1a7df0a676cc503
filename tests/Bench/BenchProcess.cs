using System.Diagnostics;
using System.Text.Json;

namespace EksGrader.Bench;

/// <summary>A process of the bench's own; it ends with its standard input, and is killed by its id in any case.</summary>
internal sealed class BenchProcess(Process process) : IDisposable
{
    public TimeSpan TotalProcessorTime
    {
        get
        {
            process.Refresh();
            return process.TotalProcessorTime;
        }
    }

    /// <summary>What it has in memory.</summary>
    public long WorkingSetMiB
    {
        get
        {
            process.Refresh();
            return process.WorkingSet64 / 1024 / 1024;
        }
    }

    public static BenchProcess StartSelf(IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath ?? "dotnet") { RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false };
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet")
            start.ArgumentList.Add(typeof(BenchProcess).Assembly.Location);
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return new BenchProcess(Process.Start(start) ?? throw new InvalidOperationException("The process did not start."));
    }

    public async Task<T> ReadAsync<T>() =>
        JsonSerializer.Deserialize<T>(await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The process said nothing.")) ?? throw new InvalidOperationException("The process said null.");

    public async Task WriteLineAsync(string line)
    {
        await process.StandardInput.WriteLineAsync(line);
        await process.StandardInput.FlushAsync();
    }

    /// <summary>Ends it without a word (SIGKILL).</summary>
    public void Kill()
    {
        process.Kill();
        process.WaitForExit();
    }

    public void Dispose()
    {
        process.StandardInput.Close();
        if (!process.WaitForExit(TimeSpan.FromSeconds(5)))
        {
            process.Kill(entireProcessTree: true);
        }

        process.Dispose();
    }
}
