using System.Data.Common;
using EksGrader.Checks;
using EksGrader.Db.Gradings;
using EksGrader.Db.Ids;
using EksGrader.Db.Regrades;
using EksGrader.Db.Submissions;
using EksGrader.Jobs.Events;
using EksGrader.Jobs.Regrades;
using EksGrader.Tests.Unit.Jobs.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace EksGrader.Tests.Unit.Jobs;

public sealed class RegradePlanTests
{
    private static readonly string Harder = JobWorld.Document.Replace("count: 2", "count: 3", StringComparison.Ordinal);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Compute_ByHarderRules_ShowsWhoLosesAndChangesNothing()
    {
        await using var world = await JobWorld.BeginAsync();
        var submission = await GradedAsync(world, "1");

        var plan = await PlanAsync(world, Harder);
        await world.RunDueAsync();

        var item = Assert.Single(await ItemsAsync(world, plan));
        Assert.Equal((RegradeEffect.Loses, 40m, 20m), (item.Effect, item.ScoreBefore, item.ScoreAfter));
        var two = RegradeJson.Read(item.Checks).Single(c => c.Check.Value == "two");
        Assert.Equal((Outcome.Passed, Outcome.Failed), (two.Before?.Outcome, two.After?.Outcome));
        Assert.Equal(RegradePlanState.Ready, (await FindAsync(world, plan)).State);
        Assert.Single(await world.GradingsAsync(submission));
        Assert.Equal(40m, (await world.SubmissionAsync(submission)).Score);
    }

    [Fact]
    public async Task Apply_ByHarderRules_WritesWhatWasShownAndKeepsTheEarlier()
    {
        await using var world = await JobWorld.BeginAsync();
        var submission = await GradedAsync(world, "1");
        var plan = await PlanAsync(world, Harder);
        await world.RunDueAsync();

        await ApplyAsync(world, plan);
        await world.RunDueAsync();

        Assert.Equal([(GradingReason.First, 1, 40m), (GradingReason.Regrade, 2, 20m)], (await world.GradingsAsync(submission)).Select(g => (g.Reason, g.AssignmentVersion, g.Score)));
        Assert.Equal(20m, (await world.SubmissionAsync(submission)).Score);
        Assert.Equal(RegradePlanState.Applied, (await FindAsync(world, plan)).State);
        var audited = await world.AskAsync(db => db.AuditEntries.SingleAsync(e => e.What == "grade.regraded", Token));
        Assert.Equal(
            ("teacher", $"submission {submission}", "40 / 60, provisional", "20 / 60, provisional", "a mistake of ours"),
            (audited.By, audited.Subject, audited.From, audited.To, audited.Why));
    }

    [Fact]
    public async Task Apply_OfADifferenceThatIsEmpty_WritesNothing()
    {
        await using var world = await JobWorld.BeginAsync();
        world.Looker.Judge = (_, check) => check == "gone" ? Verdict.Pending(Words.Of("pending")) : Verdict.Passed(Words.Of("replayed"));
        var submission = await GradedAsync(world, "1");
        var before = await world.SubmissionAsync(submission);
        var plan = await PlanAsync(world, JobWorld.Document);
        await world.RunDueAsync();
        Assert.All(await ItemsAsync(world, plan), i => Assert.Equal(RegradeEffect.Same, i.Effect));

        await ApplyAsync(world, plan);
        await world.RunDueAsync();

        Assert.Single(await world.GradingsAsync(submission));
        Assert.Equal(before.RowVersion, (await world.SubmissionAsync(submission)).RowVersion);
        Assert.Equal(RegradePlanState.Applied, (await FindAsync(world, plan)).State);
    }

    [Fact]
    public async Task Override_SurvivesAndStandsInTheDifference()
    {
        await using var world = await JobWorld.BeginAsync();
        var submission = await GradedAsync(world, "1");
        await GivePointsAsync(world, submission, "two", 15);

        var plan = await PlanAsync(world, Harder);
        await world.RunDueAsync();
        await ApplyAsync(world, plan);
        await world.RunDueAsync();

        var item = Assert.Single(await ItemsAsync(world, plan));
        Assert.Equal((RegradeEffect.Moves, 35m, 35m), (item.Effect, item.ScoreBefore, item.ScoreAfter));
        Assert.Equal(15m, RegradeJson.Read(item.Checks).Single(c => c.Check.Value == "two").Given);
        Assert.Equal(35m, (await world.SubmissionAsync(submission)).Score);
        Assert.Equal(Outcome.Failed, (await world.VerdictAsync(submission, "two")).Outcome);
    }

    [Fact]
    public async Task Apply_KilledBetweenGradings_GoesOnWithTheRestAndWritesEachOnce()
    {
        await using var world = await JobWorld.BeginAsync();
        var submissions = new List<SubmissionId>();
        foreach (var number in Enumerable.Range(1, 5))
            submissions.Add(await GradedAsync(world, $"{number}"));
        var plan = await PlanAsync(world, Harder);
        await world.RunDueAsync();
        await ApplyAsync(world, plan);
        world.Queue.TakeDue();

        // The process writes two gradings and is gone; so is what waited in its queue.
        foreach (var id in submissions.Take(2))
            await ApplyOneAsync(world, plan, id);
        await world.RestartAsync();
        world.Time.Advance(SweepRegradePlans.Silence);
        await world.RunAsync<SweepRegradePlans>();
        await world.RunDueAsync();

        Assert.Equal(RegradePlanState.Applied, (await FindAsync(world, plan)).State);
        foreach (var id in submissions)
        {
            Assert.Equal([GradingReason.First, GradingReason.Regrade], (await world.GradingsAsync(id)).Select(g => g.Reason));
            Assert.Equal(20m, (await world.SubmissionAsync(id)).Score);
        }
    }

    [Fact]
    public async Task Compute_KilledHalfWay_IsFinishedByTheSweep()
    {
        await using var world = await JobWorld.BeginAsync();
        for (var number = 1; number <= 3; number++)
            await GradedAsync(world, $"{number}");
        var plan = await PlanAsync(world, Harder);
        using var killed = new CancellationTokenSource();
        await killed.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => world.RunAsync(Assert.Single(world.Queue.TakeDue()), killed.Token));

        await world.RestartAsync();
        world.Time.Advance(SweepRegradePlans.Silence);
        await world.RunAsync<SweepRegradePlans>();
        await world.RunDueAsync();

        Assert.Equal((RegradePlanState.Ready, 3), ((await FindAsync(world, plan)).State, (await ItemsAsync(world, plan)).Count(i => i.State == RegradeItemState.Ready)));
    }

    [Fact]
    public async Task Apply_OfWhatWasGradedOtherwiseSince_LeavesItAsItIs()
    {
        await using var world = await JobWorld.BeginAsync();
        var submission = await GradedAsync(world, "1");
        var plan = await PlanAsync(world, Harder);
        await world.RunDueAsync();
        await ApplyAsync(world, plan);
        await GivePointsAsync(world, submission, "two", 7);
        await world.RunDueAsync();

        Assert.Equal(RegradeItemState.Changed, Assert.Single(await ItemsAsync(world, plan)).State);
        Assert.Equal(27m, (await world.SubmissionAsync(submission)).Score);
        Assert.Single(await world.GradingsAsync(submission));
    }

    [Fact]
    public async Task Compute_OfACheckThatWasNeverRead_IsUnknownNotFailed()
    {
        await using var world = await JobWorld.BeginAsync(JobWorld.Document.Replace("  - { check: two, points: 20, count: 2 }\n", "", StringComparison.Ordinal));
        world.Looker.Facts = handIn => handIn with { HasAwsAccess = true };
        var submission = await GradedAsync(world, "1");

        var plan = await PlanAsync(world, JobWorld.Document);
        await world.RunDueAsync();

        var two = RegradeJson.Read(Assert.Single(await ItemsAsync(world, plan)).Checks).Single(c => c.Check.Value == "two");
        Assert.Null(two.Before);
        Assert.Equal((Outcome.Unknown, (decimal?)null), (two.After?.Outcome, two.After?.Points));
        Assert.Equal(20m, (await world.SubmissionAsync(submission)).Score);
    }

    [Fact]
    public async Task Live_LooksOnceMoreQuietly_AndTakesNothingAway()
    {
        await using var world = await JobWorld.BeginAsync();
        KeepAccess(world);
        var passing = await GradedAsync(world, "1");
        world.Looker.Judge = (_, check) => check == "gone" ? Verdict.Pending(Words.Of("pending")) : Verdict.Unknown(Fault.Network, Words.Of("gone since"));
        var plan = await PlanAsync(world, JobWorld.Document, RegradeSource.Cluster);
        await using var watched = world.Services.GetRequiredService<IGradingEvents>().WatchAsync(passing, Token).GetAsyncEnumerator(Token);

        await world.RunDueAsync();

        var item = Assert.Single(await ItemsAsync(world, plan));
        Assert.Equal((true, 40m), (item.Looked, item.ScoreAfter));
        Assert.Equal(2, world.Looker.Asked.Count);
        Assert.Equal("one,two,gone", string.Join(',', world.Looker.Asked[1].Checks));
        while (await watched.MoveNextAsync() && watched.Current is GradingEvent.Verdict told)
            Assert.NotEqual("gone since", told.Result.Verdict.Summary.En);
    }

    [Fact]
    public async Task Live_OfAClusterThatIsGoneByNow_LeavesWhatNobodyCouldSeeToAnInstructor()
    {
        await using var world = await JobWorld.BeginAsync();
        KeepAccess(world);
        world.Looker.Facts = handIn => handIn with { ClusterName = "two: no network" };
        await GradedAsync(world, "1");
        world.Looker.Facts = handIn => handIn with { ClusterName = "two: no cluster" };
        world.Time.Advance(TimeSpan.FromMinutes(30));

        var plan = await PlanAsync(world, JobWorld.Document, RegradeSource.Cluster);
        await world.RunDueAsync();

        var item = Assert.Single(await ItemsAsync(world, plan));
        var two = RegradeJson.Read(item.Checks).Single(c => c.Check.Value == "two").After;
        Assert.Equal((true, Outcome.Unknown, Fault.Network), (item.Looked, two?.Outcome, two?.Fault));
    }

    [Fact]
    public async Task Live_WhatPassesOnlyAfterTheDueDate_BearsTheSign()
    {
        await using var world = await JobWorld.BeginAsync();
        KeepAccess(world);
        world.Looker.Facts = handIn => handIn with { ClusterName = "two: no network" };
        var submission = await GradedAsync(world, "1");
        world.Looker.Facts = handIn => handIn;
        world.Queue.Waiting.Clear();
        world.Time.Advance(TimeSpan.FromHours(5.5));

        var plan = await PlanAsync(world, JobWorld.Document, RegradeSource.Cluster);
        await world.RunDueAsync();
        await ApplyAsync(world, plan);
        await world.RunDueAsync();

        Assert.Equal(Outcome.Passed, (await world.VerdictAsync(submission, "two")).Outcome);
        var late = Assert.Single((await world.GradingsAsync(submission))[^1].Signs, s => s.Kind == "passedLate");
        Assert.Contains("two", late.ToSign().Message.En, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task DatabaseThatFailsForAMoment_LeavesNobodyOut(bool whileApplied)
    {
        await using var world = await JobWorld.BeginAsync();
        var submission = await GradedAsync(world, "1");
        var plan = await PlanAsync(world, Harder);
        if (whileApplied)
        {
            await world.RunDueAsync();
            await ApplyAsync(world, plan);
        }

        await world.WithDbAsync(db => db.Database.ExecuteSqlRawAsync("ALTER TABLE Recordings RENAME TO Away", Token));
        await Assert.ThrowsAnyAsync<DbException>(world.RunDueAsync);
        await world.WithDbAsync(db => db.Database.ExecuteSqlRawAsync("ALTER TABLE Away RENAME TO Recordings", Token));
        world.Time.Advance(SweepRegradePlans.Silence);
        await world.RunAsync<SweepRegradePlans>();
        await world.RunDueAsync();

        Assert.Equal(whileApplied ? RegradeItemState.Applied : RegradeItemState.Ready, Assert.Single(await ItemsAsync(world, plan)).State);
        Assert.Equal(whileApplied ? 20m : 40m, (await world.SubmissionAsync(submission)).Score);
    }

    [Fact]
    public async Task Drop_ForgetsWhatWasSeen()
    {
        await using var world = await JobWorld.BeginAsync();
        KeepAccess(world);
        await GradedAsync(world, "1");
        var recordings = await world.AskAsync(db => db.Recordings.CountAsync(Token));
        var plan = await PlanAsync(world, JobWorld.Document, RegradeSource.Cluster);
        await world.RunDueAsync();
        Assert.Equal(recordings + 1, await world.AskAsync(db => db.Recordings.CountAsync(Token)));

        await world.WithDbAsync(db => db.WriteAsync(token => RegradeRecordings.ForgetAsync(db, plan, token), Token));

        Assert.Equal(recordings, await world.AskAsync(db => db.Recordings.CountAsync(Token)));
    }

    [Fact]
    public async Task Watch_WhileARegradeIsBegun_IsNotToldTheOldGrade()
    {
        await using var world = await JobWorld.BeginAsync();
        var submission = await GradedAsync(world, "1");
        var plan = await PlanAsync(world, Harder);
        await world.RunDueAsync();
        await ApplyAsync(world, plan);

        var told = new List<GradingEvent>();
        await using var watched = world.Services.GetRequiredService<IGradingEvents>().WatchAsync(submission, Token)
            .Where(e => e is GradingEvent.Verdict or GradingEvent.Graded).GetAsyncEnumerator(Token);
        for (var known = 0; known < 3; known++)
        {
            Assert.True(await watched.MoveNextAsync());
            told.Add(watched.Current);
        }

        var next = watched.MoveNextAsync().AsTask();
        Assert.False(next.IsCompleted);
        await world.RunDueAsync();
        do
        {
            Assert.True(await next);
            told.Add(watched.Current);
            next = watched.MoveNextAsync().AsTask();
        }
        while (told[^1] is GradingEvent.Verdict);

        Assert.IsType<GradingEvent.Graded>(told[^1]);
        Assert.Contains(told.OfType<GradingEvent.Verdict>(), v => v.Result is { Check.Value: "two", Verdict.Outcome: Outcome.Failed });
    }

    // A kubeconfig goes as soon as every live check is final.
    private static void KeepAccess(JobWorld world) => world.Looker.Judge = (_, check) => check switch
    {
        "one" => Verdict.Passed(Words.Of("passed")),
        "two" => Verdict.Unknown(Fault.Network, Words.Of("no answer")),
        _ => Verdict.Pending(Words.Of("pending")),
    };

    private static async Task<SubmissionId> GradedAsync(JobWorld world, string number)
    {
        var submission = await world.HandInAsync(await world.EnrolAsync(number));
        await world.RunDueAsync();
        return submission;
    }

    private static async Task<RegradePlanId> PlanAsync(JobWorld world, string document, RegradeSource source = RegradeSource.Recording)
    {
        var id = Id.New<RegradePlanId>(world.Time);
        await world.WithDbAsync(async db =>
        {
            var plan = new RegradePlan(id, world.Course, world.Assignment, source, "a mistake of ours", "teacher", world.Time.GetUtcNow());
            plan.Compute(1, document, document != JobWorld.Document, world.Time.GetUtcNow());
            db.RegradePlans.Add(plan);
            await db.SaveChangesAsync(Token);
        });
        await world.Queue.WorkOnAsync(id, Token);
        return id;
    }

    private static async Task ApplyAsync(JobWorld world, RegradePlanId id)
    {
        await world.WithDbAsync(db => db.WriteAsync(
            async token =>
            {
                var plan = await db.RegradePlans.FirstAsync(p => p.Id == id, token);
                var version = 1;
                if (plan.MakesVersion)
                {
                    var made = (await db.Assignments.FirstAsync(a => a.Id == world.Assignment, token)).Revise(plan.Document, "teacher", world.Time.GetUtcNow());
                    db.AssignmentVersions.Add(made);
                    version = made.Number;
                }

                plan.Apply("teacher", world.Time.GetUtcNow(), version);
            },
            Token));
        await world.Queue.WorkOnAsync(id, Token);
    }

    private static async Task ApplyOneAsync(JobWorld world, RegradePlanId id, SubmissionId submission)
    {
        var plan = await FindAsync(world, id);
        await using var scope = world.Services.CreateAsyncScope();
        var by = scope.ServiceProvider.GetRequiredService<EksGrader.Jobs.Assignments.AssignmentLibrary>();
        var db = scope.ServiceProvider.GetRequiredService<EksGrader.Db.EksGraderDb>();
        var known = await by.ReadAsync(db, plan.AssignmentId, plan.AppliedVersion ?? 0, Token);
        Assert.True(await scope.ServiceProvider.GetRequiredService<RegradeApplier>().ApplyAsync(plan, known, submission, Token));
    }

    private static Task<RegradePlan> FindAsync(JobWorld world, RegradePlanId id) =>
        world.AskAsync(db => db.RegradePlans.AsNoTracking().FirstAsync(p => p.Id == id, Token));

    private static Task<List<RegradeItem>> ItemsAsync(JobWorld world, RegradePlanId id) =>
        world.AskAsync(db => db.RegradeItems.AsNoTracking().Where(i => i.PlanId == id).OrderBy(i => i.SubmissionId).ToListAsync(Token));

    private static Task GivePointsAsync(JobWorld world, SubmissionId id, string check, decimal points) => world.WithDbAsync(db => db.WriteAsync(
        async token =>
        {
            var submission = await db.Submissions.Include(s => s.Overrides).FirstAsync(s => s.Id == id, token);
            submission.GivePoints(new Override(Id.New<OverrideId>(world.Time), id, new CheckId(check), points, "why", "me", world.Time.GetUtcNow()));
            submission.Count(await db.Gradings.Include(g => g.Checks).FirstAsync(g => g.Id == submission.CountingGradingId, token));
        },
        Token));
}
