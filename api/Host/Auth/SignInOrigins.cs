using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using EksGrader.Db.Accounts;
using EksGrader.Db.Model;
using Microsoft.AspNetCore.DataProtection;

namespace EksGrader.Api.Host.Auth;

/// <summary>Where a try to sign in comes from.</summary>
/// <param name="Origin">Where the account's tries are counted together.</param>
/// <param name="Network">The client's network.</param>
internal sealed record SignInPlace(SignInOrigin Origin, string Network)
{
    /// <summary>Whether it is a browser that the account was signed in with before.</summary>
    public bool IsKnown => !Origin.IsNetwork;
}

/// <summary>
/// Where a try to sign in comes from. A browser that the account was signed in with before is an origin of its own (OWASP, "Slow Down
/// Online Guessing Attacks with Device Cookies"): anyone who guesses in the same room does not keep it out. Any other is its network: an
/// IPv4 address, or the /64 that one subscriber or one link has in IPv6 (RFC 6177). The cookie remembers several accounts: at a school's
/// computers many sit, one after the other.
/// </summary>
internal sealed class SignInOrigins(IDataProtectionProvider protection, TimeProvider time)
{
    private const string Cookie = "EksGrader.Known";
    private const int MostAccounts = 12;
    private const int LongestCookie = 3_000;
    private static readonly TimeSpan Memory = TimeSpan.FromDays(180);
    private readonly ITimeLimitedDataProtector protector = protection.CreateProtector("EksGrader.KnownBrowser.v2").ToTimeLimitedDataProtector();

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

    /// <summary>The network that a request comes from.</summary>
    public static string NetworkOf(HttpContext context) => NetworkOf(context.Connection.RemoteIpAddress);

    /// <summary>The place of a try to sign in to an account.</summary>
    public SignInPlace Of(HttpContext context, string email)
    {
        var (account, network) = (Hash(email), NetworkOf(context));
        var known = Remembered(context).Find(k => k.Account == account);
        return new SignInPlace(known is null ? SignInOrigin.Network(network) : SignInOrigin.Browser(known.Browser), network);
    }

    /// <summary>Remembers that the account was signed in to with this browser, for longer each time.</summary>
    public void Remember(HttpContext context, string email)
    {
        var (account, remembered) = (Hash(email), Remembered(context));
        var known = remembered.Find(k => k.Account == account) ?? new Known(account, RandomNumberGenerator.GetHexString(32, lowercase: true));
        var expires = time.GetUtcNow() + Memory;
        var value = string.Join(' ', remembered.Where(k => k.Account != account).Prepend(known).Take(MostAccounts).Select(k => $"{k.Account}:{k.Browser}"));
        context.Response.Cookies.Append(Cookie, protector.Protect(value, expires), new CookieOptions
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

    // 128 bits tell accounts apart, and leave room for twelve.
    private static string Hash(string email) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(User.Normalize(email))).AsSpan(0, 16));

    private List<Known> Remembered(HttpContext context)
    {
        if (!context.Request.Cookies.TryGetValue(Cookie, out var value) || value.Length > LongestCookie)
            return [];
        try
        {
            return [.. protector.Unprotect(value).Split(' ').Select(k => k.Split(':')).Where(k => k.Length == 2).Select(k => new Known(k[0], k[1]))];
        }
        catch (CryptographicException)
        {
            // Old, or of another service: a browser like any other.
            return [];
        }
    }

    private sealed record Known(string Account, string Browser);
}
