using System.Text.Json;
using EksGrader.Api;
using EksGrader.Api.Host.Auth;
using EksGrader.Checks.Checks;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Grading;
using EksGrader.Db.Setup;
using EksGrader.Db.Storage;
using EksGrader.Tests.Support.Db;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace EksGrader.Bench;

/// <summary>The service with a class that was made of chance, in a process of its own. Also for looking at: <c>gradebook-host FOLDER [STUDENTS]</c>.</summary>
internal static class GradebookHost
{
    private const string Course = "bench";
    private const string Token = "an-admin-token-of-the-bench-0123456789";
    private const int Step = 250;

    /// <summary>The checks: those that ship, and one more.</summary>
    public static IReadOnlyList<CheckId> Checks { get; } = [new("nodes"), new("replicas"), new("load-balancer"), new("container-insights"), new("any-namespace"), new("cluster-deletion")];

    private static string Document => $$"""
        assignment: eks-assessment
        title: { en: EKS assessment, ko: EKS 평가 }
        due: {{TimeProvider.System.GetUtcNow().AddHours(11):yyyy-MM-ddTHH:mm}}
        checks: [{{string.Join(", ", Checks.Select(c => $"{{ check: {c}, points: 20 }}"))}}]
        """;

    /// <summary>Serves until standard input ends; seeds first where there is no class yet.</summary>
    public static async Task<int> RunAsync(string folder, int students)
    {
        if (students > 0)
            await SeedAsync(folder, students);
        await using var app = ServiceHost.Build(
            [.. Settings(folder), "--urls=http://127.0.0.1:0", $"--{AdminToken.Variable}={Token}", "--Logging:LogLevel:Default=Warning"],
            builder => builder.Services.AddSingleton(Catalogue.Default.With([new NamespacesStandIn()])));
        await app.StartServiceAsync(CancellationToken.None);
        await Console.Out.WriteLineAsync(JsonSerializer.Serialize(new ServingGradebook(
            app.Urls.First(), Token, $"/courses/{Course}/assignments/eks-assessment/", Environment.ProcessId)));
        await Console.In.ReadToEndAsync(CancellationToken.None);
        await app.StopAsync(CancellationToken.None);
        return 0;
    }

    /// <summary>Makes a class.</summary>
    public static async Task SeedAsync(string folder, int students)
    {
        await using var services = new ServiceCollection()
            .AddLogging()
            .AddDatabase(new ConfigurationBuilder().AddCommandLine([.. Settings(folder)]).Build())
            .BuildServiceProvider();
        await services.GetRequiredService<DatabaseStart>().MigrateAsync(CancellationToken.None);
        var seeded = new SeededClass(seed: 7, TimeProvider.System.GetUtcNow()) { Checks = Checks, EvidenceLines = 12 };
        for (var first = -1; first < students; first += first < 0 ? 1 : Step)
        {
            await using var scope = services.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<EksGraderDb>();
            if (first < 0)
                await seeded.SeedCourseAsync(db, Course, Document, CancellationToken.None);
            else
                await seeded.SeedAsync(db, first, Math.Min(Step, students - first), CancellationToken.None);
        }

        SqliteConnection.ClearAllPools();
    }

    private static IReadOnlyList<string> Settings(string folder) =>
    [
        $"--Database:ConnectionString=Data Source={Path.Combine(folder, "eksgrader.db")}",
        $"--Vault:KeysFolder={Path.Combine(folder, "keys")}",
    ];

    // The gradebook is asked about, not graded.
    private sealed class NamespacesStandIn : ICheck
    {
        public CheckInfo Info { get; } = new() { Id = new CheckId("any-namespace"), Title = new LocalizedText("Namespaces", "네임스페이스"), Asks = new LocalizedText("Namespaces", "네임스페이스") };

        public ValueTask<Verdict> JudgeAsync(Cluster cluster, CheckParameters parameters, CancellationToken cancellationToken) =>
            throw new NotSupportedException("Nothing is graded here.");
    }
}

/// <summary>What the service's process tells the bench's.</summary>
internal sealed record ServingGradebook(string Address, string Token, string Assignment, int Process);
