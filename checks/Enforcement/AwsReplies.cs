using System.Globalization;
using System.Net;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using EksGrader.Checks.Aws;
using EksGrader.Checks.Core;
using EksGrader.Checks.Reads;

namespace EksGrader.Checks.Enforcement;

/// <summary>What came of a delete call of AWS.</summary>
internal static class AwsReplies
{
    private const int LongestText = 300;

    // EKS, Elastic Load Balancing, EC2 and CloudFormation API references, "Errors".
    private static readonly HashSet<string> NotThere = new(StringComparer.Ordinal)
    {
        "ResourceNotFoundException", "LoadBalancerNotFound", "TargetGroupNotFound", "InvalidVolume.NotFound",
    };

    private static readonly HashSet<string> Busy = new(StringComparer.Ordinal)
    {
        "ResourceInUseException", "ResourceInUse", "VolumeInUse", "IncorrectState", "DependencyViolation", "OperationInProgress", "TokenAlreadyExists",
    };

    /// <summary>Makes a call and tells what came of it; throws nothing but cancellation.</summary>
    /// <param name="action">The IAM action, which is what is missing when it is denied.</param>
    /// <param name="call">The call.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<DeletionReply> OfAsync(string action, Func<Task> call, CancellationToken cancellationToken)
    {
        try
        {
            await call();
            return new DeletionReply(DeletionReplyKind.Accepted, $"{action} → taken");
        }
        catch (ReadException e)
        {
            // The role could not be assumed: the call was never made.
            return new DeletionReply(DeletionReplyKind.NotAsked, Text(action, e.Fault.Summary.En));
        }
        catch (AmazonServiceException e) when ((int)e.StatusCode != 0)
        {
            return Of(action, e);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            return new DeletionReply(DeletionReplyKind.Unclear, Text(action, $"no answer: {e.GetType().Name}"));
        }
    }

    private static DeletionReply Of(string action, AmazonServiceException e) => e switch
    {
        _ when AwsErrorCodes.IsThrottled(e) => new(DeletionReplyKind.Throttled, Text(action, e.ErrorCode)) { After = RetryAfter(e) },
        // Never AWS's own words here: what it says of a wrong signature quotes the session token.
        _ when AwsErrorCodes.IsUnauthenticated(e) => new(DeletionReplyKind.Denied, Text(action, e.ErrorCode)) { Right = action },
        _ when AwsErrorCodes.IsServerError(e) => new(DeletionReplyKind.Unclear, Text(action, $"HTTP {(int)e.StatusCode} {e.ErrorCode}")) { After = RetryAfter(e) },
        _ when NotThere.Contains(e.ErrorCode ?? "") => new(DeletionReplyKind.NotThere, Text(action, e.ErrorCode)),
        _ when Busy.Contains(e.ErrorCode ?? "") || e.StatusCode == HttpStatusCode.Conflict => new(DeletionReplyKind.Busy, Text(action, $"{e.ErrorCode}: {e.Message}")),
        _ when AwsErrorCodes.IsNotOfAws(e) => new(DeletionReplyKind.Unclear, Text(action, $"HTTP {(int)e.StatusCode}, no answer of AWS")),
        _ when AwsErrorCodes.IsDenied(e) => new(DeletionReplyKind.Denied, Text(action, $"{e.ErrorCode}: {e.Message}")) { Right = action },
        _ => new(DeletionReplyKind.Refused, Text(action, $"{e.ErrorCode}: {e.Message}")),
    };

    // Seconds, the only form that AWS uses.
    private static TimeSpan? RetryAfter(AmazonServiceException e) =>
        e.InnerException is HttpErrorResponseException { Response: { } response } && int.TryParse(response.GetHeaderValue("Retry-After"), CultureInfo.InvariantCulture, out var seconds) && seconds is > 0 and <= 3600
            ? TimeSpan.FromSeconds(seconds)
            : null;

    private static string Text(string action, string? answer) => $"{action} → {SafeText.Line(answer ?? "", LongestText)}";
}
