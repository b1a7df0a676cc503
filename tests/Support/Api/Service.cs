using System.Net;
using EksGrader.Api;
using EksGrader.Api.Features.Access;
using EksGrader.Checks.Grading;
using EksGrader.Checks.Web;
using EksGrader.Tests.Support.Db;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace EksGrader.Tests.Support.Api;

/// <summary>The real service on a loopback port: real Kestrel, a real database, real scheduler; clusters are the test's.</summary>
public sealed class Service : IAsyncDisposable
{
    public const string AdminToken = "an-admin-token-of-the-tests-0123456789";
    private readonly WebApplication app;
    private readonly HttpClient http;

    private Service(WebApplication app, ScriptedInspector clusters, string folder)
    {
        (this.app, Clusters, Folder) = (app, clusters, folder);

        // Streams of events stay open; every other wait ends with the test's own token.
        http = new HttpClient { BaseAddress = new Uri(app.Urls.First()), Timeout = Timeout.InfiniteTimeSpan };
    }

    public ScriptedInspector Clusters { get; }

    public string Folder { get; }

    public IServiceProvider Services => app.Services;

    /// <summary>Where it listens.</summary>
    public string Address => app.Urls.First();

    /// <summary>Where it listens.</summary>
    public Uri Root => new(Address);

    /// <summary>Starts a service.</summary>
    /// <param name="settings">Configuration, such as <c>--RateLimits:LooksPerMinute=1</c>.</param>
    /// <param name="folder">Where its data lies; null for a new one.</param>
    /// <param name="configure">Further services.</param>
    public static async Task<Service> StartAsync(IReadOnlyList<string>? settings = null, string? folder = null, Action<IServiceCollection>? configure = null)
    {
        if (folder is null)
        {
            folder = Directory.CreateTempSubdirectory("eksgrader-api-").FullName;
            await MigratedFile.PutAsync(Path.Combine(folder, "eksgrader.db"), TestContext.Current.CancellationToken);
        }

        var clusters = new ScriptedInspector(TimeProvider.System);
        var built = ServiceHost.Build([.. Defaults(folder), .. settings ?? []], builder =>
        {
            builder.Services.AddSingleton<IHostResolver, NoResolver>();
            builder.Services.AddSingleton<IClusterInspector>(clusters);
            builder.Services.AddSingleton<IPageTrials, AcceptingTrials>();

            // The real number costs a tenth of a second for everyone who signs in, one after the other: PasswordWorkTests has it.
            builder.Services.PostConfigure<PasswordHasherOptions>(o => o.IterationCount = 1_000);
            configure?.Invoke(builder.Services);
        });
        await TestDatabase.MakeAsync(folder, TestContext.Current.CancellationToken);
        await built.StartServiceAsync(TestContext.Current.CancellationToken);
        return new Service(built, clusters, folder);
    }

    /// <summary>The configuration of a test's service.</summary>
    public static IReadOnlyList<string> Defaults(string folder) =>
    [
        "--urls=http://127.0.0.1:0",
        .. TestDatabase.SettingsOf(folder),
        $"--Vault:KeysFolder={Path.Combine(folder, "keys")}",
        "--Jobs:FollowEvery=00:00:00.2",
        "--Jobs:ShutdownGrace=00:00:00",
        "--Grading:PrincipalArn=arn:aws:iam::111122223333:role/eks-grader",
        "--RateLimits:HandInsPerMinute=1000",
        "--RateLimits:AccessTestsPerMinute=1000",
        "--RateLimits:LooksPerMinute=1000",
        "--RateLimits:SignInsPerMinute=10000",
        "--RateLimits:WritesPerMinute=100000",
        "--RateLimits:StaffWritesPerMinute=100000",
        "--Logging:LogLevel:Default=Critical",
        $"--EKSGRADER_ADMIN_TOKEN={AdminToken}",
    ];

    /// <summary>Settings that open a private network for clusters and their pages, as a practice class needs it.</summary>
    public static IReadOnlyList<string> Beside(string network) => [$"--Network:Clusters:0={network}", $"--Network:Probes:0={network}"];

    public ApiClient Client(string? token) => new(http, token);

    public ApiClient Admin() => Client(AdminToken);

    public async ValueTask DisposeAsync()
    {
        // Not the test's own token: a test that was cancelled leaves nothing running either.
        await app.StopAsync(CancellationToken.None);
        http.Dispose();
        await app.DisposeAsync();
        TestDatabase.Leave(Folder);
    }

    /// <summary>Tests reach loopback only: whatever else is looked for does not exist, and says so loudly.</summary>
    private sealed class NoResolver : IHostResolver
    {
        public ValueTask<IReadOnlyList<IPAddress>> ResolveAsync(string host, CancellationToken cancellationToken) =>
            IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address)
                ? ValueTask.FromResult<IReadOnlyList<IPAddress>>([address])
                : throw new InvalidOperationException($"No test registered {host}.");
    }
}

/// <summary>One service for the tests that share one.</summary>
public sealed class SharedService : IAsyncLifetime
{
    private Service? service;

    public Service Service => service ?? throw new InvalidOperationException("The service was not started.");

    public async ValueTask InitializeAsync() => service = await Service.StartAsync();

    public async ValueTask DisposeAsync()
    {
        if (service is not null)
            await service.DisposeAsync();
    }
}
