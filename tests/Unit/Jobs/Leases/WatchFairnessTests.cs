using EksGrader.Checks.Core;
using EksGrader.Checks.Receipts;
using EksGrader.Db.Model;
using EksGrader.Jobs.Leases;
using EksGrader.Jobs.Submissions;
using EksGrader.Tests.Support.Jobs;
using Microsoft.EntityFrameworkCore;
using static EksGrader.Tests.Support.Jobs.FakeDeletionProbe;
using static EksGrader.Tests.Support.Jobs.WatchWorld;

namespace EksGrader.Tests.Unit.Jobs.Leases;

/// <summary>What happens beside each other, or in an order that no one thinks of, costs no one a point and makes no one wait.</summary>
public sealed class WatchFairnessTests
{
    private const string Deletion = "cluster-deletion";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Extension_GivenWhileTheFirstProbeIsOnItsWay_GivesItsDeadline()
    {
        await using var world = await BeginAsync();
        world.Time.Advance(Midnight.AddMinutes(10) - world.Time.GetUtcNow()); // late since an hour
        var student = await world.EnrolAsync("1");
        world.Inspector.Meanwhile = (_, _) => world.WithDbAsync(async db =>
        {
            db.Extensions.Add(new Extension(Id.New<ExtensionId>(world.Time), world.Assignment, student, Midnight.AddHours(12), "ill", "prof", world.Time.GetUtcNow()));
            await db.SaveChangesAsync(Token);
        });

        await world.SubmitAsync(student, late: true);
        await world.RunDueAsync();

        Assert.Equal(Midnight.AddDays(1), (await world.LeaseAsync()).Deadline);
    }

    [Fact]
    public async Task FirstProbe_ThatComesAfterTheDeadline_LeavesTimeWhileItSettles()
    {
        await using var world = await BeginAsync();
        world.Inspector.Judge = (_, check) => check == "two" ? Texts.NotYet() : Verdict.Passed(Texts.Of("passed"));
        world.Time.Advance(TimeSpan.FromHours(5.5)); // 23:30, half an hour late
        var submission = await world.SubmitAsync(await world.EnrolAsync("1"), late: true);
        world.Time.Advance(TimeSpan.FromHours(3)); // no one could look

        await world.RunDueAsync();

        Assert.Null((await world.SubmissionAsync(submission)).SafeToDeleteAt);
        Assert.True((await world.LeaseAsync()).Deadline >= world.Time.GetUtcNow().AddMinutes(45), "It says a time that is over, and enforcement goes by it.");
    }

    [Fact]
    public async Task LookNow_AskedWhileAProbeIsOnItsWay_IsNotForgotten()
    {
        await using var world = await BeginAsync();
        await world.GradedAsync();
        await world.WatchAsync(world.Time.GetUtcNow().AddMinutes(10));
        var asked = world.Deletions.Asked.Count;
        await AskForALookAsync(world);
        world.Deletions.Meanwhile = async (_, _) =>
        {
            world.Deletions.Meanwhile = (_, _) => Task.CompletedTask;
            world.Time.Advance(TimeSpan.FromSeconds(2));
            await AskForALookAsync(world); // such as with an access that was renewed this moment
        };

        await world.WatchOnceAsync();

        Assert.Equal(asked + 2, world.Deletions.Asked.Count);
        Assert.True((await world.LeaseAsync()).NextProbeAt > world.Time.GetUtcNow().AddMinutes(20), "And that is all.");
    }

    [Fact]
    public async Task Grading_ThatSawItAliveBeforeItWasFoundGone_UndoesNothing()
    {
        await using var world = await BeginAsync();
        world.Inspector.Judge = (_, check) => check == "two" ? Verdict.Unknown(FaultDomain.Student, Texts.Of("no right")) : Verdict.Passed(Texts.Of("passed"));
        var submission = await world.GradedAsync();
        await world.WatchAsync(Midnight.AddHours(-2));
        world.Deletions.See = look => Gone(look.At);
        world.Inspector.Meanwhile = async (_, _) =>
        {
            // Someone asks to look again, and the cluster goes while that look is on its way.
            world.Time.Advance(TimeSpan.FromSeconds(40));
            await AskForALookAsync(world);
            await world.WatchOnceAsync();
        };

        await world.RunAsync(new GradeInput(submission.Value, GradingReason.Look));

        var since = (await world.LeaseAsync()).GoneSince;
        Assert.NotNull(since);
        await world.WatchAsync(Midnight.AddHours(-2).AddMinutes(5));
        Assert.Equal((LeaseState.Gone, Outcome.Passed), ((await world.LeaseAsync()).State, (await world.VerdictAsync(submission, Deletion)).Outcome));
    }

    [Fact]
    public async Task Clock_PutBackBetweenTwoProofs_LeavesAReceiptThatSaysSo()
    {
        await using var world = await BeginAsync();
        await world.GradedAsync();
        await world.WatchAsync(Midnight.AddHours(-2));
        world.Deletions.See = look => Gone(look.At);
        await AskForALookAsync(world);
        await world.WatchOnceAsync();
        world.Time.PutBack(TimeSpan.FromMinutes(20));
        await AskForALookAsync(world);

        await world.WatchAsync(Midnight.AddHours(-1));

        Assert.Equal(LeaseState.Gone, (await world.LeaseAsync()).State);
        var receipt = ReceiptSignature.Read((await world.AskAsync(db => db.Receipts.SingleAsync(Token))).Document);
        Assert.Equal(ReceiptProof.Aws, receipt.Proof);
        Assert.True(receipt.GoneAt <= receipt.EndedAt, "Nothing is gone after its end.");
    }

    [Fact]
    public async Task Clock_PutBackWhileLooksAreOnTheirWay_IsNoticed()
    {
        await using var world = await BeginAsync();
        await world.GradedAsync("1", token: "hangs");
        await world.GradedAsync("2", token: "answers");
        await world.WatchOnceAsync();
        world.Time.Advance(TimeSpan.FromHours(5)); // a clock that runs ahead
        var hangs = new TaskCompletionSource();
        var begun = world.Deletions.HangUntil(hangs.Task, "uid-of-hangs");
        var run = world.RunAsync<WatchDeletion>();
        await begun.WaitAsync(Token);
        var known = (await world.ProbesAsync()).Count;
        await UntilAsync(async () => (await world.ProbesAsync()).Count > known - 1 && (await LeaseOfAsync(world, "answers")).LastProbeAt >= Midnight.AddHours(-2));

        world.Time.PutBack(TimeSpan.FromHours(5));
        hangs.SetResult(); // a class of thousands has always one on its way: the job never ends
        await run.WaitAsync(Token);

        var now = world.Time.GetUtcNow();
        Assert.True((await LeaseOfAsync(world, "answers")).NextProbeAt <= now.AddMinutes(31));
    }

    private static Task AskForALookAsync(JobWorld world) => world.WithDbAsync(db => db.WriteAsync(
        async token => LeaseSchedule.ProbeNow(await db.Leases.SingleAsync(token), world.Time.GetUtcNow()), Token));

    private static Task<Lease> LeaseOfAsync(JobWorld world, string token) =>
        world.AskAsync(db => db.Leases.AsNoTracking().SingleAsync(l => l.KubeSystemUid == "uid-of-" + token, Token));

    private static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        while (!await isSo())
            await Task.Yield();
    }
}
