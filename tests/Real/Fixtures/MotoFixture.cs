using System.Diagnostics;
using System.Text.RegularExpressions;

namespace EksGrader.Tests.Real.Fixtures;

/// <summary>
/// moto, an emulator of AWS, for the tests of a class: started by the first test that asks for it, empty for each. What moto lacks is
/// in a proxy before it, see <see cref="MotoProxy"/>.
/// </summary>
public sealed partial class MotoFixture : IAsyncLifetime
{
    private readonly HttpClient http = new();
    private Process? process;
    private MotoProxy? proxy;

    /// <summary>Nothing yet: a test whose part is missing is skipped, a fixture's could not be.</summary>
    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <summary>An empty moto. Skips the test where there is none on this machine.</summary>
    public async Task<MotoProxy> StartedAsync(CancellationToken cancellationToken)
    {
        proxy ??= await StartAsync(RealParts.Require("PYTHON"), RealParts.Require("MOTO_PYTHONPATH"), cancellationToken);
        proxy.Forget();
        using var reset = await http.PostAsync(new Uri(proxy.Moto, "moto-api/reset"), content: null, cancellationToken);
        reset.EnsureSuccessStatusCode();
        return proxy;
    }

    public async ValueTask DisposeAsync()
    {
        if (proxy is not null)
        {
            await proxy.DisposeAsync();
        }

        if (process is { HasExited: false })
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
        }

        process?.Dispose();
        http.Dispose();
    }

    private async Task<MotoProxy> StartAsync(string python, string path, CancellationToken cancellationToken)
    {
        process?.Dispose();
        process = new Process
        {
            StartInfo = new ProcessStartInfo(python, ["-m", "moto.server", "-H", "127.0.0.1", "-p", "0"])
            {
                WorkingDirectory = Path.GetTempPath(),
                // Both are taken: a child that inherits the runner's own output keeps whoever reads that waiting.
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
                Environment = { ["PYTHONPATH"] = path, ["PYTHONUNBUFFERED"] = "1" },
            },
        };
        var running = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        process.ErrorDataReceived += (_, said) => Hear(said.Data, running);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            return await MotoProxy.StartAsync(await running.Task.WaitAsync(cancellationToken), cancellationToken);
        }
        catch
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    private static void Hear(string? said, TaskCompletionSource<Uri> running)
    {
        if (said is null)
        {
            running.TrySetException(new InvalidOperationException("moto ended before it answered; tests/Real/testbed/try tells why."));
        }
        else if (Running().Match(said) is { Success: true } found)
        {
            running.TrySetResult(new Uri(found.Groups["address"].Value));
        }
    }

    [GeneratedRegex(@"Running on (?<address>http://127\.0\.0\.1:\d+)", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Running();
}
