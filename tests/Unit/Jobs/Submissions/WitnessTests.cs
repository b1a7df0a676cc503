using System.Text;
using EksGrader.Checks.Checks;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Grading;
using EksGrader.Checks.Reads;
using EksGrader.Db.Model;
using EksGrader.Jobs.Submissions;
using EksGrader.Tests.Support.Jobs;
using Microsoft.Extensions.DependencyInjection;

namespace EksGrader.Tests.Unit.Jobs.Submissions;

/// <summary>What a grade rests on, from the observation to the row, and what AWS has said once.</summary>
public sealed class WitnessTests
{
    private const string Ask = "aws elb describe-load-balancers";
    private static readonly Verdict Contradicted = Verdict.OfShare(0.5m, Texts.Of("AWS knows no such instance")) with { Assurance = Assurance.Aws, Contradicted = true };
    private static readonly Verdict OnItsWord = Verdict.Passed(Texts.Of("so says the cluster")) with { Assurance = Assurance.Cluster, WitnessFault = FaultDomain.Student };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Assurance_IsStoredForEachCheck_AndTheLowestForTheSubmission()
    {
        await using var world = await JobWorld.BeginAsync();
        world.Inspector.Judge = (_, check) => check switch
        {
            "one" => Verdict.Passed(Texts.Of("passed")) with { Assurance = Assurance.Aws },
            "two" => OnItsWord,
            _ => Verdict.Pending(Texts.Of("pending")),
        };
        var submission = await world.SubmitAsync(await world.EnrolAsync("1"));
        await world.RunDueAsync();

        Assert.Equal(Assurance.Cluster, (await world.SubmissionAsync(submission)).Assurance);
        Assert.Equal(
            [(Assurance?)Assurance.Aws, Assurance.Cluster, null],
            (await world.GradingsAsync(submission))[0].Checks.OrderBy(c => c.Order).Select(c => c.Assurance));
    }

    [Fact]
    public async Task LookAgain_AfterTheRightWasTakenBack_DoesNotPass()
    {
        await using var world = await JobWorld.BeginAsync();
        world.Inspector.Judge = (look, check) => (check, look.Number) switch
        {
            ("gone", _) => Verdict.Pending(Texts.Of("pending")),
            ("one", 1) => Verdict.Unknown(FaultDomain.Student, Texts.Of("a right is missing")), // so that there is something to look at again
            ("two", 1) => Contradicted,
            _ => OnItsWord,
        };
        var submission = await world.SubmitAsync(await world.EnrolAsync("1"));
        await world.RunDueAsync();
        await world.RestartAsync();

        await world.Queue.ObserveAgainAsync(submission, Token);
        await world.PassAsync(TimeSpan.FromMinutes(11));

        Assert.Equal(30m, (await world.SubmissionAsync(submission)).Score);
        Assert.Equal((0.5m, true), ((await world.VerdictAsync(submission, "two")).Share, (await world.VerdictAsync(submission, "two")).Contradicted));
        Assert.Contains((await world.GradingsAsync(submission))[^1].Flags, s => s.Kind == Settling.ContradictionStandsKind);
    }

    [Fact]
    public async Task NewSubmissionOfTheSameCluster_OnItsWord_IsASign()
    {
        await using var world = await JobWorld.BeginAsync();
        var student = await world.EnrolAsync("1");
        world.Inspector.Judge = (look, check) => check == "gone" ? Verdict.Pending(Texts.Of("pending")) : look.Target.LoadBalancerAddress is null ? Contradicted : OnItsWord;
        await world.SubmitAsync(student);
        await world.RunDueAsync();

        world.Time.Advance(TimeSpan.FromMinutes(1));
        var again = await world.SubmitAsync(student, address: "again.example.com");
        await world.RunDueAsync();

        Assert.Equal(40m, (await world.SubmissionAsync(again)).Score); // what AWS contradicted may have been mended
        var signs = (await world.GradingsAsync(again))[^1].Flags.Where(s => s.Kind == ContradictedBefore.FlagKind).ToList();
        Assert.Equal(2, signs.Count);
        Assert.Contains("submission 1", signs[0].ToFlag().Message.En, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NewSubmissionOfTheSameCluster_WhereAwsHadOnlyNotGotThere_IsNoSign()
    {
        await using var world = await JobWorld.BeginAsync();
        var student = await world.EnrolAsync("1");
        world.Inspector.Judge = (look, check) => check == "gone" ? Verdict.Pending(Texts.Of("pending")) : look.Target.LoadBalancerAddress is null ? Contradicted with { AwaitsAws = true } : OnItsWord;
        await world.SubmitAsync(student);
        await world.RunDueAsync();

        world.Time.Advance(TimeSpan.FromMinutes(1));
        var again = await world.SubmitAsync(student, address: "again.example.com");
        await world.RunDueAsync();

        Assert.DoesNotContain((await world.GradingsAsync(again))[^1].Flags, s => s.Kind == ContradictedBefore.FlagKind);
    }

    // The student need not wait for it: the points are there, and the cluster may go.
    [Theory]
    [InlineData(true, Assurance.Aws)]
    [InlineData(false, Assurance.Cluster)]
    public async Task PassedWhileAwsWasThrottled_IsSafeToDeleteAtOnce_AndAskedOnceMore(bool answers, Assurance expected)
    {
        await using var world = await JobWorld.BeginAsync();
        world.Inspector.Judge = (look, check) => (check, look.Number) switch
        {
            ("gone", _) => Verdict.Pending(Texts.Of("pending")),
            ("two", 2) when answers => Verdict.Passed(Texts.Of("AWS knows it")) with { Assurance = Assurance.Aws },
            ("two", _) => OnItsWord with { WitnessFault = FaultDomain.Aws, MayStillComeTrue = true },
            _ => Verdict.Passed(Texts.Of("passed")),
        };
        var submission = await world.SubmitAsync(await world.EnrolAsync("1"));
        await world.RunDueAsync();
        var first = await world.SubmissionAsync(submission);
        Assert.Equal((40m, world.Time.GetUtcNow()), (first.Score, first.SafeToDeleteAt));

        await world.RestartAsync();
        await world.PassAsync(TimeSpan.FromMinutes(11));

        var graded = await world.SubmissionAsync(submission);
        Assert.Equal((SubmissionStatus.Graded, 40m, expected), (graded.Status, graded.Score, graded.Assurance));
        Assert.Equal(["one two gone", "two"], world.Inspector.Asked.Select(a => string.Join(' ', a.Checks)));
    }

    // An honest student loses nothing by AWS's fault: the hourly retry holds what was contradicted until AWS has answered.
    [Fact]
    public async Task ContradictionAndThenThrottledAws_IsTriedAgainUntilAwsAnswers()
    {
        await using var world = await JobWorld.BeginAsync();
        var answers = false;
        world.Inspector.Judge = (look, check) => check switch
        {
            "gone" => Verdict.Pending(Texts.Of("pending")),
            "one" => Verdict.Passed(Texts.Of("passed")),
            _ when answers => Verdict.Passed(Texts.Of("AWS knows it")) with { Assurance = Assurance.Aws },
            _ => look.Number == 1 ? Contradicted with { MayStillComeTrue = true } : OnItsWord with { WitnessFault = FaultDomain.Aws },
        };
        var submission = await world.SubmitAsync(await world.EnrolAsync("1"));
        await world.PassAsync(TimeSpan.FromMinutes(11));
        await world.RestartAsync();
        var open = await world.VerdictAsync(submission, "two");
        Assert.Equal((Outcome.Unknown, FaultDomain.Aws, true), (open.Outcome, open.Fault, open.Contradicted));

        await world.PassAsync(TimeSpan.FromMinutes(61));
        Assert.Equal((Outcome.Unknown, true), ((await world.VerdictAsync(submission, "two")).Outcome, (await world.VerdictAsync(submission, "two")).Contradicted));
        answers = true;
        await world.PassAsync(TimeSpan.FromMinutes(61));

        Assert.Equal(40m, (await world.SubmissionAsync(submission)).Score);
    }

    // The first observation cannot judge, but AWS answers; at the second the right is gone.
    [Theory]
    [InlineData("""{"items":[]}""", Outcome.Failed)]
    [InlineData("""{"items":[{"id":"a","name":"a"}]}""", Outcome.Passed)]
    public async Task DeadlineAfterARightWasTakenBack_IsJudgedByWhatAwsSaid(string said, Outcome expected)
    {
        await using var world = await JobWorld.BeginAsync(adapt: services => services.AddSingleton(Catalogue));
        world.Inspector.Facts = handIn => handIn with { HasAwsAccess = true };
        world.Inspector.Reads = look => [look.Number == 1
            ? new RecordedRead { Key = Ask, At = world.Time.GetUtcNow(), Answer = Encoding.UTF8.GetBytes(said) }
            : new RecordedRead { Key = Ask, At = world.Time.GetUtcNow(), Fault = new ReadError { Failure = ReadFailure.Denied, Fault = FaultDomain.Student, Summary = Texts.Of("denied") } }];
        world.Inspector.Judge = (look, check) => check switch
        {
            "gone" => Verdict.Pending(Texts.Of("pending")),
            "one" => Verdict.Passed(Texts.Of("passed")),
            _ => Verdict.Unknown(look.Number == 1 ? FaultDomain.Cluster : FaultDomain.Student, Texts.Of("denied")) with { MayStillComeTrue = look.Number == 1 },
        };
        var submission = await world.SubmitAsync(await world.EnrolAsync("1"));
        await world.PassAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(FaultDomain.Student, (await world.VerdictAsync(submission, "two")).Fault);

        world.Time.Advance(TimeSpan.FromHours(6));
        await world.RunAsync<CloseStudentUnknowns>();

        Assert.Equal(expected, (await world.VerdictAsync(submission, "two")).Outcome);
    }

    [Fact]
    public async Task DeadlineOfARightThatWasNeverGranted_IsJudgedAsWithoutAws()
    {
        await using var world = await JobWorld.BeginAsync(adapt: services => services.AddSingleton(Catalogue));
        world.Inspector.Facts = handIn => handIn with { HasAwsAccess = true };
        world.Inspector.Reads = _ => [new RecordedRead { Key = Ask, At = world.Time.GetUtcNow(), Fault = new ReadError { Failure = ReadFailure.Denied, Fault = FaultDomain.Student, Summary = Texts.Of("denied") } }];
        world.Inspector.Judge = (_, check) => check == "gone" ? Verdict.Pending(Texts.Of("pending")) : Verdict.Unknown(FaultDomain.Student, Texts.Of("denied"));
        var submission = await world.SubmitAsync(await world.EnrolAsync("1"));
        await world.PassAsync(TimeSpan.FromMinutes(1));

        world.Time.Advance(TimeSpan.FromHours(6));
        await world.RunAsync<CloseStudentUnknowns>();

        Assert.Equal(40m, (await world.SubmissionAsync(submission)).Score);
    }

    private static Catalogue Catalogue { get; } = new([new AwsCheck("one"), new AwsCheck("two"), new FakeCheck("gone", CheckPhase.AfterDeadline)]);

    // Without AWS it takes the cluster's word; AWS must know a load balancer.
    private sealed class AwsCheck(string id) : ICheck
    {
        public CheckInfo Info { get; } = new()
        {
            Id = new CheckId(id),
            Title = Texts.Of(id),
            Asks = Texts.Of(id),
            Parameters = [new IntegerParameter("count", Texts.Of("count"), 2, 0, 100)],
            Reads = [new DeclaredRead.Aws("elasticloadbalancing:DescribeLoadBalancers")],
        };

        public async ValueTask<Verdict> JudgeAsync(Cluster cluster, CheckParameters parameters, CancellationToken cancellationToken) =>
            cluster.Aws is not { } aws || (await aws.ListLoadBalancersAsync(cancellationToken)).Items.Count > 0 ? Verdict.Passed(Texts.Of("replayed")) : Verdict.Failed(Texts.Of("replayed"));
    }
}
