using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using EksGrader.Db.Model;
using EksGrader.Jobs.Mail;

namespace EksGrader.Bench.Leases;

/// <summary>
/// A mail server in a process that outlives those who send. When it is told to, it kills the sender the moment that it has taken a
/// message, before it answers: the sender can not know.
/// </summary>
internal sealed class KillingPost : IAsyncDisposable
{
    private readonly ConcurrentDictionary<ReminderId, int> received = [];
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource over = new();
    private readonly Task accepting;
    private readonly Lock gate = new();
    private int left;
    private Action? kill;

    public KillingPost()
    {
        listener.Start();
        accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public int Count => received.Values.Sum();

    public int Twice => received.Values.Count(c => c > 1);

    public bool Has(ReminderId id) => received.ContainsKey(id);

    /// <summary>The sender of the so-manieth message from now on is killed; 0 for no one.</summary>
    public void Arm(int message, Action killer)
    {
        lock (gate)
            (left, kill) = (message, message > 0 ? killer : null);
    }

    /// <summary>Kills no one any more. Tells whether it has.</summary>
    public bool Disarm()
    {
        lock (gate)
        {
            kill = null;
            return left < 0;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await over.CancelAsync();
        await accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        listener.Dispose();
        over.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            var client = await listener.AcceptTcpClientAsync(over.Token);
            _ = TakeAsync(client);
        }
    }

    private async Task TakeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                using var reader = new StreamReader(client.GetStream());
                await using var writer = new StreamWriter(client.GetStream()) { AutoFlush = true };
                while (await reader.ReadLineAsync(over.Token) is { } line)
                {
                    received.AddOrUpdate(ReminderId.From(Guid.Parse(line, CultureInfo.InvariantCulture)), 1, (_, count) => count + 1);
                    if (!KillsNow())
                        await writer.WriteLineAsync("taken");
                }
            }
            catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
            {
                // The process that sends may die at any moment; that is the point.
                client.Close();
            }
        }
    }

    private bool KillsNow()
    {
        lock (gate)
        {
            if (kill is null || --left > 0)
                return false;
            left = -1;
            kill();
            kill = null;
            return true;
        }
    }
}

/// <summary>Sends to a <see cref="KillingPost"/>.</summary>
internal sealed class SocketPost(int port) : ISmtpPool
{
    public bool IsConfigured => true;

    public int Most => 2;

    public ISmtpConnection Open() => new Line(port);

    private sealed class Line(int port) : ISmtpConnection
    {
        private TcpClient? client;
        private StreamReader? reader;

        public async Task<DeliveryResult> SendAsync(EmailMessage letter, CancellationToken cancellationToken)
        {
            if (client is null || reader is null)
            {
                client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
                reader = new StreamReader(client.GetStream());
            }

            await client.GetStream().WriteAsync(System.Text.Encoding.ASCII.GetBytes($"{letter.Id?.Value}\n"), cancellationToken);
            return await reader.ReadLineAsync(cancellationToken) is null ? new DeliveryResult(DeliveryOutcome.Unsure, "the server hung up") : DeliveryResult.Taken;
        }

        public ValueTask DisposeAsync()
        {
            reader?.Dispose();
            client?.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
