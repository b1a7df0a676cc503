using System.Collections.Concurrent;
using EksGrader.Api.Demo;
using EksGrader.Api.Features.Accounts;
using EksGrader.Api.Features.Demo;
using EksGrader.Checks.Grading;
using EksGrader.Db.Model;
using EksGrader.Jobs.Mail;
using EksGrader.Simulator;
using EksGrader.Simulator.Plans;
using EksGrader.Tests.Support.Api;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace EksGrader.Tests.Browser.Fixtures;

/// <summary>
/// The real service in this process, with the demo's practice class beside it, started by the first test that asks. Tests that only look
/// share the course <see cref="Course"/>; tests that change something make a course of their own.
/// </summary>
public sealed class School : IAsyncDisposable
{
    /// <summary>A course with a class that is graded. No one changes it.</summary>
    public const string Course = DemoSeed.Course;

    /// <summary>Its assignment.</summary>
    public const string Assignment = DemoSeed.Assignment;

    // What a class looks like: each kind twice would say nothing more.
    private static readonly string[] Kinds =
        ["good-classic", "good-kubeconfig", "one-replica", "crash-loop", "node-not-ready", "no-agent", "failing-web", "aws-denied", "good-network", "not-eks", "three-nodes", "unhealthy-targets"];

    // For stories, which hand them in in courses of their own, each at most once.
    private static readonly string[] Spare = ["balancer-arrives", "good-kubeconfig", "good-network", "good-keys", "crash-loop", "witness-denied", "witness-denied"];

    private readonly HashSet<PracticeCluster> taken = [];
    private readonly Lazy<Task<Ends>> ends;
    private readonly SemaphoreSlim starting = new(1, 1);
    private PracticeClass? practice;
    private Service? service;

    public School() => ends = new(() => Fixtures.Ends.MakeAsync(this));

    /// <summary>A class whose clusters are in every state of their ends.</summary>
    public Task<Ends> Ends => ends.Value;

    /// <summary>The simulated clusters. One that settles does so when a test says: <see cref="PracticeCluster.Settle"/>.</summary>
    public PracticeClass Practice => practice ?? throw new InvalidOperationException("The class was not started.");

    /// <summary>The students who submitted.</summary>
    public IReadOnlyList<PracticeCluster> Class => [.. Practice.Clusters.Take(Kinds.Length)];

    /// <summary>Clusters that are as a test says: those whose host ends in <c>.example</c>.</summary>
    public ScriptedInspector Clusters { get; } = new(TimeProvider.System);

    /// <summary>What the class submitted, by the students' numbers.</summary>
    public ConcurrentDictionary<string, string> Submissions { get; } = new(StringComparer.Ordinal);

    /// <summary>Students who have a cluster and have not submitted.</summary>
    public IReadOnlyList<PracticeCluster> Own => [.. Practice.Clusters.Skip(Kinds.Length).Take(DemoStage.OwnKinds.Count)];

    /// <summary>The service.</summary>
    public Service Service => service ?? throw new InvalidOperationException("The service was not started.");

    /// <summary>Where browsers find it: by a name, as passkeys need one.</summary>
    public Uri Home => new UriBuilder(Service.Root) { Host = "localhost" }.Uri;

    /// <summary>A cluster of a kind that no other test takes.</summary>
    public PracticeCluster Take(string kind)
    {
        lock (taken)
        {
            var cluster = Practice.Clusters.Skip(Kinds.Length + DemoStage.OwnKinds.Count).First(c => c.Kind == kind && !taken.Contains(c));
            taken.Add(cluster);
            return cluster;
        }
    }

    /// <summary>A lease of the class: that of the nearest deadline.</summary>
    public async Task<string> SomeLeaseAsync() =>
        (await Service.Admin().GetAsync($"/api/courses/{Course}/leases")).Is(200).Json.GetProperty("items")[0].GetProperty("id").GetString() ?? "";

    /// <summary>The code of a link to a new password, as someone gets it by e-mail.</summary>
    public async Task<string> PasswordLinkAsync(string email)
    {
        await using var scope = Service.Services.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<User>>();
        return await PasswordLinks.CodeAsync(users, await users.FindByNameAsync(User.Normalize(email)) ?? throw new InvalidOperationException($"Nobody is called {email}."));
    }

    /// <summary>Starts it, once.</summary>
    public async Task<School> OpenAsync()
    {
        await starting.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            if (service is null)
                await StartAsync();
            return this;
        }
        finally
        {
            starting.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        starting.Dispose();
        if (service is not null)
            await service.DisposeAsync();
        if (practice is not null)
            await practice.DisposeAsync();
    }

    private async Task StartAsync()
    {
        practice = await PracticeClass.StartAsync(new PracticeClassOptions { Students = Kinds.Length, Kinds = Kinds, Further = [.. DemoStage.OwnKinds, .. Spare], SettlesAfter = TimeSpan.FromDays(1), DeletionTakes = TimeSpan.FromSeconds(1) }, TestContext.Current.CancellationToken);
        var stage = new DemoStage(practice, Kinds.Length);
        Environment.SetEnvironmentVariable("AWS_ENDPOINT_URL", practice.AwsEndpoint.ToString());
        Environment.SetEnvironmentVariable("AWS_ACCESS_KEY_ID", practice.GraderKeys.AccessKeyId);
        Environment.SetEnvironmentVariable("AWS_SECRET_ACCESS_KEY", practice.GraderKeys.SecretAccessKey);
        var started = await Service.StartAsync([.. Service.Beside(PracticeClass.Network), "--Site:Url=https://grader.school.example"], configure: services =>
        {
            services.AddSingleton<ISmtpPool>(new Mailbox());
            services.AddSingleton(Clusters);
            services.AddSingleton(new GraderLimits { FirstWait = TimeSpan.FromSeconds(1), LongestWait = TimeSpan.FromSeconds(2) });
            services.AddSingleton<IClusterInspector, PracticeInspector>();
            DemoRun.AddDemo(services, stage, asHome: false);
        });
        await SchoolYear.BeginAsync(this, started);
        service = started;
    }
}
