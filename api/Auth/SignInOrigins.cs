using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using EksGrader.Db.Courses;
using Microsoft.AspNetCore.DataProtection;

namespace EksGrader.Api.Auth;

/// <summary>
/// Where a try to sign in comes from. A browser that the account was signed in with before is an origin of its own (OWASP, "Slow Down
/// Online Guessing Attacks with Device Cookies"): whoever guesses in the same room does not keep it out. Any other is its network: an
/// IPv4 address, or the /64 that one subscriber or one link has in IPv6 (RFC 6177).
/// </summary>
internal sealed class SignInOrigins(IDataProtectionProvider protection, TimeProvider time)
{
    private const string Cookie = "EksGrader.Known";
    private static readonly TimeSpan Memory = TimeSpan.FromDays(180);
    private readonly ITimeLimitedDataProtector protector = protection.CreateProtector("EksGrader.KnownBrowser.v1").ToTimeLimitedDataProtector();

    /// <summary>The network that a client is in.</summary>
    public static string NetworkOf(IPAddress? address)
    {
        if (address is null)
            return "";
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
            return address.ToString();
        var bytes = address.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return $"{new IPAddress(bytes)}/64";
    }

    /// <summary>The origin of a try to sign in to an account.</summary>
    public string Of(HttpContext context, string email) =>
        KnownBrowser(context, email) is { } browser ? $"browser {browser}" : $"network {NetworkOf(context.Connection.RemoteIpAddress)}";

    /// <summary>Remembers that the account was signed in to with this browser.</summary>
    public void Remember(HttpContext context, string email)
    {
        if (KnownBrowser(context, email) is not null)
            return;
        var expires = time.GetUtcNow() + Memory;
        var value = protector.Protect($"{Hash(email)} {RandomNumberGenerator.GetHexString(32, lowercase: true)}", expires);
        context.Response.Cookies.Append(Cookie, value, new CookieOptions
        {
            Expires = expires,
            HttpOnly = true,
            IsEssential = true,
            // Passwords are tried where they are changed, too.
            Path = "/",
            SameSite = SameSiteMode.Lax,
            Secure = context.Request.IsHttps,
        });
    }

    private static string Hash(string email) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(User.Normalize(email))));

    private string? KnownBrowser(HttpContext context, string email)
    {
        if (!context.Request.Cookies.TryGetValue(Cookie, out var value) || value.Length > 1024)
            return null;
        try
        {
            var parts = protector.Unprotect(value).Split(' ');
            return parts.Length == 2 && parts[0] == Hash(email) ? parts[1] : null;
        }
        catch (CryptographicException)
        {
            // Old, or of another service: a browser like any other.
            return null;
        }
    }
}
