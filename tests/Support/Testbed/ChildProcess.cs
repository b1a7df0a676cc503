using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.RegularExpressions;

namespace EksGrader.Tests.Support.Testbed;

/// <summary>
/// A server that a test started. It ends with the test's process, however that ends: a shell between the two holds a pipe from the tests
/// and kills the server when no one holds the other end any more.
/// </summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    // The server has no standard input, the watcher has the pipe; whichever ends first ends the other.
    private const string Watcher = """
        exec 3<&0
        "$@" </dev/null 3<&- &
        server=$!
        { read -r _ <&3; kill -9 "$server"; } &
        watcher=$!
        wait "$server"
        code=$?
        kill -9 "$watcher"
        exit "$code"
        """;

    private const int LinesKept = 20;

    private readonly Process shell;
    private readonly string name;
    private readonly ConcurrentQueue<string> said = new();

    private ChildProcess(Process shell, string name)
    {
        this.shell = shell;
        this.name = name;
        shell.OutputDataReceived += (_, line) => Keep(line.Data);
        shell.ErrorDataReceived += (_, line) => Keep(line.Data);
        shell.BeginOutputReadLine();
        shell.BeginErrorReadLine();
    }

    /// <summary>Starts a program.</summary>
    /// <param name="program">Its path.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="environment">Further variables.</param>
    public static ChildProcess Start(string program, IEnumerable<string> arguments, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", Watcher, "sh", program, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var (variable, value) in environment)
        {
            start.Environment[variable] = value;
        }

        var called = Path.GetFileName(program);
        return new ChildProcess(Process.Start(start) ?? throw new InvalidOperationException($"{called} did not start."), called);
    }

    /// <summary>Waits until something of it is ready, two minutes at most.</summary>
    /// <exception cref="ServerEndedException">It ended meanwhile.</exception>
    public Task ReadyAsync(Func<CancellationToken, Task<bool>> isReady, CancellationToken cancellationToken) => Until.TrueAsync(
        $"{name} is ready",
        token =>
        {
            ThrowIfEnded();
            return isReady(token);
        },
        cancellationToken);

    /// <summary>Waits until it has said something, two minutes at most.</summary>
    /// <exception cref="ServerEndedException">It ended meanwhile.</exception>
    public async Task<Match> SaysAsync(Regex pattern, CancellationToken cancellationToken)
    {
        var match = Match.Empty;
        await ReadyAsync(
            _ =>
            {
                match = said.Select(line => pattern.Match(line)).FirstOrDefault(m => m.Success) ?? Match.Empty;
                return Task.FromResult(match.Success);
            },
            cancellationToken);
        return match;
    }

    /// <summary>Says what it said last, when it has ended.</summary>
    /// <exception cref="ServerEndedException">It has ended.</exception>
    public void ThrowIfEnded()
    {
        if (shell.HasExited)
        {
            throw new ServerEndedException($"{name} ended: {string.Join('\n', said)}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        shell.StandardInput.Close();
        await shell.WaitForExitAsync(CancellationToken.None);
        shell.Dispose();
    }

    private void Keep(string? line)
    {
        if (line is not null)
        {
            said.Enqueue(line);
            while (said.Count > LinesKept)
            {
                said.TryDequeue(out _);
            }
        }
    }
}

/// <summary>A server ended before it was ready: most often someone else took its port in the meantime.</summary>
internal sealed class ServerEndedException(string message) : Exception(message);
