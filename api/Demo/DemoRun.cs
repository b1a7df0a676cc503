using System.Security.Cryptography;
using EksGrader.Api.CommandLine;
using EksGrader.Api.Features.Demo;
using EksGrader.Api.Host;
using EksGrader.Api.Host.Auth;
using EksGrader.Api.Shared;
using EksGrader.Checks.Assignments;
using EksGrader.Checks.Checks.Nodes;
using EksGrader.Checks.Core;
using EksGrader.Checks.Grading;
using EksGrader.Checks.Web;
using EksGrader.Db.Storage;
using EksGrader.Simulator;
using EksGrader.Simulator.Plans;
using NodaTime;

namespace EksGrader.Api.Demo;

/// <summary>
/// The service as it is, with a practice class beside it: simulated clusters on loopback, which the students of the class submit over
/// HTTP. Everything lies in <c>data/demo</c>, apart from a real service's data.
/// </summary>
internal sealed class DemoRun(int students, string assignment, string[] args, Terminal terminal)
{
    private const string Folder = "data/demo";

    private static readonly AccessKind[] DemoAccess = [AccessKind.AwsRole, AccessKind.AwsKeys, AccessKind.Kubeconfig, AccessKind.Course];

    private static readonly string[] Settings =
    [
        $"--Database:ConnectionString=Data Source={Folder}/eksgrader.db",
        $"--Vault:KeysFolder={Folder}/keys",
        $"--Network:Clusters:0={PracticeClass.Network}",
        $"--Network:Probes:0={PracticeClass.Network}",
        "--Logging:LogLevel:Default=Warning",
    ];

    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            new DataFolder(Folder, "demo").Prepare();
        }
        catch (UnusableFolderException e)
        {
            await terminal.Error.WriteLineAsync(e.Message);
            return Terminal.Refused;
        }

        await using var practice = await PracticeClass.StartAsync(
            new PracticeClassOptions
            {
                Students = students,
                Labs = LabsOf(assignment),
                Further = DemoStage.OwnKinds,
                RoundTripDelay = TimeSpan.FromMilliseconds(40),
                SettlesAfter = TimeSpan.FromSeconds(20),
                // So that a deletion can be told by the name alone, where a kubeconfig is all there is.
                HostNames = true,
            },
            cancellationToken);
        using var alone = Alone();
        if (alone is null)
        {
            await terminal.Error.WriteLineAsync($"A demo is running here already, with its data in {Path.GetFullPath(Folder)}. Stop it, or start this one in another folder.");
            return Terminal.Refused;
        }

        ForgetTheLastRun();
        var stage = new DemoStage(practice, students) { Assignment = assignment };
        var adminToken = UseEnvironment(practice);
        await using var app = ServiceHost.Build([.. Settings, .. args], builder => AddDemo(builder.Services, stage));
        try
        {
            await app.StartServiceAsync(cancellationToken);
        }
        catch (IOException e)
        {
            await app.StopAsync(CancellationToken.None);
            await terminal.Error.WriteLineAsync($"{e.Message} (another address: demo --urls http://localhost:5081)");
            return Terminal.Refused;
        }
        catch (Exception e) when (StartFailure.Say(e) is { Count: > 0 } failures)
        {
            foreach (var failure in failures)
                await terminal.Error.WriteLineAsync(failure);
            return Terminal.Refused;
        }

        await SeedAsync(app, practice, stage, cancellationToken);
        var address = new Uri(app.Urls.First());
        await SayWhereToOpenAsync(address, adminToken);

        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, app.Lifetime.ApplicationStopping);
        try
        {
            using var http = new HttpClient { BaseAddress = address, Timeout = Timeout.InfiniteTimeSpan };
            await new DemoClass(http, adminToken, stage, terminal, TimeProvider.System).SubmitAsync(stopping.Token);
            await terminal.Output.WriteLineAsync($"Still serving on {address}; stop with Ctrl+C. Now the class deletes its clusters, one after the other.");
            await new DemoEndings(app.Services, stage, terminal, TimeProvider.System).RunAsync(stopping.Token);
            await app.WaitForShutdownAsync(stopping.Token);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Ctrl+C in the middle is an end like any other.
            await terminal.Error.WriteLineAsync("Stopped before everyone was graded.");
            await app.StopAsync(CancellationToken.None);
        }

        return 0;
    }

    /// <summary>What makes a service the demo's: its page, and signing in there with one click.</summary>
    /// <param name="services">The service's services.</param>
    /// <param name="stage">The practice class.</param>
    /// <param name="asHome">Whether it is what the start page shows to those who have not signed in.</param>
    internal static void AddDemo(IServiceCollection services, DemoStage stage, bool asHome = true)
    {
        services.AddSingleton<IHostResolver>(stage.Names);
        services.AddSingleton<Dial>(stage.DialAsync);
        services.AddSingleton(stage);
        services.AddScoped<DemoBoards>();
        services.AddSingleton(new DemoSignIn(DemoSeed.Course));
        if (asHome)
            services.AddSingleton(new VisitorPage(typeof(DemoPage)));
    }

    // The clusters of the last run ended with it, and so what was submitted: each run begins with a class that has done nothing.
    private static void ForgetTheLastRun()
    {
        foreach (var file in Directory.GetFiles(Folder, "*.db*"))
            File.Delete(file);
    }

    // Held as long as the demo runs, however it ends; null where another holds it.
    private static FileStream? Alone()
    {
        try
        {
            return new FileStream(Path.Combine(Folder, "running"), FileMode.OpenOrCreate, FileAccess.Write, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }
    }

    // Practice clusters answer at the simulator's AWS, with keys that are worth nothing anywhere else.
    private static string UseEnvironment(PracticeClass practice)
    {
        Environment.SetEnvironmentVariable("AWS_ENDPOINT_URL", practice.AwsEndpoint.ToString());
        Environment.SetEnvironmentVariable("AWS_ACCESS_KEY_ID", practice.GraderKeys.AccessKeyId);
        Environment.SetEnvironmentVariable("AWS_SECRET_ACCESS_KEY", practice.GraderKeys.SecretAccessKey);
        Environment.SetEnvironmentVariable("AWS_SESSION_TOKEN", null);
        if (Environment.GetEnvironmentVariable(AdminToken.Variable) is { Length: > 0 } given)
        {
            return given;
        }

        var made = RandomNumberGenerator.GetHexString(48, lowercase: true);
        Environment.SetEnvironmentVariable(AdminToken.Variable, made);
        return made;
    }

    // The class of the exam does the exam; any other did the labs that its assignment asks for.
    private static IReadOnlyList<CheckId> LabsOf(string assignment)
    {
        var checks = ShippedAssignments.Read(assignment, Catalogue.Default.Infos).Checks.Select(c => c.Check).ToList();
        return checks.Contains(NodesCheck.Id) ? [] : checks;
    }

    private static async Task SeedAsync(WebApplication app, PracticeClass practice, DemoStage stage, CancellationToken cancellationToken)
    {
        await using var scope = app.Services.CreateAsyncScope();
        var seed = scope.ServiceProvider.GetRequiredService<DemoSeed>();
        await seed.EnsureAsync(
            shipped => shipped with
            {
                // No one watches a demo for ten minutes.
                SettleFor = Duration.FromMinutes(1),
                Access = [.. DemoAccess.Where(k => k != AccessKind.Kubeconfig || shipped.Access.Contains(k))],
            },
            cancellationToken,
            stage.Assignment);
        // Two sections, so that the statistics have something to compare.
        var roster = practice.Clusters.Select((c, i) => $"{c.Student.Id},{c.Student.Name},{c.Student.Email},{(i % 2 == 0 ? "A" : "B")}");
        await seed.EnrolAsync(string.Join('\n', ["studentId,name,email,section", .. roster]), cancellationToken);
        await seed.TeachAsync(DemoStage.Instructor, cancellationToken);
    }

    private Task SayWhereToOpenAsync(Uri address, string adminToken) => terminal.Output.WriteLineAsync($"""
        Open {address} — a practice class of {students} is graded there; sign in as its instructor or a student with one click.

        Or over HTTP (course demo, assignment {assignment}), with the admin's token of this run:

          export TOKEN={adminToken}
          curl -H "Authorization: Bearer $TOKEN" {address}api/courses/demo/assignments/{assignment}/gradebook
          curl -H "Authorization: Bearer $TOKEN" -H 'Accept: text/csv' {address}api/courses/demo/assignments/{assignment}/gradebook
          curl {address}openapi/v1.json

        The class hands in now. What settles (a load balancer on its way, rights that were just granted) is looked at again for a minute.

        """);
}
