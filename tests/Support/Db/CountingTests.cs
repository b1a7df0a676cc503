using EksGrader.Checks.Assignments;
using EksGrader.Checks.Core;
using EksGrader.Db.Gradebook;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using EksGrader.Db.Submissions;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Tests.Support.Db;

/// <summary>Which of a student's submissions counts, and when nothing can change that any more.</summary>
public abstract class CountingTests(IDatabaseSource source) : DatabaseTests(source)
{
    private static readonly Verdict Half = Verdict.OfShare(0.5m, LocalizedText.Same("half"));
    private static readonly Verdict Failed = Verdict.Failed(LocalizedText.Same("no"));
    private static readonly Verdict Pending = Verdict.Pending(LocalizedText.Same("not yet"));

    [Fact]
    public async Task Best_IsWhatIsLeftAfterThePenalty_OfEqualOnesTheOneInTime_ThenTheNewest()
    {
        var student = await Class.AddStudentAsync();
        var half = await GradedAsync(student, late: false, StoredCourse.Passed, Half);
        var late = await GradedAsync(student, late: true, StoredCourse.Passed, StoredCourse.Passed);

        // 30 in time beside 40 late.
        Assert.Equal(late, await CountingAsync(student, 0.2m));
        Assert.Equal(half, await CountingAsync(student, 0.25m));
        Assert.Equal(half, await CountingAsync(student, 0.5m));

        var again = await GradedAsync(student, late: false, Half, StoredCourse.Passed);
        Assert.Equal(again, await CountingAsync(student, 0.25m));
    }

    [Fact]
    public async Task Grade_IsOpen_WhileWhatIsUnknownOfAnotherMayBeWorthMore_AndSomeoneSeesIt()
    {
        var student = await Class.AddStudentAsync();
        await GradedAsync(student, late: false, Half, Failed);
        var unknown = await GradedAsync(student, late: true, StoredCourse.Unknown, Failed);
        await GradedAsync(student, late: false, Failed, Failed);

        // 10 that stand, and 20 that may come.
        Assert.True((await RowAsync(student, 0.4m)).Overtakable);
        Assert.Equal([unknown], await Service.Read(db => db.UnknownChecks().Select(u => u.Submission).ToListAsync(Token)));
        Assert.False((await RowAsync(student, 0.5m)).Overtakable);

        await Service.In<EksGraderDb>(async db =>
        {
            db.Overrides.Add(new Override(Id.New<OverrideId>(Time), unknown, new CheckId("check-0"), 0, "not there", "prof", Time.GetUtcNow()));
            await db.SaveChangesAsync(Token);
        });
        Assert.False((await RowAsync(student, 0)).Overtakable);
        Assert.Empty(await Service.Read(db => db.NeedsAttention().ToListAsync(Token)));
    }

    [Fact]
    public async Task Unknown_OfOneThatCannotCountAnyMore_HoldsNothingUp_AndWantsNoOne()
    {
        var student = await Class.AddStudentAsync();
        await GradedAsync(student, late: false, StoredCourse.Unknown, Failed);
        await GradedAsync(student, late: false, StoredCourse.Passed, Half);

        Assert.False((await RowAsync(student, 0)).Overtakable);
        Assert.Empty(await Service.Read(db => db.NeedsAttention().ToListAsync(Token)));
    }

    [Fact]
    public async Task ClustersEnd_HoldsAGradeUp_OnlyWhileTheClusterLives()
    {
        var student = await Class.AddStudentAsync();
        var waiting = await GradedAsync(student, late: false, Half, Pending);
        await GradedAsync(student, late: false, Half, Failed);
        Assert.False((await RowAsync(student, 0)).Overtakable);

        var lease = new Lease(Id.New<LeaseId>(Time), student.CourseId, Class.NewSubmission(student).AssignmentId, student.Id, Time.GetUtcNow(), Time.GetUtcNow());
        await Service.In<EksGraderDb>(async db =>
        {
            db.Leases.Add(lease);
            (await db.Submissions.FirstAsync(s => s.Id == waiting, Token)).PutUnder(lease.Id);
            await db.SaveChangesAsync(Token);
        });
        Assert.True((await RowAsync(student, 0)).Overtakable);

        await Service.In<EksGraderDb>(async db =>
        {
            (await db.Leases.FirstAsync(l => l.Id == lease.Id, Token)).Become(LeaseState.Gone, Time.GetUtcNow());
            await db.SaveChangesAsync(Token);
        });
        Assert.False((await RowAsync(student, 0)).Overtakable);
    }

    private async Task<SubmissionId> GradedAsync(Student student, bool late, params Verdict[] verdicts)
    {
        var answer = await Class.AnswerAsync(Class.NewSubmission(student) with { IsLate = _ => late });
        var submission = Assert.IsType<SubmissionResult.Taken>(answer).Submission;
        await Class.StoreAsync(StoredCourse.StepOf(await Class.StartedAsync(submission.Id), verdicts));
        return submission.Id;
    }

    private async Task<SubmissionId?> CountingAsync(Student student, decimal penalty)
    {
        var all = await Service.Read(db => db.Submissions.AsNoTracking().Where(s => s.StudentId == student.Id).ToListAsync(Token));
        var counting = CountingSubmissions.Counting(all, CountingRule.Best, penalty)?.Id;
        Assert.Equal(counting, (await RowAsync(student, penalty)).Counting?.Id);
        return counting;
    }

    private async Task<GradebookRow> RowAsync(Student student, decimal penalty) => Assert.Single(await Service.Read(db =>
        new GradebookReader(db, new GradebookScope(student.CourseId, Class.NewSubmission(student).AssignmentId, CountingRule.Best, penalty))
            .ReadAfterAsync(GradebookFilter.None, "", 100, Token)));
}
