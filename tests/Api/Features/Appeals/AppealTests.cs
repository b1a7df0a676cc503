using EksGrader.Api.Features.Appeals;
using EksGrader.Api.Features.Submissions;
using EksGrader.Api.Host;
using EksGrader.Checks.Core;
using EksGrader.Db.Model;
using EksGrader.Tests.Support.Api;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Tests.Api.Features.Appeals;

public sealed class AppealTests(SharedService shared)
{
    private static readonly CheckId Replicas = new("replicas");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Appeal_OfALostVerdict_WaitsOnceAndIsAudited()
    {
        var (teaching, submission) = await LostAsync();

        Assert.True((await AppealAsync(teaching, submission, "The second one was ready.\nSee the evidence.")).IsSuccess);

        var appeal = Assert.Single(await AppealsAsync(teaching, submission));
        Assert.Equal((AppealState.Open, Outcome.Failed, 0m), (appeal.State, appeal.Outcome, appeal.Points));
        Assert.Equal(appeal.CreatedAt.AddDays(3), appeal.DueAt);
        Assert.Equal(ProblemKind.Exists, (await AppealAsync(teaching, submission, "again")).Error?.Kind);
        var entry = await teaching.DbAsync(db => db.AuditEntries.SingleAsync(e => e.What == "verdict.contested" && e.Subject == $"submission {submission}, check replicas", Token));
        Assert.Equal("The second one was ready.\nSee the evidence.", entry.Why);
    }

    [Theory]
    [InlineData("", "reason")]
    [InlineData("   \r\n ", "reason")]
    [InlineData("a\u0007b", "reason")]
    public async Task Appeal_WithoutWords_IsRefusedAtItsField(string reason, string field)
    {
        var (teaching, submission) = await LostAsync();
        Assert.Equal(field, Assert.Single((await AppealAsync(teaching, submission, reason)).Error?.Errors ?? []).Field);
        Assert.Empty(await AppealsAsync(teaching, submission));
    }

    [Fact]
    public async Task Appeal_OfTooManyWords_IsRefused()
    {
        var (teaching, submission) = await LostAsync();
        Assert.Equal(ProblemKind.Invalid, (await AppealAsync(teaching, submission, new string('a', Appeal.LongestText + 1))).Error?.Kind);
    }

    [Fact]
    public async Task Appeal_OfAVerdictWithAllPoints_IsRefused()
    {
        var (teaching, submission) = await LostAsync();
        Assert.Equal(ProblemKind.Exists, (await AppealAsync(teaching, submission, "why", check: new CheckId("nodes"))).Error?.Kind);
    }

    [Fact]
    public async Task Appeal_OfSomeoneElsesSubmission_IsNotThere()
    {
        var (teaching, submission) = await LostAsync();
        foreach (var caller in new[] { await teaching.StudentAsync(2), await teaching.TeacherAsync(), new CurrentUser(null, "admin", true, []) })
            Assert.Equal(ProblemKind.NotFound, (await AppealAsync(teaching, submission, "why", caller)).Error?.Kind);
    }

    [Fact]
    public async Task Accept_ByAnAssistant_GivesThePointsThatSurvive()
    {
        var (teaching, submission) = await LostAsync();
        await AppealAsync(teaching, submission, "It was ready.");
        var appeal = Assert.Single(await AppealsAsync(teaching, submission));

        var answered = await AnswerAsync(teaching, await teaching.AssistantAsync(), appeal.Id, new AppealDecision(true, 8, "You are right.\nSorry."));

        Assert.True(answered.IsSuccess);
        appeal = Assert.Single(await AppealsAsync(teaching, submission));
        Assert.Equal((AppealState.Closed, AppealResolution.Accepted, 8m, "You are right.\nSorry."), (appeal.State, appeal.Resolution, appeal.PointsGiven, appeal.Messages[^1].Text));
        var shown = await teaching.ShownAsync(submission);
        Assert.Equal(28m, shown.GetProperty("score").GetDecimal());
        Assert.Equal("You are right. Sorry.", shown.GetProperty("checks")[1].GetProperty("override").GetProperty("reason").GetString());
        Assert.Equal(2, await teaching.DbAsync(db => db.AuditEntries.CountAsync(e => e.Subject == $"submission {submission}, check replicas" && (e.What == "contest.accepted" || e.What == "override.given"), Token)));
    }

    [Fact]
    public async Task Accept_WithMorePointsThanThereAre_ChangesNothing()
    {
        var (teaching, submission) = await LostAsync();
        await AppealAsync(teaching, submission, "It was ready.");
        var appeal = Assert.Single(await AppealsAsync(teaching, submission));

        var answered = await AnswerAsync(teaching, await teaching.TeacherAsync(), appeal.Id, new AppealDecision(true, 11, "yes"));

        Assert.Equal("points", Assert.Single(answered.Error?.Errors ?? []).Field);
        Assert.Equal(AppealState.Open, Assert.Single(await AppealsAsync(teaching, submission)).State);
        Assert.Equal(20m, (await teaching.ShownAsync(submission)).GetProperty("score").GetDecimal());
    }

    [Fact]
    public async Task Accept_TakesNoPointsAway_ThatWereGivenMeanwhile()
    {
        var (teaching, submission) = await LostAsync();
        await AppealAsync(teaching, submission, "It was ready.");
        var appeal = Assert.Single(await AppealsAsync(teaching, submission));
        var teacher = await teaching.TeacherAsync();
        Assert.True((await teaching.AskAsync<Overrides, Result<EksGrader.Api.Host.Unit>>(o => o.GiveAsync(teacher, submission, Replicas, new OverrideRequest(8, "by hand"), Token))).IsSuccess);

        var lower = await AnswerAsync(teaching, teacher, appeal.Id, new AppealDecision(true, 7.5m, "yes"));
        Assert.Equal("points", Assert.Single(lower.Error?.Errors ?? []).Field);
        Assert.Equal(AppealState.Open, Assert.Single(await AppealsAsync(teaching, submission)).State);
        Assert.Equal(28m, (await teaching.ShownAsync(submission)).GetProperty("score").GetDecimal());

        Assert.True((await AnswerAsync(teaching, teacher, appeal.Id, new AppealDecision(true, 8, "yes"))).IsSuccess);
        Assert.Equal(28m, (await teaching.ShownAsync(submission)).GetProperty("score").GetDecimal());
    }

    [Fact]
    public async Task Accept_TakesNoPointsOfTheVerdictAway()
    {
        var (teaching, submission) = await LostAsync();
        await AppealAsync(teaching, submission, "It was ready.");
        var appeal = Assert.Single(await AppealsAsync(teaching, submission));
        // What a regrade does: the verdict that counts gives more by now.
        await teaching.DbAsync(db => db.GradedChecks
            .Where(c => c.Check == Replicas && db.Submissions.Any(s => s.Id == submission && s.CountingGradingId == c.GradingId))
            .ExecuteUpdateAsync(u => u.SetProperty(c => c.Points, 6m), Token));

        var lower = await AnswerAsync(teaching, await teaching.TeacherAsync(), appeal.Id, new AppealDecision(true, 5, "yes"));
        Assert.Equal("points", Assert.Single(lower.Error?.Errors ?? []).Field);
    }

    [Fact]
    public async Task Reject_LeavesTheVerdict_WhichIsNotAppealedAgain()
    {
        var (teaching, submission) = await LostAsync();
        await AppealAsync(teaching, submission, "It was ready.");
        var appeal = Assert.Single(await AppealsAsync(teaching, submission));
        var teacher = await teaching.TeacherAsync();

        Assert.True((await AnswerAsync(teaching, teacher, appeal.Id, new AppealDecision(false, null, "It was not."))).IsSuccess);

        Assert.Equal(20m, (await teaching.ShownAsync(submission)).GetProperty("score").GetDecimal());
        Assert.Equal(ProblemKind.Exists, (await AppealAsync(teaching, submission, "but")).Error?.Kind);
        Assert.Equal(ProblemKind.Exists, (await AnswerAsync(teaching, teacher, appeal.Id, new AppealDecision(true, 5, "yes"))).Error?.Kind);
    }

    [Fact]
    public async Task Withdraw_BeforeAnAnswer_EndsIt_AndTheVerdictMayBeAppealedAgain()
    {
        var (teaching, submission) = await LostAsync();
        await AppealAsync(teaching, submission, "It was ready.");
        var appeal = Assert.Single(await AppealsAsync(teaching, submission));
        var student = await teaching.StudentAsync();

        Assert.True((await WithdrawAsync(teaching, student, appeal.Id)).IsSuccess);
        Assert.True((await WithdrawAsync(teaching, student, appeal.Id)).IsSuccess);

        Assert.Equal(AppealResolution.Withdrawn, Assert.Single(await AppealsAsync(teaching, submission)).Resolution);
        var entry = await teaching.DbAsync(db => db.AuditEntries.SingleAsync(e => e.What == "contest.withdrawn" && e.Subject == $"submission {submission}, check replicas", Token));
        Assert.Equal("It was ready.", entry.Why);
        var late = await AnswerAsync(teaching, await teaching.TeacherAsync(), appeal.Id, new AppealDecision(true, 5, "yes"));
        Assert.Equal(ProblemKind.Exists, late.Error?.Kind);
        Assert.Equal(20m, (await teaching.ShownAsync(submission)).GetProperty("score").GetDecimal());
        Assert.True((await AppealAsync(teaching, submission, "It was, I am sure.")).IsSuccess);
    }

    [Fact]
    public async Task Withdraw_AfterAnAnswer_IsRefused()
    {
        var (teaching, submission) = await LostAsync();
        await AppealAsync(teaching, submission, "It was ready.");
        var appeal = Assert.Single(await AppealsAsync(teaching, submission));
        await AnswerAsync(teaching, await teaching.TeacherAsync(), appeal.Id, new AppealDecision(false, null, "It was not."));

        Assert.Equal(ProblemKind.Exists, (await WithdrawAsync(teaching, await teaching.StudentAsync(), appeal.Id)).Error?.Kind);
        Assert.Equal(AppealResolution.Rejected, Assert.Single(await AppealsAsync(teaching, submission)).Resolution);
    }

    [Fact]
    public async Task Withdraw_OfAnAppealOfSomeoneElse_IsNotThere()
    {
        var (teaching, submission) = await LostAsync();
        await AppealAsync(teaching, submission, "It was ready.");
        var appeal = Assert.Single(await AppealsAsync(teaching, submission));
        Assert.Equal(ProblemKind.NotFound, (await WithdrawAsync(teaching, await teaching.StudentAsync(2), appeal.Id)).Error?.Kind);

        // Those who teach withdraw nothing: they close it, and the student is told.
        Assert.True((await WithdrawAsync(teaching, await teaching.TeacherAsync(), appeal.Id)).IsSuccess);
        var closed = Assert.Single(await AppealsAsync(teaching, submission));
        Assert.Equal((AppealState.Closed, AppealResolution.Settled), (closed.State, closed.Resolution));
    }

    [Fact]
    public async Task Answer_ByAStudent_IsNotThere()
    {
        var (teaching, submission) = await LostAsync();
        await AppealAsync(teaching, submission, "It was ready.");
        var appeal = Assert.Single(await AppealsAsync(teaching, submission));
        Assert.Equal(ProblemKind.NotFound, (await AnswerAsync(teaching, await teaching.StudentAsync(), appeal.Id, new AppealDecision(true, 10, "yes"))).Error?.Kind);
    }

    [Fact]
    public async Task Appeals_OfManyVerdictsAtOnce_AreLimited()
    {
        var (teaching, submission) = await LostAsync();
        var student = await teaching.StudentAsync();
        await teaching.DbAsync(async db =>
        {
            var grading = (await db.Submissions.FirstAsync(s => s.Id == submission, Token)).CountingGradingId ?? default;
            var course = (await db.Courses.FirstAsync(c => c.Slug == teaching.Room.Course, Token)).Id;
            for (var i = 0; i < AppealStarts.MostInWindow; i++)
            {
                db.Appeals.Add(new Appeal
                {
                    Id = Id.New<AppealId>(TimeProvider.System),
                    CourseId = course,
                    SubmissionId = submission,
                    Check = new CheckId($"c{i}"),
                    GradingId = grading,
                    Outcome = Outcome.Failed,
                    Points = 0,
                    By = student.Name,
                    CreatedAt = TimeProvider.System.GetUtcNow(),
                });
            }

            return await db.SaveChangesAsync(Token);
        });

        Assert.Equal(ProblemKind.TooManyRequests, (await AppealAsync(teaching, submission, "one more")).Error?.Kind);
    }

    private async Task<(Teaching Teaching, SubmissionId Submission)> LostAsync()
    {
        var teaching = await Teaching.BeginAsync(shared.Service);
        return (teaching, await teaching.GradedAsync(Seen.But("replicas", Seen.Failed)));
    }

    private static async Task<Result<EksGrader.Api.Host.Unit>> AppealAsync(Teaching teaching, SubmissionId id, string reason, CurrentUser? caller = null, CheckId? check = null)
    {
        caller ??= await teaching.StudentAsync();
        return await teaching.AskAsync<AppealStarts, Result<EksGrader.Api.Host.Unit>>(starts => starts.AppealAsync(caller, id, check ?? Replicas, reason, Token));
    }

    private static Task<Result<EksGrader.Api.Host.Unit>> AnswerAsync(Teaching teaching, CurrentUser caller, AppealId id, AppealDecision answer) =>
        teaching.AskAsync<AppealService, Result<EksGrader.Api.Host.Unit>>(appeals => appeals.DecideAsync(caller, id, answer, Token));

    private static Task<Result<EksGrader.Api.Host.Unit>> WithdrawAsync(Teaching teaching, CurrentUser caller, AppealId id) =>
        teaching.AskAsync<AppealService, Result<EksGrader.Api.Host.Unit>>(appeals => appeals.CloseAsync(caller, id, text: null, seen: null, Token));

    private static Task<List<Appeal>> AppealsAsync(Teaching teaching, SubmissionId id) =>
        teaching.DbAsync(db => db.Appeals.AsNoTracking().Include(c => c.Messages.OrderBy(m => m.Number)).Where(c => c.SubmissionId == id).OrderBy(c => c.Id).ToListAsync(Token));
}
