using System.Net;
using System.Net.Http.Headers;
using System.Security.Authentication;
using System.Text.Json;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Web;

namespace EksGrader.Checks.Kubernetes;

/// <summary>Sends the requests of one client: bounds every try, tries again where that can help, and tells failures as windows do.</summary>
internal sealed class KubernetesExchange(HttpMessageInvoker invoker, KubernetesTarget target, SharedFate fate, AnswerBudget budget, TimeProvider time)
{
    private static readonly ProductInfoHeaderValue Agent = new("EksGrader", "1.0");

    private readonly string root = target.Server.GetLeftPart(UriPartial.Path).TrimEnd('/');

    /// <summary>Sends a request and reads its answer.</summary>
    /// <param name="ask">What is asked, for errors.</param>
    /// <param name="make">Makes the request for a try at an address.</param>
    /// <param name="path">The path and query of the address.</param>
    /// <param name="read">Reads the body of an answer with success.</param>
    /// <param name="deadline">By when the read must have ended, all tries included.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <param name="tries">How often it is tried.</param>
    /// <exception cref="ReadException">No try was answered.</exception>
    /// <exception cref="StatusException">410, or 404 of a kind that the server does not know: for the caller to judge.</exception>
    public async Task<T> SendAsync<T>(
        KubernetesAsk ask,
        Func<Uri, HttpRequestMessage> make,
        string path,
        Func<Stream, CancellationToken, Task<T>> read,
        DateTimeOffset deadline,
        CancellationToken cancellationToken,
        int tries = KubernetesLimits.Tries)
    {
        var address = new Uri(root + path);
        for (var attempt = 1; ; attempt++)
        {
            var progress = new Progress(fate.Current);
            TimeSpan pause;
            try
            {
                return await TryAsync(make(address), read, progress, deadline, cancellationToken);
            }
            catch (StatusException e) when (e.Code == 410 || e.IsUnknownPath)
            {
                throw;
            }
            catch (Exception e) when (Tells(e) && !cancellationToken.IsCancellationRequested)
            {
                if (ConnectException.In(e) is not null || e.InnerException is AuthenticationException)
                {
                    fate.Fail(progress.Connection, e);
                }

                var failure = e is OperationCanceledException ? Late(ask, progress) : KubernetesFaults.Of(e, ask, budget);
                pause = PauseAfter(attempt, failure);
                if (!failure.CanHelp || attempt == tries || pause > KubernetesLimits.LongestPause || time.GetUtcNow() + pause >= deadline)
                {
                    throw new ReadException(failure.Fault, e);
                }
            }

            await Task.Delay(pause, time, cancellationToken);
        }
    }

    private static bool Tells(Exception e) =>
        e is OperationCanceledException or HttpRequestException or IOException or InvalidDataException or JsonException
            or AnswerTooLargeException or StatusException or ReadException;

    private TryFailure Late(KubernetesAsk ask, Progress progress) => progress switch
    {
        { AnswerBegan: false, Connection.Cause: { } cause } => KubernetesFaults.Of(cause, ask, budget),
        { AnswerBegan: false, Connection.Connected: false } =>
            new(NetworkFaults.Connecting(ConnectFailure.TimedOut, target.Server.Host, target.Server.Port, detail: null), CanHelp: true),
        _ => KubernetesFaults.TimedOut(ask, progress.AnswerBegan),
    };

    private async Task<T> TryAsync<T>(
        HttpRequestMessage request,
        Func<Stream, CancellationToken, Task<T>> read,
        Progress progress,
        DateTimeOffset deadline,
        CancellationToken cancellationToken)
    {
        var left = deadline - time.GetUtcNow();
        left = left > TimeSpan.Zero ? left : TimeSpan.Zero;
        using var all = new CancellationTokenSource(Shorter(KubernetesLimits.OneTry, left), time);
        using var toHeaders = new CancellationTokenSource(Shorter(KubernetesLimits.ToHeaders, left), time);
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(toHeaders.Token, progress.Connection.Ended, cancellationToken);
        using var reading = CancellationTokenSource.CreateLinkedTokenSource(all.Token, cancellationToken);
        using (request)
        {
            request.Version = HttpVersion.Version20;
            request.VersionPolicy = HttpVersionPolicy.RequestVersionOrLower;
            request.Headers.UserAgent.Add(Agent);
            string? token = null;
            if (target.Token is { } provider)
            {
                token = await provider(waiting.Token);
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            }

            using var response = await invoker.SendAsync(request, waiting.Token);
            progress.AnswerBegan = true;
            await using var stream = await response.Content.ReadAsStreamAsync(reading.Token);
            if (!response.IsSuccessStatusCode)
            {
                throw await StatusReader.ReadAsync(response, stream, token, budget, time, reading.Token);
            }

            return await read(stream, reading.Token);
        }
    }

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;

    // Exponential, and varied by half: students that were graded together do not come back together.
    private static TimeSpan PauseAfter(int attempt, TryFailure failure)
    {
        var own = KubernetesLimits.Pause * Math.Pow(2, attempt - 1) * (0.5 + Random.Shared.NextDouble());
        return failure.After is { } asked && asked > own ? asked : own;
    }

    private sealed class Progress(SharedFate.Attempt connection)
    {
        public SharedFate.Attempt Connection { get; } = connection;

        public bool AnswerBegan { get; set; }
    }
}
