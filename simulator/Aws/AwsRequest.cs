using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace EksGrader.Simulator.Aws;

/// <summary>A request to an AWS API, with who signed it.</summary>
internal sealed class AwsRequest
{
    private const int MostBytes = 64 * 1024;

    private AwsRequest(HttpContext context, byte[] body)
    {
        Context = context;
        Body = body;
        Path = context.Request.Path.Value ?? "/";
        Form = context.Request.ContentType?.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) == true
            ? QueryHelpers.ParseQuery(Encoding.UTF8.GetString(body))
            : [];
    }

    public HttpContext Context { get; }

    public byte[] Body { get; }

    public string Path { get; }

    /// <summary>The parameters of a query API, from the body.</summary>
    public Dictionary<string, StringValues> Form { get; }

    /// <summary>The service of the signature's scope, such as <c>eks</c>.</summary>
    public string Service { get; private set; } = "";

    /// <summary>The region of the signature's scope.</summary>
    public string Region { get; private set; } = "";

    /// <summary>The operation of a query API: <c>Action</c> in body or query.</summary>
    public string Action => Parameter("Action") ?? "";

    /// <summary>A parameter of a query API.</summary>
    public string? Parameter(string name) =>
        Form.TryGetValue(name, out var value) ? value.ToString() : Context.Request.Query.TryGetValue(name, out var other) ? other.ToString() : null;

    /// <summary>The members of a list parameter: <c>Names.member.1</c> and on.</summary>
    public IEnumerable<string> Members(string name)
    {
        for (var i = 1; Parameter(string.Create(CultureInfo.InvariantCulture, $"{name}.member.{i}")) is { } value; i++)
        {
            yield return value;
        }
    }

    /// <summary>Reads the whole body.</summary>
    /// <exception cref="AwsException">The body is larger than any request of AWS.</exception>
    public static async Task<AwsRequest> ReadAsync(HttpContext context)
    {
        using var buffer = new MemoryStream();
        await context.Request.Body.CopyToAsync(buffer, context.RequestAborted);
        return buffer.Length <= MostBytes ? new AwsRequest(context, buffer.ToArray()) : throw new AwsException(413, "RequestEntityTooLarge", "The request is too large.");
    }

    /// <summary>Who signed the request, with the signature checked.</summary>
    /// <exception cref="AwsException">It is not signed, or not with keys that AWS knows, or the signature is another request's.</exception>
    public AwsSession Authenticate(AwsSessions sessions, DateTimeOffset now)
    {
        var fields = Fields();
        var scope = fields.Credential.Split('/', 2);
        if (scope is not [var accessKeyId, var rest] || rest.Split('/') is not [_, var region, var service, "aws4_request"])
        {
            throw AwsException.IncompleteSignature();
        }

        (Service, Region) = (service, region);
        var session = sessions.Find(accessKeyId);
        if (session is null || !string.Equals(session.SessionToken ?? "", fields.SessionToken, StringComparison.Ordinal))
        {
            throw AwsException.InvalidToken(service);
        }

        if (session.Expires <= now)
        {
            throw AwsException.ExpiredToken(service);
        }

        var expected = SigV4.Sign(session.Secret, rest, fields.Stamp, Canonical(fields.SignedHeaders));
        return SigV4.Same(expected, fields.Signature) ? session : throw AwsException.SignatureDoesNotMatch(service);
    }

    private sealed record SignatureFields(string Credential, string SignedHeaders, string Signature, string Stamp, string SessionToken);

    private SignatureFields Fields()
    {
        var request = Context.Request;
        var header = request.Headers.Authorization.ToString();
        if (header.StartsWith("AWS4-HMAC-SHA256 ", StringComparison.Ordinal))
        {
            var parts = header[17..].Split(',', StringSplitOptions.TrimEntries).Select(p => p.Split('=', 2)).Where(p => p.Length == 2)
                .ToDictionary(p => p[0], p => p[1], StringComparer.Ordinal);
            return new SignatureFields(
                parts.GetValueOrDefault("Credential", ""),
                parts.GetValueOrDefault("SignedHeaders", ""),
                parts.GetValueOrDefault("Signature", ""),
                request.Headers["X-Amz-Date"].ToString(),
                request.Headers["X-Amz-Security-Token"].ToString());
        }

        string Query(string name) => request.Query[name].ToString();
        return Query("X-Amz-Algorithm") == "AWS4-HMAC-SHA256"
            ? new(Query("X-Amz-Credential"), Query("X-Amz-SignedHeaders"), Query("X-Amz-Signature"), Query("X-Amz-Date"), Query("X-Amz-Security-Token"))
            : throw AwsException.MissingToken();
    }

    private string Canonical(string signedHeaders)
    {
        var request = Context.Request;
        var headers = new StringBuilder();
        foreach (var name in signedHeaders.Split(';'))
        {
            var value = name == "host" ? request.Host.Value : string.Join(',', request.Headers[name].Select(v => v?.Trim()));
            headers.Append(name).Append(':').Append(value).Append('\n');
        }

        // Every service but S3 escapes the path twice: as it travels, and once more to be signed.
        var travelled = (Context.Features.Get<IHttpRequestFeature>()?.RawTarget ?? "/").Split('?')[0];
        var path = string.Join('/', travelled.Split('/').Select(Uri.EscapeDataString));
        var query = SigV4.CanonicalQuery(request.Query.SelectMany(p => p.Value.Select(v => KeyValuePair.Create(p.Key, v ?? ""))));
        var body = Convert.ToHexStringLower(SHA256.HashData(Body));
        return $"{request.Method}\n{path}\n{query}\n{headers}\n{signedHeaders}\n{body}";
    }
}
