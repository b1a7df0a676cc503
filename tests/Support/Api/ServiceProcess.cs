using System.Diagnostics;
using EksGrader.Api;
using EksGrader.Simulator;
using EksGrader.Tests.Support.Db;

namespace EksGrader.Tests.Support.Api;

/// <summary>The program as a process of its own, which is killed in the end.</summary>
internal sealed class ServiceProcess : IDisposable
{
    private readonly Process process;
    private readonly HttpClient http;

    private ServiceProcess(Process process, HttpClient http) => (this.process, this.http) = (process, http);

    public ApiClient Admin => new(http, Service.AdminToken);

    public bool IsAlive => !process.HasExited;

    /// <summary>Starts it on a folder's database, and waits until it listens.</summary>
    public static async Task<ServiceProcess> StartAsync(string folder)
    {
        await TestDatabase.MakeAsync(folder, TestContext.Current.CancellationToken);
        var started = Process.Start(Program(folder, ServiceSettings(folder))) ?? throw new InvalidOperationException("The service did not start.");
        const string Listening = "Now listening on: ";
        while (await started.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            if (line.IndexOf(Listening, StringComparison.Ordinal) is > 0 and var at)
                return new ServiceProcess(started, new HttpClient { BaseAddress = new Uri(line[(at + Listening.Length)..].Trim()), Timeout = Timeout.InfiniteTimeSpan });
        }

        throw new InvalidOperationException("The service ended before it listened.");
    }

    /// <summary>Runs the program in a folder to its end.</summary>
    /// <returns>Its exit code, and what it said on standard error.</returns>
    public static async Task<(int Code, string Errors)> RunAsync(string folder, params IEnumerable<string> arguments)
    {
        var start = Program(folder, arguments);
        start.RedirectStandardError = true;
        using var program = Process.Start(start) ?? throw new InvalidOperationException("The program did not start.");
        try
        {
            var said = program.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            var errors = await program.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            await Task.WhenAll(said, program.WaitForExitAsync(TestContext.Current.CancellationToken));
            return (program.ExitCode, errors);
        }
        finally
        {
            if (!program.HasExited)
                program.Kill();
        }
    }

    /// <summary>What the program is told so that it serves a folder's database.</summary>
    public static IEnumerable<string> ServiceSettings(string folder) =>
        [.. Service.Defaults(folder).Where(s => !s.StartsWith("--Logging", StringComparison.Ordinal)), .. Service.Beside(PracticeClass.Network)];

    public void Dispose()
    {
        // SIGKILL: nothing is written, closed or said.
        process.Kill();
        process.WaitForExit();
        process.Dispose();
        http.Dispose();
    }

    private static ProcessStartInfo Program(string folder, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet")
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
            WorkingDirectory = folder,
        };
        start.ArgumentList.Add(typeof(ServiceHost).Assembly.Location);
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        return start;
    }
}
