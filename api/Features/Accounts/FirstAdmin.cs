using System.Globalization;
using EksGrader.Api.Host;
using EksGrader.Api.Host.Auth;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace EksGrader.Api.Features.Accounts;

/// <summary>The way into a service that has no admin yet: a link that is used once and ends after a day.</summary>
internal sealed class FirstAdmin(EksGraderDb db, TimeProvider time)
{
    private static readonly TimeSpan Life = TimeSpan.FromDays(1);

    /// <summary>Tells the operator the link, where there is no admin yet. On the console and not in the log: logs go to places where many can read them.</summary>
    public static async Task AnnounceAsync(WebApplication app, CancellationToken cancellationToken)
    {
        if (app.Services.GetRequiredService<IOptions<AdminToken>>().Value.IsSet)
            return;
        await using var scope = app.Services.CreateAsyncScope();
        if (await scope.ServiceProvider.GetRequiredService<FirstAdmin>().OfferAsync(cancellationToken) is not { } code)
            return;
        var site = app.Services.GetRequiredService<IOptions<SiteOptions>>().Value;
        var link = InvitationEmail.LinkOf(site.Address ?? AddressOf(app, site), code);
        await app.Services.GetRequiredService<ServiceConsole>().Output.WriteLineAsync(AccountTexts.Catalog["FirstAdminLink", link].In(CultureInfo.CurrentUICulture));
    }

    /// <summary>Whether no one is an admin yet.</summary>
    public async Task<bool> IsAwaitedAsync(CancellationToken cancellationToken) => !await db.Users.AnyAsync(u => u.IsAdmin, cancellationToken);

    /// <summary>A new code, which takes the place of those of earlier starts; null where there is an admin.</summary>
    public Task<string?> OfferAsync(CancellationToken cancellationToken) => db.WriteAsync<string?>(
        async token =>
        {
            var now = time.GetUtcNow();
            foreach (var earlier in await db.Invitations.Where(i => i.Kind == InvitationKind.FirstAdmin && i.ClosedAt == null).ToListAsync(token))
                earlier.Close(now);
            if (await db.Users.AnyAsync(u => u.IsAdmin, token))
                return null;
            var code = InvitationCode.New();
            db.Invitations.Add(new Invitation
            {
                Id = Id.New<InvitationId>(time),
                Kind = InvitationKind.FirstAdmin,
                Channel = InvitationChannel.Console,
                Hash = InvitationCode.HashOf(code),
                CreatedAt = now,
                ExpiresAt = now + Life,
            });
            return code;
        },
        cancellationToken);

    // What listens on every address, or by a name that is not answered to (Kestrel takes any name for every address), is open on this machine by its own name.
    private static Uri AddressOf(WebApplication app, SiteOptions site)
    {
        var first = BindingAddress.Parse(app.Urls.First());
        var host = first.Host is "*" or "+" or "0.0.0.0" or "[::]" || !HostCheck.IsAnswered(first.Host, site) ? "localhost" : first.Host;
        return new UriBuilder(first.Scheme, host, first.Port).Uri;
    }
}
