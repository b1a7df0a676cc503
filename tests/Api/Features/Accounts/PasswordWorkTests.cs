using EksGrader.Api;
using EksGrader.Api.Features.Accounts;
using EksGrader.Api.Host;
using EksGrader.Api.Host.Auth;
using EksGrader.Db.Accounts;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using EksGrader.Tests.Support;
using EksGrader.Tests.Support.Api;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace EksGrader.Tests.Api.Features.Accounts;

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

    [Fact]
    public async Task SignInThatTooManyStandBefore_IsBusy_AndCountsForNothing()
    {
        using var hasher = new HeldHasher();
        await using var service = await StartAsync(hasher);
        var email = await StudentAsync(service);
        var work = service.Services.GetRequiredService<PasswordWork>();
        using var over = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var queue = Enumerable.Range(0, HeldHasher.Turns + 400).Select(_ => work.VerifyAsync(null, HeldHasher.Held, isKnown: false, over.Token)).ToList();

        using var browser = new WebBrowser(service);
        for (var i = 0; i < 8; i++)
            Assert.Equal(503, (await browser.SignInAsync(email)).Status);

        await over.CancelAsync();
        hasher.Release();
        await ((Task)Task.WhenAll(queue)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        Assert.Equal(302, (await browser.SignInAsync(email)).Status);
    }

    [Fact]
    public async Task SignInThatIsGivenUpWhileItWaits_CountsForNothing()
    {
        using var hasher = new HeldHasher();
        await using var service = await StartAsync(hasher);
        var email = await StudentAsync(service);
        var work = service.Services.GetRequiredService<PasswordWork>();
        var turns = Enumerable.Range(0, HeldHasher.Turns).Select(_ => work.VerifyAsync(null, HeldHasher.Held, isKnown: false, TestContext.Current.CancellationToken)).ToList();
        for (var i = 0; i < 8; i++)
        {
            using var pressed = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            var signingIn = InProcessAsync(service, email, WebBrowser.Password, pressed.Token);
            await Eventually.IsAsync(() => CountAsync(service), count => count == 1);
            await pressed.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => signingIn);
            Assert.Equal(0, await CountAsync(service));
        }

        hasher.Release();
        await Task.WhenAll(turns);
        Assert.True((await InProcessAsync(service, email, WebBrowser.Password, TestContext.Current.CancellationToken)).IsSuccess);
    }

    [Fact]
    public async Task GuessThatIsGivenUpWhileItIsChecked_Counts()
    {
        using var hasher = new HeldHasher();
        await using var service = await StartAsync(hasher);
        var email = await StudentAsync(service);
        using var pressed = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var guess = InProcessAsync(service, email, HeldHasher.Held, pressed.Token);
        await hasher.Begun.WaitAsync(TestContext.Current.CancellationToken);
        await pressed.CancelAsync();
        hasher.Release();

        Assert.Equal(ProblemKind.Invalid, (await guess).Error?.Kind);
        Assert.Equal(1, await CountAsync(service));
    }

    private static Task<Service> StartAsync(HeldHasher hasher) =>
        Service.StartAsync(["--RateLimits:SignInsPerMinute=3"], configure: services => services.AddSingleton<IPasswordHasher<User>>(hasher));

    private static async Task<string> StudentAsync(Service service)
    {
        var email = $"s1@{(await Classroom.CreateAsync(service)).Course}.example";
        (await service.WelcomeAsync(email)).Dispose();
        return email;
    }

    private static async Task<Result<User>> InProcessAsync(Service service, string email, string password, CancellationToken cancellationToken)
    {
        await using var scope = service.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<SignIns>().WithPasswordAsync(email, password, new SignInPlace(SignInOrigin.Network("203.0.113.7"), "203.0.113.7"), cancellationToken);
    }

    // What stands against the account, at its network and at all together.
    private static async Task<int> CountAsync(Service service)
    {
        await using var scope = service.Services.CreateAsyncScope();
        var counts = await scope.ServiceProvider.GetRequiredService<EksGraderDb>().FailedSignIns.AsNoTracking().Select(f => f.Count).ToListAsync(TestContext.Current.CancellationToken);
        return counts.Count == 0 ? 0 : Assert.Single(counts.Distinct());
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
        /// <summary>How many passwords are checked at once.</summary>
        public static readonly int Turns = Math.Max(1, Environment.ProcessorCount / 2);

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
