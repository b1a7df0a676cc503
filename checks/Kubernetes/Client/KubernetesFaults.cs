using System.Globalization;
using System.Resources;
using System.Security.Authentication;
using System.Text.Json;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Web;

namespace EksGrader.Checks.Kubernetes;

/// <summary>Turns what goes wrong with a request into the fault that a window tells, and says whether another try can help.</summary>
internal static class KubernetesFaults
{
    private const int LongestDetail = 300;

    /// <summary>The sentences.</summary>
    public static TextCatalog Texts { get; } = new(new ResourceManager("EksGrader.Checks.Kubernetes.Client.KubernetesTexts", typeof(KubernetesFaults).Assembly));

    /// <summary>What an exception of a try means.</summary>
    /// <param name="exception">Not a cancellation.</param>
    /// <param name="ask">What was asked.</param>
    /// <param name="budget">Names the bound that was passed.</param>
    public static TryFailure Of(Exception exception, KubernetesAsk ask, AnswerBudget budget)
    {
        if (ConnectException.In(exception) is { } connect)
        {
            return new(connect.Fault, CanHelp: connect.Failure is ConnectFailure.TimedOut or ConnectFailure.Unreachable or ConnectFailure.NameUnanswered);
        }

        return exception switch
        {
            ReadException e => new(e.Fault, CanHelp: false),
            StatusException e => OfStatus(e, ask),
            AnswerTooLargeException e => new(TooLarge(e, ask, budget), CanHelp: false),
            JsonException or InvalidDataException => new(Fault(ReadFailure.Malformed, Checks.Fault.Cluster, Texts["Malformed", ask.What], exception.Message), CanHelp: false),
            HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError, InnerException: AuthenticationException tls } => new(Tls(tls, ask), CanHelp: false),
            HttpRequestException { HttpRequestError: HttpRequestError.InvalidResponse or HttpRequestError.ConfigurationLimitExceeded } =>
                new(Fault(ReadFailure.Malformed, Checks.Fault.Cluster, Texts["Malformed", ask.What], exception.Message), CanHelp: false),
            _ => new(Fault(ReadFailure.Unreachable, Checks.Fault.Network, Texts["Dropped", ask.What], exception.Message, mayPass: true), CanHelp: true),
        };
    }

    /// <summary>The time of a try was over.</summary>
    /// <param name="ask">What was asked.</param>
    /// <param name="answerBegan">Whether the headers had come.</param>
    public static TryFailure TimedOut(KubernetesAsk ask, bool answerBegan) =>
        new(Fault(ReadFailure.TimedOut, Checks.Fault.Cluster, Texts[answerBegan ? "Unfinished" : "Silent", ask.What], detail: null, mayPass: true), CanHelp: true);

    /// <summary>The answer is JSON, and not the document that was asked for.</summary>
    public static ReadFault NoSense(string what) => Fault(ReadFailure.Malformed, Checks.Fault.Cluster, Texts["Malformed", what], detail: null);

    private static TryFailure OfStatus(StatusException e, KubernetesAsk ask)
    {
        // Shown to who handed the address in: only what a Kubernetes API said of the request. The page of another server, which may be one of
        // the inside where private clusters are allowed, is nothing that a student is to read through the grader.
        var said = e.Status?.Message ?? "";
        return e.Code switch
        {
            401 => new(Unauthenticated(said, ask), CanHelp: false),
            403 when e.Status is not null => new(Denied(said, ask), CanHelp: false),
            410 => new(Fault(ReadFailure.ServerError, Checks.Fault.Cluster, Texts["Changing", ask.What], said, mayPass: true), CanHelp: false),
            429 => new(Fault(ReadFailure.Throttled, Checks.Fault.Cluster, Texts["Throttled", ask.What], said, mayPass: true), CanHelp: true, e.RetryAfter),
            >= 500 => new(Fault(ReadFailure.ServerError, Checks.Fault.Cluster, Texts["ServerError", ask.What, e.Code], said, mayPass: true), CanHelp: true, e.RetryAfter),
            >= 300 and < 400 => new(Fault(ReadFailure.Malformed, Checks.Fault.Cluster, Texts["Redirected", ask.What, e.Code], detail: null), CanHelp: false),
            _ => new(Fault(ReadFailure.Malformed, Checks.Fault.Cluster, Texts["NotKubernetes", ask.What, e.Code], said), CanHelp: false),
        };
    }

    // 401 and 403 may pass: a new access entry takes a while (docs/checks.md, "Settling").
    private static ReadFault Unauthenticated(string said, KubernetesAsk ask) =>
        Fault(ReadFailure.Unauthenticated, Checks.Fault.Student, Texts["Unauthenticated", ask.What], said, mayPass: true) with
        {
            Feedback = [Texts["UnauthenticatedHelp"]],
        };

    private static ReadFault Denied(string said, KubernetesAsk ask) =>
        Fault(ReadFailure.Denied, Checks.Fault.Student, Texts["Denied", ask.What], said, mayPass: true) with
        {
            Right = ask.Resource,
            Feedback = [Texts["DeniedHelp", ask.GrantCommand(said)]],
        };

    private static ReadFault TooLarge(AnswerTooLargeException e, KubernetesAsk ask, AnswerBudget budget) =>
        e.ProcessIsFull
            ? Fault(ReadFailure.TooLarge, Checks.Fault.Grader, Texts["ProcessFull"], detail: null, mayPass: true)
            : Fault(ReadFailure.TooLarge, Checks.Fault.Cluster, Texts["TooLarge", ask.What, (budget.Limit >> 20).ToString(CultureInfo.InvariantCulture)], detail: null) with
            {
                Feedback = ask.IsPath ? [] : [Texts["TooLargeHelp", ask.Resource]],
            };

    private static ReadFault Tls(AuthenticationException e, KubernetesAsk ask)
    {
        var key = e.Message switch
        {
            var m when m.Contains("NameMismatch", StringComparison.Ordinal) => "TlsName",
            var m when m.Contains("certificate chain", StringComparison.Ordinal) || m.Contains("ChainErrors", StringComparison.Ordinal) => "TlsChain",
            _ => "TlsOther",
        };
        return Fault(ReadFailure.Tls, Checks.Fault.Student, Texts[key, ask.Host], e.Message) with { Feedback = [Texts["TlsHelp"]] };
    }

    private static ReadFault Fault(ReadFailure failure, Fault fault, LocalizedText summary, string? detail, bool mayPass = false) => new()
    {
        Failure = failure,
        Fault = fault,
        Summary = summary,
        Detail = string.IsNullOrWhiteSpace(detail) ? null : SafeText.Line(detail.Trim(), LongestDetail),
        MayPass = mayPass,
    };
}

/// <summary>How one try failed.</summary>
/// <param name="Fault">What a window tells where no other try follows.</param>
/// <param name="CanHelp">Whether another try can help.</param>
/// <param name="After">How long the server asks to wait.</param>
internal sealed record TryFailure(ReadFault Fault, bool CanHelp, TimeSpan? After = null);
