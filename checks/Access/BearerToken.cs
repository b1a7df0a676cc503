using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace EksGrader.Checks.Access;

/// <summary>
/// What a bearer token says of itself. EKS takes JSON Web Tokens (service accounts, OIDC) and the tokens of <c>aws eks get-token</c>, no others.
/// It is never verified here, so it explains a refusal and decides nothing else.
/// </summary>
/// <param name="IsWhole">Whether it has the form of one that EKS takes, with nothing cut off.</param>
/// <param name="ExpiresAt">Until when it is valid; null where it does not tell.</param>
public sealed record BearerToken(bool IsWhole, DateTimeOffset? ExpiresAt)
{
    private const string AwsPrefix = "k8s-aws-v1.";

    // aws-iam-authenticator, pkg/token: what the cluster takes it for, whatever X-Amz-Expires says.
    private static readonly TimeSpan AwsLife = TimeSpan.FromMinutes(15);
    private static readonly BearerToken Broken = new(IsWhole: false, ExpiresAt: null);

    /// <summary>Reads a token; never throws.</summary>
    public static BearerToken Read(string token) =>
        token.StartsWith(AwsPrefix, StringComparison.Ordinal) ? OfAws(token[AwsPrefix.Length..]) : OfJwt(token.Split('.'));

    private static BearerToken OfAws(string encoded)
    {
        if (Decode(encoded) is not { } bytes || !Uri.TryCreate(Encoding.UTF8.GetString(bytes), UriKind.Absolute, out var signed))
            return Broken;
        var query = signed.Query.TrimStart('?').Split('&');
        var isSigned = query.Any(p => p.StartsWith("X-Amz-Signature=", StringComparison.OrdinalIgnoreCase));
        var date = query.FirstOrDefault(p => p.StartsWith("X-Amz-Date=", StringComparison.OrdinalIgnoreCase))?.Split('=')[1];
        return isSigned && DateTimeOffset.TryParseExact(date, "yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            ? new BearerToken(IsWhole: true, at + AwsLife)
            : Broken;
    }

    private static BearerToken OfJwt(string[] parts)
    {
        if (parts is not [var header, var payload, { Length: > 0 } signature] || Decode(signature) is null || Decode(header) is not { } head || Decode(payload) is not { } claims)
            return Broken;
        try
        {
            using var headDocument = JsonDocument.Parse(head);
            using var document = JsonDocument.Parse(claims);
            if (headDocument.RootElement.ValueKind != JsonValueKind.Object || document.RootElement.ValueKind != JsonValueKind.Object)
                return Broken;
            // RFC 7519: a number of seconds, which may have a fraction.
            var expires = document.RootElement.TryGetProperty("exp", out var exp) && exp.ValueKind == JsonValueKind.Number && exp.TryGetDouble(out var seconds)
                && seconds is > 0 and < 253_402_300_799
                ? DateTimeOffset.UnixEpoch.AddSeconds(seconds)
                : default(DateTimeOffset?);
            return new BearerToken(IsWhole: true, expires);
        }
        catch (JsonException)
        {
            return Broken;
        }
    }

    private static byte[]? Decode(string text)
    {
        try
        {
            return Base64Url.DecodeFromChars(text);
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
