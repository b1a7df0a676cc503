using System.Text.Json;
using EksGrader.Api.Features.Appeals;
using EksGrader.Checks.Core;
using EksGrader.Db.Model;
using EksGrader.Tests.Support.Api;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Tests.Api.Features.Appeals;

/// <summary>An appeal as a conversation, over HTTP: both sides write until it is closed, and nothing around it keeps it from that.</summary>
public sealed class AppealThreadTests(SharedService shared)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task BothSides_GoOn_UntilTheStudentCloses()
    {
        var (teaching, address) = await LostAsync();
        var (student, teacher) = (teaching.Room.Student, teaching.Room.Instructor);

        var begun = (await student.PostAsync(address, """{ "reason": "It was ready." }""")).Is(201);
        Assert.Equal(address, begun.Location);
        Assert.Equal("open", begun.Json.GetProperty("state").GetString());
        Assert.NotNull(begun.Json.GetProperty("dueAt").GetString());
        Assert.Equal("answered", State((await teacher.PostAsync($"{address}/messages", """{ "text": "Which one?" }""")).Is(200)));
        Assert.Equal("open", State((await student.PostAsync($"{address}/messages", """{ "text": "The second." }""")).Is(200)));
        (await teacher.PostAsync($"{address}/messages", """{ "text": "Look at line 3." }""")).Is(200);
        var closed = (await student.PostAsync($"{address}/close", "{}")).Is(200);

        Assert.Equal(("closed", "settled"), (State(closed), closed.Json.GetProperty("resolution").GetString()));
        var messages = (await student.GetAsync(address)).Is(200).Json.GetProperty("messages").EnumerateArray().ToList();
        Assert.Equal(["student", "instructor", "student", "instructor"], messages.Select(m => m.GetProperty("from").GetString()));
        Assert.Null(messages[1].GetProperty("by").GetString());
        Assert.NotNull((await teacher.GetAsync(address)).Json.GetProperty("messages")[1].GetProperty("by").GetString());
        (await teacher.PostAsync($"{address}/messages", """{ "text": "One more." }""")).Is(409);
        Assert.Equal(5, await teaching.DbAsync(db => db.AuditEntries.CountAsync(e => e.Subject.StartsWith($"submission {IdOf(address)}") && (e.What.StartsWith("contest.") || e.What == "verdict.contested"), Token)));
    }

    [Fact]
    public async Task Answer_ToLessThanThereIs_LeavesItOpen_AndDecidesNothing()
    {
        var (teaching, address) = await LostAsync();
        var (student, teacher) = (teaching.Room.Student, teaching.Room.Instructor);
        (await student.PostAsync(address, """{ "reason": "It was ready." }""")).Is(201);
        (await student.PostAsync($"{address}/messages", """{ "text": "And so was the other." }""")).Is(200);

        (await teacher.PostAsync($"{address}/close", """{ "resolution": "rejected", "text": "No.", "seen": 1 }""")).Is(409);
        Assert.Equal("open", State((await teacher.PostAsync($"{address}/messages", """{ "text": "Which one?", "seen": 1 }""")).Is(200)));
        // The student may not withdraw over an answer that they have not read.
        (await student.PostAsync($"{address}/close", """{ "seen": 2 }""")).Is(409);
        (await teacher.PostAsync($"{address}/close", """{ "resolution": "accepted", "points": 9, "text": "Right.", "seen": 3 }""")).Is(200);
        Assert.Equal(29m, (await teaching.ShownAsync(IdOf(address))).GetProperty("score").GetDecimal());
    }

    [Fact]
    public async Task BothAtOnce_NoMessageIsLost_AndItEndsOnce()
    {
        var (teaching, address) = await LostAsync();
        var (student, teacher) = (teaching.Room.Student, teaching.Room.Instructor);
        (await student.PostAsync(address, """{ "reason": "It was ready." }""")).Is(201);

        var written = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => (i % 2 == 0 ? student : teacher).PostAsync($"{address}/messages", $$"""{ "text": "{{i}}" }""")));
        Assert.All(written, w => w.Is(200));
        var ends = await Task.WhenAll(
            student.PostAsync($"{address}/close", "{}"),
            teacher.PostAsync($"{address}/close", """{ "resolution": "rejected", "text": "No." }"""),
            teacher.PostAsync($"{address}/messages", """{ "text": "Late." }"""));

        Assert.All(ends, e => Assert.True(e.Status is 200 or 409, e.Text));
        var messages = (await student.GetAsync(address)).Json.GetProperty("messages").EnumerateArray().ToList();
        Assert.Equal(Enumerable.Range(1, messages.Count), messages.Select(m => m.GetProperty("number").GetInt32()));
        Assert.Equal(Enumerable.Range(0, 8).Select(i => $"{i}"), messages.Select(m => m.GetProperty("text").GetString() ?? "").Where(t => t.Length == 1).Order(StringComparer.Ordinal));
        Assert.Equal("closed", (await student.GetAsync(address)).Json.GetProperty("state").GetString());
    }

    [Fact]
    public async Task TwoBegunAtOnce_AreOne()
    {
        var (teaching, address) = await LostAsync();
        var begun = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => teaching.Room.Student.PostAsync(address, """{ "reason": "It was ready." }""")));
        Assert.Equal([201, 409, 409, 409], begun.Select(b => b.Status).Order());
    }

    [Fact]
    public async Task Messages_AreLimited_AndAFullOneCanStillBeDecided()
    {
        var (teaching, address) = await LostAsync();
        var (student, teacher) = (teaching.Room.Student, teaching.Room.Instructor);
        (await student.PostAsync(address, """{ "reason": "It was ready." }""")).Is(201);
        (await student.PostAsync($"{address}/messages", $$"""{ "text": "{{new string('a', Appeal.LongestText + 1)}}" }""")).Is(422);
        for (var i = 1; i < Appeal.MostMessages; i++)
            (await teacher.PostAsync($"{address}/messages", """{ "text": "more" }""")).Is(200);

        Assert.Equal("text", (await student.PostAsync($"{address}/messages", """{ "text": "more" }""")).Is(422).Json.GetProperty("errors")[0].GetProperty("field").GetString());
        (await teacher.PostAsync($"{address}/close", """{ "resolution": "rejected", "text": "No." }""")).Is(200);
    }

    [Fact]
    public async Task Student_WhoWritesWithoutEnd_IsSlowedDown()
    {
        var (teaching, address) = await LostAsync();
        var student = teaching.Room.Student;
        (await student.PostAsync(address, """{ "reason": "It was ready." }""")).Is(201);
        for (var i = 1; i < AppealService.MostMessagesInWindow; i++)
            (await student.PostAsync($"{address}/messages", """{ "text": "please" }""")).Is(200);
        (await student.PostAsync($"{address}/messages", """{ "text": "please" }""")).Is(429);
    }

    [Fact]
    public async Task DueTime_IsTheCourses_ElseTheServices()
    {
        var (teaching, address) = await LostAsync();
        var (student, teacher, course) = (teaching.Room.Student, teaching.Room.Instructor, $"/api/courses/{teaching.Room.Course}");
        Assert.Equal(["answerWithinDays"], (await teacher.PutAsync(course, """{ "answerWithinDays": 61 }""")).IsProblem(422, "invalid").Fields);
        Assert.Equal(1, (await teacher.PutAsync(course, """{ "answerWithinDays": 1 }""")).Is(200).Json.GetProperty("answerWithinDays").GetInt32());

        var begun = (await student.PostAsync(address, """{ "reason": "It was ready." }""")).Is(201).Json;
        Assert.Equal(TimeSpan.FromDays(1), begun.GetProperty("dueAt").GetDateTimeOffset() - begun.GetProperty("createdAt").GetDateTimeOffset());

        Assert.Equal(JsonValueKind.Null, (await teacher.PutAsync(course, """{ "answerWithinDays": 0 }""")).Is(200).Json.GetProperty("answerWithinDays").ValueKind);
    }

    [Fact]
    public async Task Feedback_ChangesNoPoints_AndTheStudentReplies()
    {
        var (teaching, address) = await LostAsync("nodes");
        var (student, assistant) = (teaching.Room.Student, teaching.Room.Assistant);

        var given = (await assistant.PostAsync(address, """{ "reason": "Good, but why three?" }""")).Is(201);
        Assert.Equal((true, "answered"), (given.Json.GetProperty("feedback").GetBoolean(), State(given)));
        Assert.Equal(20m, (await teaching.ShownAsync(IdOf(address))).GetProperty("score").GetDecimal());
        Assert.Equal("open", State((await student.PostAsync($"{address}/messages", """{ "text": "To be safe." }""")).Is(200)));
        Assert.Single((await assistant.GetAsync($"/api/courses/{teaching.Room.Course}/appeals?state=open")).Is(200).Json.GetProperty("items").EnumerateArray());
        var closed = (await assistant.PostAsync($"{address}/close", "{}")).Is(200); // without words the student is told just that
        Assert.Equal("Closed without a further answer.", closed.Json.GetProperty("messages").EnumerateArray().Last().GetProperty("text").GetString());
        Assert.Single(await teaching.DbAsync(db => db.Reminders.Where(r => r.Kind == ReminderKind.AppealAnswered && r.SubmissionId == IdOf(address) && r.Number == 1).ToListAsync(Token)));
    }

    [Fact]
    public async Task Appeal_OutlivesItsCheck_ItsSubmission_AndItsStudent()
    {
        var (teaching, address) = await LostAsync();
        var (student, teacher) = (teaching.Room.Student, teaching.Room.Instructor);
        (await student.PostAsync(address, """{ "reason": "It was ready." }""")).Is(201);

        // What a regrade by rules without the check leaves, and a roster without the student.
        await teaching.DbAsync(db => db.Submissions.Where(s => s.Id == IdOf(address)).ExecuteUpdateAsync(u => u.SetProperty(s => s.Status, SubmissionStatus.Grading), Token));
        await teaching.DbAsync(db => db.GradedChecks
            .Where(c => c.Check == new CheckId("replicas") && db.Submissions.Any(s => s.Id == IdOf(address) && s.CountingGradingId == c.GradingId)).ExecuteDeleteAsync(Token));
        await teaching.DbAsync(db => db.Students.Where(s => db.Submissions.Any(x => x.Id == IdOf(address) && x.StudentId == s.Id)).ExecuteUpdateAsync(u => u.SetProperty(s => s.LeftAt, DateTimeOffset.UnixEpoch), Token));

        using var browser = await shared.Service.WelcomeAsync($"teacher@{teaching.Room.Course}.example");
        Assert.Contains("It was ready.", (await browser.GetAsync($"/submissions/{IdOf(address)}")).Is(200).Text, StringComparison.Ordinal);
        Assert.Contains("It was ready.", (await browser.GetAsync($"/courses/{teaching.Room.Course}/appeals")).Is(200).Text, StringComparison.Ordinal);
        Assert.Equal("not-graded", (await teacher.PostAsync($"{address}/close", """{ "resolution": "accepted", "points": 9, "text": "Right." }""")).Is(409).Json.GetProperty("type").GetString()?.Split(':')[^1]);
        (await teacher.PostAsync($"{address}/messages", """{ "text": "The check is gone." }""")).Is(200);
        (await teacher.PostAsync($"{address}/close", "{}")).Is(200);
        Assert.Equal("closed", State((await student.GetAsync(address)).Is(200)));
    }

    [Fact]
    public async Task Tokens_NeedTheScopeOfTheirSide()
    {
        var (teaching, address) = await LostAsync();
        var email = $"s1@{teaching.Room.Course}.example";
        var reader = shared.Service.Client(await Classroom.TokenAsync(shared.Service, email, """["read"]"""));
        (await reader.PostAsync(address, """{ "reason": "It was ready." }""")).Is(403);
        var submitter = shared.Service.Client(await Classroom.TokenAsync(shared.Service, email, """["submit"]"""));
        (await submitter.PostAsync(address, """{ "reason": "It was ready." }""")).Is(201);
        (await reader.PostAsync($"{address}/close", "{}")).Is(403);
        var wrongSide = shared.Service.Client(await Classroom.TokenAsync(shared.Service, $"teacher@{teaching.Room.Course}.example", """["submit"]"""));
        (await wrongSide.PostAsync($"{address}/messages", """{ "text": "No." }""")).Is(403);
    }

    [Fact]
    public async Task List_HasTheOldestOpenFirst_InParts()
    {
        var (teaching, address) = await LostAsync();
        (await teaching.Room.Student.PostAsync(address, """{ "reason": "first" }""")).Is(201);
        (await teaching.Room.Instructor.PostAsync(address.Replace("replicas", "nodes", StringComparison.Ordinal), """{ "reason": "second" }""")).Is(201);
        (await teaching.Room.Student.PostAsync(address.Replace("replicas", "nodes", StringComparison.Ordinal) + "/messages", """{ "text": "third" }""")).Is(200);
        var list = $"/api/courses/{teaching.Room.Course}/appeals?state=open&limit=1";

        var first = (await teaching.Room.Assistant.GetAsync(list)).Is(200).Json;
        Assert.Equal(("first", "s-1"), (first.GetProperty("items")[0].GetProperty("text").GetString(), first.GetProperty("items")[0].GetProperty("student").GetString()));
        var second = (await teaching.Room.Assistant.GetAsync($"{list}&after={first.GetProperty("next").GetString()}")).Is(200).Json;
        Assert.Equal("third", second.GetProperty("items")[0].GetProperty("text").GetString());
        Assert.Null(second.GetProperty("next").GetString());
        (await teaching.Room.Assistant.GetAsync($"/api/courses/{teaching.Room.Course}/appeals?state=lost")).Is(422);
    }

    private async Task<(Teaching Teaching, string Address)> LostAsync(string check = "replicas")
    {
        var teaching = await Teaching.BeginAsync(shared.Service);
        return (teaching, $"/api/submissions/{await teaching.GradedAsync(Seen.But("replicas", Seen.Failed))}/checks/{check}/appeal");
    }

    private static SubmissionId IdOf(string address) => new(Guid.Parse(address.Split('/')[3]));

    private static string? State(Reply reply) => reply.Json.GetProperty("state").GetString();
}
