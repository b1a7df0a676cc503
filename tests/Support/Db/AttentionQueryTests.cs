using EksGrader.Checks.Core;
using EksGrader.Checks.Integrity;
using EksGrader.Db.Gradebook;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Tests.Support.Db;

public abstract class AttentionQueryTests(IDatabaseSource source) : DatabaseTests(source)
{
    [Fact]
    public async Task InOrder_NeedsNothing()
    {
        await GradedAsync("1", StoredCourse.Passed);

        Assert.Empty(await NeedingAsync());
    }

    [Fact]
    public async Task Unknown_NeedsAttention_UntilPointsAreGiven()
    {
        var submission = await GradedAsync("1", StoredCourse.Passed, StoredCourse.Unknown);
        Assert.Equal([submission], await NeedingAsync());

        await Service.In<EksGraderDb>(async db =>
        {
            db.Overrides.Add(new Override(Id.New<OverrideId>(Time), submission, new CheckId("check-1"), 5, "seen", "prof", Time.GetUtcNow()));
            await db.SaveChangesAsync(Token);
        });
        Assert.Empty(await NeedingAsync());
    }

    [Fact]
    public async Task Contest_Sign_AndOverdueCluster_NeedAttention()
    {
        var contested = await GradedAsync("1", StoredCourse.Passed);
        var signed = await GradedAsync("2", StoredCourse.Passed);
        var overdue = await GradedAsync("3", StoredCourse.Passed);
        await GradedAsync("4", StoredCourse.Passed);
        await Service.In<EksGraderDb>(async db =>
        {
            var all = await db.Submissions.ToDictionaryAsync(s => s.Id, Token);
            var grading = all[contested].CountingGradingId ?? default;
            db.Appeals.Add(new Appeal
            {
                Id = Id.New<AppealId>(Time),
                CourseId = all[contested].CourseId,
                SubmissionId = contested,
                Check = new CheckId("check-0"),
                GradingId = grading,
                Outcome = Outcome.Failed,
                Points = 0,
                By = "me",
                CreatedAt = Time.GetUtcNow(),
            });
            (await db.Gradings.Include(g => g.Flags).FirstAsync(g => g.Id == all[signed].CountingGradingId, Token)).AddFlag(new IntegrityFlag("odd", LocalizedText.Same("odd")));
            var lease = new Lease(Id.New<LeaseId>(Time), all[overdue].CourseId, all[overdue].AssignmentId, all[overdue].StudentId, Time.GetUtcNow(), Time.GetUtcNow());
            lease.Become(LeaseState.Quarantined, Time.GetUtcNow());
            db.Leases.Add(lease);
            all[overdue].PutUnder(lease.Id);
            await db.SaveChangesAsync(Token);
        });

        Assert.Equal(new[] { contested, signed, overdue }.OrderBy(s => s.Value), await NeedingAsync());
    }

    private async Task<SubmissionId> GradedAsync(string number, params Verdict[] verdicts)
    {
        var submission = await Class.SubmittedAsync(await Class.AddStudentAsync(number));
        var grading = await Class.StartedAsync(submission.Id);
        await Class.StoreAsync(StoredCourse.StepOf(grading, verdicts));
        return submission.Id;
    }

    private async Task<List<SubmissionId>> NeedingAsync() =>
        [.. (await Service.Read(db => db.Submissions.Where(s => db.NeedsAttention().Contains(s.Id)).Select(s => s.Id).ToListAsync(Token))).OrderBy(s => s.Value)];
}
