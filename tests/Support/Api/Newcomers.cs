using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace EksGrader.Tests.Support.Api;

/// <summary>Gets people an account that they can sign in to.</summary>
public static class Newcomers
{
    /// <summary>An invitation of someone with an account, as if it had been handed out; its code.</summary>
    public static async Task<string> InviteAsync(this Service service, string email, TimeSpan? life = null)
    {
        var code = InvitationCode.New();
        await using var scope = service.Services.CreateAsyncScope();
        var (db, now) = (scope.ServiceProvider.GetRequiredService<EksGraderDb>(), TimeProvider.System.GetUtcNow());
        await db.WriteAsync(
            async token =>
            {
                var user = await db.Users.SingleAsync(u => u.NormalizedEmail == User.Normalize(email), token);
                db.Invitations.Add(new Invitation
                {
                    Id = Id.New<InvitationId>(TimeProvider.System),
                    Kind = InvitationKind.Account,
                    UserId = user.Id,
                    Channel = InvitationChannel.List,
                    Hash = InvitationCode.HashOf(code),
                    CreatedAt = now,
                    ExpiresAt = now + (life ?? TimeSpan.FromDays(1)),
                });
            },
            TestContext.Current.CancellationToken);
        return code;
    }

    /// <summary>A browser of someone with an account, who accepts an invitation and so is signed in.</summary>
    public static async Task<WebBrowser> WelcomeAsync(this Service service, string email)
    {
        var browser = new WebBrowser(service);
        var code = await service.InviteAsync(email);
        var accepted = await browser.AcceptAsync(code);
        Assert.True(accepted.Status == 302, accepted.Text);
        return browser;
    }
}
