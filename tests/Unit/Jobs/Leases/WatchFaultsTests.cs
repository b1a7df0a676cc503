using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Db.Model;
using EksGrader.Jobs.Leases;
using EksGrader.Tests.Support.Db;
using EksGrader.Tests.Support.Jobs;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using static EksGrader.Tests.Support.Jobs.FakeDeletionProbe;
using static EksGrader.Tests.Support.Jobs.WatchWorld;

namespace EksGrader.Tests.Unit.Jobs.Leases;

/// <summary>Processes that die, clocks that jump, looks that hang.</summary>
public sealed class WatchFaultsTests
{
    private const string Deletion = "cluster-deletion";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Killed_InTheMiddleOfAProbe_IsLookedAtAfterTheRestart()
    {
        await using var world = await BeginAsync();
        await world.GradedAsync();
        await KillAsync(world);
        Assert.NotNull((await world.LeaseAsync()).Claim);
        Assert.Single(await world.ProbesAsync()); // the grading's

        world.Deletions.Meanwhile = (_, _) => Task.CompletedTask;
        await world.RestartAsync();
        if (GivenPostgres.IsGiven)
            world.Time.Advance(LeaseClaimer.ClaimFor); // other processes may be at work there: a start voids no claims
        await world.WatchOnceAsync();

        Assert.Equal(2, (await world.ProbesAsync()).Count);
        Assert.Null((await world.LeaseAsync()).Claim);
    }

    [Fact]
    public async Task Claim_OfSomeoneWhoIsGone_RunsOut()
    {
        await using var world = await BeginAsync();
        await world.GradedAsync();
        await KillAsync(world);
        world.Deletions.Meanwhile = (_, _) => Task.CompletedTask;

        await world.WatchOnceAsync();
        Assert.Single(await world.ProbesAsync());

        world.Time.Advance(LeaseClaimer.ClaimFor);
        await world.WatchOnceAsync();
        Assert.Equal(2, (await world.ProbesAsync()).Count);
    }

    [Fact]
    public async Task Killed_WhileStoring_LeavesNothingHalfDone()
    {
        var hook = new BreakingHook { Breaks = true };
        await using var world = await BeginAsync(adapt: s => s.AddSingleton<ILeaseEnded>(hook));
        var submission = await world.GradedAsync();
        world.Deletions.See = look => Gone(look.At);

        await world.WatchAsync(Midnight.AddHours(-5));

        Assert.Equal((LeaseState.Deleting, Outcome.Pending), ((await world.LeaseAsync()).State, (await world.VerdictAsync(submission, Deletion)).Outcome));
        Assert.Equal(2, (await world.ProbesAsync()).Count); // the grading's, and the first that found it gone

        hook.Breaks = false;
        await world.WatchAsync(Midnight.AddHours(-4));

        Assert.Equal((LeaseState.Gone, Outcome.Passed), ((await world.LeaseAsync()).State, (await world.VerdictAsync(submission, Deletion)).Outcome));
        Assert.Equal([await LeaseIdAsync(world)], hook.Ended);
    }

    [Fact]
    public async Task Hanging_Probe_HoldsUpNoOneElse()
    {
        await using var world = await BeginAsync();
        await world.GradedAsync("1", token: "hangs");
        await world.GradedAsync("2", token: "answers");
        var hangs = new TaskCompletionSource();
        var begun = world.Deletions.HangUntil(hangs.Task, "uid-of-hangs");

        var run = world.RunAsync<WatchDeletion>();
        await begun.WaitAsync(Token);
        while ((await world.ProbesAsync()).Count < 3)
            await Task.Yield();
        Assert.False(run.IsCompleted);
        world.Time.Advance(LeaseClaimer.ProbeLimit);
        await run.WaitAsync(Token);

        var late = Assert.Single(await world.ProbesAsync(), l => l.Answer == ExistenceAnswer.NoProof);
        Assert.NotEqual(FaultDomain.Student, late.Fault);
        hangs.SetResult();
    }

    [Fact]
    public async Task Probe_Throws_ProvesNothingAndIsTheGradersFault()
    {
        await using var world = await BeginAsync();
        await world.GradedAsync();
        world.Deletions.See = _ => throw new InvalidOperationException("a mistake of ours");

        await world.WatchOnceAsync();

        var look = (await world.ProbesAsync())[^1];
        Assert.Equal((ExistenceAnswer.NoProof, FaultDomain.Grader), (look.Answer, look.Fault));
    }

    [Fact]
    public async Task Clock_PutBack_LosesNoProbeAndJudgesByTheTimeThatIs()
    {
        await using var world = await BeginAsync();
        var submission = await world.GradedAsync();
        await world.WatchAsync(Midnight.AddHours(-4));
        world.Time.Advance(TimeSpan.FromHours(5)); // a clock that runs ahead, past the deadline
        await world.WatchOnceAsync();
        Assert.Equal((LeaseState.Overdue, Outcome.Failed), ((await world.LeaseAsync()).State, (await world.VerdictAsync(submission, Deletion)).Outcome));

        world.Time.PutBack(TimeSpan.FromHours(5));
        var before = world.Deletions.Asked.Count;
        await world.WatchOnceAsync();
        Assert.True((await world.LeaseAsync()).NextProbeAt <= Midnight.AddHours(-3));
        await world.WatchAsync(Midnight.AddHours(-3));

        Assert.True(world.Deletions.Asked.Count > before, "It is looked at again.");
        Assert.Equal((LeaseState.Active, Outcome.Pending), ((await world.LeaseAsync()).State, (await world.VerdictAsync(submission, Deletion)).Outcome));

        world.Deletions.See = look => Gone(look.At);
        await world.WatchAsync(Midnight.AddHours(-2));
        Assert.Equal((LeaseState.Gone, Outcome.Passed), ((await world.LeaseAsync()).State, (await world.VerdictAsync(submission, Deletion)).Outcome));
    }

    [Fact]
    public async Task Access_ThatIsGone_LeavesTheProbeToDns()
    {
        await using var world = await BeginAsync();
        world.Inspector.Judge = (_, check) => check == "two" ? Verdict.Unknown(FaultDomain.Student, Texts.Of("no right")) : Verdict.Passed(Texts.Of("passed"));
        var submission = await world.GradedAsync();
        await world.WatchOnceAsync();
        Assert.NotNull(world.Deletions.Asked[^1].Access); // kept while a check waits for the student

        await world.WithDbAsync(async db =>
        {
            await using var scope = world.Services.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<EksGrader.Db.Vault.IVault>().DeleteAsync(submission, "a test", Token);
        });
        await world.WatchAsync(world.Time.GetUtcNow().AddHours(1));
        Assert.Null(world.Deletions.Asked[^1].Access);
        Assert.Equal("uid-of-" + (await world.SubmissionAsync(submission)).StudentId, world.Deletions.Asked[^1].Target.Identity.KubeSystemUid);
    }

    [Fact]
    public async Task Many_LeasesOfOneDeadline_AreLookedAtWithinTheMinuteAndNotAllAtOnce()
    {
        await using var world = await BeginAsync();
        for (var i = 0; i < 30; i++)
            await world.GradedAsync($"{i}");

        await world.WatchAsync(Midnight.AddMinutes(2));

        var atDeadline = world.Deletions.Asked.Where(a => a.At >= Midnight).ToList();
        Assert.Equal(30, atDeadline.Count);
        Assert.All(atDeadline, a => Assert.True(a.At - Midnight <= ProbeSchedule.Latest));
        Assert.True(atDeadline.Select(a => a.At).Distinct().Count() > 20, "They are spread.");
    }

    private static async Task KillAsync(JobWorld world)
    {
        using var kill = CancellationTokenSource.CreateLinkedTokenSource(Token);
        world.Deletions.Meanwhile = async (_, token) =>
        {
            await kill.CancelAsync();
            await Task.Delay(Timeout.InfiniteTimeSpan, world.Time, token);
        };
        await using var scope = world.Services.CreateAsyncScope();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => scope.ServiceProvider.GetRequiredService<WatchDeletion>().RunAsync(kill.Token));
    }

    private static async Task<LeaseId> LeaseIdAsync(JobWorld world) => (await world.LeaseAsync()).Id;

    private sealed class BreakingHook : ILeaseEnded
    {
        public bool Breaks { get; set; }

        public List<LeaseId> Ended { get; } = [];

        public Task EndedAsync(IReadOnlyCollection<Lease> leases, CancellationToken cancellationToken)
        {
            if (Breaks)
                throw new KilledException();
            Ended.AddRange(leases.Select(l => l.Id));
            return Task.CompletedTask;
        }
    }
}
