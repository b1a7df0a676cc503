using EksGrader.Api.Features.Regrading;
using EksGrader.Api.Features.Submissions;
using EksGrader.Api.Host;
using EksGrader.Checks.Core;
using EksGrader.Db.Model;
using EksGrader.Tests.Support.Api;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Tests.Api.Features.Regrading;

public sealed class RegradePlanTests(SharedService shared)
{
    // A cluster of tests is recorded without a read: by the recording, every live check is "not recorded". Points by hand are what counts.
    private static readonly NewRegrade MorePoints = new()
    {
        Values = new Dictionary<string, string>(StringComparer.Ordinal) { ["checks[nodes].points"] = "30" },
        From = "recording",
        Reason = "It was worth more.",
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Plan_FromARecordingWithoutTheRead_ShowsUnknownNotFailed_AndChangesNothing()
    {
        var teaching = await Teaching.BeginAsync(shared.Service);
        var submission = await teaching.GradedAsync(_ => Seen.Passed);

        var view = await PlannedAsync(teaching, MorePoints);

        var line = Assert.Single(view.Lines);
        Assert.Equal((30m, 0m, 40m), (line.Before.Score, line.After.Score, line.After.Max));
        Assert.All(line.Checks, c => Assert.Equal((Outcome.Unknown, FaultDomain.Grader), (c.After?.Outcome, c.After?.Fault)));
        Assert.Equal((1, 30m, 1), (view.Counts[RegradeFilter.Loses], view.Lost, view.NoLongerFinal));
        Assert.Equal([("checks[nodes].points", "20", "30")], view.Changes.Select(c => (c.Field, c.Before, c.After)));
        Assert.Equal(30m, (await teaching.ShownAsync(submission)).GetProperty("score").GetDecimal());
        Assert.Equal("\"1\"", (await teaching.Room.Instructor.GetAsync(teaching.Room.Lab)).Is(200).ETag);
    }

    [Fact]
    public async Task Plan_Live_ShowsWhatAnotherObservationComesTo_AndApplyingWritesIt()
    {
        var teaching = await Teaching.BeginAsync(shared.Service);
        var submission = await teaching.GradedAsync(Seen.But("replicas", Seen.Unknown));
        await GiveAsync(teaching, submission, "nodes", 20);
        await GiveAsync(teaching, submission, "replicas", 5);

        var view = await PlannedAsync(teaching, MorePoints with { From = "cluster" });
        Assert.True(Assert.Single(view.Lines).Looked);
        Assert.Equal(1, view.Counts[RegradeFilter.Overrides]);
        var teacher = await teaching.TeacherAsync();
        Assert.True((await teaching.AskAsync<RegradePlans, Result<EksGrader.Api.Host.Unit>>(p => p.ApplyAsync(teacher, view.Plan.Id, Token))).IsSuccess);
        view = await UntilAsync(teaching, view.Plan.Id, RegradePlanState.Applied);

        var shown = await teaching.ShownAsync(submission);
        Assert.Equal((25m, 40m, 2), (shown.GetProperty("score").GetDecimal(), shown.GetProperty("maxScore").GetDecimal(), shown.GetProperty("assignmentVersion").GetInt32()));
        Assert.Equal(
            ["regrade.applied", "regrade.planned"],
            await teaching.DbAsync(db => db.AuditEntries.Where(e => e.Subject.EndsWith(view.Plan.Id.ToString())).Select(e => e.What).Order().ToListAsync(Token)));
    }

    [Fact]
    public async Task Apply_AfterAnOverrideOrAnotherVersion_IsStale_UntilItIsComputedAgain()
    {
        var teaching = await Teaching.BeginAsync(shared.Service);
        var submission = await teaching.GradedAsync(_ => Seen.Passed);
        var view = await PlannedAsync(teaching, MorePoints);
        var teacher = await teaching.TeacherAsync();

        await GiveAsync(teaching, submission, "nodes", 20);
        Assert.Equal(ProblemKind.VersionChanged, (await teaching.AskAsync<RegradePlans, Result<EksGrader.Api.Host.Unit>>(p => p.ApplyAsync(teacher, view.Plan.Id, Token))).Error?.Kind);

        Assert.True((await teaching.AskAsync<RegradePlans, Result<EksGrader.Api.Host.Unit>>(p => p.ComputeAgainAsync(teacher, view.Plan.Id, Token))).IsSuccess);
        view = await UntilAsync(teaching, view.Plan.Id, RegradePlanState.Ready);
        Assert.False(view.Since.IsStale);
        Assert.Equal(20m, Assert.Single(view.Lines).After.Score);

        await teaching.Room.Instructor.PutAsync(teaching.Room.Lab, "assignment: lab\nrequireEks: false\nlatePenalty: 0.5\nchecks: [{ check: nodes, points: 20 }, { check: replicas, points: 10 }]\n", "application/yaml");
        Assert.Equal(ProblemKind.VersionChanged, (await teaching.AskAsync<RegradePlans, Result<EksGrader.Api.Host.Unit>>(p => p.ApplyAsync(teacher, view.Plan.Id, Token))).Error?.Kind);
        await teaching.AskAsync<RegradePlans, Result<EksGrader.Api.Host.Unit>>(p => p.ComputeAgainAsync(teacher, view.Plan.Id, Token));
        view = await UntilAsync(teaching, view.Plan.Id, RegradePlanState.Ready);
        // The draft stands on what the assignment says by now: what someone changed meanwhile is not undone.
        Assert.Equal(["checks[nodes].points"], view.Changes.Select(c => c.Field));
    }

    [Fact]
    public async Task Apply_WhileASubmissionIsGraded_Waits()
    {
        var teaching = await Teaching.BeginAsync(shared.Service);
        await teaching.GradedAsync(_ => Seen.Passed);
        var view = await PlannedAsync(teaching, MorePoints);
        var host = teaching.Room.NewHost();
        var held = shared.Service.Clusters.On(host).Hold();
        await teaching.Room.SubmitAsync(host);
        await held.Begun;
        var teacher = await teaching.TeacherAsync();

        Assert.Equal(ProblemKind.NotGraded, (await teaching.AskAsync<RegradePlans, Result<EksGrader.Api.Host.Unit>>(p => p.ApplyAsync(teacher, view.Plan.Id, Token))).Error?.Kind);
        held.Release();
    }

    [Fact]
    public async Task Apply_WhileAnotherPlanIsApplied_Waits()
    {
        var teaching = await Teaching.BeginAsync(shared.Service);
        await teaching.GradedAsync(_ => Seen.Passed);
        var other = (await PlannedAsync(teaching, MorePoints)).Plan.Id;
        var view = await PlannedAsync(teaching, MorePoints);
        var teacher = await teaching.TeacherAsync();
        Task<Result<EksGrader.Api.Host.Unit>> ApplyAsync() => teaching.AskAsync<RegradePlans, Result<EksGrader.Api.Host.Unit>>(p => p.ApplyAsync(teacher, view.Plan.Id, Token));

        // Its job has not begun to write: nothing that the second plan is compared with has changed.
        await ChangeAsync(teaching, other, p => p.Apply(teacher.Name, TimeProvider.System.GetUtcNow(), p.BaseVersion));
        Assert.Equal(ProblemKind.VersionChanged, (await ApplyAsync()).Error?.Kind);
        Assert.Equal("\"1\"", (await teaching.Room.Instructor.GetAsync(teaching.Room.Lab)).Is(200).ETag);

        await ChangeAsync(teaching, other, p => p.End(TimeProvider.System.GetUtcNow()));
        Assert.True((await ApplyAsync()).IsSuccess);
    }

    [Fact]
    public async Task Plan_WhileAnotherIsComputed_IsRefused_InItsOwnAssignmentOnly()
    {
        var teaching = await Teaching.BeginAsync(shared.Service);
        await teaching.GradedAsync(_ => Seen.Passed);
        var other = (await PlannedAsync(teaching, MorePoints)).Plan.Id;
        await ChangeAsync(teaching, other, p => p.Compute(p.BaseVersion, p.Document, p.MakesVersion, TimeProvider.System.GetUtcNow()));

        Assert.Equal(ProblemKind.Exists, (await BeginAsync(teaching, MorePoints)).Error?.Kind);
        Assert.True((await BeginAsync(await Teaching.BeginAsync(shared.Service), MorePoints)).IsSuccess);

        await ChangeAsync(teaching, other, p => p.Drop("somebody", TimeProvider.System.GetUtcNow()));
        Assert.True((await BeginAsync(teaching, MorePoints)).IsSuccess);
    }

    [Fact]
    public async Task Drop_ChangesNothing_AndIsTheEnd()
    {
        var teaching = await Teaching.BeginAsync(shared.Service);
        var submission = await teaching.GradedAsync(_ => Seen.Passed);
        var view = await PlannedAsync(teaching, MorePoints);
        var teacher = await teaching.TeacherAsync();

        Assert.True((await teaching.AskAsync<RegradePlans, Result<EksGrader.Api.Host.Unit>>(p => p.DropAsync(teacher, view.Plan.Id, Token))).IsSuccess);

        Assert.Equal(ProblemKind.VersionChanged, (await teaching.AskAsync<RegradePlans, Result<EksGrader.Api.Host.Unit>>(p => p.ApplyAsync(teacher, view.Plan.Id, Token))).Error?.Kind);
        Assert.Equal(30m, (await teaching.ShownAsync(submission)).GetProperty("score").GetDecimal());
    }

    [Theory]
    [InlineData("checks[nodes].points", "-1", "checks[nodes].points")]
    [InlineData("checks[nodes].points", "many", "checks[nodes].points")]
    [InlineData("checks[replicas].count", "0.5", "checks[replicas].count")]
    public async Task Plan_OfAValueThatIsWrong_IsRefusedAtItsField(string field, string value, string fault)
    {
        var teaching = await Teaching.BeginAsync(shared.Service);
        var refused = await BeginAsync(teaching, MorePoints with { Values = new Dictionary<string, string>(StringComparer.Ordinal) { [field] = value } });
        Assert.Equal(fault, Assert.Single(refused.Error?.Errors ?? []).Field);
    }

    [Fact]
    public async Task Plan_OfMoreThanWhatIsJudgedBy_IsRefused()
    {
        var teaching = await Teaching.BeginAsync(shared.Service);
        var refused = await BeginAsync(teaching, MorePoints with { Document = "assignment: lab\nrequireEks: false\nlatePenalty: 0.5\nchecks: [{ check: nodes }]" });
        Assert.Contains(refused.Error?.Errors ?? [], f => f.Field == "latePenalty");
        Assert.Empty(await teaching.DbAsync(db => db.RegradePlans.Where(p => db.Courses.Any(c => c.Id == p.CourseId && c.Slug == teaching.Room.Course)).ToListAsync(Token)));
    }

    [Fact]
    public async Task Plan_IsForInstructors()
    {
        var teaching = await Teaching.BeginAsync(shared.Service);
        Assert.Equal(ProblemKind.Forbidden, (await BeginAsync(teaching, MorePoints, await teaching.AssistantAsync())).Error?.Kind);
        var view = await PlannedAsync(teaching, MorePoints);
        foreach (var caller in new[] { await teaching.StudentAsync(), await (await Teaching.BeginAsync(shared.Service)).TeacherAsync() })
        {
            Assert.False((await teaching.AskAsync<RegradePlans, Result<EksGrader.Api.Host.Unit>>(p => p.ApplyAsync(caller, view.Plan.Id, Token))).IsSuccess);
            Assert.Equal(ProblemKind.NotFound, (await teaching.AskAsync<RegradeQueries, Result<RegradePlanView>>(
                q => q.FindAsync(caller, teaching.Room.Course, "lab", view.Plan.Id, RegradeFilter.All, 1, Token))).Error?.Kind);
        }
    }

    [Fact]
    public async Task RegradeOfOne_IsUnderWayFromTheAnswerOn()
    {
        var teaching = await Teaching.BeginAsync(shared.Service);
        var submission = await teaching.GradedAsync(_ => Seen.Passed);

        (await teaching.Room.Instructor.PostAsync($"/api/submissions/{submission}/regrade", """{"from":"recording"}""")).Is(202);
        var events = await teaching.Room.Student.FollowAsync(submission.ToString()).ToListAsync(Token);

        // The recordings of these tests hold no reads, so the regrade is told by its unknowns.
        Assert.Equal("graded", events[^1].Event);
        Assert.Equal("unknown", events[^1].Data.GetProperty("checks")[0].GetProperty("outcome").GetString());
    }

    private static async Task<Result<RegradePlanMade>> BeginAsync(Teaching teaching, NewRegrade wanted, CurrentUser? caller = null)
    {
        caller ??= await teaching.TeacherAsync();
        return await teaching.AskAsync<RegradePlans, Result<RegradePlanMade>>(p => p.BeginAsync(caller, teaching.Room.Course, "lab", wanted, Token));
    }

    private static async Task<RegradePlanView> PlannedAsync(Teaching teaching, NewRegrade wanted)
    {
        var made = await BeginAsync(teaching, wanted);
        Assert.True(made.IsSuccess, string.Join("; ", made.Error?.Errors ?? []));
        return await UntilAsync(teaching, made.Value.Id, RegradePlanState.Ready);
    }

    private static async Task<RegradePlanView> UntilAsync(Teaching teaching, RegradePlanId id, RegradePlanState state)
    {
        var teacher = await teaching.TeacherAsync();
        return await Teaching.UntilAsync(
            async () => (await teaching.AskAsync<RegradeQueries, Result<RegradePlanView>>(
                q => q.FindAsync(teacher, teaching.Room.Course, "lab", id, RegradeFilter.All, 1, Token))).Value ?? throw new InvalidOperationException("An instructor sees his plans."),
            view => view.Plan.State == state);
    }

    // Behind the back of every job.
    private static Task<int> ChangeAsync(Teaching teaching, RegradePlanId id, Action<RegradePlan> change) => teaching.DbAsync(async db =>
    {
        change(await db.RegradePlans.FirstAsync(p => p.Id == id, Token));
        return await db.SaveChangesAsync(Token);
    });

    private static async Task GiveAsync(Teaching teaching, SubmissionId submission, string check, decimal points)
    {
        var teacher = await teaching.TeacherAsync();
        Assert.True((await teaching.AskAsync<Overrides, Result<EksGrader.Api.Host.Unit>>(o => o.GiveAsync(teacher, submission, new CheckId(check), new OverrideRequest(points, "by hand"), Token))).IsSuccess);
    }
}
