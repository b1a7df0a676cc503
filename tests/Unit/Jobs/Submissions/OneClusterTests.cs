using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Grading;
using EksGrader.Db.Model;
using EksGrader.Jobs.Submissions;
using EksGrader.Tests.Support.Jobs;

namespace EksGrader.Tests.Unit.Jobs.Submissions;

/// <summary>Verdicts of two clusters are never added up: between the looks of a grading, between gradings, and when what was recorded is judged again.</summary>
public sealed class OneClusterTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    // On the first cluster "one" passes, on the second "two": together they would be everything.
    private static readonly Func<AskedLook, ClusterIdentity> Swapped = look => Cluster(look.Number == 1 ? "first" : "second");

    [Fact]
    public async Task SwapBetweenTheLooksOfAGrading_AddsNothingUp()
    {
        await using var world = await SwappingAsync();
        var submission = await world.HandInAsync(await world.EnrolAsync("1"));

        await world.RunDueAsync();
        await world.RestartAsync();
        await world.PassAsync(TimeSpan.FromSeconds(30));
        await world.RestartAsync();
        await world.PassAsync(TimeSpan.FromMinutes(11));

        Assert.Equal(20m, (await world.SubmissionAsync(submission)).Score);
        Assert.Equal(["one,two,gone", "two", "one,two"], world.Looker.Asked.Take(3).Select(a => string.Join(',', a.Checks))); // the second cluster is asked for everything
        Assert.Single((await world.GradingsAsync(submission))[^1].Signs, s => s.Kind == Settling.AnotherClusterKind);
    }

    [Fact]
    public async Task SwapBetweenRetries_TakesNothingFromTheClusterThatWasGraded()
    {
        await using var world = await JobWorld.BeginAsync();
        world.Looker.Identity = Swapped;
        world.Looker.Judge = (look, check) => (check, look.Number) switch
        {
            ("gone", _) => Verdict.Pending(Words.Of("pending")),
            ("one", 1) => Verdict.Passed(Words.Of("passed")),
            ("two", 1) => Verdict.Unknown(FaultDomain.Aws, Words.Of("AWS is down")),
            ("two", 2) => Verdict.OfShare(0.5m, Words.Of("half")),
            _ => Verdict.Passed(Words.Of("passed")),
        };
        var submission = await world.HandInAsync(await world.EnrolAsync("1"));

        await world.PassAsync(TimeSpan.FromHours(1.1));

        Assert.Equal((20m, Outcome.Unknown), ((await world.SubmissionAsync(submission)).Score, (await world.VerdictAsync(submission, "two")).Outcome));
        Assert.Contains((await world.GradingsAsync(submission))[^1].Signs, s => s.Kind == Settling.AnotherClusterKind);
    }

    [Fact]
    public async Task LookAgain_AtAClusterThatEarnsMore_CountsThatClusterAlone()
    {
        await using var world = await JobWorld.BeginAsync();
        world.Looker.Identity = Swapped;
        world.Looker.Judge = (look, check) => (check, look.Number) switch
        {
            ("gone", _) => Verdict.Pending(Words.Of("pending")),
            ("one", 1) => Verdict.Unknown(FaultDomain.Student, Words.Of("a right is missing")),
            ("two", 1) => Verdict.OfShare(0.25m, Words.Of("a quarter")),
            ("one", _) => Verdict.Failed(Words.Of("not here")),
            _ => Verdict.Passed(Words.Of("passed")),
        };
        var submission = await world.HandInAsync(await world.EnrolAsync("1"));
        await world.RunDueAsync();
        Assert.Equal(5m, (await world.SubmissionAsync(submission)).Score);

        await world.Queue.LookAgainAsync(submission, Token);
        await world.PassAsync(TimeSpan.FromMinutes(11));

        Assert.Equal(20m, (await world.SubmissionAsync(submission)).Score);
        Assert.Equal("second", (await world.GradingsAsync(submission))[^1].ReadCluster()?.KubeSystemUid);
        Assert.Equal(Outcome.Pending, (await world.VerdictAsync(submission, "gone")).Outcome);
    }

    [Fact]
    public async Task GradingFromScratch_OfAnotherCluster_BeginsAnewWithASign()
    {
        await using var world = await SwappingAsync();
        world.Looker.Judge = (_, check) => (check, world.Looker.Asked.Count) switch
        {
            ("gone", _) => Verdict.Pending(Words.Of("pending")),
            ("one", 1) or ("two", 2) => Verdict.Passed(Words.Of("passed")),
            ("two", 1) => Verdict.Unknown(FaultDomain.Student, Words.Of("a right is missing")),
            _ => Verdict.Failed(Words.Of("failed")),
        };
        world.Looker.Identity = _ => Cluster(world.Looker.Asked.Count == 1 ? "first" : "second");
        var submission = await world.HandInAsync(await world.EnrolAsync("1"));
        await world.RunDueAsync();

        await world.Queue.GradeAnewAsync(submission, 1, Token);
        await world.RunDueAsync();

        Assert.Equal((Outcome.Failed, Outcome.Passed), ((await world.VerdictAsync(submission, "one")).Outcome, (await world.VerdictAsync(submission, "two")).Outcome));
        Assert.Single((await world.GradingsAsync(submission))[^1].Signs, s => s.Kind == Settling.AnotherClusterKind);
    }

    [Fact]
    public async Task Recording_JudgedAgain_AddsNothingUpEither()
    {
        await using var world = await SwappingAsync();
        var submission = await world.HandInAsync(await world.EnrolAsync("1"));
        // What a replay judges by: see FakeCheck.
        world.Looker.Facts = handIn => handIn with { ClusterName = world.Looker.Asked.Count == 1 ? "two: empty" : "one: empty" };
        await world.PassAsync(TimeSpan.FromMinutes(11));
        Assert.Equal(20m, (await world.SubmissionAsync(submission)).Score);

        await world.Queue.RegradeAsync(submission, 1, Token);
        await world.RunDueAsync();

        Assert.Equal(GradingReason.Regrade, (await world.GradingsAsync(submission))[^1].Reason);
        Assert.Equal(20m, (await world.SubmissionAsync(submission)).Score);
    }

    [Fact]
    public async Task EveryLook_StoresWhichClusterItSaw()
    {
        await using var world = await SwappingAsync();
        await world.HandInAsync(await world.EnrolAsync("1"));
        await world.PassAsync(TimeSpan.FromSeconds(20));

        var stored = await world.AskAsync(db => Task.FromResult(db.Recordings.Single().Content));
        var recording = await RecordingFile.UnpackAsync(new MemoryStream(stored), Token);

        Assert.Equal(["first", "second"], recording.Looks.Select(l => l.Identity?.KubeSystemUid));
    }

    [Fact]
    public async Task IdentityThatCouldNotBeRead_AddsUp()
    {
        await using var world = await SwappingAsync();
        world.Looker.Identity = look => look.Number == 1 ? Cluster("first") : new ClusterIdentity(null, null, "host.eks", null) { CaSha256 = "ca" };
        var submission = await world.HandInAsync(await world.EnrolAsync("1"));

        await world.PassAsync(TimeSpan.FromMinutes(1));

        Assert.Equal(40m, (await world.SubmissionAsync(submission)).Score);
        Assert.Empty((await world.GradingsAsync(submission))[^1].Signs);
    }

    private static ClusterIdentity Cluster(string uid) => new(null, null, "host.eks", uid) { CaSha256 = "ca" };

    private static Func<AskedLook, string, Verdict> Halves() => (look, check) => (check, look.Number == 1) switch
    {
        ("gone", _) => Verdict.Pending(Words.Of("pending")),
        ("one", true) or ("two", false) => Verdict.Passed(Words.Of("passed")),
        _ => Words.NotYet(),
    };

    private static async Task<JobWorld> SwappingAsync()
    {
        var world = await JobWorld.BeginAsync();
        world.Looker.Identity = Swapped;
        world.Looker.Judge = Halves();
        return world;
    }
}
