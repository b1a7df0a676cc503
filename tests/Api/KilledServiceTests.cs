using System.Diagnostics;
using EksGrader.Api.Hosting;
using EksGrader.Simulator;
using EksGrader.Tests.Api.Support;

namespace EksGrader.Tests.Api;

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
        using (var first = await Running.StartAsync(folder))
        {
            (await first.Admin.PostAsync("/api/courses", """{"slug":"killed","title":"Killed"}""")).Is(201);
            (await first.Admin.PutAsync("/api/courses/killed/roster", roster, "text/csv")).Is(200);
            (await first.Admin.PutAsync(lab, "assignment: lab\nchecks: [{ check: nodes, points: 20 }]", "application/yaml")).Is(201);
            id = (await first.Admin.PostAsync($"{lab}/submissions?student=s-1", practice.Clusters[0].HandInJson())).Is(202).Id;
            while ((await first.Admin.GetAsync($"/api/submissions/{id}")).Json.GetProperty("status").GetString() == "queued")
            {
                // Each answer is a signal of its own; the look itself takes seconds.
            }
        }

        using var second = await Running.StartAsync(folder);
        var graded = await second.Admin.GradedAsync(id);
        Assert.Equal((20m, 1), (graded.GetProperty("score").GetDecimal(), graded.GetProperty("checks").GetArrayLength()));
    }

    private sealed class Running : IDisposable
    {
        private readonly Process process;
        private readonly HttpClient http;

        private Running(Process process, HttpClient http) => (this.process, this.http) = (process, http);

        public ApiClient Admin => new(http, Service.AdminToken);

        public static async Task<Running> StartAsync(string folder)
        {
            var start = new ProcessStartInfo(Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet")
            {
                RedirectStandardOutput = true,
                UseShellExecute = false,
                WorkingDirectory = folder,
            };
            start.ArgumentList.Add(typeof(ServiceHost).Assembly.Location);
            foreach (var setting in Service.Defaults(folder).Where(s => !s.StartsWith("--Logging", StringComparison.Ordinal)))
                start.ArgumentList.Add(setting);
            foreach (var setting in Service.Beside(PracticeClass.Network))
                start.ArgumentList.Add(setting);
            var started = Process.Start(start) ?? throw new InvalidOperationException("The service did not start.");
            const string Listening = "Now listening on: ";
            while (await started.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
            {
                if (line.IndexOf(Listening, StringComparison.Ordinal) is > 0 and var at)
                    return new Running(started, new HttpClient { BaseAddress = new Uri(line[(at + Listening.Length)..].Trim()), Timeout = Timeout.InfiniteTimeSpan });
            }

            throw new InvalidOperationException("The service ended before it listened.");
        }

        public void Dispose()
        {
            // SIGKILL: nothing is written, closed or said.
            process.Kill();
            process.WaitForExit();
            process.Dispose();
            http.Dispose();
        }
    }
}
