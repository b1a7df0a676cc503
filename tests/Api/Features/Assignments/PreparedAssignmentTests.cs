using EksGrader.Tests.Api.Authorisation;
using EksGrader.Tests.Support.Api;
using EksGrader.Tests.Support.Kubernetes;
using EksGrader.Tests.Support.Time;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace EksGrader.Tests.Api.Features.Assignments;

/// <summary>Drafts, and assignments that have not opened: students find nothing of them anywhere.</summary>
public sealed class PreparedAssignmentTests(SharedService shared)
{
    private const string Checks = "checks: [{ check: nodes, points: 20 }]\n";
    private const string Secret = "the-secret-task";
    private const string Later = "opensAt: 2150-01-01T09:00\n";
    private const string Before = "opensAt: 2020-01-01T09:00\n";

    [Theory]
    [InlineData("draft: true\n", "draft")]
    [InlineData(Later, "scheduled")]
    [InlineData("draft: true\n" + Before, "draft")]
    public async Task Hidden_IsNowhereForStudents_AndStaffSeeItsState(string rules, string state)
    {
        var room = await Classroom.CreateAsync(shared.Service);
        var hidden = $"/api/courses/{room.Course}/assignments/{Secret}";
        (await room.Instructor.PutAsync(hidden, $"assignment: {Secret}\ndescription: Do {Secret}.\n{rules}{Checks}", "application/yaml")).Is(201);

        (await room.Student.GetAsync(hidden)).IsProblem(404, "not-found");
        (await room.Student.PostAsync($"{hidden}/submissions", Kubeconfigs.SubmissionFor(room.NewHost()))).IsProblem(404, "not-found");
        (await room.Student.PostAsync($"{hidden}/access/test", Kubeconfigs.SubmissionFor(room.NewHost()))).IsProblem(404, "not-found");
        Assert.DoesNotContain(Secret, (await room.Student.GetAsync($"/api/courses/{room.Course}/assignments")).Is(200).Text, StringComparison.Ordinal);

        using var student = await shared.Service.WelcomeAsync($"s1@{room.Course}.example");
        foreach (var page in (string[])["/", $"/courses/{room.Course}"])
            Assert.DoesNotContain(Secret, (await student.GetAsync(page)).Is(200).Text, StringComparison.Ordinal);

        // Nothing of it is at any address that the service has.
        foreach (var call in ApiRows.All.Concat(PageRows.All).Select(r => r.Call).Where(c => c.Contains("{assignment}", StringComparison.Ordinal)))
        {
            var (method, path) = (call.Split(' ')[0], call.Split(' ')[1].Replace("{course}", room.Course, StringComparison.Ordinal).Replace("{assignment}", Secret, StringComparison.Ordinal));
            var reply = method == "GET" ? await student.GetAsync(path) : await room.Student.SendAsync(new HttpMethod(method), path, "{}");
            Assert.True(reply.Status is 400 or 403 or 404 or 405, $"{call}: {reply.Status}");
            Assert.DoesNotContain($"Do {Secret}", reply.Text, StringComparison.Ordinal);
        }

        foreach (var staff in (ApiClient[])[room.Instructor, room.Assistant, room.Admin])
        {
            (await staff.GetAsync(hidden)).Is(200);
            var listed = (await staff.GetAsync($"/api/courses/{room.Course}/assignments")).Is(200).Json.GetProperty("items").EnumerateArray()
                .Single(a => a.GetProperty("assignment").GetString() == Secret);
            Assert.Equal(state, listed.GetProperty("state").GetString());
        }

        // It is refused for a student, too, whom an instructor names.
        (await room.Instructor.PostAsync($"{hidden}/submissions?student=s-1", Kubeconfigs.SubmissionFor(room.NewHost()))).IsProblem(409, "not-open");
    }

    [Fact]
    public async Task Opened_IsThereForEverybody()
    {
        var room = await Classroom.CreateAsync(shared.Service, Before);

        (await room.Student.GetAsync(room.Lab)).Is(200);
        Assert.Equal("open", (await room.Student.GetAsync($"/api/courses/{room.Course}/assignments")).Is(200).Json.GetProperty("items")[0].GetProperty("state").GetString());
        await room.SubmitAsync();
    }

    [Fact]
    public async Task Opening_ComesByTheServicesClock_InTheZoneOfTheAssignment()
    {
        var time = new ShiftedTime();
        await using var service = await Service.StartAsync(configure: services => services.AddSingleton<TimeProvider>(time));
        var opens = time.GetUtcNow().UtcDateTime.AddHours(9 + 1);
        var room = await Classroom.CreateAsync(service, $"opensAt: {opens:yyyy-MM-dd'T'HH:mm:ss}\ntimeZone: Asia/Seoul\n");
        (await room.Student.GetAsync(room.Lab)).IsProblem(404, "not-found");

        time.PutForward(TimeSpan.FromMinutes(59));
        (await room.Student.PostAsync($"{room.Lab}/submissions", Kubeconfigs.SubmissionFor(room.NewHost()))).IsProblem(404, "not-found");

        time.PutForward(TimeSpan.FromMinutes(2));
        (await room.Student.GetAsync(room.Lab)).Is(200);
        await room.SubmitAsync();
    }

    [Theory]
    [InlineData("draft: true\n")]
    [InlineData(Later)]
    public async Task HiddenAgain_StaysWithThoseWhoSubmitted_AndTakesNothingMore(string rules)
    {
        var room = await Classroom.CreateAsync(shared.Service);
        var id = await room.GradedAsync();

        (await room.Instructor.PutAsync(room.Lab, $"assignment: lab\n{rules}{Checks}", "application/yaml")).Is(200);

        (await room.Classmate.GetAsync(room.Lab)).IsProblem(404, "not-found");
        (await room.Classmate.PostAsync($"{room.Lab}/submissions", Kubeconfigs.SubmissionFor(room.NewHost()))).IsProblem(404, "not-found");
        Assert.Empty((await room.Classmate.GetAsync($"/api/courses/{room.Course}/assignments")).Json.GetProperty("items").EnumerateArray());
        (await room.Student.GetAsync($"/api/submissions/{id}")).Is(200);
        (await room.Student.GetAsync(room.Lab)).Is(200);
        Assert.Single((await room.Student.GetAsync($"/api/courses/{room.Course}/assignments")).Json.GetProperty("items").EnumerateArray());
        (await room.Student.PostAsync($"{room.Lab}/submissions", Kubeconfigs.SubmissionFor(room.NewHost()))).IsProblem(409, "not-open");
        using var student = await shared.Service.WelcomeAsync($"s1@{room.Course}.example");
        var page = (await student.GetAsync($"/courses/{room.Course}/assignments/lab")).Is(200).Text;
        Assert.Contains("hidden this assignment again", page, StringComparison.Ordinal);

        (await room.Instructor.PutAsync(room.Lab, $"assignment: lab\n{Checks}", "application/yaml")).Is(200);
        (await room.Classmate.GetAsync(room.Lab)).Is(200);
    }

    [Fact]
    public async Task Hidden_NothingIsWrittenToStudents()
    {
        var room = await Classroom.CreateAsync(shared.Service, Later);
        var teaching = new Teaching(room);

        // Mail and webhooks come of leases and submissions alone, and there are none.
        Assert.Equal(0, await teaching.DbAsync(db => db.Reminders.CountAsync(r => db.Courses.Any(c => c.Id == r.CourseId && c.Slug == room.Course), TestContext.Current.CancellationToken)));
    }

    [Fact]
    public async Task Description_IsReadAndWritten_AsYamlAndAsJson()
    {
        var room = await Classroom.CreateAsync(shared.Service);
        var yaml = $"assignment: lab\ndescription:\n  en: |\n    # Task\n\n    - **two** nodes\n  ko: 노드 2개\n{Checks}";
        (await room.Instructor.PutAsync(room.Lab, yaml, "application/yaml")).Is(200);

        var described = (await room.Student.GetAsync(room.Lab)).Is(200).Json.GetProperty("description");
        Assert.Equal("# Task\n\n- **two** nodes", described.GetProperty("en").GetString());
        Assert.Equal("노드 2개", described.GetProperty("ko").GetString());
        var written = (await room.Student.GetAsync(room.Lab, ("Accept", "application/yaml"))).Is(200).Text;
        Assert.Contains("  en: |-\n    # Task\n\n    - **two** nodes\n  ko: 노드 2개\n", written, StringComparison.Ordinal);
        Assert.Equal(written, (await room.Instructor.PutAsync(room.Lab, written, "application/yaml")).Is(200).Text);
    }

    [Fact]
    public async Task Description_IsOnTheStudentsPage_AndInThePreview()
    {
        var room = await Classroom.CreateAsync(shared.Service, "description: { en: \"# Task\\n\\n**two** nodes\", ko: 노드 }");
        foreach (var person in (string[])["s1", "teacher"])
        {
            using var browser = await shared.Service.WelcomeAsync($"{person}@{room.Course}.example");
            var page = (await browser.GetAsync($"/courses/{room.Course}/assignments/lab")).Is(200).Text;
            Assert.Contains("<h3>Task</h3>\n<p><strong>two</strong> nodes</p>", page, StringComparison.Ordinal);
        }
    }
}
