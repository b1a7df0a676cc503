using System.Globalization;
using System.Threading.Channels;
using EksGrader.Api.Host;
using EksGrader.Api.Host.Mail;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace EksGrader.Api.Features.Accounts;

/// <summary>Someone wants a link to a new password.</summary>
/// <param name="Email">The address that was typed; maybe of no account.</param>
/// <param name="Language">The language of the page, for who has chosen none.</param>
internal sealed record PasswordWish(string Email, string Language);

/// <summary>
/// Mails links to new passwords one after the other, while no one waits: anyone who asks learns nothing from how long it takes. What is not
/// sent when the process ends is asked for again.
/// </summary>
internal sealed partial class PasswordEmails(IMailer mailer, IOptions<SiteOptions> site, IServiceScopeFactory scopes, TimeProvider time, ILogger<PasswordEmails> logger) : BackgroundService
{
    // A mail server takes several a second; more than that are no class.
    private const int MostWaiting = 1_000;

    // Anyone who asks has not signed in: the trail has no name for them.
    private static readonly CurrentUser NotSignedIn = new(User: null, "someone who has not signed in", IsAdmin: false, []);

    private readonly Channel<PasswordWish> waiting = Channel.CreateBounded<PasswordWish>(new BoundedChannelOptions(MostWaiting) { SingleReader = true });

    /// <summary>
    /// Whether there is a mail server, and an address for links. Without the address of the configuration they would begin with whatever
    /// host the request named, which a stranger chooses (OWASP, "Forgot Password Cheat Sheet": host header injection).
    /// </summary>
    public bool IsConfigured => mailer.IsConfigured && site.Value.Address is not null;

    /// <summary>Sends a link soon, if there is such an account; false where too many wait.</summary>
    public bool Send(PasswordWish wish) => waiting.Writer.TryWrite(wish);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await foreach (var wish in waiting.Reader.ReadAllAsync(stoppingToken))
                await TrySendAsync(wish, stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The service stops, or did not start.
        }
    }

    private async Task TrySendAsync(PasswordWish wish, CancellationToken cancellationToken)
    {
        try
        {
            await SendAsync(wish, cancellationToken);
        }
        catch (MailException e)
        {
            Log.NotSent(logger, e);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // The others are not to suffer for it, and who waits in vain asks again.
            Log.Failed(logger, e);
        }
    }

    private async Task SendAsync(PasswordWish wish, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var services = scope.ServiceProvider;
        var (db, normalized) = (services.GetRequiredService<EksGraderDb>(), User.Normalize(wish.Email));
        if (site.Value.Address is not { } address
            || await db.Users.AsNoTracking().FirstOrDefaultAsync(u => u.NormalizedEmail == normalized, cancellationToken) is not { } account)
        {
            return;
        }

        // To the address on the roster, not to what was typed: mail servers take letters for the same that the database does not, and the other way round.
        var until = time.GetUtcNow() + site.Value.PasswordLinkLife;
        var code = await PasswordLinks.CodeAsync(services.GetRequiredService<UserManager<User>>(), account);
        await db.WriteAsync(
            _ =>
            {
                services.GetRequiredService<AuditTrail>().Note(NotSignedIn, "password.linkMailed", $"user {account.Email}", course: null, to: $"until {AuditTrail.Shown(until)}");
                return Task.CompletedTask;
            },
            cancellationToken);
        await mailer.SendAsync(Write(account, CodeLink.To(address, "new-password", code), until, wish.Language), cancellationToken);
    }

    private static EmailMessage Write(User account, Uri link, DateTimeOffset until, string language)
    {
        var spoken = CultureInfo.GetCultureInfo(account.Language ?? language);
        return new EmailMessage(
            account.Email,
            account.Name,
            AccountTexts.Catalog["LinkMailSubject"].In(spoken),
            AccountTexts.Catalog["LinkMailText", account.Name, link, until.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture)].In(spoken) + "\n");
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The mail server did not take a link to a new password")]
        public static partial void NotSent(ILogger logger, Exception exception);

        [LoggerMessage(2, LogLevel.Error, "A link to a new password could not be sent")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
