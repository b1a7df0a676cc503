using EksGrader.Checks.Assignments;
using EksGrader.Checks.Checks;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Grading;
using EksGrader.Checks.Kubernetes;
using EksGrader.Checks.Reads;
using EksGrader.Checks.Web;
using EksGrader.Tests.Support.Time;
using Microsoft.Extensions.Logging.Abstractions;

namespace EksGrader.Tests.Unit.Checks.Grading;

public sealed class GraderTests
{
    private static readonly LocalizedText Seen = LocalizedText.Same("seen");
    private readonly ManualTime time = new();
    private readonly GraderLimits limits = new();

    [Fact]
    public async Task Check_Throwing_CostsItsOwnVerdictOnly()
    {
        var verdicts = await JudgeAsync(
            new FakeCheck("broken", (_, _) => throw new InvalidOperationException("token=secret")),
            new FakeCheck("good", (_, _) => ValueTask.FromResult(Verdict.Passed(Seen))));

        Assert.Equal((Outcome.Unknown, FaultDomain.Grader), (verdicts["broken"].Outcome, verdicts["broken"].Fault));
        Assert.DoesNotContain("secret", verdicts["broken"].Summary.En, StringComparison.Ordinal);
        Assert.Equal(Outcome.Passed, verdicts["good"].Outcome);
    }

    [Fact]
    public async Task Check_ThatNeverEnds_IsUnknownByTheGrader()
    {
        var begun = new TaskCompletionSource();
        var judging = JudgeAsync(new FakeCheck("endless", async (_, _) =>
        {
            begun.SetResult();
            await new TaskCompletionSource().Task;
            return Verdict.Passed(Seen);
        }));
        await begun.Task;

        time.Advance(limits.Observation + limits.Judging);

        var verdict = (await judging)["endless"];
        Assert.Equal((Outcome.Unknown, FaultDomain.Grader), (verdict.Outcome, verdict.Fault));
    }

    [Fact]
    public async Task Check_WhoseReadFails_IsUnknownWithThatFault()
    {
        var fault = new ReadError { Failure = ReadFailure.Denied, Fault = FaultDomain.Student, Summary = Seen, Feedback = [Seen], MayPass = true };

        var verdict = (await JudgeAsync(new FakeCheck("denied", (_, _) => throw new ReadException(fault))))["denied"];

        Assert.Equal((Outcome.Unknown, FaultDomain.Student, true), (verdict.Outcome, verdict.Fault, verdict.MayStillComeTrue));
        Assert.Equal(fault.Feedback, verdict.Feedback);
    }

    [Theory]
    [InlineData("nodes", FaultDomain.Student)]
    [InlineData("namespaces", FaultDomain.Student)] // what the grader itself reads is asked for, whatever the checks declare
    [InlineData("secrets", FaultDomain.Grader)]
    public async Task Check_DeniedARight_IsTheGradersFaultUnlessTheInstructionsAskForIt(string right, FaultDomain whose)
    {
        var fault = new ReadError { Failure = ReadFailure.Denied, Fault = FaultDomain.Student, Summary = Seen, Right = right, MayPass = true };
        var check = new FakeCheck("denied", (_, _) => throw new ReadException(fault)) { Reads = [new DeclaredRead.Kubernetes(Node.Type)] };

        Assert.Equal(whose, (await JudgeAsync(check))["denied"].Fault);
    }

    [Fact]
    public async Task Check_WithoutAVerdict_IsUnknownByTheGrader()
    {
        // A plug-in may be compiled without heed of nulls.
        var verdicts = await JudgeAsync(new FakeCheck("mute", (_, _) => ValueTask.FromResult((new Verdict[1])[0])));

        Assert.Equal((Outcome.Unknown, FaultDomain.Grader), (verdicts["mute"].Outcome, verdicts["mute"].Fault));
    }

    [Fact]
    public async Task Check_ThatNoOneKnows_IsUnknownByTheGrader()
    {
        var grader = Grader();

        var verdicts = await grader.JudgeAsync(Assignment("absent"), Assignment("absent").Checks, Cluster(Reach.EksHostName), null, TestContext.Current.CancellationToken);

        Assert.Equal((Outcome.Unknown, FaultDomain.Grader), (verdicts[new("absent")].Outcome, verdicts[new("absent")].Fault));
    }

    [Fact]
    public async Task NotEks_FailsEveryCheckWithoutAskingAny()
    {
        var verdicts = await JudgeAsync(Reach.Other, version: null, Never("nodes"), Never("cluster-deletion"));

        Assert.All(verdicts.Values, v => Assert.Equal((Outcome.Failed, "This is not an EKS cluster"), (v.Outcome, v.Summary.En)));
    }

    [Theory]
    [InlineData("v1.33.1-eks-595af52", Outcome.Passed)]
    [InlineData("v1.33.1", Outcome.Failed)]
    public async Task AllowedNetwork_IsBelievedByItsVersion(string version, Outcome expected)
    {
        var verdicts = await JudgeAsync(Reach.AllowedNetwork, version, new FakeCheck("nodes", (_, _) => ValueTask.FromResult(Verdict.Passed(Seen))));

        Assert.Equal(expected, verdicts["nodes"].Outcome);
    }

    [Fact]
    public async Task AllowedNetwork_WhoseVersionCannotBeRead_IsUnknown()
    {
        var verdicts = await JudgeAsync(Reach.AllowedNetwork, version: null, new FakeCheck("nodes", (_, _) => ValueTask.FromResult(Verdict.Passed(Seen))));

        Assert.Equal(Outcome.Unknown, verdicts["nodes"].Outcome);
    }

    [Fact]
    public async Task AllowedNetwork_WhoseVersionIsDenied_IsTheGradersFault()
    {
        // Any authenticated user may read /version by default; the instructions do not ask for it.
        var denied = new ReadError { Failure = ReadFailure.Denied, Fault = FaultDomain.Student, Summary = Seen, Right = "/version" };
        var read = new RecordedRead { Key = "kubernetes version", At = time.GetUtcNow(), Fault = denied };
        var grader = Grader(Never("nodes"));

        var verdicts = await grader.JudgeAsync(Assignment("nodes"), Assignment("nodes").Checks, Cluster(Reach.AllowedNetwork, read), null, TestContext.Current.CancellationToken);

        Assert.Equal((Outcome.Unknown, FaultDomain.Grader), (verdicts[new("nodes")].Outcome, verdicts[new("nodes")].Fault));
    }

    [Fact]
    public async Task AllowedNetwork_WhoseVersionCannotBeRead_LeavesPendingWhatIsPending()
    {
        var deletion = new FakeCheck("cluster-deletion", (_, _) => ValueTask.FromResult(Verdict.Pending(Seen)), CheckPhase.AfterDeadline);

        Assert.Equal(Outcome.Pending, (await JudgeAsync(Reach.AllowedNetwork, version: null, deletion))["cluster-deletion"].Outcome);
    }

    [Fact]
    public async Task Cancelling_GivesTheObservationUp()
    {
        using var mine = new CancellationTokenSource();
        var judging = Grader(Hanging("hanging")).JudgeAsync(Assignment("hanging"), Assignment("hanging").Checks, Cluster(Reach.EksHostName), null, mine.Token);

        await mine.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => judging);
    }

    private static FakeCheck Never(string id) => new(id, (_, _) => throw new InvalidOperationException("This check was not to be asked."));

    private static FakeCheck Hanging(string id) => new(id, async (_, token) =>
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
        return Verdict.Passed(Seen);
    });

    private Grader Grader(params ICheck[] checks) => new(new Catalogue(checks), time, limits, NullLogger<Grader>.Instance);

    private static Assignment Assignment(params string[] checks) => new()
    {
        Slug = "a",
        Title = Seen,
        Checks = [.. checks.Select(c => new AssignedCheck(new CheckId(c), 20, new Dictionary<string, object>()))],
    };

    private Cluster Cluster(Reach reach, string? version = null) => version is null
        ? Cluster(reach, [])
        : Cluster(reach, new RecordedRead { Key = "kubernetes version", At = time.GetUtcNow(), Answer = System.Text.Encoding.UTF8.GetBytes($"{{\"gitVersion\":\"{version}\"}}") });

    private Cluster Cluster(Reach reach, params RecordedRead[] reads)
    {
        var handIn = new SubmissionTarget { SubmittedAt = time.GetUtcNow(), ServerHost = "server.example", Reach = reach };
        var log = new ReplayLog(new RecordedObservation(1, time.GetUtcNow(), handIn, [], reads));
        return new Cluster(log, handIn, new KubernetesReader(log, null), null, new WebReader(log, null));
    }

    private Task<Dictionary<string, Verdict>> JudgeAsync(params FakeCheck[] checks) => JudgeAsync(Reach.EksHostName, null, checks);

    private async Task<Dictionary<string, Verdict>> JudgeAsync(Reach reach, string? version, params FakeCheck[] checks)
    {
        var assignment = Assignment([.. checks.Select(c => c.Info.Id.Value)]);
        var verdicts = await Grader(checks).JudgeAsync(assignment, assignment.Checks, Cluster(reach, version), null, TestContext.Current.CancellationToken);
        return verdicts.ToDictionary(v => v.Key.Value, v => v.Value);
    }

    private sealed class FakeCheck(string id, Func<Cluster, CancellationToken, ValueTask<Verdict>> judge, CheckPhase phase = CheckPhase.Live) : ICheck
    {
        public IReadOnlyList<DeclaredRead> Reads { get; init; } = [];

        public CheckInfo Info => new() { Id = new CheckId(id), Title = Seen, Asks = Seen, Phase = phase, Reads = Reads };

        public ValueTask<Verdict> JudgeAsync(Cluster cluster, CheckParameters parameters, CancellationToken cancellationToken) => judge(cluster, cancellationToken);
    }
}
