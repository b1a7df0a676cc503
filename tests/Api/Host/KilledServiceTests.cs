using System.Collections.Concurrent;
using EksGrader.Simulator;
using EksGrader.Simulator.Plans;
using EksGrader.Tests.Support.Api;
using EksGrader.Tests.Support.Kubernetes;

namespace EksGrader.Tests.Api.Host;

/// <summary>The program as a process of its own, killed without a word while it looks at a cluster.</summary>
public sealed class KilledServiceTests
{
    [Fact]
    public async Task KilledInTheMiddle_GradesAfterTheNextStart_Once()
    {
        var token = TestContext.Current.CancellationToken;
        var folder = Directory.CreateTempSubdirectory("eksgrader-killed-").FullName;
        await using var practice = await PracticeClass.StartAsync(
            new PracticeClassOptions { Students = 1, Kinds = ["good-kubeconfig"], RoundTripDelay = TimeSpan.FromSeconds(1) }, token);
        string roster = "studentId,name,email\ns-1,Kim,s1@killed.example\n", lab = "/api/courses/killed/assignments/lab", id;
        using (var first = await ServiceProcess.StartAsync(folder))
        {
            (await first.Admin.PostAsync("/api/courses", """{"slug":"killed","title":"Killed"}""")).Is(201);
            (await first.Admin.PutAsync("/api/courses/killed/roster", roster, "text/csv")).Is(200);
            (await first.Admin.PutAsync(lab, "assignment: lab\nchecks: [{ check: nodes, points: 20 }]", "application/yaml")).Is(201);
            id = (await first.Admin.PostAsync($"{lab}/submissions?student=s-1", practice.Clusters[0].SubmissionJson())).Is(202).Id;
            while ((await first.Admin.GetAsync($"/api/submissions/{id}")).Json.GetProperty("status").GetString() == "queued")
            {
                // Each answer is a signal of its own; the observation itself takes seconds.
            }
        }

        using var second = await ServiceProcess.StartAsync(folder);
        var graded = await second.Admin.GradedAsync(id);
        Assert.Equal((20m, 1), (graded.GetProperty("score").GetDecimal(), graded.GetProperty("checks").GetArrayLength()));
    }

    /// <summary>
    /// Killed again and again while eight write at once. Whatever was on its way then, before the commit or after it, the same key is
    /// answered at once after the next start, and is the submission that it was told to be.
    /// </summary>
    [Fact]
    public async Task KilledInTheMiddleOfWrites_TheSameKeyIsAnsweredAtOnce_AndDoneOnce()
    {
        const int Writers = 8;
        const int Kills = 3;
        var folder = Directory.CreateTempSubdirectory("eksgrader-killed-").FullName;
        var (sent, told) = (new ConcurrentDictionary<string, string>(StringComparer.Ordinal), new ConcurrentDictionary<string, string>(StringComparer.Ordinal));
        for (var kill = 0; kill < Kills; kill++)
        {
            Task[] writing;
            using (var service = await ServiceProcess.StartAsync(folder))
            {
                if (kill == 0)
                    await EnrolAsync(service.Admin, Writers);
                var enough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                var until = told.Count + 5 + (7 * kill);
                writing = [.. Enumerable.Range(0, Writers).Select(w => WriteAsync(service.Admin, w, kill, () => told.Count >= until, enough))];
                await enough.Task.WaitAsync(TestContext.Current.CancellationToken);
            }

            await Task.WhenAll(writing);
        }

        using var last = await ServiceProcess.StartAsync(folder);
        foreach (var (key, student) in sent)
        {
            var again = (await HandInAsync(last.Admin, student, key)).Is(202);
            Assert.Equal(told.GetValueOrDefault(key, again.Id), again.Id);
        }

        var attempts = (await last.Admin.GetAsync("/api/courses/killed/assignments/lab/gradebook?limit=100")).Json.GetProperty("items").EnumerateArray().Sum(i => i.GetProperty("attempts").GetInt32());
        Assert.Equal(sent.Count, attempts);
        Assert.True(sent.Count > told.Count, "Nothing was on its way when it was killed.");

        async Task WriteAsync(ApiClient admin, int writer, int kill, Func<bool> isEnough, TaskCompletionSource enough)
        {
            for (var number = 0; ; number++)
            {
                var (student, key) = ($"s-{writer}", $"{kill}-{writer}-{number}");
                sent[key] = student;
                try
                {
                    told[key] = (await HandInAsync(admin, student, key)).Is(202).Id;
                }
                catch (Exception e) when (e is HttpRequestException or OperationCanceledException && !TestContext.Current.CancellationToken.IsCancellationRequested)
                {
                    return; // killed: the connection broke, or was closed on this side before that was seen
                }

                if (isEnough())
                    enough.TrySetResult();
            }
        }
    }

    private static Task<Reply> HandInAsync(ApiClient admin, string student, string key) =>
        // An address that the guard lets no one contact: what is graded is not what this is about.
        admin.PostAsync($"/api/courses/killed/assignments/lab/submissions?student={student}", Kubeconfigs.SubmissionFor("10.0.0.1"), ("Idempotency-Key", key));

    private static async Task EnrolAsync(ApiClient admin, int students)
    {
        (await admin.PostAsync("/api/courses", """{"slug":"killed","title":"Killed"}""")).Is(201);
        var roster = string.Concat(Enumerable.Range(0, students).Select(i => $"s-{i},Kim,s{i}@killed.example\n"));
        (await admin.PutAsync("/api/courses/killed/roster", "studentId,name,email\n" + roster, "text/csv")).Is(200);
        (await admin.PutAsync("/api/courses/killed/assignments/lab", "assignment: lab\nchecks: [{ check: nodes, points: 20 }]", "application/yaml")).Is(201);
    }
}
