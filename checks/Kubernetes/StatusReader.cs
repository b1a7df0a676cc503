using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace EksGrader.Checks.Kubernetes;

/// <summary>Reads small documents: the <c>Status</c> of an answer without success, a version, a review.</summary>
internal static class StatusReader
{
    /// <summary>Reads an answer without success.</summary>
    /// <exception cref="ResponseTooLargeException">The process holds too much.</exception>
    public static async Task<StatusException> ReadAsync(
        HttpResponseMessage response,
        Stream stream,
        string? token,
        ResponseBudget budget,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        var bytes = await ReadAllAsync(stream, budget, cut: true, cancellationToken);
        var status = Parse(bytes.Span);
        var after = response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - time.GetUtcNow(),
            _ => status?.Details?.RetryAfterSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : (TimeSpan?)null,
        };

        // A server can say back what it was sent; what it says is shown and recorded.
        return new StatusException(
            (int)response.StatusCode,
            status is null ? null : status with { Message = Without(token, status.Message ?? "") },
            Without(token, Encoding.UTF8.GetString(bytes.Span)),
            after);
    }

    /// <summary>Reads a small document as a whole.</summary>
    /// <param name="stream">The body.</param>
    /// <param name="budget">What the grading may still be answered.</param>
    /// <param name="cut">Whether a longer one is cut rather than refused.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="ResponseTooLargeException">It is larger than its bound.</exception>
    public static async Task<ReadOnlyMemory<byte>> ReadAllAsync(Stream stream, ResponseBudget budget, bool cut, CancellationToken cancellationToken)
    {
        var buffer = new byte[4096];
        var length = 0;
        while (true)
        {
            if (length == buffer.Length)
            {
                if (length >= KubernetesLimits.DocumentBytes)
                {
                    return cut ? buffer : throw new ResponseTooLargeException(processIsFull: false);
                }

                Array.Resize(ref buffer, length * 2);
            }

            var read = await stream.ReadAsync(buffer.AsMemory(length), cancellationToken);
            if (read == 0)
            {
                return buffer.AsMemory(0, length);
            }

            var answer = budget.Take(read);
            if (answer != BudgetAnswer.Taken)
            {
                throw new ResponseTooLargeException(answer == BudgetAnswer.ProcessIsFull);
            }

            length += read;
        }
    }

    private static KubernetesStatus? Parse(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return JsonSerializer.Deserialize(bytes, StatusJson.Default.KubernetesStatus) is { Kind: "Status" } status ? status : null;
        }
        catch (JsonException)
        {
            return null; // a proxy's page, or none of Kubernetes' words
        }
    }

    private static string Without(string? token, string text) =>
        string.IsNullOrEmpty(token) ? text : text.Replace(token, "…", StringComparison.Ordinal);
}

/// <summary>A <c>Status</c> (meta/v1), as far as errors need it.</summary>
internal sealed record KubernetesStatus
{
    public string? Kind { get; init; }

    public string? Message { get; init; }

    public string? Reason { get; init; }

    public StatusDetails? Details { get; init; }
}

/// <summary>The details of a <c>Status</c>.</summary>
internal sealed record StatusDetails
{
    public int? RetryAfterSeconds { get; init; }
}

/// <summary>How a <c>Status</c> is read.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(KubernetesStatus))]
internal sealed partial class StatusJson : JsonSerializerContext;
