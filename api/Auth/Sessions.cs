using EksGrader.Api.Hosting;
using EksGrader.Db.Courses;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;

namespace EksGrader.Api.Auth;

/// <summary>Begins and ends the session of a browser.</summary>
/// <param name="signIns">Identity.</param>
/// <param name="origins">Remembers browsers.</param>
internal sealed class Sessions(SignInManager<User> signIns, SignInOrigins origins)
{
    /// <summary>Signs the browser in. The cookie ends with the browser: many sit at a school's computers.</summary>
    public async Task BeginAsync(HttpContext context, User account)
    {
        await signIns.SignInAsync(account, isPersistent: false);
        origins.Remember(context, account.Email);
        if (account.Language is { } language)
            PageLanguage.Remember(context, language);
    }

    /// <summary>Signs the browser out.</summary>
    public static Task EndAsync(HttpContext context) => context.SignOutAsync(AuthSchemes.Cookie);
}
