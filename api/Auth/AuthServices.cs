using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;

namespace EksGrader.Api.Auth;

/// <summary>The policies that route groups carry.</summary>
public static class Policies
{
    /// <summary>Anybody who signed in.</summary>
    public const string Read = TokenScopes.Read;

    /// <summary>Whose credential may hand in.</summary>
    public const string Submit = TokenScopes.Submit;

    /// <summary>Whose credential may do an instructor's work; in which course, the queries decide.</summary>
    public const string Manage = TokenScopes.Manage;

    /// <summary>Admins.</summary>
    public const string Admin = "admin";
}

/// <summary>Brings signing in and its one authorisation model into the service.</summary>
internal static class AuthServices
{
    /// <summary>Adds bearer tokens and the policies. Another scheme (a browser's cookie) joins by making the same claims.</summary>
    public static IServiceCollection AddAuth(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<AdminToken>()
            .Configure(o => o.Secret = configuration[AdminToken.Variable])
            .Validate(o => string.IsNullOrEmpty(o.Secret) || o.Secret.Length >= AdminToken.MinimumLength, AdminToken.TooShort)
            .ValidateOnStart();
        services.AddAuthentication(BearerHandler.SchemeName).AddScheme<AuthenticationSchemeOptions, BearerHandler>(BearerHandler.SchemeName, null);
        services.AddAuthorizationBuilder()
            .SetDefaultPolicy(Signed().Build())
            .AddPolicy(Policies.Read, Signed().Build())
            .AddPolicy(Policies.Submit, Signed().RequireAssertion(c => Allows(c, TokenScopes.Submit)).Build())
            .AddPolicy(Policies.Manage, Signed().RequireAssertion(c => Allows(c, TokenScopes.Manage)).Build())
            .AddPolicy(Policies.Admin, Signed().RequireRole(Roles.Admin).RequireAssertion(c => Allows(c, TokenScopes.Manage)).Build());
        return services;
    }

    private static AuthorizationPolicyBuilder Signed() => new AuthorizationPolicyBuilder(BearerHandler.SchemeName).RequireAuthenticatedUser();

    private static bool Allows(AuthorizationHandlerContext context, string scope) =>
        Caller.Of(context.User) is { } caller && (caller.Scopes.Count == 0 || caller.Scopes.Contains(scope, StringComparer.Ordinal));
}
