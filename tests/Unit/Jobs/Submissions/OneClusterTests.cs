using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Grading;
using EksGrader.Db.Model;
using EksGrader.Jobs.Submissions;
using EksGrader.Tests.Support.Jobs;

namespace EksGrader.Tests.Unit.Jobs.Submissions;

/// <summary>Verdicts of two clusters are never added up: between the observations of a grading, between gradings, and when what was recorded is judged again.</summary>
public sealed class OneClusterTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    // On the first cluster "one" passes, on the second "two": together they would be everything.
    private static readonly Func<AskedObservation, ClusterIdentity> Swapped = look => Cluster(look.Number == 1 ? "first" : "second");

    [Fact]
    public async Task SwapBetweenTheObservationsOfAGrading_AddsNothingUp()
    {
        await using var world = await SwappingAsync();
        var submission = await world.SubmitAsync(await world.EnrolAsync("1"));

        await world.RunDueAsync();
        await world.RestartAsync();
        await world.PassAsync(TimeSpan.FromSeconds(30));
        await world.RestartAsync();
        await world.PassAsync(TimeSpan.FromMinutes(11));

        Assert.Equal(20m, (await world.SubmissionAsync(submission)).Score);
        Assert.Equal(["one,two,gone", "two", "one,two"], world.Inspector.Asked.Take(3).Select(a => string.Join(',', a.Checks))); // the second cluster is asked for everything
        Assert.Single((await world.GradingsAsync(submission))[^1].Flags, s => s.Kind == Settling.AnotherClusterKind);
    }

    [Fact]
    public async Task SwapBetweenRetries_TakesNothingFromTheClusterThatWasGraded()
    {
        await using var world = await JobWorld.BeginAsync();
        world.Inspector.Identity = Swapped;
        world.Inspector.Judge = (look, check) => (check, look.Number) switch
        {
            ("gone", _) => Verdict.Pending(Texts.Of("pending")),
            ("one", 1) => Verdict.Passed(Texts.Of("passed")),
            ("two", 1) => Verdict.Unknown(FaultDomain.Aws, Texts.Of("AWS is down")),
            ("two", 2) => Verdict.OfShare(0.5m, Texts.Of("half")),
            _ => Verdict.Passed(Texts.Of("passed")),
        };
        var submission = await world.SubmitAsync(await world.EnrolAsync("1"));

        await world.PassAsync(TimeSpan.FromHours(1.1));

        Assert.Equal((20m, Outcome.Unknown), ((await world.SubmissionAsync(submission)).Score, (await world.VerdictAsync(submission, "two")).Outcome));
        Assert.Contains((await world.GradingsAsync(submission))[^1].Flags, s => s.Kind == Settling.AnotherClusterKind);
    }

    [Fact]
    public async Task LookAgain_AtAClusterThatEarnsMore_CountsThatClusterAlone()
    {
        await using var world = await JobWorld.BeginAsync();
        world.Inspector.Identity = Swapped;
        world.Inspector.Judge = (look, check) => (check, look.Number) switch
        {
            ("gone", _) => Verdict.Pending(Texts.Of("pending")),
            ("one", 1) => Verdict.Unknown(FaultDomain.Student, Texts.Of("a right is missing")),
            ("two", 1) => Verdict.OfShare(0.25m, Texts.Of("a quarter")),
            ("one", _) => Verdict.Failed(Texts.Of("not here")),
            _ => Verdict.Passed(Texts.Of("passed")),
        };
        var submission = await world.SubmitAsync(await world.EnrolAsync("1"));
        await world.RunDueAsync();
        Assert.Equal(5m, (await world.SubmissionAsync(submission)).Score);

        await world.Queue.ObserveAgainAsync(submission, Token);
        await world.PassAsync(TimeSpan.FromMinutes(11));

        Assert.Equal(20m, (await world.SubmissionAsync(submission)).Score);
        Assert.Equal("second", (await world.GradingsAsync(submission))[^1].ReadCluster()?.KubeSystemUid);
        Assert.Equal(Outcome.Pending, (await world.VerdictAsync(submission, "gone")).Outcome);
    }

    [Fact]
    public async Task GradingFromScratch_OfAnotherCluster_BeginsAnewWithASign()
    {
        await using var world = await SwappingAsync();
        world.Inspector.Judge = (_, check) => (check, world.Inspector.Asked.Count) switch
        {
            ("gone", _) => Verdict.Pending(Texts.Of("pending")),
            ("one", 1) or ("two", 2) => Verdict.Passed(Texts.Of("passed")),
            ("two", 1) => Verdict.Unknown(FaultDomain.Student, Texts.Of("a right is missing")),
            _ => Verdict.Failed(Texts.Of("failed")),
        };
        world.Inspector.Identity = _ => Cluster(world.Inspector.Asked.Count == 1 ? "first" : "second");
        var submission = await world.SubmitAsync(await world.EnrolAsync("1"));
        await world.RunDueAsync();

        await world.Queue.GradeAnewAsync(submission, 1, Token);
        await world.RunDueAsync();

        Assert.Equal((Outcome.Failed, Outcome.Passed), ((await world.VerdictAsync(submission, "one")).Outcome, (await world.VerdictAsync(submission, "two")).Outcome));
        Assert.Single((await world.GradingsAsync(submission))[^1].Flags, s => s.Kind == Settling.AnotherClusterKind);
    }

    [Fact]
    public async Task Recording_JudgedAgain_AddsNothingUpEither()
    {
        await using var world = await SwappingAsync();
        var submission = await world.SubmitAsync(await world.EnrolAsync("1"));
        // What a replay judges by: see FakeCheck.
        world.Inspector.Facts = handIn => handIn with { ClusterName = world.Inspector.Asked.Count == 1 ? "two: empty" : "one: empty" };
        await world.PassAsync(TimeSpan.FromMinutes(11));
        Assert.Equal(20m, (await world.SubmissionAsync(submission)).Score);

        await world.Queue.RegradeAsync(submission, 1, Token);
        await world.RunDueAsync();

        Assert.Equal(GradingReason.Regrade, (await world.GradingsAsync(submission))[^1].Reason);
        Assert.Equal(20m, (await world.SubmissionAsync(submission)).Score);
    }

    [Fact]
    public async Task EveryObservation_StoresWhichClusterItSaw()
    {
        await using var world = await SwappingAsync();
        await world.SubmitAsync(await world.EnrolAsync("1"));
        await world.PassAsync(TimeSpan.FromSeconds(20));

        var stored = await world.AskAsync(db => Task.FromResult(db.Recordings.Single().Content));
        var recording = await RecordingFile.UnpackAsync(new MemoryStream(stored), Token);

        Assert.Equal(["first", "second"], recording.Observations.Select(l => l.Identity?.KubeSystemUid));
    }

    [Fact]
    public async Task IdentityThatCouldNotBeRead_AddsUp()
    {
        await using var world = await SwappingAsync();
        world.Inspector.Identity = look => look.Number == 1 ? Cluster("first") : new ClusterIdentity(null, null, "host.eks", null) { CaSha256 = "ca" };
        var submission = await world.SubmitAsync(await world.EnrolAsync("1"));

        await world.PassAsync(TimeSpan.FromMinutes(1));

        Assert.Equal(40m, (await world.SubmissionAsync(submission)).Score);
        Assert.Empty((await world.GradingsAsync(submission))[^1].Flags);
    }

    private static ClusterIdentity Cluster(string uid) => new(null, null, "host.eks", uid) { CaSha256 = "ca" };

    private static Func<AskedObservation, string, Verdict> Halves() => (look, check) => (check, look.Number == 1) switch
    {
        ("gone", _) => Verdict.Pending(Texts.Of("pending")),
        ("one", true) or ("two", false) => Verdict.Passed(Texts.Of("passed")),
        _ => Texts.NotYet(),
    };

    private static async Task<JobWorld> SwappingAsync()
    {
        var world = await JobWorld.BeginAsync();
        world.Inspector.Identity = Swapped;
        world.Inspector.Judge = Halves();
        return world;
    }
}
