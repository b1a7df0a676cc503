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

/// <summary>All leases of a student count: every one must end (docs/lifecycle.md, "Every cluster must end").</summary>
public sealed class WorstLeaseVerdictTests
{
    private const string Deletion = "cluster-deletion";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ForgottenCluster_CostsThePointsOfEverySubmission()
    {
        await using var world = await BeginAsync();
        var (forgotten, deleted) = await TwoAsync(world);
        world.Deletions.See = look => Is(look, "b") ? Gone(look.At) : Alive(look.At);

        await world.WatchAsync(Midnight.AddMinutes(10));

        Assert.Equal([LeaseState.Overdue, LeaseState.Gone], await StatesAsync(world));
        var verdict = await world.VerdictAsync(deleted, Deletion);
        Assert.Equal((Outcome.Failed, Outcome.Failed), ((await world.VerdictAsync(forgotten, Deletion)).Outcome, verdict.Outcome));
        Assert.Contains("a.eks: The cluster was still there at its deadline, 2026-12-05 00:00 KST", verdict.Summary.En, StringComparison.Ordinal);
        Assert.Contains(verdict.Evidence, e => e.Title.EndsWith(": a.eks", StringComparison.Ordinal) && e.Text.Contains("Alive", StringComparison.Ordinal));
        Assert.Contains(verdict.Evidence, e => e.Text.Contains("NotFound", StringComparison.Ordinal));
        var submission = await world.SubmissionAsync(deleted);
        Assert.Equal((80m, true), (submission.Score, submission.Final));
    }

    [Fact]
    public async Task BothGone_PassOnceTheLastOneIs()
    {
        await using var world = await BeginAsync();
        var (first, second) = await TwoAsync(world);
        world.Deletions.See = look => Is(look, "a") ? Gone(look.At) : Alive(look.At);
        await world.WatchAsync(Midnight.AddHours(-2));

        var pending = await world.VerdictAsync(first, Deletion);
        Assert.Equal(Outcome.Pending, pending.Outcome);
        Assert.Contains("b.eks: The cluster must be deleted by 2026-12-05 00:00 KST", pending.Summary.En, StringComparison.Ordinal);
        Assert.False((await world.SubmissionAsync(first)).Final);

        world.Deletions.See = look => Gone(look.At);
        await world.WatchAsync(Midnight.AddMinutes(10));

        Assert.Equal([LeaseState.Gone, LeaseState.Gone], await StatesAsync(world));
        Assert.Equal((100m, true), ((await world.SubmissionAsync(first)).Score, (await world.SubmissionAsync(first)).Final));
        Assert.Equal((100m, true), ((await world.SubmissionAsync(second)).Score, (await world.SubmissionAsync(second)).Final));
        Assert.DoesNotContain("a.eks", (await world.VerdictAsync(second, Deletion)).Summary.En, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Submission_AfterAnotherClusterIsOverdue_IsJudgedByItAtOnce()
    {
        await using var world = await BeginAsync();
        var first = await world.GradedAsync(token: "a");
        await world.WatchAsync(Midnight.AddMinutes(2));

        var second = await world.SubmitAsync((await world.SubmissionAsync(first)).StudentId, token: "b", late: true);
        await world.RunDueAsync();

        Assert.Equal(Outcome.Failed, (await world.VerdictAsync(second, Deletion)).Outcome);
    }

    [Fact]
    public async Task Extension_OfTheForgottenOne_OpensEverySubmissionAgain()
    {
        await using var world = await BeginAsync();
        var (forgotten, deleted) = await TwoAsync(world);
        world.Deletions.See = look => Is(look, "b") ? Gone(look.At) : Alive(look.At);
        await world.WatchAsync(Midnight.AddMinutes(10));

        var until = Midnight.AddHours(2);
        await ChangeAsync(world, "a", async (services, lease) =>
        {
            lease.ExtendByHand(until);
            LeaseSchedule.Rearm(lease, world.Time.GetUtcNow());
            await services.GetRequiredService<LeaseVerdicts>().JudgeAsync(lease, Token);
        });
        Assert.Equal((Outcome.Pending, Outcome.Pending), ((await world.VerdictAsync(forgotten, Deletion)).Outcome, (await world.VerdictAsync(deleted, Deletion)).Outcome));

        world.Deletions.See = look => Gone(look.At);
        await world.WatchAsync(until);

        Assert.Equal((Outcome.Passed, Outcome.Passed), ((await world.VerdictAsync(forgotten, Deletion)).Outcome, (await world.VerdictAsync(deleted, Deletion)).Outcome));
    }

    [Fact]
    public async Task OneSettledByHand_CountsForItselfOnly()
    {
        await using var world = await BeginAsync();
        var (settled, deleted) = await TwoAsync(world);
        world.Deletions.See = look => Is(look, "b") ? Gone(look.At) : Alive(look.At);
        await world.WatchAsync(Midnight.AddMinutes(10));

        await ChangeAsync(world, "a", (services, lease) => services.GetRequiredService<LeaseEnding>().EndAsync(lease, LeaseState.Settled, world.Time.GetUtcNow(), Token));

        Assert.Equal((Outcome.Failed, Outcome.Passed), ((await world.VerdictAsync(settled, Deletion)).Outcome, (await world.VerdictAsync(deleted, Deletion)).Outcome));
    }

    [Fact]
    public async Task OneThatIsNoneOfEks_CountsForItselfOnly()
    {
        await using var world = await BeginAsync();
        world.Inspector.Judge = (look, check) => look.Access.Kubeconfig?.Token == "a" ? Verdict.Failed(ReadErrors.Texts["NotEks"])
            : check == Deletion ? Verdict.Pending(Texts.Of("pending"))
            : Verdict.Passed(Texts.Of("passed"));
        var (mistaken, deleted) = await TwoAsync(world);
        world.Deletions.See = look => Is(look, "b") ? Gone(look.At) : Alive(look.At);

        await world.WatchAsync(Midnight.AddMinutes(10));

        Assert.Equal(ReadErrors.Texts["NotEks"], (await world.VerdictAsync(mistaken, Deletion)).Summary);
        Assert.Equal(Outcome.Passed, (await world.VerdictAsync(deleted, Deletion)).Outcome);
    }

    [Fact]
    public async Task OneThatNoOneCouldSee_LeavesAllToTheInstructor()
    {
        await using var world = await BeginAsync();
        var (hidden, deleted) = await TwoAsync(world);
        world.Deletions.See = look => Is(look, "b") ? Gone(look.At) : NoProof(look.At, FaultDomain.Network);

        await world.WatchAsync(Midnight.AddMinutes(10));

        foreach (var submission in (SubmissionId[])[hidden, deleted])
        {
            var verdict = await world.VerdictAsync(submission, Deletion);
            Assert.Equal((Outcome.Unknown, FaultDomain.Network), (verdict.Outcome, verdict.Fault));
            Assert.False((await world.SubmissionAsync(submission)).Final);
        }
    }

    [Fact]
    public async Task Leftovers_OfEitherOne_CostHalfOfBoth()
    {
        await using var world = await BeginAsync();
        var (dirty, clean) = await TwoAsync(world);
        var left = new Leftover(LeftoverKind.NatGateway, "nat-1", 0.059m, Counts: true);
        world.Deletions.See = look => Is(look, "a") ? Gone(look.At, left) : Gone(look.At);

        await world.WatchAsync(Midnight.AddMinutes(10));

        Assert.Equal((90m, 90m), ((await world.SubmissionAsync(dirty)).Score, (await world.SubmissionAsync(clean)).Score));
        Assert.Contains((await world.VerdictAsync(clean, Deletion)).Feedback, f => f.En.Contains("nat-1", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Regrade_ComesToTheSame()
    {
        await using var world = await BeginAsync();
        var (_, deleted) = await TwoAsync(world);
        world.Deletions.See = look => Is(look, "b") ? Gone(look.At) : Alive(look.At);
        await world.WatchAsync(Midnight.AddMinutes(10));
        var before = await world.VerdictAsync(deleted, Deletion);

        await world.RunAsync(new RegradeInput(deleted.Value, 1));
        Assert.Equal((2, before.Outcome, before.Summary), ((await world.GradingsAsync(deleted)).Count, (await world.VerdictAsync(deleted, Deletion)).Outcome, (await world.VerdictAsync(deleted, Deletion)).Summary));

        await world.RunAsync(new GradeInput(deleted.Value, GradingReason.Look));
        Assert.Equal(before.Outcome, (await world.VerdictAsync(deleted, Deletion)).Outcome);
    }

    [Fact]
    public async Task OthersClusters_AreTheirOwn()
    {
        await using var world = await BeginAsync();
        var mine = await world.GradedAsync("1", "a");
        var theirs = await world.GradedAsync("2", "b");
        world.Deletions.See = look => Is(look, "b") ? Gone(look.At) : Alive(look.At);

        await world.WatchAsync(Midnight.AddMinutes(10));

        Assert.Equal((Outcome.Failed, Outcome.Passed), ((await world.VerdictAsync(mine, Deletion)).Outcome, (await world.VerdictAsync(theirs, Deletion)).Outcome));
    }

    private static bool Is(AskedDeletion look, string token) => look.Target.Identity.KubeSystemUid == $"uid-of-{token}";

    // One student, the clusters a and b.
    private static async Task<(SubmissionId First, SubmissionId Second)> TwoAsync(JobWorld world)
    {
        world.Inspector.Identity = look => new ClusterIdentity(null, null, $"{look.Access.Kubeconfig?.Token}.eks", $"uid-of-{look.Access.Kubeconfig?.Token}");
        var first = await world.GradedAsync(token: "a");
        var second = await world.SubmitAsync((await world.SubmissionAsync(first)).StudentId, token: "b");
        await world.RunDueAsync();
        return (first, second);
    }

    private static async Task<LeaseState[]> StatesAsync(JobWorld world) =>
        [.. (await world.AskAsync(db => db.Leases.AsNoTracking().ToListAsync(Token))).OrderBy(l => l.KubeSystemUid, StringComparer.Ordinal).Select(l => l.State)];

    private static async Task ChangeAsync(JobWorld world, string token, Func<IServiceProvider, Lease, Task> change)
    {
        await using var scope = world.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<EksGrader.Db.Storage.EksGraderDb>();
        await db.WriteAsync(async cancelled => await change(scope.ServiceProvider, await db.Leases.SingleAsync(l => l.KubeSystemUid == $"uid-of-{token}", cancelled)), Token);
    }
}
