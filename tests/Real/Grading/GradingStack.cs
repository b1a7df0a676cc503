using System.Net;
using EksGrader.Checks;
using EksGrader.Checks.Assignments;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Grading;
using EksGrader.Checks.Web;
using EksGrader.Tests.Support.Net;
using EksGrader.Tests.Support.Time;
using Microsoft.Extensions.DependencyInjection;

namespace EksGrader.Tests.Real.Grading;

/// <summary>Grading as the command line and the service do it; but loopback may be contacted, and names resolve as a test says.</summary>
internal sealed class GradingStack : IAsyncDisposable
{
    private readonly ServiceProvider services;

    /// <summary>Makes one.</summary>
    /// <param name="ahead">How far its clock is ahead.</param>
    /// <param name="replace">Puts other services in the place of the usual ones.</param>
    /// <param name="publicOnly">Whether loopback may not be contacted either.</param>
    /// <param name="probes">Whether pages on loopback may be asked, and not only clusters there.</param>
    public GradingStack(TimeSpan ahead = default, Action<IServiceCollection>? replace = null, bool publicOnly = false, bool probes = true)
    {
        var all = new ServiceCollection();
        all.AddLogging();
        all.AddSingleton<TimeProvider>(new ShiftedTime(ahead));
        all.AddSingleton<IHostResolver>(Names);
        IPNetwork[] loopback = [IPNetwork.Parse("127.0.0.0/8")];
        all.AddGrading(o => (o.ClusterNetworks, o.ProbeNetworks) = (publicOnly ? [] : loopback, publicOnly || !probes ? [] : loopback));
        replace?.Invoke(all);
        services = all.BuildServiceProvider();
    }

    /// <summary>The default assignment.</summary>
    public static Assignment EksAssessment { get; } = ShippedAssignments.EksAssessment(Catalogue.Default.Infos);

    /// <summary>What names resolve to.</summary>
    public FakeResolver Names { get; } = new();

    /// <summary>A part of grading.</summary>
    public T Get<T>()
        where T : notnull => services.GetRequiredService<T>();

    /// <summary>Looks at a cluster once.</summary>
    /// <param name="access">The credentials.</param>
    /// <param name="assignment">What is graded by; null for the default assignment.</param>
    /// <param name="handedInAddress">The load balancer's address that was submitted.</param>
    /// <param name="number">Counts the observations of a grading from 1.</param>
    public Task<Observation> ObserveAsync(ClusterAccess access, Assignment? assignment = null, string? handedInAddress = null, int number = 1)
    {
        var by = assignment ?? EksAssessment;
        var handIn = new SubmissionTarget { SubmittedAt = Get<TimeProvider>().GetUtcNow(), LoadBalancerAddress = handedInAddress };
        return Get<ClusterInspector>().InspectAsync(by, by.Checks, access, handIn, number, Get<GraderLimits>().Observation, progress: null, TestContext.Current.CancellationToken);
    }

    /// <summary>Looks once, for one check.</summary>
    public async Task<Verdict> JudgeAsync(ClusterAccess access, string check, params (string Name, object Value)[] parameters) =>
        (await ObserveAsync(access, Assignment(check, parameters))).Verdicts[new CheckId(check)];

    /// <summary>An assignment of one check.</summary>
    public static Assignment Assignment(string check, params (string Name, object Value)[] parameters) => EksAssessment with
    {
        Checks = [new AssignedCheck(new CheckId(check), 20, parameters.ToDictionary(p => p.Name, p => p.Value, StringComparer.Ordinal))],
    };

    public ValueTask DisposeAsync() => services.DisposeAsync();
}
