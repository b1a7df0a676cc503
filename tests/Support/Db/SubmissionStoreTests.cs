using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using EksGrader.Db.Submissions;
using EksGrader.Db.Tokens;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Tests.Support.Db;

public abstract class SubmissionStoreTests(IDatabaseSource source) : DatabaseTests(source)
{
    private static readonly KeyedWrite Sent = new("me", "key-1", "hash");

    [Fact]
    public async Task Submission_WithTheSameKeyTwice_IsOneSubmission()
    {
        var handIn = Class.NewSubmission(await Class.AddStudentAsync()) with { SentAs = Sent };

        var first = Assert.IsType<SubmissionResult.Taken>(await Class.AnswerAsync(handIn));
        var second = Assert.IsType<SubmissionResult.TakenBefore>(await Class.AnswerAsync(handIn));

        Assert.Equal(first.Submission.Id, second.Submission.Id);
    }

    [Fact]
    public async Task Submission_WithTheSameKeyByTwoProcessesAtOnce_IsOneSubmission()
    {
        var handIn = Class.NewSubmission(await Class.AddStudentAsync()) with { SentAs = Sent };
        var other = StartAnother();

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => Task.Run(() => Class.AnswerAsync(handIn, i % 2 == 0 ? Service : other), Token)));

        Assert.Single(answers, a => a is SubmissionResult.Taken);
        Assert.Equal(1, await Service.Read(db => db.Submissions.CountAsync(Token)));
    }

    [Fact]
    public async Task Submission_SameKeyOfAnotherStudent_IsAnotherSubmission()
    {
        await Class.AnswerAsync(Class.NewSubmission(await Class.AddStudentAsync()) with { SentAs = Sent });

        Assert.IsType<SubmissionResult.Taken>(await Class.AnswerAsync(Class.NewSubmission(await Class.AddStudentAsync("2026002")) with { SentAs = Sent with { Caller = "another" } }));
    }

    [Fact]
    public async Task Submission_WithTheSameKeyADayLater_IsAnotherSubmission()
    {
        var handIn = Class.NewSubmission(await Class.AddStudentAsync()) with { SentAs = Sent };
        await Class.AnswerAsync(handIn);
        Time.Advance(IdempotencyStore.Memory + TimeSpan.FromSeconds(1));

        Assert.IsType<SubmissionResult.Taken>(await Class.AnswerAsync(handIn));
        Assert.IsType<SubmissionResult.TakenBefore>(await Class.AnswerAsync(handIn));
    }

    [Fact]
    public async Task Submission_OverTheAttempts_IsNotTaken()
    {
        var handIn = Class.NewSubmission(await Class.AddStudentAsync()) with { MaxAttempts = 1 };

        await Class.AnswerAsync(handIn);

        Assert.Equal(new SubmissionResult.TooMany(1), await Class.AnswerAsync(handIn));
    }

    [Fact]
    public async Task Submission_ByManyAtOnce_CountsEveryOneOnce()
    {
        var student = await Class.AddStudentAsync();
        var other = StartAnother();

        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => Class.SubmittedAsync(student, i % 2 == 0 ? Service : other), Token)));

        Assert.Equal(Enumerable.Range(1, 8), await Service.Read(db => db.Submissions.Select(s => s.Number).Order().ToListAsync(Token)));
    }

    [Theory]
    [InlineData(15, false)]
    [InlineData(16, true)]
    public async Task Submission_RefusedBeforeTheDueDateAndMended_KeepsItsTimeForFifteenMinutes(int minutes, bool late)
    {
        var student = await Class.AddStudentAsync();
        var due = Time.GetUtcNow().AddMinutes(1);
        await Service.In<SubmissionStore>(s => s.RefusedAsync(Class.NewSubmission(student).AssignmentId, student.Id, Time.GetUtcNow(), at => at > due, Token));
        Time.Advance(TimeSpan.FromMinutes(minutes));

        var taken = Assert.IsType<SubmissionResult.Taken>(await Class.AnswerAsync(Class.NewSubmission(student) with { IsLate = at => at > due })).Submission;

        Assert.Equal(late, taken.Late);
        Assert.Equal(0, await Service.Read(db => db.RejectedSubmissions.CountAsync(Token)));
    }

    [Fact]
    public async Task ExtendedDue_IsTheNewestThatHoldsForTheStudent()
    {
        var student = await Class.AddStudentAsync();
        var classmate = await Class.AddStudentAsync("2026002");
        var assignment = Class.NewSubmission(student).AssignmentId;
        var now = Time.GetUtcNow();
        await Service.In<EksGraderDb>(async db =>
        {
            db.Extensions.Add(new Extension(Id.New<ExtensionId>(Time), assignment, null, now.AddDays(1), "outage", "prof", now));
            db.Extensions.Add(new Extension(Id.New<ExtensionId>(Time), assignment, student.Id, now.AddDays(3), "ill", "prof", now.AddMinutes(1)));
            await db.SaveChangesAsync(Token);
        });

        Assert.Equal(now.AddDays(3), await DueAsync(student));
        Assert.Equal(now.AddDays(1), await DueAsync(classmate));

        Task<DateTimeOffset?> DueAsync(Student of) => Service.In<SubmissionStore, DateTimeOffset?>(s => s.ExtendedDueAsync(assignment, of.Id, Token));
    }
}
