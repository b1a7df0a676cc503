using EksGrader.Api.Features.Appeals;
using EksGrader.Api.Features.Attention;
using EksGrader.Api.Features.Submissions;
using EksGrader.Api.Host;
using EksGrader.Checks.Core;
using EksGrader.Checks.Integrity;
using EksGrader.Db.Gradebook;
using EksGrader.Db.Model;
using EksGrader.Jobs.Scheduling;
using EksGrader.Tests.Support.Api;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Tests.Api.Features.Attention;

public sealed class AttentionTests(SharedService shared)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AClassInOrder_NeedsNothing()
    {
        var teaching = await Teaching.BeginAsync(shared.Service);
        await teaching.GradedAsync(_ => Seen.Passed);

        var view = await ReadAsync(teaching);

        Assert.True(view.IsEmpty);
        Assert.Equal(0, view.Submissions);
    }

    [Fact]
    public async Task AnUnknown_NeedsAttention_UntilItIsOverridden()
    {
        var teaching = await Teaching.BeginAsync(shared.Service);
        var submission = await teaching.GradedAsync(Seen.But("replicas", Seen.Unknown));

        var view = await ReadAsync(teaching);
        var unknown = Assert.Single(view.Unknown.Items);
        Assert.Equal((submission.Value, "s-1", "replicas", FaultDomain.Network), (unknown.Place.Submission, unknown.Place.Number, unknown.Check.Value, unknown.Fault));
        Assert.NotNull(unknown.RetryAt);
        Assert.Equal(1, view.Submissions);

        var teacher = await teaching.TeacherAsync();
        await teaching.AskAsync<Overrides, Result<EksGrader.Api.Host.Unit>>(o => o.GiveAsync(teacher, submission, new CheckId("replicas"), new OverrideRequest(10, "seen by hand"), Token));
        Assert.True((await ReadAsync(teaching)).IsEmpty);
    }

    [Fact]
    public async Task AnUnknown_OfAnOlderSubmissionThatCountsNoMore_NeedsNothing()
    {
        var teaching = await Teaching.BeginAsync(shared.Service);
        await teaching.GradedAsync(Seen.But("replicas", Seen.Unknown));
        await teaching.GradedAsync(_ => Seen.Passed);

        Assert.True((await ReadAsync(teaching)).IsEmpty);
    }

    [Fact]
    public async Task AAppeal_NeedsAttention_UntilItIsAnswered()
    {
        var teaching = await Teaching.BeginAsync(shared.Service);
        var submission = await teaching.GradedAsync(Seen.But("replicas", Seen.Failed));
        var (student, teacher) = (await teaching.StudentAsync(), await teaching.TeacherAsync());
        await teaching.AskAsync<AppealStarts, Result<EksGrader.Api.Host.Unit>>(d => d.AppealAsync(student, submission, new CheckId("replicas"), "It was ready.", Token));

        Assert.Equal("It was ready.", Assert.Single((await ReadAsync(teaching)).Appealed.Items).Reason);
        Assert.Equal(1, await CountAsync(teaching));

        var appeal = await teaching.DbAsync(db => db.Appeals.SingleAsync(c => c.SubmissionId == submission, Token));
        await teaching.AskAsync<AppealService, Result<EksGrader.Api.Host.Unit>>(d => d.DecideAsync(teacher, appeal.Id, new AppealDecision(false, null, "no"), Token));
        Assert.True((await ReadAsync(teaching)).IsEmpty);
    }

    [Fact]
    public async Task ASign_NeedsAttention_UntilItIsSeenAndAgainWhenItSaysSomethingElse()
    {
        var teaching = await Teaching.BeginAsync(shared.Service);
        var submission = await teaching.GradedAsync(_ => Seen.Passed);
        var teacher = await teaching.TeacherAsync();
        await AddSignAsync(teaching, submission, "first");
        Assert.Equal("first", Assert.Single((await ReadAsync(teaching)).Signs.Items).Message.En);

        Assert.True((await teaching.AskAsync<FlagService, Result<EksGrader.Api.Host.Unit>>(d => d.SeeAsync(teacher, submission, "odd", "asked the student", Token))).IsSuccess);
        Assert.True((await ReadAsync(teaching)).IsEmpty);

        await AddSignAsync(teaching, submission, "second");
        Assert.Equal("second", Assert.Single((await ReadAsync(teaching)).Signs.Items).Message.En);
    }

    [Fact]
    public async Task AnOverdueCluster_NeedsAttention()
    {
        var teaching = await Teaching.BeginAsync(shared.Service);
        var submission = await teaching.GradedAsync(_ => Seen.Passed);
        await teaching.DbAsync(async db =>
        {
            var row = await db.Submissions.FirstAsync(s => s.Id == submission, Token);
            var lease = new Lease(EksGrader.Db.Model.Id.New<EksGrader.Db.Model.LeaseId>(TimeProvider.System), row.CourseId, row.AssignmentId, row.StudentId, TimeProvider.System.GetUtcNow(), TimeProvider.System.GetUtcNow());
            lease.Become(LeaseState.Overdue, TimeProvider.System.GetUtcNow());
            lease.ProbeNextAt(null); // the service's own watch would change its state
            db.Leases.Add(lease);
            row.PutUnder(lease.Id);
            return await db.SaveChangesAsync(Token);
        });

        var cluster = Assert.Single((await ReadAsync(teaching)).Clusters.Items);
        Assert.Equal((LeaseState.Overdue, submission.Value), (cluster.State, cluster.Place?.Submission));
        Assert.Equal(1, await CountAsync(teaching));
    }

    [Fact]
    public async Task AFailedJobOfTheCourse_IsNamedWithItsSubmission_OneOfAnotherCourseIsNot()
    {
        var teaching = await Teaching.BeginAsync(shared.Service);
        var submission = await teaching.GradedAsync(_ => Seen.Passed);
        var other = await (await Teaching.BeginAsync(shared.Service)).GradedAsync(_ => Seen.Passed);
        var teacher = await teaching.TeacherAsync();
        var board = new FailedBoard($"grade-{submission}", $"grade-{submission}", $"regrade-{other}", "sweep-submissions", "grade-nonsense");

        var view = await teaching.DbAsync(db => new AttentionList(db, new EksGrader.Api.Features.Courses.CourseAccess(db), board, TimeProvider.System).ReadAsync(teacher, teaching.Room.Course, Token));

        var failed = Assert.Single(view?.Failed ?? []);
        Assert.Equal((submission.Value, "s-1", "broke"), (failed.Place.Submission, failed.Place.Number, failed.Error));
    }

    [Fact]
    public async Task AnAssistant_SeesIt_AStudentDoesNot()
    {
        var teaching = await Teaching.BeginAsync(shared.Service);
        await teaching.GradedAsync(Seen.But("replicas", Seen.Unknown));
        var (assistant, student) = (await teaching.AssistantAsync(), await teaching.StudentAsync());

        Assert.Equal(true, (await teaching.AskAsync<AttentionList, AttentionView?>(l => l.ReadAsync(assistant, teaching.Room.Course, Token)))?.IsAssistant);
        Assert.Null(await teaching.AskAsync<AttentionList, AttentionView?>(l => l.ReadAsync(student, teaching.Room.Course, Token)));
        var course = await teaching.DbAsync(db => db.Courses.Where(c => c.Slug == teaching.Room.Course).Select(c => c.Id).FirstAsync(Token));
        Assert.Equal(0, await teaching.AskAsync<AttentionList, int>(l => l.CountAsync(student, course, Token)));
    }

    [Fact]
    public async Task Notes_AreForThoseWhoTeach_AndForgottenWhenTakenAway()
    {
        var teaching = await Teaching.BeginAsync(shared.Service);
        var submission = await teaching.GradedAsync(_ => Seen.Passed);
        var (assistant, student) = (await teaching.AssistantAsync(), await teaching.StudentAsync());

        Assert.True((await teaching.AskAsync<NoteService, Result<EksGrader.Api.Host.Unit>>(n => n.AddAsync(assistant, submission, onStudent: true, "was ill", Token))).IsSuccess);
        Assert.Equal(ProblemKind.NotFound, (await teaching.AskAsync<NoteService, Result<EksGrader.Api.Host.Unit>>(n => n.AddAsync(student, submission, false, "x", Token))).Error?.Kind);
        Assert.Empty(await teaching.AskAsync<NoteService, IReadOnlyList<EksGrader.Db.Model.Note>>(n => n.OfAsync(student, submission, Token)));
        var note = Assert.Single(await teaching.AskAsync<NoteService, IReadOnlyList<EksGrader.Db.Model.Note>>(n => n.OfAsync(assistant, submission, Token)));
        Assert.Equal("was ill", note.Text);

        Assert.True((await teaching.AskAsync<NoteService, Result<EksGrader.Api.Host.Unit>>(n => n.RemoveAsync(assistant, note.Id, Token))).IsSuccess);
        Assert.Equal("", await teaching.DbAsync(db => db.Notes.Where(n => n.Id == note.Id).Select(n => n.Text).FirstAsync(Token)));
    }

    [Fact]
    public async Task History_TellsWhoDidWhatAndWhy()
    {
        var teaching = await Teaching.BeginAsync(shared.Service);
        var submission = await teaching.GradedAsync(Seen.But("replicas", Seen.Failed));
        var teacher = await teaching.TeacherAsync();
        await teaching.AskAsync<Overrides, Result<EksGrader.Api.Host.Unit>>(o => o.GiveAsync(teacher, submission, new CheckId("replicas"), new OverrideRequest(4, "half"), Token));
        await teaching.AskAsync<Overrides, Result<EksGrader.Api.Host.Unit>>(o => o.TakeBackAsync(teacher, submission, new CheckId("replicas"), Token));

        var history = await teaching.AskAsync<SubmissionHistory, IReadOnlyList<HistoryEntry>>(h => h.ReadAsync(teacher, submission, Token));

        Assert.Equal([HistoryKind.TakenBack, HistoryKind.Overridden, HistoryKind.Graded, HistoryKind.HandedIn], history.Select(h => h.Kind));
        Assert.Equal((teacher.Name, 4m, "half"), (history[1].By, history[1].Points, history[1].Why));
        Assert.Empty(await teaching.AskAsync<SubmissionHistory, IReadOnlyList<HistoryEntry>>(async h => await h.ReadAsync(await teaching.StudentAsync(), submission, Token)));
    }

    private static Task<int> AddSignAsync(Teaching teaching, EksGrader.Db.Model.SubmissionId submission, string words) => teaching.DbAsync(async db =>
    {
        var counting = await db.Submissions.Where(s => s.Id == submission).Select(s => s.CountingGradingId).FirstAsync(Token);
        (await db.Gradings.Include(g => g.Flags).FirstAsync(g => g.Id == counting, Token)).AddFlag(new IntegrityFlag("odd", LocalizedText.Same(words)));
        return await db.SaveChangesAsync(Token);
    });

    private static async Task<AttentionView> ReadAsync(Teaching teaching)
    {
        var teacher = await teaching.TeacherAsync();
        return await teaching.AskAsync<AttentionList, AttentionView?>(l => l.ReadAsync(teacher, teaching.Room.Course, Token)) ?? throw new InvalidOperationException("An instructor sees his course.");
    }

    private static async Task<int> CountAsync(Teaching teaching)
    {
        var teacher = await teaching.TeacherAsync();
        return await teaching.DbAsync(db => db.Submissions.CountAsync(s => db.NeedsAttention().Contains(s.Id) && db.Memberships.Any(m => m.UserId == teacher.User && m.CourseId == s.CourseId), Token));
    }

    private sealed class FailedBoard(params string[] names) : IJobBoard
    {
        public Task<JobBoard> ReadAsync(int limit, CancellationToken cancellationToken) => Task.FromResult(new JobBoard(
            [], [], [.. names.Select(n => new FailedJob(n.Split('-')[0], n, "node", DateTimeOffset.UnixEpoch, TimeSpan.Zero, "broke"))], 0));
    }
}
