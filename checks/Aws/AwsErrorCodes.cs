using System.Collections.Frozen;
using System.Net;
using Amazon.Runtime;
using EksGrader.Checks.Aws.Pipeline;

namespace EksGrader.Checks.Aws;

/// <summary>What the error codes of AWS mean (botocore service models; "Common errors" of the API references; SDK retry lists).</summary>
internal static class AwsErrorCodes
{
    private static readonly FrozenSet<string> Denied =
        Set("AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "NotAuthorized", "AuthorizationError", "OptInRequired", "RegionDisabledException");

    private static readonly FrozenSet<string> Unauthenticated = Set(
        "ExpiredToken", "ExpiredTokenException", "InvalidClientTokenId", "UnrecognizedClientException", "InvalidToken", "InvalidAccessKeyId", "AuthFailure",
        "SignatureDoesNotMatch", "InvalidSignatureException", "IncompleteSignature", "IncompleteSignatureException", "MissingAuthenticationToken",
        "MissingAuthenticationTokenException", "TokenRefreshRequired", "RequestExpired");

    private static readonly FrozenSet<string> NotFound = Set(
        "ResourceNotFoundException", "LoadBalancerNotFound", "TargetGroupNotFound", "RepositoryNotFoundException", "ImageNotFoundException", "PipelineNotFoundException");

    private static readonly FrozenSet<string> Throttled = Set(
        "Throttling", "ThrottlingException", "ThrottledException", "RequestThrottled", "RequestThrottledException", "TooManyRequestsException",
        "RequestLimitExceeded", "LimitExceededException", "BandwidthLimitExceeded", "PriorRequestNotComplete", "SlowDown", "EC2ThrottledException");

    public static bool IsDenied(AmazonServiceException e) =>
        Denied.Contains(Code(e)) || (e.StatusCode == HttpStatusCode.Forbidden && !IsUnauthenticated(e) && !IsThrottled(e) && !IsNotOfAws(e));

    public static bool IsUnauthenticated(AmazonServiceException e) =>
        Unauthenticated.Contains(Code(e)) || (e.StatusCode == HttpStatusCode.Unauthorized && !IsNotOfAws(e));

    public static bool IsNotFound(AmazonServiceException e) => NotFound.Contains(Code(e));

    public static bool IsThrottled(AmazonServiceException e) => Throttled.Contains(Code(e)) || e.StatusCode == HttpStatusCode.TooManyRequests;

    public static bool IsServerError(AmazonServiceException e) => (int)e.StatusCode >= 500;

    /// <summary>Whether the error holds no code of AWS: a page of HTML of something in between.</summary>
    public static bool IsNotOfAws(AmazonServiceException e) => e.ErrorCode is null or "" or ServiceError.NoCode;

    private static string Code(AmazonServiceException e) => e.ErrorCode ?? "";

    private static FrozenSet<string> Set(params string[] codes) => codes.ToFrozenSet(StringComparer.Ordinal);
}
