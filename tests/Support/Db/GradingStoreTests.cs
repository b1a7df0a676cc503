using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Integrity;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using EksGrader.Db.Submissions;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Tests.Support.Db;

public abstract class GradingStoreTests(IDatabaseSource source) : DatabaseTests(source)
{
    [Fact]
    public async Task Observation_ThatEndsTheGrading_GradesTheSubmission()
    {
        var submission = await Class.SubmittedAsync(await Class.AddStudentAsync());
        var grading = await Class.StartedAsync(submission.Id);

        await Class.StoreAsync(StoredCourse.StepOf(grading, StoredCourse.Passed, Verdict.OfShare(0.5m, LocalizedText.Same("1 of 2"))));

        var stored = await Service.Read(db => db.Submissions.FirstAsync(s => s.Id == submission.Id, Token));
        Assert.Equal(SubmissionStatus.Graded, stored.Status);
        Assert.Equal((30m, 40m, true), (stored.Score, stored.MaxScore, stored.Final));
        Assert.Equal(Time.GetUtcNow(), stored.SafeToDeleteAt);
        Assert.Null(stored.NextStepAt);
    }

    [Fact]
    public async Task Verdict_Stored_ComesBackExactlyInBothLanguages()
    {
        var verdict = Verdict.OfShare(1m / 3, new LocalizedText("1 of 3", "3개 중 1개")) with
        {
            MayStillComeTrue = true,
            Assurance = Assurance.Aws,
            Contradicted = true,
            AwaitsAws = true,
            Feedback = [new LocalizedText("do\0this", "이렇게 하세요 🙂")],
            Evidence = [new Evidence("kubectl get nodes", "NAME\n<b>x</b>\u001b[31m", Time.GetUtcNow())],
            Question = new InstructorQuestion(new LocalizedText("Is it so?", "그런가요?"), 0.8m, 0.3m),
            Facts =
            [
                new Fact("usable", new LocalizedText("usable", "사용 가능"), FactKind.Earning, FactState.Partial)
                {
                    Share = 0.6m,
                    Earned = 0.2m,
                    Rows = [new FactRow(new LocalizedText("two", "둘"), new LocalizedText("o\0ne", "하나"), "Node <b>n1</b>", "kubectl get nodes"), new FactRow(LocalizedText.Same("a"), LocalizedText.Same("b"))],
                    RowsLeftOut = 3,
                },
                new Fact("guard", LocalizedText.Same("guard"), FactKind.Guarding, FactState.NotReached) { Cap = 0.5m, Requires = ["usable"] },
            ],
        };
        var grading = await Class.StartedAsync((await Class.SubmittedAsync(await Class.AddStudentAsync())).Id);

        await Class.StoreAsync(StoredCourse.StepOf(grading, verdict, StoredCourse.Unknown).With(r => r with { Flags = [new IntegrityFlag("sharedCluster", new LocalizedText("shared", "공유"))] }));

        var stored = await Service.Read(db => db.Gradings.Include(g => g.Checks).Include(g => g.Flags).FirstAsync(g => g.Id == grading.Id, Token));
        var result = stored.Checks.Single(c => c.Order == 0).ToResult();
        Assert.Equal(verdict with { Feedback = [], Evidence = [], Facts = [] }, result.Verdict with { Feedback = [], Evidence = [], Facts = [] });
        Assert.Equivalent(verdict.Facts, result.Verdict.Facts, strict: true);
        Assert.Equal(verdict.Feedback, result.Verdict.Feedback);
        Assert.Equal(verdict.Evidence, result.Verdict.Evidence);
        Assert.Equal(6.67m, result.Points);
        Assert.Equal(FaultDomain.Aws, stored.Checks.Single(c => c.Order == 1).ToResult().Verdict.Fault);
        Assert.Equal(new IntegrityFlag("sharedCluster", new LocalizedText("shared", "공유")), stored.Flags.Single().ToFlag());
    }

    [Fact]
    public async Task Observation_SaysWhichClusterItsVerdictsAreOf_AndTheSubmissionWhatTheyRestOn()
    {
        var submission = await Class.SubmittedAsync(await Class.AddStudentAsync());
        var grading = await Class.StartedAsync(submission.Id);
        var cluster = new ClusterIdentity("arn:aws:eks:ap-northeast-2:111122223333:cluster/lab", Time.GetUtcNow(), "host", "uid") { CaSha256 = "ca" };

        await Class.StoreAsync(
            StoredCourse.StepOf(grading, StoredCourse.Passed with { Assurance = Assurance.Aws }, StoredCourse.Passed with { Assurance = Assurance.Cluster }, StoredCourse.Passed).With(r => r with { Cluster = cluster }));

        Assert.Equal(cluster, (await Service.Read(db => db.Gradings.FirstAsync(g => g.Id == grading.Id, Token))).ReadCluster());
        Assert.Equal(Assurance.Cluster, (await Service.Read(db => db.Submissions.FirstAsync(s => s.Id == submission.Id, Token))).Assurance);
    }

    [Fact]
    public async Task Observation_StoredTwice_IsStoredOnce()
    {
        var grading = await Class.StartedAsync((await Class.SubmittedAsync(await Class.AddStudentAsync())).Id);
        var look = Class.SettlingStep(grading, StoredCourse.Passed);

        Assert.IsType<ObservationStored.Now>(await Class.StoreAsync(look));
        Assert.IsType<ObservationStored.Before>(await Class.StoreAsync(look));

        Assert.Equal(1, await Service.Read(db => db.Gradings.Select(g => g.Observations).SingleAsync(Token)));
    }

    [Fact]
    public async Task Observation_StoredByTwoProcessesAtOnce_IsStoredOnce()
    {
        var grading = await Class.StartedAsync((await Class.SubmittedAsync(await Class.AddStudentAsync())).Id);
        var other = StartAnother();

        var stored = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(
            () => Class.StoreAsync(StoredCourse.StepOf(grading, StoredCourse.Passed), i % 2 == 0 ? Service : other), Token)));

        Assert.Single(stored, s => s is ObservationStored.Now);
        Assert.Equal(1, await Service.Read(db => db.Recordings.CountAsync(Token)));
    }

    [Fact]
    public async Task Start_ByTwoProcessesAtOnce_IsOneGrading()
    {
        var submission = await Class.SubmittedAsync(await Class.AddStudentAsync());
        var other = StartAnother();

        var started = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => Task.Run(
            () => Class.StartAsync(submission.Id, by: i % 2 == 0 ? Service : other), Token)));

        Assert.Single(started.Select(s => Assert.IsType<GradingStart.Go>(s).Grading.Id).Distinct());
        Assert.Equal(1, await Service.Read(db => db.Gradings.CountAsync(Token)));
    }

    [Fact]
    public async Task Crash_BetweenStartAndStoring_IsFoundAndTakenUp()
    {
        var submission = await Class.SubmittedAsync(await Class.AddStudentAsync());
        var begun = await Class.StartedAsync(submission.Id);

        Assert.Empty(await LostAsync());
        Time.Advance(GradingStore.ObservationLimit + TimeSpan.FromMinutes(1));
        var lost = Assert.Single(await LostAsync());

        Assert.Equal((submission.Id, SubmissionStatus.Grading), (lost.Submission, lost.Status));
        var resumed = await Class.StartedAsync(submission.Id);
        Assert.Equal((begun.Id, 0), (resumed.Id, resumed.Observations));
        Assert.Empty(await LostAsync());
    }

    [Fact]
    public async Task Crash_BeforeAJobWasScheduled_IsFound()
    {
        var submission = await Class.SubmittedAsync(await Class.AddStudentAsync());

        Time.Advance(TimeSpan.FromMinutes(2));

        Assert.Equal(submission.Id, Assert.Single(await LostAsync()).Submission);
    }

    [Fact]
    public async Task Restart_WhileSettling_GoesOnWhereItWas()
    {
        var submission = await Class.SubmittedAsync(await Class.AddStudentAsync());
        var grading = await Class.StartedAsync(submission.Id);
        await Class.StoreAsync(Class.SettlingStep(grading, StoredCourse.Passed, StoredCourse.Unknown));

        var restarted = StartAnother();
        Assert.IsType<GradingStart.Early>(await Class.StartAsync(submission.Id, by: restarted));
        Time.Advance(TimeSpan.FromSeconds(15));
        var go = Assert.IsType<GradingStart.Go>(await Class.StartAsync(submission.Id, by: restarted));

        Assert.Equal((grading.Id, 1), (go.Grading.Id, go.Grading.Observations));
        Assert.Equal(2, go.Grading.Checks.Count);
        Assert.Equal(SubmissionStatus.Settling, go.Submission.Status);
        var stored = Assert.IsType<ObservationStored.Now>(await Class.StoreAsync(StoredCourse.StepOf(go.Grading, StoredCourse.Passed, StoredCourse.Passed) with { Recording = [9] }, restarted));
        Assert.True(stored.Submission.Final);
        Assert.Equal([9], await Service.Read(db => db.Recordings.Select(r => r.Content).SingleAsync(Token)));
    }

    [Fact]
    public async Task Second_WhileTheFirstIsGraded_WaitsAndIsWoken()
    {
        var student = await Class.AddStudentAsync();
        var first = await Class.SubmittedAsync(student);
        var grading = await Class.StartedAsync(first.Id);
        var second = await Class.SubmittedAsync(student);

        Assert.Equal(first.Id, Assert.IsType<GradingStart.Wait>(await Class.StartAsync(second.Id)).Older);
        Time.Advance(TimeSpan.FromMinutes(2));
        Assert.Empty(await LostAsync());
        var stored = Assert.IsType<ObservationStored.Now>(await Class.StoreAsync(StoredCourse.StepOf(grading, StoredCourse.Passed)));

        Assert.Equal(second.Id, stored.Next);
        Assert.IsType<GradingStart.Go>(await Class.StartAsync(second.Id));
    }

    [Fact]
    public async Task Newer_WhileTheOlderSettles_EndsItsSettling()
    {
        var student = await Class.AddStudentAsync();
        var older = await Class.SubmittedAsync(student);
        var grading = await Class.StartedAsync(older.Id);
        await Class.StoreAsync(Class.SettlingStep(grading, StoredCourse.Passed, StoredCourse.Unknown));

        var newer = await Class.SubmittedAsync(student);

        var ended = await Service.Read(db => db.Submissions.FirstAsync(s => s.Id == older.Id, Token));
        Assert.Equal((SubmissionStatus.Graded, 20m, false), (ended.Status, ended.Score, ended.Final));
        Assert.IsType<GradingStart.Go>(await Class.StartAsync(newer.Id));
        var late = StoredCourse.StepOf(grading, StoredCourse.Passed, StoredCourse.Passed) with { Number = 2 };
        Assert.IsType<ObservationStored.Before>(await Class.StoreAsync(late));
    }

    [Fact]
    public async Task Newer_DuringTheOldersFirstObservation_KeepsItFromSettling()
    {
        var student = await Class.AddStudentAsync();
        var grading = await Class.StartedAsync((await Class.SubmittedAsync(student)).Id);
        var newer = await Class.SubmittedAsync(student);

        var stored = Assert.IsType<ObservationStored.Now>(await Class.StoreAsync(Class.SettlingStep(grading, StoredCourse.Unknown)));

        Assert.Equal((SubmissionStatus.Graded, newer.Id), (stored.Submission.Status, stored.Next));
    }

    [Fact]
    public async Task Retry_OfAGradedSubmission_LeavesItGradedAndCounts()
    {
        var submission = await Class.SubmittedAsync(await Class.AddStudentAsync());
        await Class.StoreAsync(StoredCourse.StepOf(await Class.StartedAsync(submission.Id), StoredCourse.Unknown) with { RetryAt = Time.GetUtcNow().AddHours(1) });
        Time.Advance(TimeSpan.FromHours(2));
        Assert.Equal(SubmissionStatus.Graded, Assert.Single(await LostAsync()).Status);

        var go = Assert.IsType<GradingStart.Go>(await Class.StartAsync(submission.Id, GradingReason.Retry));
        Assert.Equal((SubmissionStatus.Graded, 2), (go.Submission.Status, go.Grading.Number));
        var stored = Assert.IsType<ObservationStored.Now>(await Class.StoreAsync(StoredCourse.StepOf(go.Grading, StoredCourse.Passed)));

        Assert.Equal((20m, true, go.Grading.Id), (stored.Submission.Score, stored.Submission.Final, stored.Submission.CountingGradingId));
    }

    [Fact]
    public async Task Override_SurvivesARegrade()
    {
        var submission = await Class.SubmittedAsync(await Class.AddStudentAsync());
        await Class.StoreAsync(StoredCourse.StepOf(await Class.StartedAsync(submission.Id), StoredCourse.Unknown));
        await Service.In<EksGrader.Db.Storage.EksGraderDb>(db => db.WriteAsync(
            async token =>
            {
                var loaded = await db.Submissions.Include(s => s.Overrides).FirstAsync(s => s.Id == submission.Id, token);
                loaded.GivePoints(new Override(EksGrader.Db.Model.Id.New<EksGrader.Db.Model.OverrideId>(Time), loaded.Id, new CheckId("check-0"), 12.5m, "seen in class", "prof", Time.GetUtcNow()));
                loaded.Count(await db.Gradings.Include(g => g.Checks).FirstAsync(g => g.Id == loaded.CountingGradingId, token));
            },
            Token));

        var stored = Assert.IsType<ObservationStored.Now>(await Class.StoreAsync(StoredCourse.StepOf(await Class.StartedAsync(submission.Id, GradingReason.Regrade), StoredCourse.Unknown)));

        Assert.Equal((12.5m, true), (stored.Submission.Score, stored.Submission.Final));
    }

    [Fact]
    public async Task Regrade_ThatIsOnlyShown_DoesNotCount()
    {
        var submission = await Class.SubmittedAsync(await Class.AddStudentAsync());
        await Class.StoreAsync(StoredCourse.StepOf(await Class.StartedAsync(submission.Id), StoredCourse.Passed));

        var stored = Assert.IsType<ObservationStored.Now>(await Class.StoreAsync(
            StoredCourse.StepOf(await Class.StartedAsync(submission.Id, GradingReason.Regrade), Verdict.Failed(LocalizedText.Same("0"))) with { Counts = false }));

        Assert.Equal(20m, stored.Submission.Score);
        Assert.Equal(2, await Service.Read(db => db.Gradings.CountAsync(Token)));
    }

    [Fact]
    public async Task Recording_OverOneMebibyte_IsRefusedAndNothingStored()
    {
        var grading = await Class.StartedAsync((await Class.SubmittedAsync(await Class.AddStudentAsync())).Id);

        await Assert.ThrowsAsync<ArgumentException>(() => Class.StoreAsync(StoredCourse.StepOf(grading, StoredCourse.Passed) with { Recording = new byte[StoredRecording.MaxBytes + 1] }));

        Assert.Equal(0, await Service.Read(db => db.GradedChecks.CountAsync(Token)));
    }

    [Fact]
    public async Task TwoOfAStudent_UnderWayAtOnce_IsRefusedByTheDatabaseItself()
    {
        var student = await Class.AddStudentAsync();
        await Class.StartedAsync((await Class.SubmittedAsync(student)).Id);
        var second = await Class.SubmittedAsync(student);

        var refused = await Assert.ThrowsAsync<DbUpdateException>(() => Service.In<EksGrader.Db.Storage.EksGraderDb>(async db =>
        {
            var loaded = await db.Submissions.FirstAsync(s => s.Id == second.Id, Token);
            loaded.StartGrading(EksGrader.Db.Model.Id.New<EksGrader.Db.Model.GradingId>(Time), GradingReason.First, Time.GetUtcNow(), GradingStore.ObservationLimit);
            await db.SaveChangesAsync(Token);
        }));

        Assert.True(StorageErrors.IsDuplicate(refused));
    }

    private Task<IReadOnlyList<Overdue>> LostAsync() =>
        Service.In<GradingStore, IReadOnlyList<Overdue>>(store => store.LostAsync(TimeSpan.FromSeconds(30), 100, Token));
}
