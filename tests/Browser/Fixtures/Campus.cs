using System.Collections.Concurrent;
using System.Text.Json;
using EksGrader.Tests.Browser.Fixtures;
using EksGrader.Tests.Support.Api;
using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(Campus))]

namespace EksGrader.Tests.Browser.Fixtures;

/// <summary>One browser and one school for all tests, and windows for the school's people, who follow an invitation the first time, over HTTP alone, and keep the session.</summary>
public sealed class Campus : IAsyncDisposable
{
    private readonly Browser browser = new();
    private readonly ConcurrentDictionary<string, Lazy<Task<string>>> sessions = new(StringComparer.Ordinal);

    /// <summary>The School.</summary>
    public School School { get; } = new();

    /// <summary>The school, open.</summary>
    public Task<School> OpenAsync() => School.OpenAsync();

    /// <summary>A window of no one's yet, at another service.</summary>
    public Task<Visit> VisitAsync(Uri home, Window? window = null) => browser.VisitAsync(home, window);

    static Campus() => Assertions.SetDefaultExpectTimeout(Visit.Patience);

    public async ValueTask DisposeAsync()
    {
        await browser.DisposeAsync();
        await School.DisposeAsync();
    }

    /// <summary>A window of one of the school's people.</summary>
    public async Task<Visit> VisitAsync(Who who, Window? window = null)
    {
        await School.OpenAsync();
        return who == Who.Nobody ? await browser.VisitAsync(School.Home, window) : await VisitAsync(EmailOf(who), window);
    }

    /// <summary>A window of someone with an account.</summary>
    public async Task<Visit> VisitAsync(string email, Window? window = null) =>
        await browser.VisitAsync(School.Home, (window ?? new Window()) with { SignedIn = await WelcomeAsync(email) });

    /// <summary>A window of someone with an account at another service, who follows an invitation there.</summary>
    public async Task<Visit> VisitAsync(Service service, string email, Window? window = null)
    {
        using var welcomed = await service.WelcomeAsync(email);
        return await browser.VisitAsync(service.Root, (window ?? new Window()) with { SignedIn = SessionOf(welcomed, service.Root) });
    }

    /// <summary>Has someone follow an invitation, once; the session.</summary>
    public Task<string> WelcomeAsync(string email) => sessions.GetOrAdd(email, who => new Lazy<Task<string>>(() => SignInAsync(who))).Value;

    private string EmailOf(Who who) => who switch
    {
        Who.Admin => People.Admin,
        Who.Instructor => People.Instructor,
        Who.Assistant => People.Assistant,
        Who.Newcomer => School.Own[0].Student.Email,
        _ => School.Class[2].Student.Email,
    };

    // As Playwright keeps it. The name that browsers know the service by may be another one than the tests'.
    private static string SessionOf(WebBrowser welcomed, Uri home)
    {
        var cookies = welcomed.SetCookies.Select(set => set.Split(';')[0].Split('=', 2));
        return JsonSerializer.Serialize(new
        {
            cookies = cookies.Select(c => new { name = c[0], value = c[1], domain = home.Host, path = "/", expires = -1, httpOnly = true, secure = false, sameSite = "Lax" }).ToArray(),
            origins = Array.Empty<object>(),
        });
    }

    private async Task<string> SignInAsync(string email)
    {
        using var welcomed = await School.Service.WelcomeAsync(email);
        return SessionOf(welcomed, School.Home);
    }
}
