using EksGrader.Checks.Reads;

namespace EksGrader.Checks.Kubernetes;

/// <summary>An answer is larger than its bound. Never leaves the client: it becomes a <see cref="ReadException"/>.</summary>
/// <param name="processIsFull">Whether other gradings hold all the memory there is, so that this answer is not to blame.</param>
internal sealed class ResponseTooLargeException(bool processIsFull) : Exception("The answer is larger than its bound.")
{
    public bool ProcessIsFull { get; } = processIsFull;
}

/// <summary>The API answered with a status that is no success. Never leaves the client: it becomes a <see cref="ReadException"/>.</summary>
/// <param name="code">The HTTP status.</param>
/// <param name="status">What Kubernetes says about it; null where the body is no <c>Status</c>.</param>
/// <param name="body">The beginning of the body.</param>
/// <param name="retryAfter">How long the server asks to wait.</param>
internal sealed class StatusException(int code, KubernetesStatus? status, string body, TimeSpan? retryAfter)
    : Exception($"The API answered {code}.")
{
    public int Code { get; } = code;

    public KubernetesStatus? Status { get; } = status;

    public string Body { get; } = body;

    public TimeSpan? RetryAfter { get; } = retryAfter;

    // Until Kubernetes 1.36 a path of an unknown group is answered by net/http's own words, not by a Status (kubernetes/kubernetes#138219).
    public bool IsUnknownPath => Code == 404 && (Status is not null || Body.Trim().Equals("404 page not found", StringComparison.OrdinalIgnoreCase));
}

/// <summary>The time of a try was over, or the connection that it waited for could not be made. Never leaves the client.</summary>
/// <param name="answerBegan">Whether the headers had come.</param>
/// <param name="connection">The connection that was waited for; null once the answer has begun.</param>
/// <param name="innerException">What ended the waiting.</param>
internal sealed class LateException(bool answerBegan, ConnectionAttempt.Attempt? connection, Exception innerException) : Exception("No answer in time.", innerException)
{
    public bool AnswerBegan { get; } = answerBegan;

    public ConnectionAttempt.Attempt? Connection { get; } = connection;
}
