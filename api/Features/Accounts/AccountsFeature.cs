using System.Resources;
using EksGrader.Api.Host;
using EksGrader.Api.Host.Auth;
using EksGrader.Api.Shared;
using EksGrader.Checks.Core;
using EksGrader.Db.Model;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace EksGrader.Api.Features.Accounts;

/// <summary>Accounts: signing in, invitations, and what people do to their own account.</summary>
internal static class AccountsFeature
{
    public static IServiceCollection AddAccounts(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<SiteOptions>().Bind(configuration.GetSection(SiteOptions.Section)).Validate(o => o.IsValid, SiteOptions.UrlForm).ValidateOnStart();
        services.AddSingleton<IValidateOptions<SiteOptions>, SiteHostsValidation>();
        services.AddSingleton<InvitationSender>();
        services.AddHostedService(s => s.GetRequiredService<InvitationSender>());
        services.AddSingleton<PasswordEmails>();
        services.AddHostedService(s => s.GetRequiredService<PasswordEmails>());
        services.AddOptions<DataProtectionTokenProviderOptions>().Configure<IOptions<SiteOptions>>((tokens, site) => tokens.TokenLifespan = site.Value.PasswordLinkLife);
        return services
            .AddScoped<SignIns>()
            .AddScoped<NewPasswords>()
            .AddScoped<PasswordLinks>()
            .AddScoped<PasswordResets>()
            .AddScoped<CredentialRevocation>()
            .AddScoped<InvitationIssuer>()
            .AddScoped<Invitations>()
            .AddScoped<Admins>()
            .AddScoped<Welcomes>()
            .AddScoped<FirstAdmin>()
            .AddScoped<Profiles>()
            .AddScoped<RosterStates>()
            .AddScoped<PasskeyCommands>();
    }

    public static void MapAccounts(this IEndpointRouteBuilder app)
    {
        var account = app.MapGroup("").ExcludeFromDescription();
        account.MapPost("/sign-out", SignOutAsync);
        // Neither is refused because others in the same network fail: there is nothing to guess, and nothing is hashed.
        account.MapPost("/passkeys/request", RequestAsync);
        account.MapPost("/passkeys/creation", CreateAsync);
        InvitationEndpoints.Map(app.MapApi());
    }

    private static async Task SignOutAsync(HttpContext context, Sessions sessions)
    {
        await sessions.EndAsync(context);
        context.Response.Redirect(SessionCookie.SignInPath);
    }

    // The authenticator says whose passkey it is: no one is asked for an address, and none is given away.
    private static async Task<ContentHttpResult> RequestAsync(SignInManager<User> identity) =>
        TypedResults.Content(await identity.MakePasskeyRequestOptionsAsync(user: null), "application/json");

    private static async Task<Results<ContentHttpResult, NotFound>> CreateAsync(
        HttpContext context, SignInManager<User> identity, UserManager<User> users, Welcomes welcomes, CancellationToken cancellationToken)
    {
        var code = await CodeInAsync(context.Request, cancellationToken);
        var account = code is not null
            ? (await welcomes.OpenAsync(code, SignInOrigins.NetworkOf(context), cancellationToken)).Value?.Account
            : CurrentUser.Of(context.User)?.User is { } id ? await users.FindByIdAsync(id.ToString()) : null;
        if (account is null)
            return TypedResults.NotFound();
        var entity = new PasskeyUserEntity { Id = account.Id.ToString(), Name = account.Email, DisplayName = account.Name };
        return TypedResults.Content(await identity.MakePasskeyCreationOptionsAsync(entity), "application/json");
    }

    // In the body: addresses end up in logs.
    private static async Task<string?> CodeInAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (!request.HasFormContentType)
            return null;
        try
        {
            return (await request.ReadFormAsync(cancellationToken))["code"];
        }
        catch (InvalidDataException)
        {
            // No form of ours, and no code.
            return "";
        }
    }
}

/// <summary>The sentences about accounts: faults of passwords, and what invitations say.</summary>
internal static class AccountTexts
{
    public static TextCatalog Catalog { get; } = new(new ResourceManager(typeof(AccountTexts)));
}

/// <summary>The words of signing in and of the account's page.</summary>
internal static class AccountPageTexts
{
    public static TextCatalog Catalog { get; } = new(new ResourceManager(typeof(AccountPageTexts)));

    public static string Say(string key, params object[] arguments) => Catalog[key, arguments].Local();
}
