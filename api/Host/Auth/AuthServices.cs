using EksGrader.Db.Model;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace EksGrader.Api.Host.Auth;

/// <summary>The policies that route groups and pages carry.</summary>
internal static class Policies
{
    /// <summary>Everyone who signed in.</summary>
    public const string Read = TokenScopes.Read;

    /// <summary>Whose credential may submit.</summary>
    public const string Submit = TokenScopes.Submit;

    /// <summary>Whose credential may do an instructor's work; in which course, the queries decide.</summary>
    public const string Manage = TokenScopes.Manage;

    /// <summary>Admins.</summary>
    public const string Admin = "admin";
}

/// <summary>The groups that routes stand in.</summary>
internal static class RouteGroups
{
    /// <summary>The HTTP API.</summary>
    public static RouteGroupBuilder MapApi(this IEndpointRouteBuilder app) => app.MapGroup("/api").RequireAuthorization(Policies.Read)
        .ProducesProblem(StatusCodes.Status401Unauthorized, ProblemResponses.MediaType);

    /// <summary>What pages follow while they are open; no part of the API.</summary>
    public static RouteGroupBuilder MapLive(this IEndpointRouteBuilder app) => app.MapGroup("/live").RequireAuthorization(Policies.Read).ExcludeFromDescription();
}

/// <summary>Brings signing in and its one authorisation model into the service: cookies and tokens end in the same claims.</summary>
internal static class AuthServices
{
    /// <summary>Adds sessions, bearer tokens, passwords, passkeys and the policies.</summary>
    public static IServiceCollection AddAuth(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<AdminToken>()
            .Configure(o => o.Secret = configuration[AdminToken.Variable])
            .Validate(o => string.IsNullOrEmpty(o.Secret) || o.Secret.Length >= AdminToken.MinimumLength, AdminToken.TooShort)
            .ValidateOnStart();
        services.AddOptions<SessionLimits>().Bind(configuration.GetSection(SessionLimits.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddSchemes();
        services.AddIdentity();
        services.AddAuthorizationBuilder()
            .SetDefaultPolicy(Signed().Build())
            .AddPolicy(Policies.Read, Signed().Build())
            .AddPolicy(Policies.Submit, Signed().RequireAssertion(c => Allows(c, TokenScopes.Submit)).Build())
            .AddPolicy(Policies.Manage, Signed().RequireAssertion(c => Allows(c, TokenScopes.Manage)).Build())
            .AddPolicy(Policies.Admin, Signed().RequireRole(Roles.Admin).RequireAssertion(c => Allows(c, TokenScopes.Manage)).Build());
        services.AddAntiforgery(o =>
        {
            o.Cookie.Name = "EksGrader.Forgery";
            o.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        });
        return services;
    }

    private static void AddSchemes(this IServiceCollection services)
    {
        services.AddAuthentication(AuthSchemes.Any)
            .AddPolicyScheme(AuthSchemes.Any, displayName: null, o => o.ForwardDefaultSelector =
                context => context.Request.Headers.ContainsKey("Authorization") ? BearerHandler.SchemeName : AuthSchemes.Cookie)
            .AddScheme<AuthenticationSchemeOptions, BearerHandler>(BearerHandler.SchemeName, null)
            .AddCookie(AuthSchemes.Cookie, o =>
            {
                Harden(o, "EksGrader.Session");
                o.LoginPath = SessionCookie.SignInPath;
                o.ReturnUrlParameter = SessionCookie.ReturnUrl;
                o.SlidingExpiration = true;
                o.EventsType = typeof(SessionCookie);
            })
            .AddCookie(AuthSchemes.Ceremony, o =>
            {
                Harden(o, "EksGrader.Passkey");
                o.ExpireTimeSpan = TimeSpan.FromMinutes(5);
            });
        services.AddOptions<CookieAuthenticationOptions>(AuthSchemes.Cookie).Configure<IOptions<SessionLimits>>((cookie, limits) => cookie.ExpireTimeSpan = limits.Value.IdleTimeout);
        services.AddSingleton<SessionCookie>();
        services.AddHostedService<TokenUsageWriter>();
    }

    private static void AddIdentity(this IServiceCollection services)
    {
        services.AddIdentityCore<User>(o =>
            {
                // Length is what makes a password strong (NIST SP 800-63B 3.1.1.2): no rules of composition.
                o.Password.RequiredLength = 10;
                o.Password.RequiredUniqueChars = 5;
                o.Password.RequireDigit = o.Password.RequireLowercase = o.Password.RequireUppercase = o.Password.RequireNonAlphanumeric = false;
                // Identity's own lockout counts by account alone: anyone could lock anyone out (docs/decisions/0008).
                o.Lockout.AllowedForNewUsers = false;
            })
            .AddUserStore<AccountStore>()
            .AddClaimsPrincipalFactory<AccountPrincipal>()
            .AddPasswordValidator<PasswordIsNotTheAddress>()
            .AddSignInManager()
            .AddTokenProvider<DataProtectorTokenProvider<User>>(TokenOptions.DefaultProvider);

        // OWASP, "Password Storage Cheat Sheet": PBKDF2-HMAC-SHA512 with 210,000 iterations.
        services.Configure<PasswordHasherOptions>(o => o.IterationCount = 210_000);
        services.Configure<IdentityPasskeyOptions>(o =>
        {
            o.UserVerificationRequirement = "required";
            o.ResidentKeyRequirement = "required";
            // Identity's own check wants the header Origin, which browsers leave out of forms under Referrer-Policy: no-referrer. What
            // the authenticator signed is compared with where the request came to: a browser lets no other site say that.
            o.ValidateOrigin = context => ValueTask.FromResult(
                !context.CrossOrigin && context.Origin == $"{context.HttpContext.Request.Scheme}://{context.HttpContext.Request.Host}");
        });
        services.AddSingleton<PasswordWork>();
        services.AddSingleton<SignInOrigins>();
        services.AddSingleton<NetworkTries>();
        services.AddScoped<Sessions>();
        services.AddScoped<SessionValidator>();
    }

    private static void Harden(CookieAuthenticationOptions options, string name)
    {
        options.Cookie.Name = name;
        options.Cookie.HttpOnly = true;
        options.Cookie.SameSite = SameSiteMode.Lax;
        options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        options.Cookie.IsEssential = true;
    }

    private static AuthorizationPolicyBuilder Signed() => new AuthorizationPolicyBuilder().RequireAuthenticatedUser();

    private static bool Allows(AuthorizationHandlerContext context, string scope) =>
        CurrentUser.Of(context.User) is { } caller && (caller.Scopes.Count == 0 || caller.Scopes.Contains(scope, StringComparer.Ordinal));
}
