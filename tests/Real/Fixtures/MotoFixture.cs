using System.Text.RegularExpressions;
using EksGrader.Tests.Support.Testbed;

namespace EksGrader.Tests.Real.Fixtures;

/// <summary>
/// moto, an emulator of AWS, for the tests of a class: started by the first test that asks for it, empty for each. What moto lacks is
/// in a proxy before it, see <see cref="MotoProxy"/>.
/// </summary>
public sealed partial class MotoFixture : IAsyncLifetime
{
    private readonly HttpClient http = new();
    private ChildProcess? process;
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

        if (process is not null)
        {
            await process.DisposeAsync();
        }

        http.Dispose();
    }

    private async Task<MotoProxy> StartAsync(string python, string path, CancellationToken cancellationToken)
    {
        process ??= ChildProcess.Start(python, ["-m", "moto.server", "-H", "127.0.0.1", "-p", "0"], ("PYTHONPATH", path), ("PYTHONUNBUFFERED", "1"));
        var running = await process.SaysAsync(Running(), cancellationToken);
        return await MotoProxy.StartAsync(new Uri(running.Groups["address"].Value), cancellationToken);
    }

    [GeneratedRegex(@"Running on (?<address>http://127\.0\.0\.1:\d+)", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Running();
}
