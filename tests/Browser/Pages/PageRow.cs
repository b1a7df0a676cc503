using EksGrader.Tests.Browser.Fixtures;
using Microsoft.Playwright;

namespace EksGrader.Tests.Browser.Pages;

/// <summary>A page as the tests of all pages visit it.</summary>
/// <param name="Name">What its pictures are called.</param>
/// <param name="Template">Its route, as the endpoints have it; empty for none.</param>
/// <param name="Who">Who looks.</param>
/// <param name="Address">Where it is, in the school's course.</param>
/// <param name="Status">The status that it answers.</param>
public sealed record PageRow(string Name, string Template, Who Who, Func<School, Task<string>> Address, int Status = 200)
{
    /// <summary>Whose page it is, where it is no one of the school's people; who looks is then <see cref="Who.Student"/>.</summary>
    public Func<School, Task<string>>? Email { get; init; }

    /// <summary>A reader's window.</summary>
    internal async Task<Visit> VisitAsync(Campus campus, Window window)
    {
        var school = await campus.OpenAsync();
        return Email is null ? await campus.VisitAsync(Who, window) : await campus.VisitAsync(await Email(school), window);
    }

    /// <summary>Waits until the page is there that the address leads to, where a script leads on from it.</summary>
    public Func<IPage, Task> ArriveAsync { get; init; } = _ => Task.CompletedTask;

    /// <summary>What is done there before it is looked at; it changes nothing that other tests see.</summary>
    public Func<IPage, Task> ActAsync { get; init; } = _ => Task.CompletedTask;
}
