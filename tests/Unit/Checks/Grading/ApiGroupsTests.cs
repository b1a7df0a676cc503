using System.Text.Json;
using EksGrader.Checks.Assignments;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Grading;
using EksGrader.Checks.Kubernetes;
using EksGrader.Checks.Reads;
using EksGrader.Tests.Support;
using EksGrader.Tests.Support.Time;
using EksGrader.Tests.Unit.Checks.Checks.Replicas;
using EksGrader.Tests.Unit.Fakes;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;

namespace EksGrader.Tests.Unit.Checks.Grading;

/// <summary>Built-in API groups that another server serves: nothing that was read is the API server's word.</summary>
public sealed class ApiGroupsTests
{
    private const string First = "kubernetes list apiservices.apiregistration.k8s.io";
    private const string Last = "kubernetes list apiservices.apiregistration.k8s.io again";
    private static readonly GraderLimits Limits = new();
    private readonly ManualTime time = new(FakeCluster.Now);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> BuiltIn =>
    [
        "", "apps", "batch", "autoscaling", "policy", "flowcontrol.apiserver.k8s.io", "admissionregistration.k8s.io", "apiextensions.k8s.io", "apiregistration.k8s.io",
        "authentication.k8s.io", "authorization.k8s.io", "certificates.k8s.io", "coordination.k8s.io", "discovery.k8s.io", "events.k8s.io", "networking.k8s.io",
        "node.k8s.io", "rbac.authorization.k8s.io", "resource.k8s.io", "scheduling.k8s.io", "storage.k8s.io",
    ];

    [Theory]
    [MemberData(nameof(BuiltIn))]
    public async Task Group_OfEveryServer_ServedByAnother_FailsEveryCheck(string group)
    {
        var seen = await LookAsync(Honest(Foreign(group)));

        Assert.All(seen.Verdicts.Values, v => Assert.Equal((Outcome.Failed, 0m), (v.Outcome, v.Share)));
        Assert.Equal(4, seen.Verdicts.Count);
        Assert.Contains(seen.Flags, s => s.Kind == "foreignApiGroup");
        var verdict = seen.Verdicts[new("nodes")];
        Assert.Contains($"kubectl patch apiservice v1.{group} --type=merge", verdict.Feedback[0].En, StringComparison.Ordinal);
        Assert.Contains("attack/server", verdict.Feedback[0].En, StringComparison.Ordinal);
        Assert.Equal("kubectl get apiservices", Assert.Single(verdict.Evidence).Title);
        Assert.Equal(0, (await ReplayAsync(seen)).Score);
    }

    [Theory]
    [InlineData("metrics.k8s.io")]
    [InlineData("metrics.eks.amazonaws.com")]
    [InlineData("custom.metrics.k8s.io")]
    [InlineData("apps.example.com")]
    [InlineData("evil-apps")]
    [InlineData("snapshot.storage.k8s.io")]
    [InlineData("vpcresources.k8s.aws")]
    public async Task Group_OfOthers_ServedByTheirOwnServer_ChangesNothing(string group)
    {
        var seen = await LookAsync(Honest(Foreign(group)));

        Assert.Equal((Outcome.Passed, Assurance.Aws), (seen.Verdicts[new("nodes")].Outcome, seen.Verdicts[new("nodes")].Assurance));
        Assert.DoesNotContain(seen.Flags, s => s.Kind == "foreignApiGroup");
    }

    [Fact]
    public async Task Observation_Always_ReadsTheGroupsFirstAndLast()
    {
        var reads = (await LookAsync(Honest())).Record().Reads;

        Assert.Contains(reads, r => r.Key == First);
        Assert.Contains(reads, r => r.Key == Last);
        var last = reads.Single(r => r.Key == Last).At;
        Assert.All(reads.Where(r => r.Key != Last), r => Assert.True(r.At.AddMilliseconds(r.Milliseconds) <= last));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Group_TakenOverOnlyAtOneEndOfTheObservation_FailsEveryCheck(bool atFirst)
    {
        var cluster = Honest();
        var asked = 0;
        cluster.Kubernetes.Before = type => type == ApiService.Type && (++asked == 1) == atFirst ? [Foreign("apps")] : null;

        var seen = await LookAsync(cluster);

        Assert.All(seen.Verdicts.Values, v => Assert.Equal(Outcome.Failed, v.Outcome));
    }

    [Fact]
    public async Task Observation_UntilTheFirstReadIsAnswered_AsksNothingElse()
    {
        var cluster = Honest();
        var answered = new TaskCompletionSource();
        var asked = new List<ResourceType>();
        cluster.Kubernetes.Before = type =>
        {
            asked.Add(type);
            return null;
        };
        cluster.Kubernetes.GateOf = type => type == ApiService.Type ? answered.Task : Task.CompletedTask;

        var look = LookAsync(cluster);
        Assert.Empty(asked);
        Assert.False(look.IsCompleted);
        answered.SetResult();
        await look;

        Assert.Equal(ApiService.Type, asked[0]);
    }

    [Theory]
    [InlineData("u1", "2")]
    [InlineData("u2", "1")]
    public async Task Group_WrittenBetweenTheTwoReads_MakesTheObservationUnknownAndIsLookedAtAgain(string uid, string version)
    {
        var seen = await LookAsync(Between(Versioned("v1.batch", "batch", "u1", "1"), Versioned("v1.batch", "batch", uid, version)));

        Assert.All(Live(seen), v => Assert.Equal((Outcome.Unknown, FaultDomain.Cluster, true), (v.Outcome, v.Fault, v.MayStillComeTrue)));
        Assert.Equal(Outcome.Pending, seen.Verdicts[new("cluster-deletion")].Outcome);
        Assert.Equal(Outcome.Unknown, (await ReplayAsync(seen)).Checks[0].Verdict.Outcome);
        var settling = new Settling(Exam, Limits);
        settling.Add(seen);
        settling.Add((await LookAsync(Honest())));
        Assert.Equal(Outcome.Passed, settling.Best(new("nodes"))?.Outcome);
    }

    [Fact]
    public async Task Group_ThatIsThereAtOneEndOfTheObservationAlone_MakesTheObservationUnknown() =>
        Assert.All(Live(await LookAsync(Between(null, Local("batch")))), v => Assert.Equal(Outcome.Unknown, v.Outcome));

    [Fact]
    public async Task Group_OfOthers_WrittenBetweenTheTwoReads_ChangesNothing()
    {
        var seen = await LookAsync(Between(Versioned("v1beta1.metrics.k8s.io", "metrics.k8s.io", "u1", "1"), Versioned("v1beta1.metrics.k8s.io", "metrics.k8s.io", "u1", "2")));

        Assert.Equal((Outcome.Passed, Assurance.Aws), (seen.Verdicts[new("nodes")].Outcome, seen.Verdicts[new("nodes")].Assurance));
    }

    [Theory]
    [InlineData(ReadFailure.TimedOut, true)]
    [InlineData(ReadFailure.ServerError, false)]
    [InlineData(ReadFailure.Throttled, true)]
    [InlineData(ReadFailure.TooLarge, false)]
    public async Task Read_ThatIsNotAnswered_LeavesPointsUnknownWithItsFault(ReadFailure failure, bool atFirst)
    {
        var cluster = Honest();
        var asked = 0;
        var fault = new ReadError { Failure = failure, Fault = FaultDomain.Cluster, Summary = LocalizedText.Same("no answer"), MayPass = true };
        cluster.Kubernetes.Before = type => type == ApiService.Type && (++asked == 1) == atFirst ? throw new ReadException(fault) : null;

        var verdict = (await LookAsync(cluster)).Verdicts[new("nodes")];

        Assert.Equal((Outcome.Unknown, FaultDomain.Cluster, "no answer", true), (verdict.Outcome, verdict.Fault, verdict.Summary.En, verdict.MayStillComeTrue));
    }

    [Fact]
    public void Recording_OfAnApiService_HoldsItsVersionAndNothingThatItsOwnerMakesLarge()
    {
        const string Json = """{"items":[{"metadata":{"name":"v1.apps","uid":"u","resourceVersion":"7","labels":{"a":"b"},"annotations":{"deployment.kubernetes.io/revision":"1"},"ownerReferences":[{"kind":"K","name":"n","uid":"x"}]},"spec":{"group":"apps"}}]}""";
        var read = JsonSerializer.Deserialize(Json, ApiService.ListJson)!;
        var meta = JsonSerializer.Deserialize(JsonSerializer.Serialize(read, ApiService.ListJson), ApiService.ListJson)!.Items[0].Metadata;

        Assert.Equal(("v1.apps", "u", "7"), (meta.Name, meta.Uid, meta.ResourceVersion));
        Assert.Empty(read.Items[0].Metadata.Labels);
        Assert.Empty(read.Items[0].Metadata.Annotations);
        Assert.Empty(read.Items[0].Metadata.OwnerReferences);
    }

    [Theory]
    [InlineData("""{"metadata":{"name":"v1.apps"},"spec":{"service":{"namespace":"attack","name":"server"},"group":"apps"},"status":{"conditions":[{}]}}""", true)]
    [InlineData("""{"spec":{"group":"apps","service":{}}}""", true)]
    [InlineData("""{"spec":{"service":{"name":null,"port":443}}}""", true)]
    [InlineData("""{"spec":{"gr\u006fup":"apps","s\u0065rvice":{"name":"server"}}}""", true)]
    [InlineData("""{"spec":{"group":"apps","service":null}}""", false)]
    [InlineData("""{"spec":{"group":"apps","caBundle":{"service":{"name":"x"}}},"service":{"name":"x"}}""", false)]
    [InlineData("""{"metadata":null,"spec":null}""", false)]
    [InlineData("{}", false)]
    public void ApiService_OfAnyShape_TellsWhetherAnotherServerAnswers(string json, bool foreign)
    {
        var read = JsonSerializer.Deserialize(json, ApiService.Json)!;
        var again = JsonSerializer.Deserialize(JsonSerializer.Serialize(read, ApiService.Json), ApiService.Json);

        Assert.Equal(foreign, read.Spec.Service is not null);
        Assert.Equal((read.Spec, read.Metadata.Name), (again!.Spec, again.Metadata.Name));
    }

    [Theory]
    [InlineData("""{"spec":{"service":{"name":"server"},"service":null}}""")]
    [InlineData("""{"spec":{"service":null,"service":{"name":"server"}}}""")]
    [InlineData("""{"spec":{"group":"apps","group":"example.com"}}""")]
    [InlineData("""{"spec":{"group":"apps","service":{"name":"server"}},"spec":{"group":"apps"}}""")]
    [InlineData("""{"spec":null,"spec":{"group":"apps"}}""")]
    [InlineData("""{"metadata":{"resourceVersion":"1","resourceVersion":"2"}}""")]
    [InlineData("""{"metadata":{"uid":7}}""")]
    [InlineData("""{"metadata":[],"spec":{}}""")]
    [InlineData("""{"spec":"apps"}""")]
    [InlineData("""{"spec":{"group":["apps"]}}""")]
    [InlineData("""{"spec":{"service":"server"}}""")]
    [InlineData("""{"spec":{"service":false}}""")]
    [InlineData("""{"spec":{"service":{"name":{}}}}""")]
    [InlineData("""["apps"]""")]
    public void ApiService_ThatMakesNoSense_IsRefused(string json) =>
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize(json, ApiService.Json));

    [Fact]
    public async Task Read_ThatOlderGrantsDoNotAllow_LowersTheAssuranceAlone()
    {
        var seen = await LookAsync(Honest().Without<ApiService>());

        Assert.Equal((Outcome.Passed, Assurance.Cluster), (seen.Verdicts[new("nodes")].Outcome, seen.Verdicts[new("nodes")].Assurance));
        Assert.DoesNotContain(seen.Verdicts.Values, v => v.Outcome == Outcome.Unknown);
        var replayed = await ReplayAsync(seen);
        Assert.Equal((Outcome.Passed, Assurance.Cluster), (replayed.Checks[0].Verdict.Outcome, replayed.Assurance));
    }

    [Fact]
    public async Task Read_ThatIsDenied_IsUnknownWhereTheAssignmentAsksForAws()
    {
        var verdict = (await LookAsync(Honest().Without<ApiService>(), Exam with { Rules = Exam.Rules with { Assurance = Assurance.Aws } })).Verdicts[new("nodes")];
        Assert.Equal((Outcome.Unknown, FaultDomain.Student), (verdict.Outcome, verdict.Fault));
    }

    [Fact]
    public async Task Replay_OfARecordingWithoutTheRead_HasTheSameOutcomes()
    {
        var seen = await LookAsync(Honest());
        var shorter = seen with { Recorded = seen.Record() with { Reads = [.. seen.Record().Reads.Where(r => r.Key is not (First or Last))] } };

        var replayed = await ReplayAsync(shorter);

        Assert.Equal((Outcome.Passed, Assurance.Cluster), (replayed.Checks[0].Verdict.Outcome, replayed.Checks[0].Verdict.Assurance));
    }

    [Fact]
    public async Task Grading_WithAContradictionInALaterObservation_FailsWhatPassedBefore()
    {
        var (good, bad) = (await LookAsync(Honest()), await LookAsync(Honest(Foreign("apps"))));
        foreach (var looks in new[] { new[] { good, bad }, [bad, good] })
        {
            var settling = new Settling(Exam, Limits);
            Array.ForEach(looks, l => settling.Add(l));
            Assert.All(settling.ToReport(Verdict.Pending(LocalizedText.Same("-"))).Checks, c => Assert.Equal(Outcome.Failed, c.Verdict.Outcome));
            Assert.Empty(settling.Outstanding);
            Assert.Null(settling.NextObservationAt());
            Assert.False(settling.WouldCount(new("nodes"), Verdict.Unknown(FaultDomain.Aws, LocalizedText.Same("-"))) && settling.Best(new("nodes"))?.Outcome != Outcome.Failed);
            Assert.Equal(0, (await ReplayAsync(looks)).Score);
        }
    }

    [Fact]
    public async Task Grading_TakenUpAgainFromItsStoredVerdicts_StaysFailed()
    {
        var stored = (await LookAsync(Honest(Foreign("apps")))).Verdicts[new("nodes")];
        var restored = Verdict.Restore(stored.Outcome, stored.Share, stored.Fault, stored.Summary);
        var settling = new Settling(Exam, Limits);
        settling.Carry(new("nodes"), restored, lookAgain: true);
        settling.Add((await LookAsync(Honest())));

        Assert.All(settling.ToReport(restored).Checks, c => Assert.Equal(Outcome.Failed, c.Verdict.Outcome));
    }

    private static Assignment Exam { get; } = new()
    {
        Slug = "exam",
        Title = LocalizedText.Same("exam"),
        SettleFor = Duration.FromMinutes(10),
        Checks = [.. new[] { "nodes", "replicas", "load-balancer", "cluster-deletion" }.Select(c => new AssignedCheck(new CheckId(c), 25, new Dictionary<string, object>()))],
    };

    private static FakeCluster Honest(params ApiService[] further) => ReplicasCheckTests.Deployed(Make.Deployment("web", 2), 2)
        .With(Make.Node("n2")).With([Local(""), Local("apps"), .. further]).WithAws();

    private static ApiService Local(string group) => new() { Metadata = Make.Meta($"v1.{group}", ""), Spec = new ApiServiceSpec { Group = group, Version = "v1" } };

    private static ApiService Foreign(string group) =>
        Local(group) with { Spec = new ApiServiceSpec { Group = group, Version = "v1", Service = new ApiServiceTarget { Namespace = "attack", Name = "server" } } };

    private static ApiService Versioned(string name, string group, string uid, string version) =>
        Local(group) with { Metadata = new ObjectMeta { Name = name, Uid = uid, ResourceVersion = version } };

    private static IEnumerable<Verdict> Live(Observation seen) => seen.Verdicts.Where(v => v.Key != new CheckId("cluster-deletion")).Select(v => v.Value);

    private static FakeCluster Between(ApiService? first, ApiService? last)
    {
        var cluster = Honest();
        var asked = 0;
        cluster.Kubernetes.Before = type => type == ApiService.Type && (++asked == 1 ? first : last) is { } service ? [service] : null;
        return cluster;
    }

    private async Task<Observation> LookAsync(FakeCluster cluster, Assignment? assignment = null)
    {
        var by = assignment ?? Exam;
        using var pulse = new StarvationMonitor(time);
        var looker = new ClusterInspector(Grader, new Opener(cluster), pulse, time);
        return await looker.InspectAsync(by, by.Checks, new ClusterAccess(null, null), new SubmissionTarget { SubmittedAt = FakeCluster.Now }, 1, Limits.Observation, null, Token);
    }

    private Grader Grader => new(Catalogue.Default, time, Limits, NullLogger<Grader>.Instance);

    private async Task<Report> ReplayAsync(params Observation[] looks)
    {
        var recording = new Recording();
        foreach (var (look, i) in looks.Select((l, i) => (l, i)))
        {
            recording.Add(look.Record() with { Number = i + 1 });
        }

        return await new Replayer(Grader, Limits).ReplayAsync(recording, Exam, Token);
    }

    private sealed class Opener(FakeCluster cluster) : IClusterOpener
    {
        public Task<LiveCluster> OpenAsync(ClusterAccess access, SubmissionTarget handIn, CancellationToken cancellationToken) => Task.FromResult(new LiveCluster(
            handIn with { Reach = Reach.DescribeCluster, HasAwsAccess = true, ClusterName = FakeCluster.Name }, cluster.Kubernetes, cluster.Aws, cluster.Web));
    }
}
