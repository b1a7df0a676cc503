using System.Security.Claims;
using System.Text.Encodings.Web;
using EksGrader.Db.Model;
using EksGrader.Db.Tokens;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace EksGrader.Api.Host.Auth;

/// <summary><c>Authorization: Bearer TOKEN</c> (RFC 6750): the admin's token, or a personal access token.</summary>
internal sealed class BearerHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, IOptions<AdminToken> admin)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "Bearer";

    /// <summary>The claim with what is kept of a personal token's secret, by which the token is found again.</summary>
    public const string HashClaim = "token";

    // The longest token of ours is far shorter; a hash of a megabyte helps no one.
    private const int Longest = 1024;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers.Authorization.ToString();
        if (!header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
            return AuthenticateResult.NoResult();

        var secret = header["Bearer ".Length..].Trim();
        if (secret.Length is 0 or > Longest)
            return AuthenticateResult.Fail("The token is empty or too long.");
        if (admin.Value.Is(secret))
            return Signed(new CurrentUser(User: null, CurrentUser.EnvironmentAdmin, IsAdmin: true, []));
        // Resolved when it is needed: the handler lives as long as the request does, which for a stream is minutes.
        if (!secret.StartsWith(ApiToken.Prefix, StringComparison.Ordinal)
            || await Context.RequestServices.GetRequiredService<TokenStore>().FindAsync(secret, Context.RequestAborted) is not var (token, owner))
            return AuthenticateResult.Fail("The token is wrong, revoked or expired.");
        return Signed(
            new CurrentUser(owner.Id, owner.Email, owner.IsAdmin, token.Scopes.Split(' ', StringSplitOptions.RemoveEmptyEntries)), new Claim(HashClaim, token.Hash));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.StatusCode = StatusCodes.Status401Unauthorized;
        Response.Headers[HeaderNames.WWWAuthenticate] = Request.Headers.ContainsKey(HeaderNames.Authorization) ? "Bearer error=\"invalid_token\"" : "Bearer";
        return Task.CompletedTask;
    }

    private static AuthenticateResult Signed(CurrentUser caller, params IEnumerable<Claim> more)
    {
        var principal = caller.ToPrincipal(SchemeName);
        principal.AddIdentity(new ClaimsIdentity(more));
        return AuthenticateResult.Success(new AuthenticationTicket(principal, SchemeName));
    }
}
