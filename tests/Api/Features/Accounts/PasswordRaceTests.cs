using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using EksGrader.Tests.Support.Api;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace EksGrader.Tests.Api.Features.Accounts;

/// <summary>Checking a password takes its time, and the account may be another one's after it.</summary>
public sealed class PasswordRaceTests
{
    [Fact]
    public async Task PasswordThatIsChangedDuringTheCheck_LetsNoOneIn()
    {
        var hasher = new MeddlingHasher();
        await using var service = await Service.StartAsync(configure: services => services.AddSingleton<IPasswordHasher<User>>(hasher));
        var email = $"s1@{(await Classroom.CreateAsync(service)).Course}.example";
        using var session = await service.WelcomeAsync(email);

        hasher.Meddle = () => ChangeAsync(service, email);
        using var browser = new WebBrowser(service);
        Assert.Equal(422, (await browser.SignInAsync(email)).Status);
        Assert.Equal(302, (await browser.SignInAsync(email)).Status);

        hasher.Meddle = () => ChangeAsync(service, email);
        Assert.Equal(404, (await browser.SubmitAsync("/account", "password", ("Current", WebBrowser.Password), ("Password", "another sentence"), ("Repeated", "another sentence"))).Status);
        Assert.Equal(302, (await browser.SignInAsync(email)).Status);
    }

    // The same password under another stamp: only the stamp can tell.
    private static async Task ChangeAsync(Service service, string email)
    {
        await using var scope = service.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<EksGraderDb>();
        await db.WriteAsync(
            async token =>
            {
                var user = await db.Users.SingleAsync(u => u.NormalizedEmail == User.Normalize(email), token);
                user.SetPassword(user.PasswordHash ?? "");
            },
            TestContext.Current.CancellationToken);
    }

    /// <summary>Lets something happen once while a password is checked.</summary>
    private sealed class MeddlingHasher : PasswordHasher<User>
    {
        public Func<Task>? Meddle { get; set; }

        public override PasswordVerificationResult VerifyHashedPassword(User user, string hashedPassword, string providedPassword)
        {
            var result = base.VerifyHashedPassword(user, hashedPassword, providedPassword);
            var meddle = Meddle;
            Meddle = null;
            // The hasher's interface cannot wait otherwise; it is called on a thread of its own.
            meddle?.Invoke().GetAwaiter().GetResult();
            return result;
        }
    }
}
