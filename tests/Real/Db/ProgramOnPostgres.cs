using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using EksGrader.Tests.Real.Fixtures;
using EksGrader.Tests.Support.Db;

namespace EksGrader.Tests.Real.Db;

/// <summary>
/// What runs on SQLite in tests/Unit and tests/Api, run again on PostgreSQL: programs of their own that are told of this server. Those
/// tests whose queries and transactions differ most between the two; all of them can be run so by hand (README.md).
/// </summary>
internal static partial class ProgramOnPostgres
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Runs some classes of a program, which must all pass.</summary>
    public static async Task RunAsync(PostgresFixture server, string program, params string[] classes)
    {
        var start = new ProcessStartInfo("dotnet", [PathOf(program), "-noLogo", "-noColor", .. classes.SelectMany(c => new[] { "-class", c })])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.Environment[GivenPostgres.Variable] = await server.ServerAsync(Token);
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
        try
        {
            var logged = process.StandardError.ReadToEndAsync(Token);
            var said = await process.StandardOutput.ReadToEndAsync(Token);
            await process.WaitForExitAsync(Token);

            Assert.True(process.ExitCode == 0, said + await logged);
            Assert.True(int.Parse(Total().Match(said).Groups["count"].Value, CultureInfo.InvariantCulture) > 30, said);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }

    private static string PathOf(string program) => typeof(ProgramOnPostgres).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == program).Value
        ?? throw new InvalidOperationException($"Where is {program}?");

    [GeneratedRegex(@"Total: (?<count>\d+),", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Total();
}
