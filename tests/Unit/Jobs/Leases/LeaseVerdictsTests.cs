using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Reads;
using EksGrader.Db.Model;
using EksGrader.Jobs.Leases;
using EksGrader.Jobs.Submissions;
using EksGrader.Tests.Support.Jobs;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using static EksGrader.Tests.Support.Jobs.FakeDeletionProbe;
using static EksGrader.Tests.Support.Jobs.WatchWorld;

namespace EksGrader.Tests.Unit.Jobs.Leases;

public sealed class LeaseVerdictsTests
{
    private const string Deletion = "cluster-deletion";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true, Outcome.Passed, 100)]
    [InlineData(false, Outcome.Failed, 80)]
    public async Task Regrade_AfterTheEnd_ComesToTheSame(bool deleted, Outcome outcome, int score)
    {
        await using var world = await BeginAsync();
        var submission = await world.GradedAsync();
        if (deleted)
            world.Deletions.See = look => Gone(look.At);
        await world.WatchAsync(Midnight.AddHours(2));

        await world.RunAsync(new RegradeInput(submission.Value, 1));

        Assert.Equal(2, (await world.GradingsAsync(submission)).Count);
        Assert.Equal(outcome, (await world.VerdictAsync(submission, Deletion)).Outcome);
        Assert.Equal((score, true), ((int)((await world.SubmissionAsync(submission)).Score ?? 0), (await world.SubmissionAsync(submission)).Final));
    }

    [Fact]
    public async Task LookAgain_AfterTheEnd_KeepsTheVerdict()
    {
        await using var world = await BeginAsync();
        world.Inspector.Judge = (_, check) => check == "two" ? Verdict.Failed(Texts.Of("no")) : Verdict.Passed(Texts.Of("passed"));
        var submission = await world.GradedAsync();
        await world.WatchAsync(Midnight.AddMinutes(2));
        Assert.Equal(Outcome.Failed, (await world.VerdictAsync(submission, Deletion)).Outcome);

        await world.RunAsync(new GradeInput(submission.Value, GradingReason.Look));

        Assert.Equal(Outcome.Failed, (await world.VerdictAsync(submission, Deletion)).Outcome);
    }

    [Fact]
    public async Task Extension_PastTheDeadline_MakesItPendingAgainAndTheWatchGoOn()
    {
        await using var world = await BeginAsync();
        var submission = await world.GradedAsync();
        await world.WatchAsync(Midnight.AddMinutes(10));
        Assert.Equal((LeaseState.Overdue, true), ((await world.LeaseAsync()).State, (await world.SubmissionAsync(submission)).Final));

        var until = Midnight.AddHours(3);
        await ExtendAsync(world, until);

        Assert.Equal((LeaseState.Active, Outcome.Pending), ((await world.LeaseAsync()).State, (await world.VerdictAsync(submission, Deletion)).Outcome));
        Assert.False((await world.SubmissionAsync(submission)).Final);
        await world.WatchAsync(until.AddMinutes(-20));
        Assert.Equal(Outcome.Pending, (await world.VerdictAsync(submission, Deletion)).Outcome);

        world.Deletions.See = look => Gone(look.At);
        await world.WatchAsync(until.AddMinutes(1));
        Assert.Equal((LeaseState.Gone, Outcome.Passed), ((await world.LeaseAsync()).State, (await world.VerdictAsync(submission, Deletion)).Outcome));
        Assert.Equal(100m, (await world.SubmissionAsync(submission)).Score);
    }

    [Fact]
    public async Task Resubmission_OfAnOverdueCluster_SavesNoOne()
    {
        await using var world = await BeginAsync();
        var first = await world.GradedAsync(token: "a");
        await world.WatchAsync(Midnight.AddMinutes(2));
        var student = (await world.SubmissionAsync(first)).StudentId;

        var second = await world.SubmitAsync(student, token: "a", late: true);
        await world.RunDueAsync();

        var lease = await world.LeaseAsync();
        Assert.Equal((Midnight, LeaseState.Overdue), (lease.Deadline, lease.State));
        Assert.Equal(Outcome.Failed, (await world.VerdictAsync(first, Deletion)).Outcome);
        Assert.Equal(Outcome.Failed, (await world.VerdictAsync(second, Deletion)).Outcome);
    }

    [Fact]
    public async Task Deadline_WhileALaterSubmissionSettles_HasNotPassed()
    {
        await using var world = await BeginAsync();
        var first = await world.GradedAsync(token: "a");
        await world.WatchAsync(Midnight.AddMinutes(-3));
        world.Inspector.Judge = (_, check) => check == "two" ? Texts.NotYet() : Verdict.Passed(Texts.Of("passed"));
        await world.SubmitAsync((await world.SubmissionAsync(first)).StudentId, token: "a", late: true);
        await world.RunDueAsync();

        await world.WatchAsync(Midnight.AddMinutes(2)); // no one ends the settling meanwhile

        Assert.Equal(Outcome.Pending, (await world.VerdictAsync(first, Deletion)).Outcome);
        Assert.Equal(LeaseState.Active, (await world.LeaseAsync()).State);

        world.Inspector.Judge = (_, _) => Verdict.Passed(Texts.Of("passed"));
        await world.RunDueAsync();
        Assert.Equal(world.Time.GetUtcNow().AddMinutes(45), (await world.LeaseAsync()).Deadline);
        await world.WatchAsync(Midnight.AddMinutes(50));
        Assert.Equal(Outcome.Failed, (await world.VerdictAsync(first, Deletion)).Outcome);
    }

    [Fact]
    public async Task Settled_ByHand_LeavesPointsToTheInstructor()
    {
        await using var world = await BeginAsync();
        var submission = await world.GradedAsync();

        await ChangeAsync(world, (services, lease) => services.GetRequiredService<LeaseEnding>().EndAsync(lease, LeaseState.Settled, world.Time.GetUtcNow(), Token));

        Assert.Equal((Outcome.Unknown, FaultDomain.Grader), ((await world.VerdictAsync(submission, Deletion)).Outcome, (await world.VerdictAsync(submission, Deletion)).Fault));
        var asked = world.Deletions.Asked.Count;
        await world.WatchAsync(Midnight.AddHours(3));
        Assert.Equal(asked, world.Deletions.Asked.Count);
    }

    [Fact]
    public async Task Changes_StandInTheAuditTrail()
    {
        await using var world = await BeginAsync();
        var submission = await world.GradedAsync();
        await world.WatchAsync(Midnight.AddMinutes(10));

        var entries = await world.AskAsync(db => db.AuditEntries.AsNoTracking().ToListAsync(Token));
        var grade = Assert.Single(entries, e => e.What == "grade.deletion");
        Assert.Equal(("service", "Pending: 80 / 100, provisional", "Failed: 80 / 100"), (grade.By, grade.From, grade.To));
        Assert.Contains($"{submission}", grade.Subject, StringComparison.Ordinal);
        var state = Assert.Single(entries, e => e.What == "lease.state");
        Assert.Equal(("Active", "Overdue"), (state.From, state.To));
    }

    [Theory]
    [InlineData(ReadFailure.Denied, FaultDomain.Student, Outcome.Failed)]
    [InlineData(ReadFailure.TimedOut, FaultDomain.Network, Outcome.Unknown)]
    [InlineData(ReadFailure.Throttled, FaultDomain.Aws, Outcome.Unknown)]
    [InlineData(ReadFailure.Unauthenticated, FaultDomain.Student, Outcome.Failed)]
    [InlineData(ReadFailure.TimedOut, FaultDomain.Cluster, Outcome.Unknown)]
    [InlineData(ReadFailure.TimedOut, FaultDomain.Grader, Outcome.Unknown)]
    public async Task NeverSeenAlive_PastItsDeadline_FailsUnlessItWasNotTheStudents(ReadFailure failure, FaultDomain fault, Outcome outcome)
    {
        await using var world = await BeginAsync();
        world.Inspector.Identity = _ => new ClusterIdentity(null, null, "host.eks", null);
        world.Inspector.Reads = _ => [new RecordedRead { Key = $"kubernetes list {EksGrader.Checks.Kubernetes.Namespace.Type}", At = world.Time.GetUtcNow(), Fault = new ReadError { Failure = failure, Fault = fault, Summary = Texts.Of("no") } }];
        var submission = await world.GradedAsync();

        await world.WatchAsync(Midnight.AddMinutes(-1));
        Assert.Equal(Outcome.Pending, (await world.VerdictAsync(submission, Deletion)).Outcome);

        world.Time.Advance(TimeSpan.FromMinutes(2));
        await world.WatchOnceAsync();

        Assert.Empty(await world.AskAsync(db => db.Leases.ToListAsync(Token)));
        var verdict = await world.VerdictAsync(submission, Deletion);
        Assert.Equal(outcome, verdict.Outcome);
        Assert.NotEqual(FaultDomain.Student, verdict.Fault);
        Assert.Equal(outcome == Outcome.Failed, (await world.SubmissionAsync(submission)).Final);
    }

    [Fact]
    public async Task NeverSeenAlive_NoLookAtAll_IsTheGradersFault()
    {
        await using var world = await BeginAsync();
        world.Inspector.Identity = _ => new ClusterIdentity(null, null, "host.eks", null);
        world.Inspector.Judge = (_, _) => Verdict.Unknown(FaultDomain.Network, Texts.Of("no network"));
        var submission = await world.GradedAsync();
        world.Time.Advance(TimeSpan.FromHours(7));

        await world.WatchOnceAsync();

        Assert.Equal(Outcome.Unknown, (await world.VerdictAsync(submission, Deletion)).Outcome);
    }

    private static Task ExtendAsync(JobWorld world, DateTimeOffset until) => ChangeAsync(world, async (services, lease) =>
    {
        lease.ExtendByHand(until);
        LeaseSchedule.Rearm(lease, world.Time.GetUtcNow());
        await services.GetRequiredService<LeaseVerdicts>().JudgeAsync(lease, Token);
    });

    private static async Task ChangeAsync(JobWorld world, Func<IServiceProvider, Lease, Task> change)
    {
        await using var scope = world.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<EksGrader.Db.Storage.EksGraderDb>();
        await db.WriteAsync(async token => await change(scope.ServiceProvider, await db.Leases.SingleAsync(token)), Token);
    }
}
