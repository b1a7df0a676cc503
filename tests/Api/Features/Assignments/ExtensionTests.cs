using System.Text.RegularExpressions;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Deletion;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using EksGrader.Tests.Support.Api;
using EksGrader.Tests.Support.Kubernetes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace EksGrader.Tests.Api.Features.Assignments;

public sealed class ExtensionTests(SharedService shared)
{
    private static string PastDue => Classroom.PastDue;

    [Fact]
    public async Task PickedStudent_OnThePage_GetsTheExtension()
    {
        var room = await Classroom.CreateAsync(shared.Service, PastDue);
        using var browser = await shared.Service.WelcomeAsync($"teacher@{room.Course}.example");
        var page = $"/courses/{room.Course}/assignments/lab/extensions";
        var sent = await browser.SubmitAsync(page, "extend", ("Input.Whom", "some"), ("Input.Picked", "s-1"), ("Input.Until", "2099-01-01T18:00"), ("Input.Reason", "ill"));
        Assert.Equal(302, sent.Status);
        var given = (await room.Instructor.GetAsync($"{room.Lab}/extensions")).Is(200).Json.GetProperty("items")[0];
        Assert.Equal("s-1", given.GetProperty("student").GetString());
    }

    [Fact]
    public async Task Extension_OfOne_MakesHisLateSubmissionTimely_AndMovesItsDeletionDeadline()
    {
        var room = await Classroom.CreateAsync(shared.Service, PastDue);
        var id = await room.GradedAsync();
        var before = (await room.Student.GetAsync($"/api/submissions/{id}")).Json;
        Assert.True(before.GetProperty("late").GetBoolean());
        await PutUnderLeaseAsync(id);
        var lease = await LeaseAsync(id);

        var given = (await room.Instructor.PostAsync($"{room.Lab}/extensions", """{"until":"2099-01-01T00:00:00Z","students":["s-1"],"reason":"ill"}""")).Is(200).Json;
        Assert.Equal((1, 1, 0, 1), Counts(given));

        Assert.False((await room.Student.GetAsync($"/api/submissions/{id}")).Json.GetProperty("late").GetBoolean());
        Assert.NotEqual(lease.Deadline, (await LeaseAsync(id)).Deadline);
        var entries = await AuditAsync(room, "student=s-1");
        Assert.Contains(("extension.given", "2020-01-01 09:00Z", "2099-01-01 00:00Z", "ill"), entries);
        Assert.Contains(("submission.late", "late", "on time", "ill"), entries);
        Assert.Contains(entries, e => e.What == "lease.moved" && e.Why == "ill");
    }

    [Theory]
    [InlineData(false, "passed", 40)]
    [InlineData(true, "partial", 30)]
    public async Task Extension_AfterTheClusterWasGone_JudgesItsDeletionByTheDateThatHoldsNow(bool leavesAVolume, string outcome, int score)
    {
        var room = await Classroom.CreateAsync(shared.Service, PastDue + "\ndeletion: { deleteBy: dueDay }", "[{ check: nodes, points: 20 }, { check: cluster-deletion, points: 20 }]");
        var id = await room.GradedAsync();
        var now = TimeProvider.System.GetUtcNow();
        var submission = new SubmissionId(Guid.Parse(id));
        await LeaseRows.WriteAsync(shared.Service, (db, _) => db.Submissions.Where(s => s.Id == submission).ExecuteUpdateAsync(
            s => s.SetProperty(x => x.SubmittedAt, now.AddHours(-3)).SetProperty(x => x.SafeToDeleteAt, now.AddHours(-3)), TestContext.Current.CancellationToken));
        var lease = await shared.Service.PutUnderLeaseAsync(id, left: TimeSpan.FromHours(-2)); // late, so it had less than the day
        Leftover[] left = leavesAVolume ? [new Leftover(LeftoverKind.Volume, "vol-1", 0.01m, Counts: true)] : [];
        await shared.Service.ProbeAsync(lease, new LeaseObservation(now.AddMinutes(-20), ExistenceAnswer.Alive, "eks:DescribeCluster → ACTIVE"));
        foreach (var ago in (int[])[-10, -7])
            await shared.Service.ProbeAsync(lease, new LeaseObservation(now.AddMinutes(ago), ExistenceAnswer.NotFound, "eks:DescribeCluster → ResourceNotFoundException") { Leftovers = left });
        await LeaseRows.BecomeAsync(shared.Service, lease, LeaseState.Gone);
        Assert.Equal(("failed", 20m, true), await DeletionAsync(room, id));

        Assert.Equal((1, 1, 0, 1), Counts((await room.Instructor.PostAsync($"{room.Lab}/extensions", """{"until":"2099-01-01T00:00:00Z","students":["s-1"],"reason":"ill"}""")).Is(200).Json));
        Assert.Equal((outcome, score, true), await DeletionAsync(room, id));
        Assert.Contains(await AuditAsync(room, "student=s-1"), e => e.What == "lease.moved" && e.Why == "ill");

        // What held when it ended holds again, and no more than that.
        var extension = (await room.Instructor.GetAsync($"{room.Lab}/extensions")).Is(200).Json.GetProperty("items")[0].GetProperty("id").GetString();
        Assert.Equal((1, 0, 1, 1), Counts((await room.Instructor.DeleteAsync($"{room.Lab}/extensions/{extension}")).Is(200).Json));
        Assert.Equal(("failed", 20m, true), await DeletionAsync(room, id));
    }

    [Fact]
    public async Task DueDate_MovedNearerAfterTheClusterWasGoneInTime_TakesNothingBack()
    {
        var room = await Classroom.CreateAsync(shared.Service, "due: 2099-01-01T18:00", checks: "[{ check: nodes, points: 20 }, { check: cluster-deletion, points: 20 }]");
        var id = await room.GradedAsync();
        var lease = await shared.Service.PutUnderLeaseAsync(id, left: TimeSpan.FromHours(20));
        await LeaseRows.EndAsync(shared.Service, lease);
        Assert.Equal(("passed", 40m, true), await DeletionAsync(room, id));

        var yaml = (await room.Instructor.GetAsync(room.Lab, ("Accept", "application/yaml"))).Text;
        (await room.Instructor.PutAsync(room.Lab, yaml.Replace("2099-01-01", "2020-01-01", StringComparison.Ordinal), "application/yaml")).Is(200);

        Assert.True((await room.Student.GetAsync($"/api/submissions/{id}")).Json.GetProperty("late").GetBoolean());
        Assert.Equal(("passed", 40m, true), await DeletionAsync(room, id));
    }

    [Fact]
    public async Task Extension_OfAll_HoldsForEverybody_AndTakesNothingFromWhoHasMore()
    {
        var room = await Classroom.CreateAsync(shared.Service, "due: 2099-01-01T18:00");
        (await room.Instructor.PostAsync($"{room.Lab}/extensions", """{"until":"2099-01-05T00:00:00Z","students":["s-1"],"reason":"ill"}""")).Is(200);
        (await room.Instructor.PostAsync($"{room.Lab}/extensions", """{"until":"2099-01-03T00:00:00Z","reason":"outage"}""")).Is(200);
        Assert.Contains("2099-01-05 09:00 KST", (await room.Student.GetAsync("/")).Text, StringComparison.Ordinal);
        Assert.Contains("2099-01-03 09:00 KST", (await room.Classmate.GetAsync("/")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Extension_OpensAClosedAssignment()
    {
        var room = await Classroom.CreateAsync(shared.Service, $"{PastDue}\nclosesAt: 2020-01-02T18:00");
        (await room.Student.PostAsync($"{room.Lab}/submissions", Kubeconfigs.SubmissionFor(room.NewHost()))).IsProblem(409, "closed");
        (await room.Instructor.PostAsync($"{room.Lab}/extensions", """{"until":"2099-01-01T00:00:00Z","students":["s-1"],"reason":"ill"}""")).Is(200);
        (await room.Student.PostAsync($"{room.Lab}/submissions", Kubeconfigs.SubmissionFor(room.NewHost()))).Is(202);
        (await room.Classmate.PostAsync($"{room.Lab}/submissions", Kubeconfigs.SubmissionFor(room.NewHost()))).IsProblem(409, "closed");
    }

    [Fact]
    public async Task TakenBack_WhatHeldBeforeHoldsAgain_ButNoOneIsOverdueAtAStroke()
    {
        var room = await Classroom.CreateAsync(shared.Service, PastDue);
        var id = await room.GradedAsync();
        await PutUnderLeaseAsync(id);
        (await room.Instructor.PostAsync($"{room.Lab}/extensions", """{"until":"2099-01-01T00:00:00Z","reason":"outage"}""")).Is(200);
        var extension = (await room.Instructor.GetAsync($"{room.Lab}/extensions")).Is(200).Json.GetProperty("items")[0].GetProperty("id").GetString();
        Assert.Equal((1, 0, 1, 1), Counts((await room.Instructor.DeleteAsync($"{room.Lab}/extensions/{extension}")).Is(200).Json));
        Assert.True((await room.Student.GetAsync($"/api/submissions/{id}")).Json.GetProperty("late").GetBoolean());
        Assert.True((await LeaseAsync(id)).Deadline > TimeProvider.System.GetUtcNow().AddMinutes(40));
        (await room.Instructor.DeleteAsync($"{room.Lab}/extensions/{extension}")).IsProblem(404, "not-found");
        Assert.Contains(await AuditAsync(room, "what=extension.taken-back"), e => e is { From: "2099-01-01 00:00Z", To: "2020-01-01 09:00Z" });
    }

    [Theory]
    [InlineData("""{"until":"2019-12-31T00:00:00Z","reason":"x"}""", "until")]
    [InlineData("""{"reason":"x"}""", "until")]
    [InlineData("""{"until":"2099-01-01T00:00:00Z"}""", "reason")]
    [InlineData("""{"until":"2099-01-01T00:00:00Z","reason":"x","students":[]}""", "students")]
    [InlineData("""{"until":"2099-01-01T00:00:00Z","reason":"x","students":["s-1","s-99"]}""", "students")]
    public async Task WrongExtension_IsRefusedAtItsField_AndNothingIsStored(string body, string field)
    {
        var room = await Classroom.CreateAsync(shared.Service, PastDue);
        Assert.Equal([field], (await room.Instructor.PostAsync($"{room.Lab}/extensions", body)).IsProblem(422, "invalid").Fields);
        Assert.Equal(0, (await room.Instructor.GetAsync($"{room.Lab}/extensions")).Json.GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task WithoutDueDate_ThereIsNothingToExtend()
    {
        var room = await Classroom.CreateAsync(shared.Service);
        Assert.Equal(["until"], (await room.Instructor.PostAsync($"{room.Lab}/extensions", """{"until":"2099-01-01T00:00:00Z","reason":"x"}""")).IsProblem(422, "invalid").Fields);
    }

    [Fact]
    public async Task MovedDueDateOfANewVersion_JudgesThoseWhoSubmittedBefore()
    {
        var room = await Classroom.CreateAsync(shared.Service, PastDue);
        var id = await room.GradedAsync();
        var yaml = (await room.Instructor.GetAsync(room.Lab, ("Accept", "application/yaml"))).Text;
        (await room.Instructor.PutAsync(room.Lab, WithDueYear(yaml, "2099"), "application/yaml")).Is(200);
        var submission = (await room.Student.GetAsync($"/api/submissions/{id}")).Json;
        Assert.False(submission.GetProperty("late").GetBoolean());
        Assert.Equal(1, submission.GetProperty("assignmentVersion").GetInt32());
        Assert.Contains(await AuditAsync(room, "what=submission.late"), e => e is { From: "late", To: "on time" });
    }

    // The day depends on the zone, which depends on the hour of the test.
    private static string WithDueYear(string yaml, string year) => Regex.Replace(yaml, "^(?<due>due: *['\"]?)[0-9]{4}", "${due}" + year, RegexOptions.Multiline | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));

    private static async Task<(string? Outcome, decimal Score, bool Final)> DeletionAsync(Classroom room, string submission)
    {
        var shown = (await room.Instructor.GetAsync($"/api/submissions/{submission}")).Is(200).Json;
        var check = shown.GetProperty("checks").EnumerateArray().Single(c => c.GetProperty("check").GetString() == "cluster-deletion");
        return (check.GetProperty("outcome").GetString(), shown.GetProperty("score").GetDecimal(), shown.GetProperty("final").GetBoolean());
    }

    private static (int Extensions, int NoLongerLate, int NowLate, int DeadlinesMoved) Counts(System.Text.Json.JsonElement change) => (
        change.GetProperty("extensions").GetInt32(), change.GetProperty("noLongerLate").GetInt32(),
        change.GetProperty("nowLate").GetInt32(), change.GetProperty("deadlinesMoved").GetInt32());

    private static async Task<List<(string? What, string? From, string? To, string? Why)>> AuditAsync(Classroom room, string filter) =>
        [.. (await room.Instructor.GetAsync($"/api/audit?course={room.Course}&{filter}")).Is(200).Json.GetProperty("items").EnumerateArray().Select(e => (
            e.GetProperty("what").GetString(), e.GetProperty("from").GetString(), e.GetProperty("to").GetString(), e.GetProperty("why").GetString()))];

    // The tests' clusters have no identity, so no grading begins a lease on them.
    private async Task PutUnderLeaseAsync(string submission)
    {
        await using var scope = shared.Service.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<EksGraderDb>();
        await db.WriteAsync(
            async token =>
            {
                var found = await db.Submissions.FirstAsync(s => s.Id == new SubmissionId(Guid.Parse(submission)), token);
                var lease = new Lease(
                    Id.New<LeaseId>(TimeProvider.System), found.CourseId, found.AssignmentId, found.StudentId, found.SubmittedAt, found.SubmittedAt.AddHours(2));
                db.Leases.Add(lease);
                found.PutUnder(lease.Id);
            },
            TestContext.Current.CancellationToken);
    }

    private async Task<Lease> LeaseAsync(string submission)
    {
        await using var scope = shared.Service.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<EksGraderDb>();
        var id = new SubmissionId(Guid.Parse(submission));
        return await db.Leases.AsNoTracking().SingleAsync(l => db.Submissions.Any(s => s.Id == id && s.LeaseId == l.Id), TestContext.Current.CancellationToken);
    }
}
