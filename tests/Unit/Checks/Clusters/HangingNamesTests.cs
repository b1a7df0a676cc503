using System.Net;
using EksGrader.Checks;
using EksGrader.Checks.Access;
using EksGrader.Checks.Assignments;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Grading;
using EksGrader.Checks.Web;
using EksGrader.Simulator;
using EksGrader.Tests.Support.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace EksGrader.Tests.Unit.Checks.Clusters;

/// <summary>One student submits names that never resolve, as many as they like, while another submits a cluster whose name does.</summary>
public sealed class HangingNamesTests
{
    private const string Honest = "kubernetes.default.svc"; // the practice server has a certificate for it

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(59)]
    [InlineData(500)]
    public async Task Observation_WhileNamesOfAnotherStudentHang_IsNotDelayed(int names)
    {
        await using var practice = await Simulator.Practice.StartAsync(time: null, "good-kubeconfig");
        var cluster = practice.Clusters[0];
        var hanging = 0;
        var allHang = new TaskCompletionSource();
        await using var dns = LoopbackDns.Answering(q =>
        {
            if (q.Name == Honest)
                return q.Addresses(cluster.Server.Host);
            if (Interlocked.Increment(ref hanging) == 2 * SystemHostResolver.OfOneStudent)
                allHang.TrySetResult();
            return null;
        });
        await using var services = Services(dns);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var theirs = Enumerable.Range(0, names).Select(i => LookAsync(services, cluster, new Uri($"https://n{i}.hangs.example"), "attacker", over.Token)).ToList();
        await allHang.Task.WaitAsync(Token);

        var mine = LookAsync(services, cluster, new Uri($"https://{Honest}:{cluster.Server.Port}"), "honest", Token);
        var first = await Task.WhenAny(theirs.Prepend(mine));

        Assert.Same(mine, first); // before one of them gave up
        Assert.Equal(Outcome.Passed, (await mine).Verdicts[new("nodes")].Outcome);
        await over.CancelAsync();
        await Task.WhenAll(theirs).ContinueWith(static _ => { }, TaskScheduler.Default);
    }

    private static Task<Observation> LookAsync(IServiceProvider services, PracticeCluster cluster, Uri server, string student, CancellationToken cancellationToken)
    {
        var assignment = ShippedAssignments.EksAssessment(Catalogue.Default.Infos);
        assignment = assignment with { Checks = [.. assignment.Checks.Where(c => c.Check.Value == "nodes")] };
        var kubeconfig = KubeconfigReader.Read(cluster.OwnerKubeconfig).Value ?? throw new InvalidOperationException("The kubeconfig is refused.");
        return services.GetRequiredService<ClusterInspector>().InspectAsync(
            assignment,
            assignment.Checks,
            new ClusterAccess(kubeconfig with { Server = server }, Aws: null),
            new SubmissionTarget { Student = student, SubmittedAt = TimeProvider.System.GetUtcNow() },
            1,
            new GraderLimits().Observation,
            progress: null,
            cancellationToken);
    }

    private static ServiceProvider Services(LoopbackDns dns)
    {
        var services = new ServiceCollection();
        services.AddSingleton<ILoggerFactory>(new LoggerFactory());
        services.AddSingleton(typeof(ILogger<>), typeof(Logger<>));
        services.AddSingleton<IHostResolver>(new SystemHostResolver(TimeProvider.System, dns.Question(), new HostsFile("/none")));
        services.AddGrading(options => options.ClusterNetworks = [IPNetwork.Parse(PracticeClass.Network)]);
        return services.BuildServiceProvider();
    }
}
