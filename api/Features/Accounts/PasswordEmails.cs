using System.Globalization;
using EksGrader.Api.Host;
using EksGrader.Api.Host.Mail;
using EksGrader.Api.Shared;
using EksGrader.Checks.Core;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using EksGrader.Jobs.Mail;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using NodaTime;

namespace EksGrader.Api.Features.Accounts;

/// <summary>Someone wants a link to a new password.</summary>
/// <param name="Email">The address that was typed; maybe of no account.</param>
/// <param name="Language">The language of the page, for who has chosen none.</param>
internal sealed record PasswordWish(string Email, string Language)
{
    public override string ToString() => "a link to a new password";
}

/// <summary>
/// Mails links to new passwords. Accounts are looked for in the background: anyone who asks learns nothing from how long it takes. What is not
/// sent when the process ends is asked for again.
/// </summary>
internal sealed class PasswordEmails(ISmtpPool mail, IOptions<SiteOptions> site, IServiceScopeFactory scopes, TimeProvider time, ILogger<PasswordEmails> logger)
    : EmailQueue<PasswordWish>(mail, scopes, logger, MostWaiting)
{
    // A mail server takes several a second; more than that are no class.
    private const int MostWaiting = 1_000;

    // Anyone who asks has not signed in: the trail has no name for them.
    private static readonly CurrentUser NotSignedIn = new(User: null, "someone who has not signed in", IsAdmin: false, []);

    /// <summary>
    /// Whether there is a mail server, and an address for links. Without the address of the configuration they would begin with whatever
    /// host the request named, which a stranger chooses (OWASP, "Forgot Password Cheat Sheet": host header injection).
    /// </summary>
    public override bool IsConfigured => base.IsConfigured && site.Value.Address is not null;

    protected override async Task<EmailMessage?> WriteAsync(PasswordWish item, IServiceProvider services, CancellationToken cancellationToken)
    {
        var (db, normalized) = (services.GetRequiredService<EksGraderDb>(), User.Normalize(item.Email));
        if (site.Value.Address is not { } address
            || await db.Users.AsNoTracking().FirstOrDefaultAsync(u => u.NormalizedEmail == normalized, cancellationToken) is not { } account)
        {
            return null;
        }

        // To the address on the roster, not to what was typed: mail servers take addresses for the same that the database does not, and the other way round.
        var until = time.GetUtcNow() + site.Value.PasswordLinkLife;
        var code = await PasswordLinks.CodeAsync(services.GetRequiredService<UserManager<User>>(), account);
        await db.WriteAsync(
            _ =>
            {
                services.GetRequiredService<AuditTrail>().Note(NotSignedIn, "password.linkMailed", $"user {account.Email}", course: null, to: $"until {AuditTrail.Shown(until)}");
                return Task.CompletedTask;
            },
            cancellationToken);
        var zone = await services.GetRequiredService<PageZone>().OfAsync(new Viewer(account.Id, account.IsAdmin));
        return Write(account, CodeLink.To(address, "new-password", code), until, zone, item.Language);
    }

    private static EmailMessage Write(User account, Uri link, DateTimeOffset until, DateTimeZone zone, string language)
    {
        var spoken = CultureInfo.GetCultureInfo(account.Language ?? language);
        return new EmailMessage(
            account.Email,
            account.Name,
            AccountTexts.Catalog["LinkMailSubject"].In(spoken),
            AccountTexts.Catalog["LinkMailText", account.Name, link, MomentText.Of(until, zone)].In(spoken) + "\n");
    }
}
