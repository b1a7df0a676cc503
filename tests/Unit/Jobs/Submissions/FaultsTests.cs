using EksGrader.Checks.Core;
using EksGrader.Db.Model;
using EksGrader.Jobs.Gradings;
using EksGrader.Jobs.Submissions;
using EksGrader.Tests.Support.Jobs;

namespace EksGrader.Tests.Unit.Jobs.Submissions;

public sealed class FaultsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Unknown_ByAws_IsTriedHourlyUntilItIsKnown()
    {
        await using var world = await JobWorld.BeginAsync();
        world.Inspector.Judge = (look, check) => check == "two" && look.Number < 3
            ? Verdict.Unknown(FaultDomain.Aws, Texts.Of("AWS is down"))
            : Verdict.Passed(Texts.Of("passed"));
        var submission = await world.SubmitAsync(await world.EnrolAsync("1"));

        await world.RunDueAsync();
        var provisional = await world.SubmissionAsync(submission);
        await world.PassAsync(TimeSpan.FromHours(2));

        Assert.Equal((SubmissionStatus.Graded, false), (provisional.Status, provisional.Final));
        Assert.Equal(["one,two,gone", "two", "two"], world.Inspector.Asked.Select(a => string.Join(',', a.Checks)));
        Assert.Equal((60m, true), ((await world.SubmissionAsync(submission)).Score, (await world.SubmissionAsync(submission)).Final));
        Assert.Equal([GradingReason.First, GradingReason.Retry, GradingReason.Retry], (await world.GradingsAsync(submission)).Select(g => g.Reason));
    }

    [Fact]
    public async Task Unknown_ByAwsForEver_IsTriedUntilTheDeadlineAndWaitsForAnInstructor()
    {
        await using var world = await JobWorld.BeginAsync();
        world.Inspector.Judge = (_, check) => check == "two" ? Verdict.Unknown(FaultDomain.Aws, Texts.Of("AWS is down")) : Verdict.Passed(Texts.Of("passed"));
        var submission = await world.SubmitAsync(await world.EnrolAsync("1"));

        await world.PassAsync(TimeSpan.FromHours(30));
        await world.RunAsync<CloseStudentUnknowns>();

        Assert.Equal(7, world.Inspector.Asked.Count); // 18:00 to 24:00 in Seoul
        Assert.Equal((Outcome.Unknown, FaultDomain.Aws), ((await world.VerdictAsync(submission, "two")).Outcome, (await world.VerdictAsync(submission, "two")).Fault));
    }

    [Fact]
    public async Task Retry_OfAClusterThatWasDeletedMeanwhile_DoesNoHarm()
    {
        await using var world = await JobWorld.BeginAsync();
        world.Inspector.Judge = (look, check) => (check, look.Number) switch
        {
            ("two", 1) => Verdict.Unknown(FaultDomain.Network, Texts.Of("no network")),
            ("two", 2) => Verdict.Failed(Texts.Of("nothing there")),
            ("two", _) => Verdict.Unknown(FaultDomain.Student, Texts.Of("no such cluster")),
            _ => Verdict.Passed(Texts.Of("passed")),
        };
        var submission = await world.SubmitAsync(await world.EnrolAsync("1"));

        await world.PassAsync(TimeSpan.FromHours(2));

        Assert.Equal(FaultDomain.Network, (await world.VerdictAsync(submission, "two")).Fault);
    }

    [Fact]
    public async Task FirstObservation_MoreThanFiveMinutesLate_ChargesTheGrader()
    {
        await using var world = await JobWorld.BeginAsync();
        world.Inspector.Judge = (_, check) => check == "two" ? Verdict.Unknown(FaultDomain.Student, Texts.Of("expired")) : Verdict.Passed(Texts.Of("passed"));
        var submission = await world.SubmitAsync(await world.EnrolAsync("1"));

        world.Time.Advance(TimeSpan.FromMinutes(5.1));
        await world.RunDueAsync();

        Assert.Equal(FaultDomain.Grader, (await world.VerdictAsync(submission, "two")).Fault);
        Assert.Contains((await world.GradingsAsync(submission)).Single().Flags, s => s.Kind == VerdictPolicy.LateFirstKind);
    }

    [Fact]
    public async Task FirstObservation_InTime_LeavesTheFaultWithTheStudent()
    {
        await using var world = await JobWorld.BeginAsync();
        world.Inspector.Judge = (_, check) => check == "two" ? Verdict.Unknown(FaultDomain.Student, Texts.Of("expired")) : Verdict.Passed(Texts.Of("passed"));
        var submission = await world.SubmitAsync(await world.EnrolAsync("1"));

        world.Time.Advance(TimeSpan.FromMinutes(5));
        await world.RunDueAsync();

        Assert.Equal(FaultDomain.Student, (await world.VerdictAsync(submission, "two")).Fault);
        Assert.Null((await world.SubmissionAsync(submission)).NextStepAt);
    }

    [Fact]
    public async Task StudentUnknown_DeadlinePassed_BecomesFailedInAGradingOfItsOwn()
    {
        await using var world = await JobWorld.BeginAsync();
        world.Inspector.Judge = (_, check) => check == "two" ? Verdict.Unknown(FaultDomain.Student, Texts.Of("a right is missing")) : Verdict.Passed(Texts.Of("passed"));
        var submission = await world.SubmitAsync(await world.EnrolAsync("1"));
        await world.PassAsync(TimeSpan.FromHours(5.9));
        await world.RunAsync<CloseStudentUnknowns>();
        Assert.Equal(Outcome.Unknown, (await world.VerdictAsync(submission, "two")).Outcome);

        world.Time.Advance(TimeSpan.FromHours(0.2));
        await world.RunAsync<CloseStudentUnknowns>();
        await world.RunAsync<CloseStudentUnknowns>();

        var verdict = await world.VerdictAsync(submission, "two");
        Assert.Equal((Outcome.Failed, 0m), (verdict.Outcome, verdict.Share));
        Assert.Contains("a right is missing", verdict.Summary.En, StringComparison.Ordinal);
        Assert.Equal([GradingReason.First, GradingReason.Deadline], (await world.GradingsAsync(submission)).Select(g => g.Reason));
        Assert.True((await world.SubmissionAsync(submission)).Final);
    }

    [Fact]
    public async Task LookAgain_AfterMending_LooksAtAllThatHasNotPassed()
    {
        await using var world = await JobWorld.BeginAsync();
        world.Inspector.Judge = (look, check) => check switch
        {
            "one" => Verdict.Passed(Texts.Of("passed")),
            "two" => look.Number == 1 ? Verdict.Unknown(FaultDomain.Student, Texts.Of("a right is missing")) : Verdict.Passed(Texts.Of("mended")),
            _ => Verdict.Pending(Texts.Of("pending")),
        };
        var submission = await world.SubmitAsync(await world.EnrolAsync("1"));
        await world.RunDueAsync();

        await world.Queue.ObserveAgainAsync(submission, Token);
        await world.RunDueAsync();

        Assert.Equal("two,gone", string.Join(',', world.Inspector.Asked[1].Checks));
        Assert.Equal(40m, (await world.SubmissionAsync(submission)).Score);
        Assert.Equal("passed", (await world.VerdictAsync(submission, "one")).Summary.En);
    }

    [Fact]
    public async Task PassedLate_AfterDueAndSettling_IsASign()
    {
        await using var world = await JobWorld.BeginAsync();
        world.Inspector.Judge = (look, check) => check == "two" && look.Number == 1 ? Verdict.Unknown(FaultDomain.Student, Texts.Of("no right")) : Verdict.Passed(Texts.Of("passed"));
        var submission = await world.SubmitAsync(await world.EnrolAsync("1"));
        await world.RunDueAsync();
        world.Time.Advance(TimeSpan.FromHours(5) + TimeSpan.FromMinutes(10.1));

        await world.Queue.ObserveAgainAsync(submission, Token);
        await world.RunDueAsync();

        var sign = Assert.Single((await world.GradingsAsync(submission))[^1].Flags);
        Assert.Equal("passedLate", sign.Kind);
        Assert.Contains("two", sign.ToFlag().Message.En, StringComparison.Ordinal);
    }
}
