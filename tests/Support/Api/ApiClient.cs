using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace EksGrader.Tests.Support.Api;

/// <summary>Speaks HTTP with the service as one caller.</summary>
public sealed class ApiClient(HttpClient http, string? token)
{
    public async Task<Reply> SendAsync(HttpMethod method, string path, string? body = null, string type = "application/json", params (string Name, string Value)[] headers)
    {
        using var request = Request(method, path);
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, type);
        // A long body is announced first: a server that refuses it closes before all of it is sent.
        request.Headers.ExpectContinue = body?.Length > 16 * 1024;
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
        return new Reply(response, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    public Task<Reply> GetAsync(string path, params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Get, path, headers: headers);

    public Task<Reply> PostAsync(string path, string body, params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Post, path, body, headers: headers);

    public Task<Reply> PutAsync(string path, string body, string type = "application/json") => SendAsync(HttpMethod.Put, path, body, type);

    public Task<Reply> DeleteAsync(string path) => SendAsync(HttpMethod.Delete, path);

    public async Task<byte[]> DownloadAsync(string path)
    {
        using var request = Request(HttpMethod.Get, path);
        using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
        return await response.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>The stream of a submission's events as soon as its headers are there; no one reads it.</summary>
    public async Task<HttpResponseMessage> OpenEventsAsync(string id)
    {
        using var request = Request(HttpMethod.Get, $"/api/submissions/{id}/events");
        return (await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken)).EnsureSuccessStatusCode();
    }

    /// <summary>The events of a submission, until the service closes the stream.</summary>
    /// <param name="id">The submission.</param>
    /// <param name="begun">Done once the service has begun to answer.</param>
    public IAsyncEnumerable<(string Event, JsonElement Data)> FollowAsync(string id, TaskCompletionSource? begun = null) => EventsAsync($"/api/submissions/{id}/events", begun);

    /// <summary>What a page follows of a submission, until the service closes the stream.</summary>
    public IAsyncEnumerable<(string Event, JsonElement Data)> FollowPageAsync(string id) => EventsAsync($"/live/{id}");

    /// <summary>What a page follows of a lease, until the service closes the stream or the caller goes.</summary>
    public IAsyncEnumerable<(string Event, JsonElement Data)> FollowLeaseAsync(Guid lease, long? seen) => EventsAsync($"/live/leases/{lease}" + (seen is null ? "" : $"?seen={seen}"));

    private async IAsyncEnumerable<(string Event, JsonElement Data)> EventsAsync(string path, TaskCompletionSource? begun = null)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var request = Request(HttpMethod.Get, path);
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        begun?.TrySetResult();
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(cancellationToken));
        var name = "";
        while (await lines.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.StartsWith("event: ", StringComparison.Ordinal))
                name = line["event: ".Length..];
            else if (line.StartsWith("data: ", StringComparison.Ordinal))
                yield return (name, JsonElement.Parse(line["data: ".Length..]));
        }
    }

    /// <summary>Waits by the stream of events until a submission is graded; the submission.</summary>
    public async Task<JsonElement> GradedAsync(string id)
    {
        await foreach (var (name, data) in FollowAsync(id))
        {
            if (name == "graded")
                return data;
        }

        throw new InvalidOperationException($"The events of {id} ended without a grade.");
    }

    private HttpRequestMessage Request(HttpMethod method, string path)
    {
        var request = new HttpRequestMessage(method, path);
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return request;
    }
}

/// <summary>An answer of the service.</summary>
public sealed class Reply(HttpResponseMessage response, string text)
{
    public int Status { get; } = (int)response.StatusCode;

    public string Text { get; } = text;

    public string? Type { get; } = response.Content.Headers.ContentType?.MediaType;

    public string? Location { get; } = response.Headers.Location?.ToString();

    public string? ETag { get; } = response.Headers.ETag?.Tag;

    public HttpResponseHeaders Headers { get; } = response.Headers;

    public JsonElement Json => JsonElement.Parse(Text);

    public string Id => Json.GetProperty("id").GetString() ?? "";

    /// <summary>The fields that a problem names.</summary>
    public IReadOnlyList<string> Fields => [.. Json.GetProperty("errors").EnumerateArray().Select(e => e.GetProperty("field").GetString() ?? "")];

    /// <summary>The answer is this problem, in the form of RFC 9457.</summary>
    public Reply IsProblem(int status, string name)
    {
        Assert.True(Status == status, $"{Status} instead of {status}: {Text}");
        Assert.Equal("application/problem+json", Type);
        Assert.Equal("urn:eksgrader:problem:" + name, Json.GetProperty("type").GetString());
        Assert.Equal(status, Json.GetProperty("status").GetInt32());
        Assert.False(string.IsNullOrEmpty(Json.GetProperty("title").GetString()));
        return this;
    }

    public Reply Is(int status)
    {
        Assert.True(Status == status, $"{Status} instead of {status}: {Text}");
        return this;
    }
}
