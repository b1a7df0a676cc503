using System.Security.Claims;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;

namespace EksGrader.Api.Host;

/// <summary>Who asks. Endpoints take one as a parameter; however the caller signed in, it is made from the same claims.</summary>
/// <param name="User">The person; null for the admin of the environment variable.</param>
/// <param name="Name">What the audit trail calls the caller.</param>
/// <param name="IsAdmin">Whether the caller is an admin, and so an instructor everywhere.</param>
/// <param name="Scopes">What the credential is limited to; empty for all that the caller may.</param>
public sealed record CurrentUser(UserId? User, string Name, bool IsAdmin, IReadOnlyList<string> Scopes)
{
    /// <summary>The admin of the environment variable.</summary>
    public const string EnvironmentAdmin = "admin";

    /// <summary>What tells callers apart where they are counted or remembered.</summary>
    public string Key => User is { } user ? $"user:{user}" : EnvironmentAdmin;

    /// <summary>Who asks, as queries know it.</summary>
    public Viewer Viewer => new(User, IsAdmin);

    /// <summary>Whether the credential may do what asks for a scope: a session may all that its person may, a token what it was made for.</summary>
    public bool May(string scope) => Scopes.Count == 0 || Scopes.Contains(scope, StringComparer.Ordinal);

    /// <summary>Binds endpoint parameters. Endpoints that take a caller require one, so there always is one.</summary>
    public static ValueTask<CurrentUser?> BindAsync(HttpContext context) => ValueTask.FromResult(Of(context.User));

    /// <summary>A person who signed in with nothing that limits what they may do.</summary>
    public static CurrentUser Of(User user) => new(user.Id, user.Email, user.IsAdmin, []);

    /// <summary>The caller that claims tell of; null where no one signed in.</summary>
    public static CurrentUser? Of(ClaimsPrincipal principal)
    {
        if (principal.Identity is not { IsAuthenticated: true } || principal.FindFirstValue(ClaimTypes.NameIdentifier) is not { } id)
            return null;
        return new CurrentUser(
            Id.TryParse<UserId>(id, out var user) ? user : null,
            principal.FindFirstValue(ClaimTypes.Name) ?? id,
            principal.IsInRole(Roles.Admin),
            [.. principal.FindAll(TokenScopes.ClaimType).Select(c => c.Value)]);
    }

    /// <summary>The claims that make a caller: every way of signing in ends here.</summary>
    public ClaimsPrincipal ToPrincipal(string scheme)
    {
        var claims = new List<Claim>
        {
            new(ClaimTypes.NameIdentifier, User?.ToString() ?? EnvironmentAdmin),
            new(ClaimTypes.Name, Name),
        };
        if (IsAdmin)
            claims.Add(new Claim(ClaimTypes.Role, Roles.Admin));
        claims.AddRange(Scopes.Select(s => new Claim(TokenScopes.ClaimType, s)));
        return new ClaimsPrincipal(new ClaimsIdentity(claims, scheme));
    }
}

/// <summary>The role that is not of one course. Who teaches or learns in a course stands in the course, not in claims.</summary>
internal static class Roles
{
    /// <summary>An instructor everywhere, who makes courses and names their instructors.</summary>
    public const string Admin = "admin";
}
