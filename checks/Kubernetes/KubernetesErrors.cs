using System.Globalization;
using System.Security.Authentication;
using System.Text.Json;
using EksGrader.Checks.Core;
using EksGrader.Checks.Reads;
using EksGrader.Checks.Web;

namespace EksGrader.Checks.Kubernetes;

/// <summary>Turns what goes wrong with a request into a read error, and says whether another try can help.</summary>
internal static class KubernetesErrors
{
    private const int LongestDetail = 300;

    /// <summary>The sentences.</summary>
    public static TextCatalog Texts { get; } = TextCatalog.Beside(typeof(KubernetesErrors), "KubernetesTexts");

    /// <summary>What an exception of a try means.</summary>
    /// <param name="exception">Not a cancellation.</param>
    /// <param name="ask">What was asked.</param>
    /// <param name="budget">Names the bound that was passed.</param>
    public static TryFailure Of(Exception exception, KubernetesRequest ask, ResponseBudget budget)
    {
        if (ConnectException.In(exception) is { } connect)
        {
            return new(connect.Fault, CanHelp: connect.Failure is ConnectFailure.TimedOut or ConnectFailure.Unreachable or ConnectFailure.NameUnanswered);
        }

        return exception switch
        {
            ReadException e => new(e.Fault, CanHelp: false),
            StatusException e => OfStatus(e, ask),
            ResponseTooLargeException e => new(TooLarge(e, ask, budget), CanHelp: false),
            JsonException or InvalidDataException => new(Fault(ReadFailure.Malformed, Core.FaultDomain.Cluster, Texts["Malformed", ask.What], exception.Message), CanHelp: false),
            HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError, InnerException: AuthenticationException tls } => new(Tls(tls, ask), CanHelp: false),
            HttpRequestException { HttpRequestError: HttpRequestError.InvalidResponse or HttpRequestError.ConfigurationLimitExceeded } =>
                new(Fault(ReadFailure.Malformed, Core.FaultDomain.Cluster, Texts["Malformed", ask.What], exception.Message), CanHelp: false),
            _ => new(Fault(ReadFailure.Unreachable, Core.FaultDomain.Network, Texts["Dropped", ask.What], exception.Message, mayPass: true), CanHelp: true),
        };
    }

    /// <summary>The time of a try was over.</summary>
    /// <param name="ask">What was asked.</param>
    /// <param name="answerBegan">Whether the headers had come.</param>
    public static TryFailure TimedOut(KubernetesRequest ask, bool answerBegan) =>
        new(Fault(ReadFailure.TimedOut, Core.FaultDomain.Cluster, Texts[answerBegan ? "Unfinished" : "Silent", ask.What], detail: null, mayPass: true), CanHelp: true);

    /// <summary>The answer is JSON, and not the document that was asked for.</summary>
    public static ReadError NoSense(string what) => Fault(ReadFailure.Malformed, Core.FaultDomain.Cluster, Texts["Malformed", what], detail: null);

    private static TryFailure OfStatus(StatusException e, KubernetesRequest ask)
    {
        // Shown to who handed the address in: only what a Kubernetes API said of the request. The page of another server, which may be one of
        // the inside where private clusters are allowed, is nothing that a student is to read through the grader.
        var said = e.Status?.Message ?? "";
        return e.Code switch
        {
            401 => new(Unauthenticated(said, ask), CanHelp: false),
            403 when e.Status is not null => new(Denied(said, ask), CanHelp: false),
            410 => new(Fault(ReadFailure.ServerError, Core.FaultDomain.Cluster, Texts["Changing", ask.What], said, mayPass: true), CanHelp: false),
            429 => new(Fault(ReadFailure.Throttled, Core.FaultDomain.Cluster, Texts["Throttled", ask.What], said, mayPass: true), CanHelp: true, e.RetryAfter),
            >= 500 => new(Fault(ReadFailure.ServerError, Core.FaultDomain.Cluster, Texts["ServerError", ask.What, e.Code], said, mayPass: true), CanHelp: true, e.RetryAfter),
            >= 300 and < 400 => new(Fault(ReadFailure.Malformed, Core.FaultDomain.Cluster, Texts["Redirected", ask.What, e.Code], detail: null), CanHelp: false),
            _ => new(Fault(ReadFailure.Malformed, Core.FaultDomain.Cluster, Texts["NotKubernetes", ask.What, e.Code], said), CanHelp: false),
        };
    }

    // 401 and 403 may pass: a new access entry takes a while (docs/checks.md, "Settling").
    private static ReadError Unauthenticated(string said, KubernetesRequest ask) =>
        Fault(ReadFailure.Unauthenticated, Core.FaultDomain.Student, Texts["Unauthenticated", ask.What], said, mayPass: true) with
        {
            Feedback = [Texts["UnauthenticatedHelp"]],
        };

    private static ReadError Denied(string said, KubernetesRequest ask) =>
        Fault(ReadFailure.Denied, Core.FaultDomain.Student, Texts["Denied", ask.What], said, mayPass: true) with
        {
            Right = ask.Resource,
            Feedback = [Texts["DeniedHelp", ask.GrantCommand(said)]],
        };

    private static ReadError TooLarge(ResponseTooLargeException e, KubernetesRequest ask, ResponseBudget budget) =>
        e.ProcessIsFull
            ? Fault(ReadFailure.TooLarge, Core.FaultDomain.Grader, Texts["ProcessFull"], detail: null, mayPass: true)
            : Fault(ReadFailure.TooLarge, Core.FaultDomain.Cluster, Texts["TooLarge", ask.What, (budget.Limit >> 20).ToString(CultureInfo.InvariantCulture)], detail: null) with
            {
                Feedback = ask.IsPath ? [] : [Texts["TooLargeHelp", ask.Resource]],
            };

    private static ReadError Tls(AuthenticationException e, KubernetesRequest ask)
    {
        var key = e.Message switch
        {
            var m when m.Contains("NameMismatch", StringComparison.Ordinal) => "TlsName",
            var m when m.Contains("certificate chain", StringComparison.Ordinal) || m.Contains("ChainErrors", StringComparison.Ordinal) => "TlsChain",
            _ => "TlsOther",
        };
        return Fault(ReadFailure.Tls, Core.FaultDomain.Student, Texts[key, ask.Host], e.Message) with { Feedback = [Texts["TlsHelp"]] };
    }

    private static ReadError Fault(ReadFailure failure, FaultDomain fault, LocalizedText summary, string? detail, bool mayPass = false) => new()
    {
        Failure = failure,
        Fault = fault,
        Summary = summary,
        Detail = string.IsNullOrWhiteSpace(detail) ? null : SafeText.Line(detail.Trim(), LongestDetail),
        MayPass = mayPass,
    };
}

/// <summary>How one try failed.</summary>
/// <param name="Fault">The error where no other try follows.</param>
/// <param name="CanHelp">Whether another try can help.</param>
/// <param name="After">How long the server asks to wait.</param>
internal sealed record TryFailure(ReadError Fault, bool CanHelp, TimeSpan? After = null);
