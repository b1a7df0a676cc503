using System.Diagnostics;

namespace EksGrader.Tests.Real.Simulator;

/// <summary>A real <c>kubectl</c>, with a home folder and a kubeconfig of its own.</summary>
internal sealed class Kubectl : IDisposable
{
    private readonly string program;
    private readonly DirectoryInfo home = Directory.CreateTempSubdirectory("eksgrader-kubectl-");

    public Kubectl(string program, string kubeconfig)
    {
        this.program = program;
        File.WriteAllText(Path.Combine(home.FullName, "kubeconfig"), kubeconfig);
    }

    /// <summary>Runs a command and gives back what it printed; a command that fails prints its errors too.</summary>
    public async Task<string> RunAsync(string arguments, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.Environment["HOME"] = home.FullName;
        start.Environment["KUBECONFIG"] = Path.Combine(home.FullName, "kubeconfig");
        start.Environment["NO_PROXY"] = "*";
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} does not start.");
        try
        {
            var errors = process.StandardError.ReadToEndAsync(cancellationToken);
            var output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            return process.ExitCode == 0 ? output : output + await errors;
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    public void Dispose() => home.Delete(recursive: true);
}
