using System.Collections.Concurrent;
using EksGrader.Tests.Api.Support;
using EksGrader.Tests.Browser.Fixtures;
using EksGrader.Tests.Browser.PageObjects;
using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(Campus))]

namespace EksGrader.Tests.Browser.Fixtures;

/// <summary>One browser and one school for all tests, and windows for the school's people, who follow an invitation the first time and keep the session.</summary>
public sealed class Campus : IAsyncDisposable
{
    private readonly Browser browser = new();
    private readonly ConcurrentDictionary<string, Lazy<Task<string>>> sessions = new(StringComparer.Ordinal);

    /// <summary>The School.</summary>
    public School School { get; } = new();

    /// <summary>The school, open.</summary>
    public Task<School> OpenAsync() => School.OpenAsync();

    /// <summary>A window of nobody's yet, at another service.</summary>
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

    /// <summary>A window of somebody with an account.</summary>
    public async Task<Visit> VisitAsync(string email, Window? window = null)
    {
        var session = await sessions.GetOrAdd(email, who => new Lazy<Task<string>>(() => SignInAsync(who))).Value;
        return await browser.VisitAsync(School.Home, (window ?? new Window()) with { SignedIn = session });
    }

    private string EmailOf(Who who) => who switch
    {
        Who.Admin => People.Admin,
        Who.Instructor => People.Instructor,
        Who.Assistant => People.Assistant,
        Who.Newcomer => School.Own[0].Student.Email,
        _ => School.Class[2].Student.Email,
    };

    private async Task<string> SignInAsync(string email)
    {
        await using var visit = await browser.VisitAsync(School.Home);
        await visit.OpenAsync($"/invitation?code={await School.Service.InviteAsync(email)}");
        await new WelcomePage(visit.Page).AcceptAsync(WebBrowser.Password);
        return await visit.SessionAsync();
    }
}
