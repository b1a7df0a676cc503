using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace EksGrader.Tests.Support.Net;

/// <summary>A mail server on loopback that answers each command as a test says (RFC 5321), and keeps what it was told.</summary>
public sealed class SmtpScript : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource over = new();
    private readonly TaskCompletionSource met = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly string? greeting;
    private readonly IReadOnlyDictionary<string, string> answers;
    private readonly X509Certificate2? certificate;
    private readonly Task serving;

    /// <summary>Opens it.</summary>
    /// <param name="greeting">Its first line; null for one that never says anything.</param>
    /// <param name="answers">What it answers to a command's first word; 250 to all others.</param>
    /// <param name="certificate">What it shows after STARTTLS.</param>
    public SmtpScript(string? greeting, IReadOnlyDictionary<string, string> answers, X509Certificate2? certificate = null)
    {
        (this.greeting, this.answers, this.certificate) = (greeting, answers, certificate);
        listener.Start();
        Port = ((IPEndPoint)listener.LocalEndpoint).Port;
        serving = Task.Run(ServeAsync, over.Token);
    }

    public int Port { get; }

    /// <summary>The commands that it was told, without what follows them.</summary>
    public ConcurrentQueue<string> Commands { get; } = [];

    /// <summary>Done once it was connected to.</summary>
    public Task Met => met.Task;

    public async ValueTask DisposeAsync()
    {
        await over.CancelAsync();
        listener.Stop();
        await serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        over.Dispose();
    }

    // One client after the other.
    private async Task ServeAsync()
    {
        while (!over.IsCancellationRequested)
        {
            using var client = await listener.AcceptTcpClientAsync(over.Token);
            met.TrySetResult();
            await TalkAsync(client);
        }
    }

    private async Task TalkAsync(TcpClient client)
    {
        Stream stream = client.GetStream();
        await WriteAsync(stream, greeting);
        while (await ReadAsync(stream) is { } line)
        {
            var command = line.Split(' ')[0].ToUpperInvariant();
            Commands.Enqueue(command);
            await WriteAsync(stream, answers.GetValueOrDefault(command, command == "QUIT" ? "221 bye" : "250 ok"));
            if (command == "QUIT")
                return;
            if (command != "STARTTLS" || certificate is null)
                continue;
            var secured = new SslStream(stream);
            await secured.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate }, over.Token);
            stream = secured;
        }
    }

    private async Task WriteAsync(Stream stream, string? line)
    {
        if (line is not null)
            await stream.WriteAsync(Encoding.ASCII.GetBytes(line + "\r\n"), over.Token);
    }

    // Byte by byte: what follows STARTTLS is no text.
    private async Task<string?> ReadAsync(Stream stream)
    {
        var line = new StringBuilder();
        var next = new byte[1];
        while (await stream.ReadAsync(next, over.Token) == 1)
        {
            if (next[0] == '\n')
                return line.ToString().TrimEnd('\r');
            line.Append((char)next[0]);
        }

        return null;
    }
}
