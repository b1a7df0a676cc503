using EksGrader.Checks.Assignments;
using EksGrader.Db.Gradebook;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Tests.Support.Db;

public abstract class QueryTests(IDatabaseSource source) : DatabaseTests(source)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Pages_WhileRowsComeIn_ShowEveryRowOnce(bool newestFirst)
    {
        await AuditAsync(1, 5);
        var first = await PageAsync(new PageRequest(null, 2, newestFirst));
        await AuditAsync(6, 7);
        var second = await PageAsync(new PageRequest(first.Next, 2, newestFirst));
        var third = await PageAsync(new PageRequest(second.Next, 100, newestFirst));

        string[] seen = [.. first.Items, .. second.Items, .. third.Items];
        Assert.Equal(newestFirst ? ["5", "4", "3", "2", "1"] : ["1", "2", "3", "4", "5", "6", "7"], seen);
        Assert.Null(third.Next);
    }

    [Fact]
    public async Task Page_AfterSomethingThatIsNoCursor_IsAFormatError() =>
        await Assert.ThrowsAsync<FormatException>(() => PageAsync(new PageRequest("1 OR 1=1")));

    [Fact]
    public async Task Submissions_AreSeenByTheirStudentAndTheirTeachersOnly()
    {
        var own = await Class.AddStudentAsync();
        var classmate = await Class.AddStudentAsync("2026002");
        var submission = await Class.SubmittedAsync(own);
        var assistant = new User(Id.New<UserId>(Time), "ta@example.ac.kr", "조교", Time.GetUtcNow());
        await Service.In<EksGraderDb>(async db =>
        {
            db.AddRange(assistant, new Membership(own.CourseId, assistant.Id, CourseRole.Assistant, Time.GetUtcNow()));
            await db.SaveChangesAsync(Token);
        });

        Assert.True(await SeesAsync(new Viewer(own.UserId, false)));
        Assert.False(await SeesAsync(new Viewer(classmate.UserId, false)));
        Assert.True(await SeesAsync(new Viewer(assistant.Id, false)));
        Assert.True(await SeesAsync(new Viewer(null, true)));
        Assert.False(await SeesAsync(new Viewer(null, false)));
        Assert.False(await Service.Read(db => db.Submissions.TaughtBy(db, new Viewer(own.UserId, false), assistantsToo: true).AnyAsync(Token)));
        Assert.True(await Service.Read(db => db.Submissions.TaughtBy(db, new Viewer(assistant.Id, false), assistantsToo: true).AnyAsync(Token)));
        Assert.False(await Service.Read(db => db.Submissions.TaughtBy(db, new Viewer(assistant.Id, false), assistantsToo: false).AnyAsync(Token)));
        Assert.True(await Service.Read(db => db.Courses.VisibleTo(db, new Viewer(own.UserId, false)).AnyAsync(Token)));
        Assert.False(await Service.Read(db => db.Courses.TaughtBy(db, new Viewer(own.UserId, false), assistantsToo: true).AnyAsync(Token)));

        Task<bool> SeesAsync(Viewer viewer) => Service.Read(db => db.Submissions.VisibleTo(db, viewer).AnyAsync(s => s.Id == submission.Id, Token));
    }

    [Fact]
    public async Task Gradebook_ShowsEverybodyWithTheSubmissionThatCounts()
    {
        var graded = await Class.AddStudentAsync();
        var absent = await Class.AddStudentAsync("2026002");
        var best = await Class.SubmittedAsync(graded);
        await Class.StoreAsync(StoredCourse.StepOf(await Class.StartedAsync(best.Id), StoredCourse.Passed, StoredCourse.Unknown));
        var last = await Class.SubmittedAsync(graded);
        await Class.StoreAsync(StoredCourse.StepOf(await Class.StartedAsync(last.Id), StoredCourse.Unknown, StoredCourse.Unknown));

        var rows = await RowsAsync(CountingRule.Best);
        var newest = await RowsAsync(CountingRule.Last);

        Assert.Equal([graded.Id, absent.Id], rows.Select(r => r.Student.Id));
        Assert.Equal((best.Id, 2, 20m), (rows[0].Counting?.Id, rows[0].Submissions, rows[0].Counting?.Score));
        Assert.Equal([20m, null], rows[0].Checks.Select(c => c.Points));
        Assert.Equal("노드 2개 중 2개가 준비되었습니다", rows[0].Checks[0].Summary.Ko);
        Assert.Null(rows[1].Counting);
        Assert.Equal(last.Id, newest[0].Counting?.Id);

        Task<IReadOnlyList<GradebookRow>> RowsAsync(CountingRule rule) => Service.Read(db =>
            new GradebookReader(db, new GradebookScope(graded.CourseId, best.AssignmentId, rule, LatePenalty: 0)).ReadAfterAsync(GradebookFilter.None, "", 100, Token));
    }

    [Fact]
    public async Task Instants_AreOrderedAndComparedByTheDatabase()
    {
        await AuditAsync(1, 3);
        var second = Time.GetUtcNow().AddSeconds(-1).ToOffset(TimeSpan.FromHours(9));

        Assert.Equal(["2", "3"], await Service.Read(db => db.AuditEntries.Where(e => e.At >= second).OrderBy(e => e.At).Select(e => e.Subject).ToListAsync(Token)));
    }

    [Fact]
    public async Task Student_OfTheSameNumberInACourse_IsADuplicate()
    {
        await Class.AddStudentAsync();

        Assert.True(StorageErrors.IsDuplicate(await Assert.ThrowsAsync<DbUpdateException>(() => Class.AddStudentAsync())));
    }

    private async Task AuditAsync(int from, int to)
    {
        for (var i = from; i <= to; i++)
        {
            Time.Advance(TimeSpan.FromSeconds(1));
            await Service.In<EksGraderDb>(async db =>
            {
                db.AuditEntries.Add(new AuditEntry(Id.New<AuditEntryId>(Time), Time.GetUtcNow(), "prof", "test", $"{i}", null));
                await db.SaveChangesAsync(Token);
            });
        }
    }

    private Task<Page<string>> PageAsync(PageRequest page) => Service.Read(db => db.AuditEntries.ToPageAsync(page, e => e.Id, e => e.Subject, Token));
}
