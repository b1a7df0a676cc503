using Microsoft.Extensions.Hosting;

namespace EksGrader.Simulator.Net;

/// <summary>
/// The life of a host within another program: it ends when it is disposed, and leaves the process's signals alone. The usual one would
/// swallow SIGTERM and Ctrl+C of whoever hosts the class.
/// </summary>
internal sealed class EmbeddedLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
