using EksGrader.Api.Host;
using EksGrader.Api.Host.Auth;
using EksGrader.Db.Model;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;

namespace EksGrader.Api.Features.Accounts;

/// <summary>What the pages of accounts call that is no page: signing out, and the first halves of passkey ceremonies.</summary>
internal static class AccountRoutes
{
    public static void MapAccount(this IEndpointRouteBuilder app)
    {
        var account = app.MapGroup("").ExcludeFromDescription();
        account.MapPost("/sign-out", SignOutAsync);
        // Neither is refused because others in the same network fail: there is nothing to guess, and nothing is hashed.
        account.MapPost("/passkeys/request", RequestAsync);
        account.MapPost("/passkeys/creation", CreateAsync);
    }

    private static async Task SignOutAsync(HttpContext context, Sessions sessions)
    {
        await sessions.EndAsync(context);
        context.Response.Redirect(SessionCookie.SignInPath);
    }

    // The authenticator says whose passkey it is: nobody is asked for an address, and none is given away.
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
            // No form of ours; nobody's code.
            return "";
        }
    }
}
