using EksGrader.Checks.Core;

namespace EksGrader.Api.Host;

/// <summary>What kept a request from being done: the stable <c>type</c> of its problem (RFC 9457) and its HTTP status.</summary>
/// <param name="Name">The last part of the type.</param>
/// <param name="Status">The HTTP status.</param>
public sealed record ProblemKind(string Name, int Status)
{
    /// <summary>What every type begins with.</summary>
    public const string Prefix = "urn:eksgrader:problem:";

    /// <summary>The body or the query cannot be parsed.</summary>
    public static readonly ProblemKind BadRequest = new("bad-request", 400);

    /// <summary>A write with a browser's cookie came without the page's antiforgery token: another site may have sent it.</summary>
    public static readonly ProblemKind Antiforgery = new("antiforgery", 400);

    /// <summary>No credential, or one that is wrong, revoked or expired.</summary>
    public static readonly ProblemKind Unauthenticated = new("unauthenticated", 401);

    /// <summary>What was asked is seen by the caller, but not for them to do.</summary>
    public static readonly ProblemKind Forbidden = new("forbidden", 403);

    /// <summary>It does not exist, or the caller may not see it.</summary>
    public static readonly ProblemKind NotFound = new("not-found", 404);

    /// <summary>The address knows no such method.</summary>
    public static readonly ProblemKind MethodNotAllowed = new("method-not-allowed", 405);

    /// <summary>None of the forms that the caller accepts can be given.</summary>
    public static readonly ProblemKind NotAcceptable = new("not-acceptable", 406);

    /// <summary>The request came too slowly.</summary>
    public static readonly ProblemKind RequestTimeout = new("request-timeout", 408);

    /// <summary>Something of this name is there already.</summary>
    public static readonly ProblemKind Exists = new("exists", 409);

    /// <summary>The assignment takes nothing any more.</summary>
    public static readonly ProblemKind Closed = new("closed", 409);

    /// <summary>The student has submitted as often as the assignment allows.</summary>
    public static readonly ProblemKind TooManyAttempts = new("too-many-attempts", 409);

    /// <summary>The submission has no grade yet.</summary>
    public static readonly ProblemKind NotGraded = new("not-graded", 409);

    /// <summary>The access that was submitted is not kept any more, so the cluster cannot be looked at.</summary>
    public static readonly ProblemKind AccessGone = new("access-gone", 409);

    /// <summary>The lease is live: what comes with its end is not there yet.</summary>
    public static readonly ProblemKind LeaseLive = new("lease-live", 409);

    /// <summary>The lease is over: no one looks at its cluster any more.</summary>
    public static readonly ProblemKind LeaseOver = new("lease-over", 409);

    /// <summary>The cluster cannot be deleted for its student: the assignment does not say so, AWS never named it, or an order runs already.</summary>
    public static readonly ProblemKind CannotEnforce = new("cannot-enforce", 409);

    /// <summary>The same write with the same <c>Idempotency-Key</c> is being worked on.</summary>
    public static readonly ProblemKind InProgress = new("in-progress", 409);

    /// <summary><c>If-Match</c> names another version than there is.</summary>
    public static readonly ProblemKind VersionChanged = new("version-changed", 412);

    /// <summary>The body is over its limit.</summary>
    public static readonly ProblemKind TooLarge = new("too-large", 413);

    /// <summary>The body is of a kind that is not read here.</summary>
    public static readonly ProblemKind UnsupportedMediaType = new("unsupported-media-type", 415);

    /// <summary>The request names a host that is not this service's: the name of a stranger's site may have been made to lead here.</summary>
    public static readonly ProblemKind Misdirected = new("misdirected", 421);

    /// <summary>Fields are wrong; each is named in <c>errors</c>.</summary>
    public static readonly ProblemKind Invalid = new("invalid", 422);

    /// <summary>The <c>Idempotency-Key</c> came before with another request.</summary>
    public static readonly ProblemKind KeyReused = new("idempotency-key-reused", 422);

    /// <summary>Asked too often.</summary>
    public static readonly ProblemKind TooManyRequests = new("too-many-requests", 429);

    /// <summary>Headers are over their limit.</summary>
    public static readonly ProblemKind HeadersTooLarge = new("headers-too-large", 431);

    /// <summary>The service failed.</summary>
    public static readonly ProblemKind Internal = new("internal", 500);

    /// <summary>The service is not ready.</summary>
    public static readonly ProblemKind Unavailable = new("unavailable", 503);

    /// <summary>The service's disk is full.</summary>
    public static readonly ProblemKind StorageFull = new("storage-full", 507);

    /// <summary>Every kind there is.</summary>
    public static IReadOnlyList<ProblemKind> All { get; } =
    [
        BadRequest, Antiforgery, Unauthenticated, Forbidden, NotFound, MethodNotAllowed, NotAcceptable, RequestTimeout, Exists, Closed, TooManyAttempts, NotGraded, AccessGone,
        LeaseLive, LeaseOver, CannotEnforce, InProgress, VersionChanged, TooLarge, UnsupportedMediaType, Misdirected, Invalid, KeyReused, TooManyRequests, HeadersTooLarge, Internal, Unavailable, StorageFull,
    ];

    /// <summary>The stable type.</summary>
    public string Type => Prefix + Name;

    /// <summary>What it is called, for people.</summary>
    public LocalizedText Title => ApiTexts.Catalog["Problem_" + Name];

    /// <summary>The kind that a bare status means.</summary>
    public static ProblemKind OfStatus(int status) =>
        All.FirstOrDefault(k => k.Status == status) ?? (status >= 500 ? Internal : BadRequest);
}
