namespace EksGrader.Simulator.Aws;

/// <summary>An error as AWS answers it.</summary>
/// <param name="status">The HTTP status.</param>
/// <param name="code">The error code.</param>
/// <param name="message">The message.</param>
internal sealed class AwsException(int status, string code, string message) : Exception(message)
{
    public int Status { get; } = status;

    public string Code { get; } = code;

    /// <summary>The services that speak XML have other names for the same errors.</summary>
    private static bool IsQuery(string service) => service is "sts" or "elasticloadbalancing" or "ec2" or "cloudformation" or "autoscaling";

    public static AwsException IncompleteSignature() => new(400, "IncompleteSignature", "Credential must have exactly 5 slash-delimited elements.");

    public static AwsException MissingToken() => new(403, "MissingAuthenticationToken", "Request is missing Authentication Token");

    public static AwsException InvalidToken(string service) =>
        new(403, IsQuery(service) ? "InvalidClientTokenId" : "UnrecognizedClientException", "The security token included in the request is invalid.");

    public static AwsException ExpiredToken(string service) =>
        new(403, IsQuery(service) ? "ExpiredToken" : "ExpiredTokenException", "The security token included in the request is expired");

    public static AwsException SignatureDoesNotMatch(string service) => new(
        403,
        IsQuery(service) ? "SignatureDoesNotMatch" : "InvalidSignatureException",
        "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.");

    public static AwsException Denied(string service, string arn, string action, string resource) => new(
        403,
        service == "ec2" ? "UnauthorizedOperation" : IsQuery(service) ? "AccessDenied" : "AccessDeniedException",
        $"User: {arn} is not authorized to perform: {action} on resource: {resource} because no identity-based policy allows the {action} action");

    public static AwsException Throttled(string service) => IsQuery(service)
        ? service == "ec2" ? new(503, "RequestLimitExceeded", "Request limit exceeded.") : new(400, "Throttling", "Rate exceeded")
        : new(service == "eks" ? 429 : 400, "ThrottlingException", "Rate exceeded");

    public static AwsException UnknownOperation(string service, string operation) =>
        new(400, IsQuery(service) ? "InvalidAction" : "UnknownOperationException", $"The practice class does not know the operation {operation} of {service}.");
}
