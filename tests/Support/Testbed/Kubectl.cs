using System.Diagnostics;

namespace EksGrader.Tests.Support.Testbed;

/// <summary>The real kubectl, with one kubeconfig.</summary>
/// <param name="kubeconfig">The kubeconfig's file; its folder is kubectl's home.</param>
/// <param name="program">Which kubectl; null for the testbed's.</param>
internal sealed class Kubectl(string kubeconfig, string? program = null)
{
    /// <summary>Runs a command that must succeed, and gives what it printed.</summary>
    /// <param name="arguments">The command's arguments, separated by spaces.</param>
    /// <param name="cancellationToken">Kills it.</param>
    /// <param name="input">What it reads.</param>
    public async Task<string> RunAsync(string arguments, CancellationToken cancellationToken, string input = "")
    {
        var (code, printed, errors) = await TryAsync(arguments, input, cancellationToken);
        return code == 0 ? printed : throw new InvalidOperationException($"kubectl {arguments} ended with {code}: {errors}");
    }

    /// <summary>Runs a command, which may fail, and gives all that it printed.</summary>
    public async Task<string> SayAsync(string arguments, CancellationToken cancellationToken)
    {
        var (code, printed, errors) = await TryAsync(arguments, "", cancellationToken);
        return code == 0 ? printed : printed + errors;
    }

    private async Task<(int Code, string Printed, string Errors)> TryAsync(string arguments, string input, CancellationToken cancellationToken)
    {
        using var process = Process.Start(new ProcessStartInfo(program ?? RealParts.Require("KUBECTL"), ["--kubeconfig", kubeconfig, .. arguments.Split(' ')])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            // Its cache of what a server has must not outlive the server.
            Environment = { ["HOME"] = Path.GetDirectoryName(kubeconfig), ["NO_PROXY"] = "*" },
        }) ?? throw new InvalidOperationException("kubectl did not start.");
        try
        {
            var (printed, errors) = (process.StandardOutput.ReadToEndAsync(cancellationToken), process.StandardError.ReadToEndAsync(cancellationToken));
            await process.StandardInput.WriteAsync(input.AsMemory(), cancellationToken);
            process.StandardInput.Close();
            await process.WaitForExitAsync(cancellationToken);
            return (process.ExitCode, await printed, await errors);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }
}
