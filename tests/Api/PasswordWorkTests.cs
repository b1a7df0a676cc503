using EksGrader.Api.Hosting;
using EksGrader.Db.Courses;
using EksGrader.Tests.Api.Support;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace EksGrader.Tests.Api;

public sealed class PasswordWorkTests
{
    [Fact]
    public async Task KnownBrowser_IsChecked_WhileStrangersWaitForTheirTurns()
    {
        using var hasher = new HeldHasher();
        await using var service = await Service.StartAsync(configure: services => services.AddSingleton<IPasswordHasher<User>>(hasher));
        var room = await Classroom.CreateAsync(service);
        var email = $"s1@{room.Course}.example";
        using var known = await service.WelcomeAsync(email);
        using (var content = new FormUrlEncodedContent([new("__RequestVerificationToken", WebBrowser.TokenIn((await known.GetAsync("/account")).Text))]))
            (await known.SendAsync(HttpMethod.Post, "/sign-out", content)).Is(302);

        var strangers = Enumerable.Range(0, Environment.ProcessorCount * 2).Select(async i =>
        {
            using var browser = new WebBrowser(service);
            return (await browser.SignInAsync($"nobody{i}@nowhere.example", HeldHasher.Held)).Status;
        }).ToList();
        await hasher.Begun.WaitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(302, (await known.SignInAsync(email)).Status);
        hasher.Release();
        Assert.All(await Task.WhenAll(strangers), status => Assert.Equal(422, status));
    }

    /// <summary>OWASP, "Password Storage Cheat Sheet": PBKDF2-HMAC-SHA512 with 210,000 iterations at least. The other tests' services do less.</summary>
    [Fact]
    public async Task Passwords_CostWhoGuessesThem()
    {
        var folder = Directory.CreateTempSubdirectory("eksgrader-passwords-");
        await using (var app = ServiceHost.Build([.. Service.Defaults(folder.FullName)], _ => { }))
            Assert.True(app.Services.GetRequiredService<IOptions<PasswordHasherOptions>>().Value.IterationCount >= 210_000);
        folder.Delete(recursive: true);
    }

    /// <summary>Takes its time over one password until a test says otherwise.</summary>
    private sealed class HeldHasher : PasswordHasher<User>, IDisposable
    {
        public const string Held = "a password that takes long";
        private readonly TaskCompletionSource begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly ManualResetEventSlim released = new();

        public Task Begun => begun.Task;

        public void Release() => released.Set();

        // The hasher's interface cannot wait otherwise; it is called on a thread of its own.
        public override PasswordVerificationResult VerifyHashedPassword(User user, string hashedPassword, string providedPassword)
        {
            if (providedPassword == Held)
            {
                begun.TrySetResult();
                released.Wait(TestContext.Current.CancellationToken);
            }

            return base.VerifyHashedPassword(user, hashedPassword, providedPassword);
        }

        public void Dispose() => released.Dispose();
    }
}
