using System.Diagnostics;
using System.Reflection;

namespace EksGrader.Tests.Api;

/// <summary>A class whose clusters must be gone by midnight, watched by a process that is killed (SIGKILL) again and again.</summary>
public sealed class KilledWatchTests
{
    /// <summary>
    /// The bench's program does it, since it does the same with ten thousand leases: no look lost or late, no reminder twice, and every
    /// verdict, score and state as in the run that nobody killed. Whatever is otherwise is in what it prints.
    /// </summary>
    [Fact]
    public async Task KilledAgainAndAgain_ComesToTheSame()
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, UseShellExecute = false };
        foreach (var argument in (string[])[Bench, "leases-killed", "--leases", "150", "--kills", "10"])
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start) ?? throw new InvalidOperationException("The program did not start.");
        try
        {
            var said = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);

            TestContext.Current.TestOutputHelper?.WriteLine(said);
            Assert.True(process.ExitCode == 0, said);
            Assert.Contains("150 leases, 10 kills", said, StringComparison.Ordinal);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }

    private static string Bench => typeof(KilledWatchTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "Bench").Value
        ?? throw new InvalidOperationException("Where is the bench?");
}
