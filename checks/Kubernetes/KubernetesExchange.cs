using System.Text.Json;
using EksGrader.Checks.Reads;
using EksGrader.Checks.Web;

namespace EksGrader.Checks.Kubernetes;

/// <summary>Makes the calls of one client: bounds every try, tries again where that can help, and turns failures into read errors.</summary>
internal sealed class KubernetesExchange(KubernetesTarget target, ResponseBudget budget, TimeProvider time)
{
    /// <summary>Makes a call, again where that can help.</summary>
    /// <param name="ask">What is asked, for errors.</param>
    /// <param name="call">One try: asks a <see cref="GuardedKubernetes"/> and reads its answer.</param>
    /// <param name="deadline">By when the call must have ended, all tries included.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <param name="tries">How often it is tried.</param>
    /// <exception cref="ReadException">No try was answered.</exception>
    /// <exception cref="StatusException">410, or 404 of a kind that the server does not know: for the caller to judge.</exception>
    public async Task<T> CallAsync<T>(
        KubernetesRequest ask,
        Func<CancellationToken, Task<T>> call,
        DateTimeOffset deadline,
        CancellationToken cancellationToken,
        int tries = KubernetesLimits.Tries)
    {
        for (var attempt = 1; ; attempt++)
        {
            TimeSpan pause;
            try
            {
                return await TryAsync(call, deadline, cancellationToken);
            }
            catch (StatusException e) when (e.Code == 410 || e.IsUnknownPath)
            {
                throw;
            }
            catch (LateException e) when (cancellationToken.IsCancellationRequested)
            {
                throw new OperationCanceledException(e.Message, e, cancellationToken);
            }
            catch (Exception e) when (Tells(e) && !cancellationToken.IsCancellationRequested)
            {
                var failure = e is LateException or OperationCanceledException ? Late(ask, e as LateException) : KubernetesErrors.Of(e, ask, budget);
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
        e is LateException or OperationCanceledException or HttpRequestException or IOException or InvalidDataException or JsonException
            or ResponseTooLargeException or StatusException or ReadException;

    // Without a LateException the time was over before anything was sent, while the token was made.
    private TryFailure Late(KubernetesRequest ask, LateException? late) => late switch
    {
        { AnswerBegan: false, Connection.Cause: { } cause } => KubernetesErrors.Of(cause, ask, budget),
        null or { AnswerBegan: false, Connection.Connected: false } =>
            new(NetworkErrors.Connecting(ConnectFailure.TimedOut, target.Server.Host, target.Server.Port, detail: null), CanHelp: true),
        _ => KubernetesErrors.TimedOut(ask, late.AnswerBegan),
    };

    private async Task<T> TryAsync<T>(Func<CancellationToken, Task<T>> call, DateTimeOffset deadline, CancellationToken cancellationToken)
    {
        var left = deadline - time.GetUtcNow();
        left = left > TimeSpan.Zero ? left : TimeSpan.Zero;
        using var all = new CancellationTokenSource(KubernetesLimits.OneTry < left ? KubernetesLimits.OneTry : left, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(all.Token, cancellationToken);
        return await call(either.Token);
    }

    // Exponential, and varied by half: students that were graded together do not come back together.
    private static TimeSpan PauseAfter(int attempt, TryFailure failure)
    {
        var own = KubernetesLimits.Pause * Math.Pow(2, attempt - 1) * (0.5 + Random.Shared.NextDouble());
        return failure.After is { } asked && asked > own ? asked : own;
    }
}
