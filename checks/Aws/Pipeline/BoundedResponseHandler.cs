using System.Buffers;

namespace EksGrader.Checks.Aws.Pipeline;

/// <summary>
/// Reads each answer whole before the SDK sees it, within a bound of bytes and of time. The SDK itself reads bodies synchronously and
/// without end: a server that hangs in the middle of an answer would hold a thread for ever.
/// </summary>
internal sealed class BoundedResponseHandler(HttpMessageHandler inner, AwsHttpLimits limits, TimeProvider time) : DelegatingHandler(inner)
{
    private const int FirstBytes = 8 * 1024;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(limits.TryTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            var response = await base.SendAsync(request, either.Token);
            try
            {
                response.Content = await ReadAsync(response.Content, either.Token);
                return response;
            }
            catch
            {
                response.Dispose();
                throw;
            }
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            // The SDK tries an HttpRequestException again; one with an IOException underneath it takes for a stale connection, and tries that once more for nothing.
            throw new HttpRequestException("No answer in time.", new TimeoutException());
        }
    }

    private async Task<HttpContent> ReadAsync(HttpContent content, CancellationToken cancellationToken)
    {
        if (content.Headers.ContentLength > limits.AnswerBytes)
        {
            throw new ResponseTooLargeException(limits.AnswerBytes);
        }

        // One byte more than the announced length: the end of the response is read into it, and nothing is copied. A false length gains little.
        var body = new ArrayBufferWriter<byte>((int)Math.Min(content.Headers.ContentLength + 1 ?? FirstBytes, FirstBytes * 8));
        await using (var stream = await content.ReadAsStreamAsync(cancellationToken))
        {
            int read;
            while ((read = await stream.ReadAsync(body.GetMemory(), cancellationToken)) > 0)
            {
                body.Advance(read);
                if (body.WrittenCount > limits.AnswerBytes)
                {
                    throw new ResponseTooLargeException(limits.AnswerBytes);
                }
            }
        }

        var whole = new ReadOnlyMemoryContent(body.WrittenMemory);
        foreach (var header in content.Headers.Where(h => !string.Equals(h.Key, "Content-Length", StringComparison.OrdinalIgnoreCase)))
        {
            whole.Headers.TryAddWithoutValidation(header.Key, header.Value);
        }

        whole.Headers.ContentLength = body.WrittenCount;
        content.Dispose();
        return whole;
    }
}

/// <summary>An answer had more bytes than the bound.</summary>
internal sealed class ResponseTooLargeException(int bound) : Exception($"The answer has more than {bound} bytes.");
