using System.Net;
using System.Net.Sockets;

namespace EksGrader.Tests.Support.Api;

/// <summary>A port on loopback that speaks no Kubernetes, and counts who knocks.</summary>
public sealed class RudeServer : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource over = new();
    private readonly Func<Socket, Task> treat;
    private readonly Task serving;
    private int connections;

    /// <summary>Opens it.</summary>
    /// <param name="treat">What it does with a connection before it hangs up.</param>
    /// <param name="listens">Whether anything listens there at all.</param>
    public RudeServer(Func<Socket, Task> treat, bool listens = true)
    {
        this.treat = treat;
        listener.Start();
        Port = ((IPEndPoint)listener.LocalEndpoint).Port;
        if (listens)
        {
            serving = Task.Run(ServeAsync, over.Token);
        }
        else
        {
            listener.Stop();
            serving = Task.CompletedTask;
        }
    }

    public int Port { get; }

    public int Connections => Volatile.Read(ref connections);

    public async ValueTask DisposeAsync()
    {
        await over.CancelAsync();
        listener.Stop();
        await serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        over.Dispose();
    }

    private async Task ServeAsync()
    {
        while (!over.IsCancellationRequested)
        {
            var socket = await listener.AcceptSocketAsync(over.Token);
            Interlocked.Increment(ref connections);
            _ = Task.Run(() => TreatAsync(socket), over.Token);
        }
    }

    private async Task TreatAsync(Socket socket)
    {
        using (socket)
        {
            await treat(socket);
        }
    }
}
