using System.Net;
using EksGrader.Checks;
using EksGrader.Checks.Access;
using EksGrader.Checks.Assignments;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Grading;
using EksGrader.Checks.Web;
using EksGrader.Simulator;
using EksGrader.Tests.Support;
using EksGrader.Tests.Support.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace EksGrader.Tests.Unit.Checks.Clusters;

/// <summary>
/// A server of the student's own that says what an EKS cluster would say, at a public address, and names that lead there by detours.
/// The server is a whole practice cluster on real sockets; the detours are what a resolver of theirs answers, one after another.
/// </summary>
public sealed class WhichServerIsBelievedTests : IAsyncLifetime
{
    private const string Name = "kubernetes.default.svc"; // the server has a certificate for it

    // A network of the operator's own, and an address of the internet. Both lead to the same server: what differs is what is believed.
    private const string Allowed = "10.7.0.0/16";
    private const string Inside = "10.7.0.1";
    private const string Outside = "8.8.8.8";

    private readonly FakeResolver names = new();
    private readonly List<string> dialled = [];
    private bool requireEks = true;
    private IReadOnlyList<IPNetwork> allowed = [IPNetwork.Parse(Allowed)];
    private PracticeClass? practice;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private PracticeClass Practice => practice ?? throw new InvalidOperationException("Not started.");

    public async ValueTask InitializeAsync() => practice = await Simulator.Practice.StartAsync(time: null, "good-network");

    public ValueTask DisposeAsync() => Practice.DisposeAsync();

    [Fact]
    public async Task Observation_NameInAnAllowedNetwork_IsJudgedByItsVersion()
    {
        var look = await LookAsync(Inside);

        Assert.Equal(Reach.AllowedNetwork, look.Record().Target.Reach);
        Assert.Equal(Outcome.Passed, look.Verdicts[new("nodes")].Outcome);
        Assert.All(dialled, address => Assert.Equal(Inside, address));
    }

    [Fact]
    public async Task Observation_NameAtAPublicAddress_IsNoEksAndIsNeverContacted()
    {
        var look = await LookAsync(Outside);

        AssertNotEks(look);
        Assert.Empty(dialled);
    }

    [Theory]
    [InlineData($"{Inside} {Outside}")]
    [InlineData($"{Outside} {Inside}")]
    [InlineData($"{Inside} 2606:4700::1111")]
    public async Task Observation_NameWithAnAllowedAndAPublicAddress_IsNoEksAndIsNeverContacted(string addresses)
    {
        var look = await LookAsync(addresses);

        AssertNotEks(look);
        Assert.Empty(dialled);
    }

    [Fact]
    public async Task Observation_ResolverThatFailsOnceAndThenSaysAPublicAddress_IsUnknownByTheNetworkAndNeverContacted()
    {
        var look = await LookAsync("SERVFAIL", Outside);

        Assert.All(Live(look), v => Assert.Equal((Outcome.Unknown, FaultDomain.Network, true), (v.Outcome, v.Fault, v.MayStillComeTrue)));
        Assert.Empty(dialled);
        AssertNotEks(await LookAsync(Outside)); // the next probe
    }

    [Fact]
    public async Task Observation_NameThatDoesNotExist_IsNoEks() => AssertNotEks(await LookAsync(""));

    [Theory]
    [InlineData("")]
    [InlineData(Inside)]
    [InlineData(Outside)]
    public async Task Observation_WhereNoNetworkIsAllowed_ANameThatIsNoEndpointIsNoEks(string addresses)
    {
        allowed = [];

        AssertNotEks(await LookAsync(addresses));
        Assert.Empty(dialled);
    }

    [Fact]
    public async Task Observation_WhereNoNetworkIsAllowed_ANameThatNeverResolvesIsNoEks()
    {
        allowed = [];

        AssertNotEks(await LookAsync("SERVFAIL"));
        Assert.Equal(0, names.Asked);
    }

    [Fact]
    public async Task Observation_OnAnAssignmentThatTakesOtherClouds_ContactsTheServerAndTellsWhichClusterItWas()
    {
        allowed = [];
        requireEks = false;

        var look = await LookAsync(Outside);

        Assert.Equal(Reach.Other, look.Record().Target.Reach);
        Assert.Equal(Outcome.Passed, look.Verdicts[new("nodes")].Outcome);
        Assert.All(dialled, address => Assert.Equal(Outside, address));
        Assert.True(look.Cluster().WasAlive);
        Assert.NotNull(look.Cluster().KubeSystemUid);
        Assert.Equal(ClusterMatch.Another, look.Cluster().Compare(look.Cluster() with { KubeSystemUid = "1d6c1bd5-5f0a-4d5e-9f44-2c8d5d1c3f10" }));
    }

    [Fact]
    public async Task Observation_OnAnAssignmentThatTakesOtherClouds_IdentifiesWhatItJudgesThoughTheResolverFailedFirst()
    {
        requireEks = false;

        var look = await LookAsync("SERVFAIL", Outside);

        Assert.Equal((Reach.Unresolved, Outcome.Passed), (look.Record().Target.Reach, look.Verdicts[new("nodes")].Outcome));
        Assert.NotNull(look.Cluster().KubeSystemUid);
    }

    [Theory]
    [InlineData(Outside)]
    [InlineData($"{Inside} {Outside}")]
    public async Task Observation_NameThatLeadsElsewhereAtTheConnection_IsNoEksAndIsNeverContacted(string later)
    {
        var look = await LookAsync(Inside, later);

        Assert.Equal(Reach.AllowedNetwork, look.Record().Target.Reach);
        AssertNotEks(look);
        Assert.Empty(dialled);
    }

    [Fact]
    public async Task Observation_ResolverThatFailsAtTheConnection_IsUnknownByTheNetwork()
    {
        var look = await LookAsync(Inside, "SERVFAIL");

        Assert.All(Live(look), v => Assert.Equal((Outcome.Unknown, FaultDomain.Network), (v.Outcome, v.Fault)));
    }

    [Theory]
    [InlineData(Inside)]
    [InlineData($"{Inside} {Outside}")]
    [InlineData("SERVFAIL", Outside)]
    [InlineData("")]
    [InlineData(Inside, Outside)]
    public async Task Replay_OfAnyOfThem_JudgesTheSame(params string[] answers)
    {
        var look = await LookAsync(answers);
        var recording = new Recording();
        recording.Add(look.Record());
        using var packed = new MemoryStream(RecordingFile.Pack(recording));

        await using var services = Services();
        var report = await services.GetRequiredService<Replayer>().ReplayAsync(await RecordingFile.UnpackAsync(packed, Token), Assignment, Token);

        Assert.Equal(look.Verdicts.OrderBy(v => v.Key.Value, StringComparer.Ordinal).Select(v => (v.Key, v.Value.Outcome, v.Value.Share, v.Value.Fault, v.Value.Summary.En)),
            report.Checks.OrderBy(c => c.Check.Value, StringComparer.Ordinal).Select(c => (c.Check, c.Verdict.Outcome, c.Verdict.Share, c.Verdict.Fault, c.Verdict.Summary.En)));
    }

    [Theory]
    [InlineData("/api/v1/namespaces/default/services/http:x:8080/proxy")]
    [InlineData("", 8443)]
    public async Task Observation_BeyondARealEksEndpoint_IsNoEksAndIsNeverContacted(string path, int port = 443)
    {
        const string host = "0123456789ABCDEF0123456789ABCDEF.gr7.eu-west-1.eks.amazonaws.com";
        names.With(host, Outside);

        var look = await LookAtAsync(new Uri($"https://{host}:{port}{path}"));

        AssertNotEks(look);
        Assert.Empty(dialled);
    }

    private static Assignment Shipped { get; } = ShippedAssignments.EksAssessment(Catalogue.Default.Infos);

    private Assignment Assignment => Shipped with { Rules = Shipped.Rules with { RequireEks = requireEks } };

    private static IEnumerable<Verdict> Live(Observation look) => look.Verdicts.Where(v => v.Key.Value != "cluster-deletion").Select(v => v.Value);

    private static void AssertNotEks(Observation look) =>
        Assert.All(look.Verdicts.Values, v => Assert.Equal((Outcome.Failed, "This is not an EKS cluster"), (v.Outcome, v.Summary.En)));

    // What the name resolves to, one answer after another, the last one from then on.
    private Task<Observation> LookAsync(params string[] answers)
    {
        var left = new Queue<string>(answers);
        names.With(Name, () => (left.Count > 1 ? left.Dequeue() : left.Peek()) switch
        {
            "SERVFAIL" => throw NetworkErrors.NameUnanswered(Name, "SERVFAIL"),
            var addresses => [.. addresses.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(IPAddress.Parse)],
        });
        return LookAtAsync(new Uri($"https://{Name}"));
    }

    private async Task<Observation> LookAtAsync(Uri server)
    {
        await using var services = Services();
        var cluster = Practice.Clusters[0];
        var read = KubeconfigReader.Read(cluster.Access.Kubeconfig ?? cluster.OwnerKubeconfig).Value ?? throw new InvalidOperationException("The kubeconfig is refused.");
        var access = new ClusterAccess(read with { Server = server }, Aws: null);
        var handIn = new SubmissionTarget { SubmittedAt = TimeProvider.System.GetUtcNow() };
        return await services.GetRequiredService<ClusterInspector>().InspectAsync(Assignment, Assignment.Checks, access, handIn, 1, new GraderLimits().Observation, null, Token);
    }

    private ServiceProvider Services()
    {
        var services = new ServiceCollection();
        services.AddSingleton<ILoggerFactory>(new LoggerFactory());
        services.AddSingleton(typeof(ILogger<>), typeof(Logger<>));
        services.AddSingleton<IHostResolver>(names);
        services.AddSingleton<Dial>((endPoint, token) =>
        {
            lock (dialled)
                dialled.Add(endPoint.Address.ToString());
            return GuardedConnector.DialAsync(new IPEndPoint(IPAddress.Parse(Practice.Clusters[0].Server.Host), Practice.Clusters[0].Server.Port), token);
        });
        services.AddGrading(options => options.ClusterNetworks = allowed);
        return services.BuildServiceProvider();
    }
}
