using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace EksGrader.Bench;

/// <summary>
/// Students watching live progress at once, each with a page of his own: every one submits, opens the page and follows; then all are
/// graded, and every page reads itself anew when it is told to, as the page's script does.
/// </summary>
internal static partial class WatchersBench
{
    private const string Course = "/api/courses/bench";
    private const string Page = "/courses/bench/assignments/lab";

    /// <summary>Runs it.</summary>
    /// <param name="students">How many.</param>
    /// <param name="pace">How long grading all of them takes; zero for as fast as the service does it.</param>
    /// <param name="workers">How many jobs the service has in flight at most; 0 for as many as it is set to.</param>
    public static async Task<int> RunAsync(int students, TimeSpan pace, int workers)
    {
        using var host = BenchProcess.StartSelf(["watchers-host", workers.ToString(CultureInfo.InvariantCulture)]);
        var serving = await host.ReadAsync<ServingWatchers>();
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false, UseCookies = false, AutomaticDecompression = System.Net.DecompressionMethods.Brotli }) { BaseAddress = new Uri(serving.Address), Timeout = Timeout.InfiniteTimeSpan };
        var run = new Run(http);
        var tokens = await run.EnrolAsync(serving.Token, students);

        var started = TimeProvider.System.GetTimestamp();
        await Parallel.ForEachAsync(tokens, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (token, _) => await run.HandInAsync(token));
        var handedIn = TimeProvider.System.GetElapsedTime(started);
        await run.Watching(students);

        // Everyone watches, nothing has fallen yet: what a page costs now.
        await Parallel.ForEachAsync(tokens, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (token, _) => await run.GetAsync(Page, token, run.Quiet));
        run.Busy.Clear(); // what was read anew while others still submitted
        started = TimeProvider.System.GetTimestamp();
        await host.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"go {(pace / students).TotalMilliseconds}"));
        await run.Done();
        var took = TimeProvider.System.GetElapsedTime(started);
        await host.WriteLineAsync("tell");
        var facts = await host.ReadAsync<WatchedFacts>();
        await host.WriteLineAsync("end");
        // A submission's watchers are woken a few times, also after it was graded: what was delivered follows the last time before it. Where a follower
        // read the row before anyone was woken, nothing was waited for.
        var graded = run.Graded.Select(g => TimeProvider.System.GetElapsedTime(facts.Woken[g.Key].Where(w => w <= g.Value).DefaultIfEmpty(g.Value).Max(), g.Value)).ToList();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""
            {students} students watch at once{(workers > 0 ? $", {workers} workers" : "")}; graded over {pace.TotalSeconds:0} s; handed in within {handedIn.TotalSeconds:0.0} s, graded within {took.TotalSeconds:0.0} s ({run.Fell.Count / took.TotalSeconds:0} verdicts a second)
            verdict fallen to delivered        {Words([.. run.Fell])}
            look stored to "graded" delivered  {Words(graded)}
            the page while they are graded     {Words([.. run.Busy])}
            the whole page, all of them watching  {Words([.. run.Quiet])}
            handing in                         {Words([.. run.Sent])}
            peak memory of the service {facts.PeakKiB / 1024.0:0} MiB, its CPU {facts.CpuSeconds:0.0} s
            """));
        return 0;
    }

    private static string Words(List<TimeSpan> times)
    {
        times.Sort();
        return string.Create(CultureInfo.InvariantCulture, $"{times.Count,6} times: p50 {At(0.5):0.0} ms, p95 {At(0.95):0.0} ms, p99 {At(0.99):0.0} ms");

        double At(double share) => times[Math.Min(times.Count - 1, (int)(times.Count * share))].TotalMilliseconds;
    }

    private sealed class Run(HttpClient http)
    {
        private readonly ConcurrentBag<Task> watching = [];
        private readonly string authority = MakeAuthority();
        private int open;

        public ConcurrentBag<TimeSpan> Fell { get; } = [];

        public ConcurrentBag<TimeSpan> Busy { get; } = [];

        public ConcurrentBag<TimeSpan> Quiet { get; } = [];

        public ConcurrentBag<TimeSpan> Sent { get; } = [];

        public ConcurrentDictionary<Guid, long> Graded { get; } = [];

        public async Task<IReadOnlyList<string>> EnrolAsync(string admin, int students)
        {
            await SendAsync(HttpMethod.Post, "/api/courses", admin, """{"slug":"bench","title":"Bench"}""");
            var roster = new StringBuilder("studentId,name,email\n");
            for (var i = 0; i < students; i++)
                roster.Append(CultureInfo.InvariantCulture, $"s-{i},Student {i},s{i}@bench.example\n");
            await SendAsync(HttpMethod.Put, Course + "/roster", admin, roster.ToString(), "text/csv");
            await SendAsync(HttpMethod.Put, Course + "/assignments/lab", admin, """
                assignment: lab
                access: [kubeconfig, awsRole]
                due: 2099-12-04T18:00
                checks: [{ check: nodes, points: 20 }, { check: replicas, points: 20 }, { check: load-balancer, points: 20 }, { check: container-insights, points: 20 }, { check: cluster-deletion, points: 20 }]
                """, "application/yaml");
            var tokens = new List<string>();
            var until = TimeProvider.System.GetUtcNow().AddDays(1);
            for (var i = 0; i < students; i++)
            {
                var made = await SendAsync(HttpMethod.Post, "/api/tokens", admin, JsonSerializer.Serialize(new { name = "bench", scopes = Array.Empty<string>(), expiresAt = until, student = $"s{i}@bench.example" }));
                tokens.Add(JsonElement.Parse(made).GetProperty("token").GetString() ?? "");
            }

            return tokens;
        }

        public async Task HandInAsync(string token)
        {
            var before = TimeProvider.System.GetTimestamp();
            var taken = JsonElement.Parse(await SendAsync(HttpMethod.Post, Course + "/assignments/lab/submissions", token, JsonSerializer.Serialize(new { access = new { kind = "kubeconfig", kubeconfig = Kubeconfig() } })));
            Sent.Add(TimeProvider.System.GetElapsedTime(before));
            watching.Add(WatchAsync(taken.GetProperty("id").GetGuid(), token));
        }

        public async Task Watching(int students)
        {
            while (Volatile.Read(ref open) < students)
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, CancellationToken.None);
        }

        public Task Done() => Task.WhenAll(watching);

        public async Task GetAsync(string address, string token, ConcurrentBag<TimeSpan> times)
        {
            var before = TimeProvider.System.GetTimestamp();
            await SendAsync(HttpMethod.Get, address, token, body: null);
            times.Add(TimeProvider.System.GetElapsedTime(before));
        }

        private async Task WatchAsync(Guid submission, string token)
        {
            using var request = Request(HttpMethod.Get, $"/live/{submission}", token);
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            response.EnsureSuccessStatusCode();
            Interlocked.Increment(ref open);
            using var lines = new StreamReader(await response.Content.ReadAsStreamAsync());
            var told = "";
            var refreshing = Task.CompletedTask;
            var isFirst = true;
            while (await lines.ReadLineAsync() is { } line)
            {
                if (line.StartsWith("event: ", StringComparison.Ordinal))
                    told = line["event: ".Length..];
                if (!line.StartsWith("data: ", StringComparison.Ordinal))
                    continue;
                var at = TimeProvider.System.GetTimestamp();
                if (told == "verdict" && FellAt().Match(line) is { Success: true } fell)
                    Fell.Add(TimeProvider.System.GetElapsedTime(long.Parse(fell.Groups[1].Value, CultureInfo.InvariantCulture), at));
                if (told == "graded")
                    Graded[submission] = at;

                // A page names the version that it was made from, and is not told of that.
                if ((told == "moved" && !isFirst) || told == "graded")
                    refreshing = Task.WhenAll(refreshing, RefreshAsync(told == "moved", token));
                isFirst = isFirst && told != "moved";
            }

            await refreshing;
        }

        // As the page's script does it.
        private async Task RefreshAsync(bool later, string token)
        {
            if (later)
                await Task.Delay(TimeSpan.FromMilliseconds(RandomNumberGenerator.GetInt32(1000)), TimeProvider.System, CancellationToken.None);
            await GetAsync(Page + "?live=true", token, Busy);
        }

        private async Task<string> SendAsync(HttpMethod method, string address, string token, string? body, string type = "application/json")
        {
            using var request = Request(method, address, token);
            request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, type);
            using var response = await http.SendAsync(request);
            var answer = await response.Content.ReadAsStringAsync();
            return response.IsSuccessStatusCode ? answer : throw new InvalidOperationException($"{method} {address}: {response.StatusCode} {answer}");
        }

        private static HttpRequestMessage Request(HttpMethod method, string address, string token)
        {
            var request = new HttpRequestMessage(method, address);
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            request.Headers.Accept.ParseAdd("text/html, application/json, text/event-stream");
            return request;
        }

        private string Kubeconfig() => $"""
            apiVersion: v1
            kind: Config
            current-context: lab
            clusters:
            - name: lab
              cluster:
                server: https://{Guid.NewGuid():n}.example
                certificate-authority-data: {authority}
            contexts:
            - name: lab
              context: {"{ cluster: lab, user: me }"}
            users:
            - name: me
              user: {"{ token: some-token }"}
            """;

        private static string MakeAuthority()
        {
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            var request = new CertificateRequest("CN=lab", key, HashAlgorithmName.SHA256);
            request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
            var now = TimeProvider.System.GetUtcNow();
            using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(30));
            return Convert.ToBase64String(Encoding.UTF8.GetBytes(certificate.ExportCertificatePem()));
        }
    }

    [GeneratedRegex("fell at (?<value>[0-9]+)", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex FellAt();
}
