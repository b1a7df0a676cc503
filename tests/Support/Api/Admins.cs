using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace EksGrader.Tests.Support.Api;

/// <summary>Admins with an account, beside the one of the environment variable.</summary>
public static class Admins
{
    /// <summary>The browser of a new admin.</summary>
    /// <param name="service">The service.</param>
    /// <param name="name">What makes the admin's address its own.</param>
    public static async Task<WebBrowser> SignedInAsync(Service service, string name)
    {
        var email = $"admin@{name}.example";
        await using (var scope = service.Services.CreateAsyncScope())
        {
            var db = scope.ServiceProvider.GetRequiredService<EksGraderDb>();
            await db.WriteAsync(
                _ =>
                {
                    var user = new User(Id.New<UserId>(TimeProvider.System), email, "Admin", TimeProvider.System.GetUtcNow());
                    user.BecomeAdmin(true);
                    db.Users.Add(user);
                    return Task.CompletedTask;
                },
                TestContext.Current.CancellationToken);
        }

        return await service.WelcomeAsync(email);
    }
}
