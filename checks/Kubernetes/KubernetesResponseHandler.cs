using System.Net;
using System.Net.Http.Headers;
using System.Security.Authentication;
using EksGrader.Checks.Web;

namespace EksGrader.Checks.Kubernetes;

/// <summary>
/// Stands between the package's client and the network. The client reads bodies synchronously and without a bound, and makes of each answer without
/// success an exception that holds the bearer token and the whole body: here every answer is read asynchronously, within time and budget, before
/// the client sees it, and one without success is handed on as a <see cref="RefusedAnswer"/>. Tables alone are handed on unread: a <see cref="TableReader{T}"/>
/// takes them in within the same bounds.
/// </summary>
internal sealed class KubernetesResponseHandler(ResponseBudget budget, TimeProvider time) : DelegatingHandler
{
    /// <summary>What asks for a table with the objects in it, and for a plain list of servers without tables.</summary>
    public const string Table = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json";

    private readonly ConnectionAttempt fate = new();

    /// <summary>Connects by a connector, and notes that the host took the connection.</summary>
    public Func<SocketsHttpConnectionContext, CancellationToken, ValueTask<Stream>> Connecting(GuardedConnector connector) => async (context, cancellationToken) =>
    {
        var attempt = fate.Current;
        var stream = await connector.ConnectAsync(context, cancellationToken);
        attempt.Connected = true;
        return stream;
    };

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await HeadersAsync(request, cancellationToken);
        if (response.IsSuccessStatusCode && IsForTable(request))
        {
            return response;
        }

        try
        {
            return await ReadAsync(response, request.Headers.Authorization, cancellationToken);
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing)
        {
            fate.Dispose();
        }
    }

    private static bool IsForTable(HttpRequestMessage request) =>
        request.Headers.NonValidated.TryGetValues("Accept", out var accepted) && string.Equals(accepted.ToString(), Table, StringComparison.Ordinal);

    private async Task<HttpResponseMessage> HeadersAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var attempt = fate.Current;
        using var patience = new CancellationTokenSource(KubernetesLimits.ToHeaders, time);
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, attempt.Ended, cancellationToken);
        try
        {
            return await base.SendAsync(request, waiting.Token);
        }
        catch (OperationCanceledException e)
        {
            throw new LateException(answerBegan: false, attempt, e);
        }
        catch (Exception e) when (ConnectException.In(e) is not null || e.InnerException is AuthenticationException)
        {
            fate.Fail(attempt, e);
            throw;
        }
    }

    private async Task<HttpResponseMessage> ReadAsync(HttpResponseMessage response, AuthenticationHeaderValue? authorization, CancellationToken cancellationToken)
    {
        try
        {
            using var body = response.Content;
            await using var stream = await body.ReadAsStreamAsync(cancellationToken);
            if (!response.IsSuccessStatusCode)
            {
                using (response)
                {
                    return new RefusedAnswer(await StatusReader.ReadAsync(response, stream, authorization?.Parameter, budget, time, cancellationToken));
                }
            }

            // What a delete is answered is not read, so it may be cut.
            var bytes = await StatusReader.ReadAllAsync(stream, budget, cut: response.RequestMessage?.Method == HttpMethod.Delete, cancellationToken);
            response.Content = new ReadOnlyMemoryContent(bytes);
            return response;
        }
        catch (OperationCanceledException e)
        {
            throw new LateException(answerBegan: true, connection: null, e);
        }
    }
}

/// <summary>
/// An answer without success, as the package's client sees it: with the status of success, since it makes an exception of any other. Nothing of the
/// answer is left in it. It is not thrown where it was read: unwinding each layer of the client costs more than the request, and a grading asks for kinds
/// that servers do not know.
/// </summary>
/// <param name="reason">What <see cref="GuardedKubernetes"/> throws.</param>
internal sealed class RefusedAnswer(StatusException reason) : HttpResponseMessage(HttpStatusCode.OK)
{
    public StatusException Reason { get; } = reason;
}
