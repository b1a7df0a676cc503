using EksGrader.Api.Features.Submissions;
using EksGrader.Api.Host;
using EksGrader.Checks.Access;
using EksGrader.Checks.Core;
using EksGrader.Checks.Input;
using EksGrader.Checks.Reads;

namespace EksGrader.Api.Features.Access;

/// <summary>
/// What speaks against taking an access that was tried. Only what cannot pass and is the student's own doing keeps it from being taken: a server
/// that does not exist, another certificate authority, a token that is cut off. A refusal may pass (a new access entry takes a while), and
/// silence, a full network or a fault of the grader proves nothing. Pure.
/// </summary>
internal static class AccessObjections
{
    /// <summary>What keeps it from being taken, each at its field; empty where nothing does.</summary>
    /// <param name="tested">What trying it came to.</param>
    /// <param name="request">What was sent.</param>
    /// <param name="access">The same, as it was read.</param>
    /// <param name="now">Now: a token may have expired.</param>
    public static IReadOnlyList<ValidationError> Of(AccessTestView tested, SubmissionRequest request, ClusterAccess access, DateTimeOffset now)
    {
        var fields = request.Access?.Kubeconfig is { } text && access.Kubeconfig is not null ? KubeconfigFields.Find(text) : null;
        var token = access.Kubeconfig?.Token is { } given ? BearerToken.Read(given) : null;
        return [.. Needed(tested).Select(read => Of(read, fields, token, access, now)).OfType<ValidationError>().DistinctBy(f => (f.Field, f.Message.En))];
    }

    /// <summary>Whether a student may want to mend something first, although nothing keeps the access from being taken.</summary>
    public static bool IsDoubtful(AccessTestView tested) => Needed(tested).Any(r => !IsOurs(r.Error));

    private static IEnumerable<ReadTestView> Needed(AccessTestView tested) => tested.Reads.Where(r => !r.Works && !r.Optional);

    // There is nothing that a student could do about it.
    private static bool IsOurs(ReadError? error) => error is null or { Fault: FaultDomain.Grader or FaultDomain.Aws } or { Failure: ReadFailure.NameUnanswered };

    private static ValidationError? Of(ReadTestView read, KubeconfigFields? fields, BearerToken? token, ClusterAccess access, DateTimeOffset now)
    {
        if (read.Error is not { Fault: FaultDomain.Student } error)
            return null;
        var isAws = read.Read.Contains(':', StringComparison.Ordinal) || fields is null;
        switch (error.Failure)
        {
            case ReadFailure.Unauthenticated when !isAws && token is { IsWhole: false }:
                return At(fields?.Credential, ApiTexts.Catalog["TokenNotWhole"]);
            case ReadFailure.Unauthenticated when !isAws && token?.ExpiresAt <= now:
                return At(fields?.Credential, ApiTexts.Catalog["TokenExpired", MomentText.Of(token.ExpiresAt.Value, zone: null)]);
            case ReadFailure.Unauthenticated or ReadFailure.Denied or ReadFailure.TimedOut or ReadFailure.Throttled:
                return null;
            case ReadFailure.Tls:
                return At(fields?.Authority, Sentence(error), isAws, access);
            case ReadFailure.NotFound:
                return new ValidationError(PlaceOf(access) + ".clusterName", Sentence(error));
            default:
                return At(fields?.Server, Sentence(error), isAws, access);
        }
    }

    private static ValidationError At(KubeconfigField? field, LocalizedText message, bool isAws = false, ClusterAccess? access = null) =>
        field is { } known && !isAws
            ? new ValidationError($"access.kubeconfig.{known.Field}", message, known.Line)
            : new ValidationError(access is null ? "access.kubeconfig" : PlaceOf(access) + ".clusterName", message);

    // AWS access alone stands under access, beside a kubeconfig under access.aws.
    private static string PlaceOf(ClusterAccess access) => access.Kubeconfig is null ? "access" : "access.aws";

    private static LocalizedText Sentence(ReadError error) => new(Joined(error, t => t.En), Joined(error, t => t.Ko));

    private static string Joined(ReadError error, Func<LocalizedText, string> language) =>
        string.Join(' ', error.Feedback.Select(language).Prepend(language(error.Summary).TrimEnd('.') + "."));
}
