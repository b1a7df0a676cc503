using System.Diagnostics;
using System.Reflection;

namespace EksGrader.Tests.Support;

/// <summary>
/// A class whose clusters must be gone by one midnight, watched by the real jobs on a real file by a clock that is moved. The bench's
/// program does it and knows what must come of it, since it does the same with ten thousand leases (tests/Bench/Leases).
/// </summary>
internal static class WatchedClass
{
    /// <summary>Runs the program, which must end well and say what is expected.</summary>
    public static async Task RunAsync(string expected, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.ArgumentList.Add(Bench);
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start) ?? throw new InvalidOperationException("The program did not start.");
        try
        {
            var logged = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            var said = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);

            TestContext.Current.TestOutputHelper?.WriteLine(said);
            Assert.True(process.ExitCode == 0, $"{said}\n{Last(await logged)}");
            Assert.Contains(expected, said, StringComparison.Ordinal);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }

    // What ended it is said last, after the observations that broke on purpose.
    private static string Last(string log) => log[^Math.Min(log.Length, 4000)..];

    private static string Bench => typeof(WatchedClass).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "Bench").Value
        ?? throw new InvalidOperationException("Where is the bench?");
}
