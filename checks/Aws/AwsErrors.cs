using System.Security.Authentication;
using Amazon.Runtime;
using EksGrader.Checks.Aws.Pipeline;
using EksGrader.Checks.Core;
using EksGrader.Checks.Reads;
using EksGrader.Checks.Web;

namespace EksGrader.Checks.Aws;

/// <summary>A call that failed: what was asked, and with whose credentials.</summary>
/// <param name="Action">The IAM action, such as <c>eks:DescribeCluster</c>.</param>
/// <param name="Access">The credentials.</param>
internal sealed record AwsCallOf(string Action, AwsAccess Access)
{
    /// <summary>The student answers for their own credentials, the grader for its own and the course's.</summary>
    public FaultDomain Holder => Access is AwsAccess.Own || Access.HeldByCourse ? FaultDomain.Grader : FaultDomain.Student;
}

/// <summary>Turns what the SDK throws into what a verdict needs: whose doing it is, in words, and what to do about it.</summary>
internal static class AwsErrors
{
    private static readonly TextCatalog Texts = TextCatalog.Beside(typeof(AwsErrors), "AwsTexts");

    public static bool IsDenied(AmazonServiceException e) => AwsErrorCodes.IsDenied(e);

    /// <summary>The fault of a failed call.</summary>
    public static ReadException From(Exception e, AwsCallOf call) => Inner<ReadException>(e) ?? new(Describe(e, call), e);

    /// <summary>The grader has no credentials of its own.</summary>
    public static ReadException NoOwnCredentials(Exception e) => new(
        new ReadError { Failure = ReadFailure.Unauthenticated, Fault = FaultDomain.Grader, Summary = Texts["NoOwnCredentials"], Feedback = [Texts["NoOwnCredentialsHow"]] }, e);

    /// <summary>The role does not let the grader in.</summary>
    public static ReadException RoleDenied(AwsAccess.Role role, string? principal, Exception e) => new(
        new ReadError
        {
            Failure = ReadFailure.Denied,
            Fault = role.HeldByCourse ? FaultDomain.Grader : FaultDomain.Student,
            Summary = Texts["RoleDenied", role.RoleArn],
            Feedback = [Texts["RoleDeniedHow", AwsCommands.UpdateTrustPolicy(role.RoleArn, principal, role.ExternalId)]],
            Detail = Cut(e.Message),
            MayPass = true,
        },
        e);

    /// <summary>The role can be assumed without the external id, so on behalf of anyone.</summary>
    public static ReadException OpenRole(AwsAccess.Role role, bool takesAnyId, string? principal) => new(new ReadError
    {
        Failure = ReadFailure.Denied,
        Fault = role.HeldByCourse ? FaultDomain.Grader : FaultDomain.Student,
        Summary = Texts[takesAnyId ? "OpenRoleToAnyId" : "OpenRole", role.RoleArn],
        Feedback = [Texts["OpenRoleHow", AwsCommands.UpdateTrustPolicy(role.RoleArn, principal, role.ExternalId)]],
        MayPass = true,
    });

    /// <summary>The cluster exists, but has no API server that could be asked.</summary>
    public static ReadException NoEndpoint(AwsCluster cluster) => new(new ReadError
    {
        Failure = ReadFailure.Unreachable,
        Fault = FaultDomain.Cluster,
        Summary = Texts["NoEndpoint", cluster.Name, cluster.Status],
        MayPass = true,
    });

    /// <summary>This grading has read as much as it may.</summary>
    public static ReadException GradingIsFull(string action) => new(Of(ReadFailure.TooLarge, FaultDomain.Aws, Texts["TooLarge", action], detail: null));

    /// <summary>All gradings together have read as much as they may; a later observation may find room.</summary>
    public static ReadException ProcessIsFull() => new(Of(ReadFailure.TooLarge, FaultDomain.Grader, Texts["ProcessIsFull"], detail: null, mayPass: true));

    /// <summary>An answer of AWS that makes no sense.</summary>
    public static ReadException Malformed(string action, string detail, Exception? e = null) => new(MalformedFault(action, detail), e);

    private static ReadError Describe(Exception e, AwsCallOf call) => e switch
    {
        _ when Inner<ResponseTooLargeException>(e) is { } large => Of(ReadFailure.TooLarge, FaultDomain.Aws, Texts["TooLarge", call.Action], large.Message),
        AmazonUnmarshallingException => MalformedFault(call.Action, e.InnerException?.Message ?? e.Message),
        InvalidResponseException => MalformedFault(call.Action, e.Message),
        AmazonServiceException answer when (int)answer.StatusCode != 0 => DescribeAnswer(answer, call),
        _ => DescribeNoAnswer(e, call),
    };

    private static ReadError DescribeAnswer(AmazonServiceException e, AwsCallOf call) => e switch
    {
        _ when AwsErrorCodes.IsThrottled(e) => Of(ReadFailure.Throttled, FaultDomain.Aws, Texts["Throttled", call.Action], e.ErrorCode, mayPass: true),
        // Never AWS's own words here: what it says of a wrong signature quotes the session token.
        _ when AwsErrorCodes.IsUnauthenticated(e) => Unauthenticated(call, e),
        _ when AwsErrorCodes.IsDenied(e) => Denied(call, e),
        _ when AwsErrorCodes.IsNotFound(e) => NotFound(call, e),
        _ when AwsErrorCodes.IsServerError(e) => Of(ReadFailure.ServerError, FaultDomain.Aws, Texts["ServerError", call.Action, (int)e.StatusCode], e.Message, mayPass: true),
        _ when AwsErrorCodes.IsNotOfAws(e) => MalformedFault(call.Action, $"HTTP {(int)e.StatusCode}"),
        _ => Of(ReadFailure.ServerError, FaultDomain.Aws, Texts["Refused", call.Action, e.ErrorCode], e.Message),
    };

    private static ReadError DescribeNoAnswer(Exception e, AwsCallOf call)
    {
        if (ConnectException.In(e) is { } unconnected)
        {
            return Unconnected(unconnected, call);
        }

        if (Inner<AuthenticationException>(e) is { } tls)
        {
            return Of(ReadFailure.Tls, FaultDomain.Network, Texts["Tls", call.Action], tls.Message, mayPass: true);
        }

        return Inner<TimeoutException>(e) is not null || Inner<OperationCanceledException>(e) is not null
            ? Of(ReadFailure.TimedOut, FaultDomain.Aws, Texts["TimedOut", call.Action], detail: null, mayPass: true)
            : Of(ReadFailure.Unreachable, FaultDomain.Network, Texts["Unreachable", call.Action], e.Message, mayPass: true);
    }

    // The connector's own errors speak of what students submit; an address of AWS is not theirs, except for a region that AWS does not have.
    private static ReadError Unconnected(ConnectException e, AwsCallOf call) => e.Failure switch
    {
        ConnectFailure.NameNotFound => Of(ReadFailure.NameNotFound, call.Holder, Texts["NameNotFound", call.Access.Region], e.Message),
        ConnectFailure.Blocked => e.Fault with { Fault = FaultDomain.Grader, Feedback = [] },
        _ => e.Fault with { Fault = FaultDomain.Network, Feedback = [], MayPass = true },
    };

    private static ReadError Denied(AwsCallOf call, AmazonServiceException e) => Of(
        ReadFailure.Denied, call.Holder, Texts["Denied", call.Action], e.Message, mayPass: true) with
    {
        Right = call.Action,
        Feedback =
        [
            call switch
            {
                { Holder: FaultDomain.Grader } => Texts["DeniedOwn", call.Action],
                { Access: AwsAccess.Role role } => Texts["DeniedRole", AwsCommands.AllowAction(role.RoleArn, call.Action)],
                _ => Texts["DeniedKeys", call.Action],
            },
        ],
    };

    private static ReadError Unauthenticated(AwsCallOf call, AmazonServiceException e) => Of(
        ReadFailure.Unauthenticated, call.Holder, Texts["Unauthenticated", e.ErrorCode ?? ""], e.ErrorCode, mayPass: true) with
    {
        Feedback =
        [
            call switch
            {
                { Holder: FaultDomain.Grader } => Texts["UnauthenticatedOwn"],
                { Access: AwsAccess.Keys } => Texts["UnauthenticatedKeys"],
                _ => Texts["UnauthenticatedRole"],
            },
        ],
    };

    private static ReadError NotFound(AwsCallOf call, AmazonServiceException e) =>
        call.Action.StartsWith("eks:", StringComparison.Ordinal)
            ? Of(ReadFailure.NotFound, FaultDomain.Student, Texts["NoSuchCluster", call.Access.ClusterName, call.Access.Region], e.Message) with
            {
                Feedback = [Texts["NoSuchClusterHow", $"aws eks list-clusters --region {call.Access.Region}"]],
            }
            : Of(ReadFailure.NotFound, FaultDomain.Aws, Texts["NotFound", call.Action], e.Message, mayPass: true);

    private static ReadError MalformedFault(string action, string detail) => Of(ReadFailure.Malformed, FaultDomain.Aws, Texts["Malformed", action], detail, mayPass: true);

    private static ReadError Of(ReadFailure failure, FaultDomain fault, LocalizedText summary, string? detail, bool mayPass = false) =>
        new() { Failure = failure, Fault = fault, Summary = summary, Detail = detail is null ? null : Cut(detail), MayPass = mayPass };

    private static string Cut(string text) => text.Length <= 300 ? text : text[..299] + "…";

    private static T? Inner<T>(Exception? e)
        where T : Exception
    {
        for (; e is not null; e = e.InnerException)
        {
            if (e is T found)
            {
                return found;
            }
        }

        return null;
    }
}
