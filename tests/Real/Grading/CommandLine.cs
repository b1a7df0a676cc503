using System.Diagnostics;

namespace EksGrader.Tests.Real.Grading;

/// <summary>The program itself, run as people run it.</summary>
internal static class CommandLine
{
    /// <summary>Runs a command to its end.</summary>
    /// <returns>The exit code, and what it printed on standard output.</returns>
    public static async Task<(int ExitCode, string Printed)> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "EksGrader.Api.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        }) ?? throw new InvalidOperationException("The program did not start.");
        try
        {
            var (printed, told) = (process.StandardOutput.ReadToEndAsync(cancellationToken), process.StandardError.ReadToEndAsync(cancellationToken));
            await process.WaitForExitAsync(cancellationToken);
            TestContext.Current.TestOutputHelper?.WriteLine(await told);
            return (process.ExitCode, await printed);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill();
            }
        }
    }
}
