namespace EksGrader.Api.Host;

/// <summary>What endpoints say of themselves.</summary>
internal static class EndpointMetadata
{
    /// <summary>The name that clients are generated from, what it does in one line, and what a caller should know.</summary>
    public static RouteHandlerBuilder WithDocs(this RouteHandlerBuilder endpoint, string name, string summary, string description) =>
        endpoint.WithName(name).WithSummary(summary).WithDescription(description);

    /// <summary>The problems that it answers with.</summary>
    public static RouteHandlerBuilder Problems(this RouteHandlerBuilder endpoint, params int[] statuses)
    {
        foreach (var status in statuses)
            endpoint.ProducesProblem(status, ProblemResponses.MediaType);
        return endpoint;
    }

    /// <summary>The longest body that is read.</summary>
    public static RouteHandlerBuilder WithBodyLimit(this RouteHandlerBuilder endpoint, long bytes) => endpoint.WithMetadata(new BodyLimit(bytes));

    /// <summary>Reads a body as it came. A body over the endpoint's limit throws, and becomes 413.</summary>
    public static async Task<ReadOnlyMemory<byte>> ReadBodyAsync(this HttpRequest request, CancellationToken cancellationToken)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, cancellationToken);
        return body.ToArray();
    }

    /// <summary>Which of some media types the caller wants most; the first where they do not say, null where they want none of them.</summary>
    public static string? Preferred(this HttpRequest request, params string[] offered)
    {
        var accepted = request.GetTypedHeaders().Accept;
        if (accepted.Count == 0)
            return offered[0];
        return accepted
            .Where(a => a.Quality is not 0)
            .OrderByDescending(a => a.Quality ?? 1)
            .Select(a => Array.Find(offered, o => a.MatchesMediaType(o)))
            .FirstOrDefault(o => o is not null);
    }
}
