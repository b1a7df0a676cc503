using System.Net;
using Amazon.Runtime;
using EksGrader.Checks;
using EksGrader.Checks.Access;
using EksGrader.Checks.Assignments;
using EksGrader.Checks.Aws;
using EksGrader.Checks.Aws.Pipeline;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Grading;
using EksGrader.Checks.Reads;
using EksGrader.Checks.Web;
using EksGrader.Simulator;
using EksGrader.Simulator.Plans;
using EksGrader.Tests.Support;
using EksGrader.Tests.Support.Time;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace EksGrader.Tests.Unit.Simulator;

/// <summary>Every kind of practice cluster, graded by the real grader over real sockets, comes to what was worked out for it by hand.</summary>
public sealed class GradedClassTests
{
    private const int MostTries = 5;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Kinds => [.. PracticeClass.Kinds.Keys];

    /// <summary>The kinds that are about one check, which are named by it: <c>fargate-passed</c>, <c>fargate-partial</c>, <c>fargate-failed</c>.</summary>
    public static TheoryData<string, string> Labs => new(
        from check in Catalogue.Default.Infos
        from outcome in new[] { "passed", "partial", "failed" }
        let kind = $"{check.Id}-{outcome}"
        where PracticeClass.Kinds.ContainsKey(kind)
        select (kind, check.Id.Value));

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Grading_OfAKind_ComesToWhatIsExpected(string kind)
    {
        // The class has its own clock, so that settling takes no time here.
        var classTime = new ManualTime(TimeProvider.System.GetUtcNow());
        await using var practice = await Practice.StartAsync(classTime, kind);
        var cluster = practice.Clusters[0];
        await using var services = Services(practice, kind.StartsWith("hanging", StringComparison.Ordinal) ? new FastTime(20) : TimeProvider.System);

        await ExpectAsync(services, cluster, cluster.Expected);
        if (cluster.Settles)
        {
            classTime.Advance(new PracticeClassOptions().SettlesAfter);
            await ExpectAsync(services, cluster, cluster.ExpectedLater);
        }
    }

    [Theory]
    [MemberData(nameof(Labs))]
    public async Task Grading_OfALab_ComesToWhatIsExpected(string kind, string check)
    {
        await using var practice = await Practice.StartAsync(TimeProvider.System, kind);
        await using var services = Services(practice, TimeProvider.System);
        var info = Catalogue.Default.Find(new CheckId(check))?.Info ?? throw new InvalidOperationException($"There is no check {check}.");
        var assignment = ShippedAssignments.EksAssessment(Catalogue.Default.Infos) with
        {
            // As the lecture asks for it, where it does.
            Checks = [ShippedAssignments.EksLecture(Catalogue.Default.Infos).Checks.FirstOrDefault(c => c.Check == info.Id) ?? new AssignedCheck(info.Id, info.DefaultPoints, new Dictionary<string, object>(StringComparer.Ordinal))],
        };

        var seen = await LookAsync(services, practice.Clusters[0], assignment);
        var verdict = seen.Verdicts[info.Id];
        Assert.True(practice.Clusters[0].Expected.Of(info).Matches(verdict), string.Join('\n', [$"{check}: expected {practice.Clusters[0].Expected.Of(info)}, got {verdict.Outcome} {verdict.Share}: {verdict.Summary}", .. Unread(seen.Record())]));
    }

    [Theory]
    [InlineData("eks-lecture")]
    [InlineData("eks-monitoring")]
    [InlineData("eks-security")]
    [InlineData("eks-gitops")]
    [InlineData("eks-versions")]
    public async Task Grading_OfAClassOfLabs_ComesToWhatIsExpected(string name)
    {
        var assignment = ShippedAssignments.Read(name, Catalogue.Default.Infos);
        await using var practice = await PracticeClass.StartAsync(new PracticeClassOptions { Students = 6, Labs = [.. assignment.Checks.Select(c => c.Check)] }, Token);
        await using var services = Services(practice, TimeProvider.System);
        List<string> wrong = [];
        var seenOf = await Task.WhenAll(practice.Clusters.Select(c => LookAsync(services, c, assignment)));
        foreach (var (cluster, seen) in practice.Clusters.Zip(seenOf))
        {
            wrong.AddRange(seen.Verdicts.Select(v => (v.Key, v.Value, Expected: cluster.Expected.Of(Catalogue.Default.Find(v.Key)?.Info ?? throw new InvalidOperationException("No such check."))))
                .Where(v => !v.Expected.Matches(v.Value)).Select(v => $"{cluster.Kind}, {v.Key}: expected {v.Expected}, got {v.Value.Outcome} {v.Value.Share}: {v.Value.Summary}"));
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.Contains(practice.Clusters, c => c.Story.StartsWith("Did 0 of", StringComparison.Ordinal));
    }

    private static async Task ExpectAsync(IServiceProvider services, PracticeCluster cluster, ExpectedGrading expected)
    {
        var assignment = ShippedAssignments.EksAssessment(Catalogue.Default.Infos);
        var handIn = new SubmissionTarget { SubmittedAt = services.GetRequiredService<TimeProvider>().GetUtcNow(), LoadBalancerAddress = cluster.LoadBalancerHost };
        var seen = await LookAsync(services, cluster, assignment);

        var wrong = seen.Verdicts.Where(v => Of(v.Key) is not { } e || !e.Matches(v.Value))
            .Select(v => $"{v.Key}: expected {Of(v.Key)}, got {v.Value.Outcome} {v.Value.Share} {v.Value.Fault}: {v.Value.Summary}");
        Assert.True(!wrong.Any(), string.Join('\n', [.. wrong, .. Unread(seen.Record())]));
        // Practice clusters are honest: AWS confirms whatever passes where it may be asked and the nodes can be read, and nothing of their load balancers is a sign.
        if (seen.Verdicts[new CheckId("load-balancer")] is { Outcome: Outcome.Passed } passed)
        {
            var assurance = cluster.Access.HasAws && cluster.Kind != "witness-denied" && seen.Verdicts[new CheckId("nodes")].Outcome != Outcome.Unknown ? Assurance.Aws : Assurance.Cluster;
            Assert.True(passed.Assurance == assurance, string.Join('\n', [$"load-balancer: expected assurance {assurance}, got {passed.Assurance}", .. Unread(seen.Record())]));
            Assert.DoesNotContain(seen.Flags, s => s.Kind.StartsWith("foreign", StringComparison.Ordinal));
        }

        ExpectedVerdict? Of(CheckId check) => Catalogue.Default.Find(check) is { } its ? expected.Of(its.Info) : null;
    }

    // As the program does on a busy machine: an observation that the grader itself had no time for says nothing, and where AWS could not be asked about
    // what has passed, it is asked once more.
    private static async Task<Observation> LookAsync(IServiceProvider services, PracticeCluster cluster, Assignment assignment)
    {
        var seen = await LookOnceAsync(services, cluster, assignment);
        for (var tries = 1; tries < MostTries && seen.Record().Reads.Any(r => r.Fault is { Failure: ReadFailure.TimedOut, Fault: FaultDomain.Grader }); tries++)
            seen = await LookOnceAsync(services, cluster, assignment);
        return seen.Verdicts.Values.Any(v => v is { Outcome: Outcome.Passed, MayStillComeTrue: true }) ? await LookOnceAsync(services, cluster, assignment) : seen;
    }

    private static Task<Observation> LookOnceAsync(IServiceProvider services, PracticeCluster cluster, Assignment assignment)
    {
        var handIn = new SubmissionTarget { SubmittedAt = services.GetRequiredService<TimeProvider>().GetUtcNow(), LoadBalancerAddress = cluster.LoadBalancerHost };
        return services.GetRequiredService<ClusterInspector>().InspectAsync(assignment, assignment.Checks, AccessOf(cluster), handIn, 1, new GraderLimits().Observation, null, Token);
    }

    // Why a verdict rests on less than it could: what was not answered in this observation.
    private static IEnumerable<string> Unread(RecordedObservation look) =>
        look.Reads.Where(r => r.Fault is not null).Select(r => $"  {r.Key} after {r.Milliseconds} ms: {r.Fault?.Failure}, {r.Fault?.Fault}: {r.Fault?.Summary} {r.Fault?.Detail}");

    private static ServiceProvider Services(PracticeClass practice, TimeProvider time)
    {
        var services = new ServiceCollection();
        services.AddSingleton(time);
        services.AddSingleton<ILoggerFactory>(new LoggerFactory());
        services.AddSingleton(typeof(ILogger<>), typeof(Logger<>));
        services.AddSingleton<IHostResolver>(practice.Names);
        services.AddGrading(options => options.ClusterNetworks = options.ProbeNetworks = [IPNetwork.Parse(PracticeClass.Network)]);
        services.AddSingleton(s => new AwsClients(
            s.GetRequiredService<AwsHttp>(),
            () => new BasicAWSCredentials(practice.GraderKeys.AccessKeyId, practice.GraderKeys.SecretAccessKey),
            practice.AwsEndpoint));
        return services.BuildServiceProvider();
    }

    private static ClusterAccess AccessOf(PracticeCluster cluster) => new(
        cluster.Access.Kubeconfig is { } text ? KubeconfigReader.Read(text).Value : null,
        cluster.Access.HasAws ? Practice.Access(cluster) : null);
}
