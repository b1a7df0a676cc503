using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using EksGrader.Api.CommandLine;
using EksGrader.Api.Features.Access;
using EksGrader.Api.Features.Demo;
using EksGrader.Api.Features.Submissions;
using EksGrader.Api.Features.Tokens;
using EksGrader.Api.Host;
using EksGrader.Simulator;

namespace EksGrader.Api.Demo;

/// <summary>The students of the practice class at work: each signs in, reads how to give access, submits and waits for the grade, all over HTTP.</summary>
internal sealed class DemoClass(HttpClient http, string adminToken, DemoStage stage, Terminal terminal, TimeProvider time)
{
    private readonly string assignment = $"api/courses/{DemoSeed.Course}/assignments/{stage.Assignment}";

    // As a class does it: not all at once, and not longer than anyone watches.
    private static readonly TimeSpan Apart = TimeSpan.FromMilliseconds(400);
    private static readonly TimeSpan Together = TimeSpan.FromSeconds(15);

    /// <summary>Has everyone submit, and returns when all are graded.</summary>
    public async Task SubmitAsync(CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var table = new DemoTable(terminal);
        var working = new List<Task>();
        foreach (var cluster in stage.Own)
            await PrepareAsync(cluster, cancellationToken);
        foreach (var cluster in stage.Class)
        {
            working.Add(StudentAsync(cluster, table, cancellationToken));
            await Task.Delay(Apart * stage.Class.Count < Together ? Apart : Together / stage.Class.Count, time, cancellationToken);
        }

        await Task.WhenAll(working);
        table.Summarize(time.GetElapsedTime(started));
    }

    private async Task StudentAsync(PracticeCluster cluster, DemoTable table, CancellationToken cancellationToken)
    {
        var token = await PrepareAsync(cluster, cancellationToken);
        var submission = await SendAsync<SubmissionView>(HttpMethod.Post, assignment + "/submissions", token, cluster.SubmissionJson(), cancellationToken);
        table.Show(cluster, await GradedAsync(submission.Id, token, cancellationToken));
    }

    // Signs in and follows the instructions: the role trusts the student's external id.
    private async Task<string> PrepareAsync(PracticeCluster cluster, CancellationToken cancellationToken)
    {
        var token = (await SendAsync<TokenView>(
            HttpMethod.Post,
            "api/tokens",
            adminToken,
            JsonSerializer.Serialize(new TokenRequest("demo", [], time.GetUtcNow().AddDays(1), cluster.Student.Email), ApiJson.Options),
            cancellationToken)).Token;
        var guide = await SendAsync<AccessGuideView>(HttpMethod.Get, assignment + "/access", token, body: null, cancellationToken);
        cluster.TrustExternalId(guide.ExternalId);
        return token;
    }

    // Server-sent events: the last one is the submission, graded.
    private async Task<SubmissionView> GradedAsync(Guid submission, string token, CancellationToken cancellationToken)
    {
        using var request = Request(HttpMethod.Get, string.Create(CultureInfo.InvariantCulture, $"api/submissions/{submission}/events"), token);
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        response.EnsureSuccessStatusCode();
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(cancellationToken));
        var graded = false;
        while (await lines.ReadLineAsync(cancellationToken) is { } line)
        {
            if (graded && line.StartsWith("data: ", StringComparison.Ordinal))
            {
                return Parse<SubmissionView>(line["data: ".Length..]);
            }

            graded = graded || line == "event: graded";
        }

        throw new InvalidOperationException("The events ended before the grade.");
    }

    private async Task<T> SendAsync<T>(HttpMethod method, string path, string token, string? body, CancellationToken cancellationToken)
    {
        using var request = Request(method, path, token);
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await http.SendAsync(request, cancellationToken);
        var answer = await response.Content.ReadAsStringAsync(cancellationToken);
        return response.IsSuccessStatusCode
            ? Parse<T>(answer)
            : throw new InvalidOperationException($"{method} {path} was answered {(int)response.StatusCode}: {answer}");
    }

    private static HttpRequestMessage Request(HttpMethod method, string path, string token)
    {
        var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return request;
    }

    private static T Parse<T>(string json) => JsonSerializer.Deserialize<T>(json, ApiJson.Options) ?? throw new InvalidOperationException("The service answered null.");
}
