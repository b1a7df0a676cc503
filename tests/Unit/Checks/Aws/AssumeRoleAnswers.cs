namespace EksGrader.Tests.Unit.Checks.Aws;

/// <summary>How roles answer AssumeRole.</summary>
internal static class AssumeRoleAnswers
{
    /// <summary>A role that asks for the external id of these tests.</summary>
    public static Task Closed(FakeRequest request) => request.Form.GetValueOrDefault("ExternalId") is "secret-external-id" or "external" ? Open(request) : Denied(request);

    /// <summary>A role that asks for some external id, and takes any.</summary>
    public static Task AnyId(FakeRequest request) => request.Form.ContainsKey("ExternalId") ? Open(request) : Denied(request);

    /// <summary>A role that takes anyone.</summary>
    public static Task Open(FakeRequest request) => OpenUntil(request, new DateTimeOffset(2100, 1, 1, 0, 0, 0, TimeSpan.Zero));

    /// <summary>A role that takes anyone, whose keys end at a time.</summary>
    public static Task OpenUntil(FakeRequest request, DateTimeOffset expires) => FakeAwsServer.WriteAsync(request.Http, 200, FakeAwsServer.Xml(
        "AssumeRole",
        $"<Credentials><AccessKeyId>ASIAROLE000000000000</AccessKeyId><SecretAccessKey>role-secret</SecretAccessKey><SessionToken>role-token</SessionToken><Expiration>{expires:yyyy-MM-ddTHH:mm:ssZ}</Expiration></Credentials>"));

    /// <summary>A role that takes no one.</summary>
    public static Task Denied(FakeRequest request) =>
        FakeAwsServer.WriteAsync(request.Http, 403, FakeAwsServer.XmlError("AccessDenied", "User: arn:aws:iam::999988887777:user/grader is not authorized to perform: sts:AssumeRole"));
}
