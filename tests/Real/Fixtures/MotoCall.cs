using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace EksGrader.Tests.Real.Fixtures;

/// <summary>A call to AWS on its way to moto.</summary>
/// <param name="Http">The request, and where to answer it.</param>
/// <param name="Service">The service of the signature's scope, such as <c>ec2</c>.</param>
/// <param name="Action">The operation, such as <c>DescribeVolumes</c>; of EKS method and path, such as <c>GET /clusters/x</c>.</param>
/// <param name="Version">The version of a query API; empty for others.</param>
/// <param name="Form">The parameters of a query API.</param>
public sealed record MotoCall(HttpContext Http, string Service, string Action, string Version, IReadOnlyDictionary<string, string> Form)
{
    /// <summary>Reads a request.</summary>
    public static MotoCall Of(HttpContext http, byte[] body)
    {
        var scope = http.Request.Headers.Authorization.ToString().Split('/');
        var isForm = http.Request.ContentType?.Contains("form", StringComparison.Ordinal) == true;
        var form = isForm ? QueryHelpers.ParseQuery(System.Text.Encoding.UTF8.GetString(body)).ToDictionary(p => p.Key, p => p.Value.ToString(), StringComparer.Ordinal) : [];
        var target = http.Request.Headers["X-Amz-Target"].ToString();
        return new MotoCall(
            http,
            scope.Length > 3 ? scope[3] : "",
            form.GetValueOrDefault("Action") ?? (target.Length > 0 ? target[(target.IndexOf('.', StringComparison.Ordinal) + 1)..] : $"{http.Request.Method} {http.Request.Path}"),
            form.GetValueOrDefault("Version") ?? "",
            form);
    }

    /// <summary>Answers.</summary>
    public async Task<bool> AnswerAsync(int status, string body)
    {
        Http.Response.StatusCode = status;
        await Http.Response.WriteAsync(body, Http.RequestAborted);
        return true;
    }

    /// <summary>Answers with an error in the form of the service.</summary>
    public Task<bool> FailAsync(int status, string code) => AnswerAsync(status, Service switch
    {
        "ec2" => $"<Response><Errors><Error><Code>{code}</Code><Message>no</Message></Error></Errors><RequestID>1</RequestID></Response>",
        "eks" or "logs" => $$"""{"__type":"{{code}}","message":"no"}""",
        _ => $"<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>no</Message></Error><RequestId>1</RequestId></ErrorResponse>",
    });
}
