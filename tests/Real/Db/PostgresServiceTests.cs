using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using EksGrader.Tests.Api.Support;
using EksGrader.Tests.Real.Fixtures;

namespace EksGrader.Tests.Real.Db;

/// <summary>
/// What runs on SQLite in tests/Unit and tests/Api, run again on PostgreSQL: programs of their own that are told of this server. Those
/// tests whose queries and transactions differ most between the two; all of them can be run so by hand (README.md).
/// </summary>
[Collection(PostgresCollection.Name)]
public sealed partial class PostgresServiceTests(PostgresFixture server)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>The board, its commands and a cluster's whole story; receipts, and access that is renewed.</summary>
    [Fact]
    public Task Clusters_OfTheService() => RunAsync("Tests.Api", "EksGrader.Tests.Api.Clusters.*", "EksGrader.Tests.Api.Receipts.Re*");

    /// <summary>The watch with its draws, claims and repairs; the outbox of reminders; orders, their steps and the brake; access that is deleted.</summary>
    [Fact]
    public Task Jobs_OfEndingClusters() => RunAsync("Tests.Unit", "*.WatchDeletionTests", "*.WatchFaultsTests", "*.WatchFairnessTests", "*.LeaseVerdictsTests", "*.RemindDeletionTests", "*.StaffReminderTests", "*.EnforceDeletionTests", "*.Jobs.AccessTests");

    private async Task RunAsync(string program, params string[] classes)
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

    private static string PathOf(string program) => typeof(PostgresServiceTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == program).Value
        ?? throw new InvalidOperationException($"Where is {program}?");

    [GeneratedRegex(@"Total: (?<count>\d+),", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Total();
}
