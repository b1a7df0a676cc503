using System.Diagnostics;

namespace EksGrader.Tests.Support.Testbed;

/// <summary>The real kubectl, with one kubeconfig.</summary>
/// <param name="kubeconfig">The kubeconfig's file.</param>
internal sealed class Kubectl(string kubeconfig)
{
    /// <summary>Runs a command that must succeed, and gives what it printed.</summary>
    /// <param name="arguments">The command's arguments, separated by spaces.</param>
    /// <param name="cancellationToken">Kills it.</param>
    /// <param name="input">What it reads.</param>
    public async Task<string> RunAsync(string arguments, CancellationToken cancellationToken, string input = "")
    {
        using var process = Process.Start(new ProcessStartInfo(RealParts.Require("KUBECTL"), ["--kubeconfig", kubeconfig, .. arguments.Split(' ')])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            // Its cache of what a server has must not outlive the server.
            Environment = { ["HOME"] = Path.GetDirectoryName(kubeconfig) },
        }) ?? throw new InvalidOperationException("kubectl did not start.");
        try
        {
            var (printed, complained) = (process.StandardOutput.ReadToEndAsync(cancellationToken), process.StandardError.ReadToEndAsync(cancellationToken));
            await process.StandardInput.WriteAsync(input.AsMemory(), cancellationToken);
            process.StandardInput.Close();
            await process.WaitForExitAsync(cancellationToken);
            return process.ExitCode == 0
                ? await printed
                : throw new InvalidOperationException($"kubectl {arguments} ended with {process.ExitCode}: {await complained}");
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
