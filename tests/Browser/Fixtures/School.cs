using EksGrader.Checks.Web;
using EksGrader.Jobs.Gradings;
using EksGrader.Simulator;
using EksGrader.Tests.Api.Support;
using EksGrader.Tests.Browser.Fixtures;
using Microsoft.Extensions.DependencyInjection;

[assembly: AssemblyFixture(typeof(School))]

namespace EksGrader.Tests.Browser.Fixtures;

/// <summary>
/// The real service in this process, with a practice class beside it, started by the first test that asks. What tests see of it is the
/// course <see cref="Course"/>; tests that change something make a course of their own.
/// </summary>
public sealed class School : IAsyncDisposable
{
    /// <summary>A course with a class that is graded. Nobody changes it.</summary>
    public const string Course = "clouds";

    /// <summary>Its assignment.</summary>
    public const string Assignment = "eks-assessment";

    // What a class looks like: each kind twice would say nothing more.
    private static readonly string[] Kinds =
        ["good-classic", "good-kubeconfig", "one-replica", "crash-loop", "node-not-ready", "no-agent", "failing-web", "aws-denied", "good-network", "not-eks", "three-nodes", "unhealthy-targets"];

    private readonly SemaphoreSlim starting = new(1, 1);
    private PracticeClass? practice;
    private Service? service;

    /// <summary>The simulated clusters.</summary>
    public PracticeClass Practice => practice ?? throw new InvalidOperationException("The class was not started.");

    /// <summary>The service.</summary>
    public Service Service => service ?? throw new InvalidOperationException("The service was not started.");

    /// <summary>Where browsers find it: by a name, as passkeys need one.</summary>
    public Uri Home => new UriBuilder(Service.Address) { Host = "localhost" }.Uri;

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
        practice = await PracticeClass.StartAsync(new PracticeClassOptions { Students = Kinds.Length, Kinds = Kinds, SettlesAfter = TimeSpan.FromSeconds(2) }, TestContext.Current.CancellationToken);
        Environment.SetEnvironmentVariable("AWS_ENDPOINT_URL", practice.AwsEndpoint.ToString());
        Environment.SetEnvironmentVariable("AWS_ACCESS_KEY_ID", practice.GraderKeys.AccessKeyId);
        Environment.SetEnvironmentVariable("AWS_SECRET_ACCESS_KEY", practice.GraderKeys.SecretAccessKey);
        var started = await Service.StartAsync([$"--Network:Allowed:0={PracticeClass.Network}"], configure: services =>
        {
            services.AddSingleton(new ScriptedLooker(TimeProvider.System));
            services.AddSingleton<IClusterLooker, PracticeLooker>();
            services.AddSingleton<IHostResolver>(practice.Names);
        });
        await SchoolYear.BeginAsync(started, practice);
        service = started;
    }
}
