using System.Net;
using EksGrader.Tests.Support.Api;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace EksGrader.Tests.Api.Features.Submissions;

public sealed class EventTests(SharedService shared)
{
    [Fact]
    public async Task Events_TellVerdictsAsTheyFall_ThenTheGrade()
    {
        var room = await Classroom.CreateAsync(shared.Service);
        var host = room.NewHost();
        var cluster = shared.Service.Clusters.On(host).Hold();
        var id = await room.SubmitAsync(host);
        var seen = new List<string>();
        await foreach (var (name, data) in room.Student.FollowAsync(id))
        {
            seen.Add(name == "verdict" ? data.GetProperty("check").GetString() ?? "" : name);
            cluster.Release();
        }

        Assert.Equal(["graded", "nodes", "replicas"], seen.Order(StringComparer.Ordinal));
        Assert.Equal("graded", seen[^1]);
    }

    [Fact]
    public async Task Events_OfAGradedSubmission_AreKnownAtOnce()
    {
        var room = await Classroom.CreateAsync(shared.Service);
        var id = await room.GradedAsync();
        var seen = new List<string>();
        await foreach (var (name, _) in room.Instructor.FollowAsync(id))
            seen.Add(name);
        Assert.Equal(["verdict", "verdict", "graded"], seen);
    }

    [Fact]
    public async Task Events_OfAnothers_AreNotThere()
    {
        var room = await Classroom.CreateAsync(shared.Service);
        var id = await room.GradedAsync();
        (await room.Classmate.GetAsync($"/api/submissions/{id}/events")).IsProblem(404, "not-found");
    }

    [Fact]
    public async Task Events_OfAWaitingSubmission_BeginAtOnce_AndEndWithoutAnErrorWhenTheClientGoes()
    {
        var errors = new ErrorLog();
        await using (var service = await Service.StartAsync(["--Logging:LogLevel:Default=Error"], configure: s => s.AddSingleton<ILoggerProvider>(errors)))
        {
            var room = await Classroom.CreateAsync(service);
            var held = room.NewHost();
            var first = service.Clusters.On(held).Hold();
            await room.SubmitAsync(held);
            await first.Begun.WaitAsync(TestContext.Current.CancellationToken);

            // Behind the first, so it has no verdict yet: only the headers can come. The next comment would after 15 s.
            var second = await room.SubmitAsync();
            using (await room.Student.OpenEventsAsync(second).WaitAsync(TimeSpan.FromSeconds(10), TimeProvider.System, TestContext.Current.CancellationToken))
            {
                // No one reads on: the client goes in the middle.
            }

            first.Release();
            await room.Student.GradedAsync(second);
        }

        Assert.Empty(errors.Lines);
    }

    [Fact]
    public async Task Events_EndForWhoMayNoLongerFollow_AndGoOnForOthers()
    {
        await using var service = await Service.StartAsync(["--EventStreams:BeatEvery=00:00:00.1"]);
        var room = await Classroom.CreateAsync(service);
        var host = room.NewHost();
        var cluster = service.Clusters.On(host).Hold();
        var id = await room.SubmitAsync(host);
        await cluster.Begun.WaitAsync(TestContext.Current.CancellationToken);

        using var browser = await service.WelcomeAsync($"s1@{room.Course}.example");
        var made = (await room.Student.PostAsync("/api/tokens", $$"""{"name":"mine","expiresAt":"{{TimeProvider.System.GetUtcNow().AddDays(1):O}}"}""")).Is(201);
        var session = browser.GetAsync($"/live/{id}");
        var revoked = await BeginAsync(service.Client(made.Json.GetProperty("token").GetString()), id);
        var dismissed = await BeginAsync(room.Assistant, id);
        var follows = await BeginAsync(room.Student, id);

        (await room.Student.DeleteAsync($"/api/tokens/{made.Id}")).Is(204);
        Assert.DoesNotContain("graded", await revoked.End);
        (await room.Admin.PutAsync($"/api/courses/{room.Course}/instructors", $$"""{"instructors":[{"email":"teacher@{{room.Course}}.example"}]}""")).Is(200);
        Assert.DoesNotContain("graded", await dismissed.End);
        Assert.Equal(302, (await browser.SubmitAsync("/account", "end-sessions")).Status);
        Assert.DoesNotContain("event: graded", (await session).Text, StringComparison.Ordinal);

        Assert.False(follows.End.IsCompleted);
        cluster.Release();
        Assert.Contains("graded", await follows.End);
    }

    // What is revoked before its stream has begun would be refused, not ended.
    private static async Task<Stream> BeginAsync(ApiClient client, string submission)
    {
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var end = EndOfAsync(client, submission, begun);
        await await Task.WhenAny(begun.Task, end);
        return new Stream(end);
    }

    private static async Task<IReadOnlyList<string>> EndOfAsync(ApiClient client, string submission, TaskCompletionSource? begun = null)
    {
        var seen = new List<string>();
        await foreach (var (name, _) in client.FollowAsync(submission, begun))
            seen.Add(name);
        return seen;
    }

    [Fact]
    public async Task Events_MoreAtOnceThanOneCallerMayFollow_AreRefused_UntilOneEnds()
    {
        await using var service = await Service.StartAsync(["--RateLimits:StreamsAtOnce=2"]);
        var room = await Classroom.CreateAsync(service);
        var host = room.NewHost();
        var cluster = service.Clusters.On(host).Hold();
        var id = await room.SubmitAsync(host);
        using (await room.Student.OpenEventsAsync(id))
        {
            using (await room.Student.OpenEventsAsync(id))
            {
                var refused = (await room.Student.GetAsync($"/api/submissions/{id}/events")).IsProblem(429, "too-many-requests");
                Assert.NotNull(refused.Headers.RetryAfter);

                // Everyone by himself.
                using var other = await room.Instructor.OpenEventsAsync(id);
                Assert.Equal(HttpStatusCode.OK, other.StatusCode);
            }
        }

        cluster.Release();
        await room.Instructor.GradedAsync(id);

        // The service hears of clients that went when it writes to them, or their connections end.
        while ((await room.Student.GetAsync($"/api/submissions/{id}/events")).Status == 429)
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
    }

    private sealed record Stream(Task<IReadOnlyList<string>> End);
}
