using Microsoft.Playwright;

namespace EksGrader.Tests.Browser.PageObjects;

/// <summary>The gradebook.</summary>
public sealed class GradebookPage(IPage page)
{
    /// <summary>The students' lines that are there.</summary>
    public ILocator Lines => page.Locator("tr[data-student]");

    /// <summary>A student's line.</summary>
    public ILocator Line(string student) => page.Locator($"tr[data-student='{student}']");

    /// <summary>The panel with one student.</summary>
    public ILocator Panel => page.Locator(".student-panel");

    /// <summary>Types into the search field.</summary>
    public Task SearchAsync(string words) => page.Locator("#gradebook-search").FillAsync(words);

    /// <summary>Orders by a column, or the other way round.</summary>
    public Task SortAsync(string column) => page.Locator("thead th a").Filter(new() { HasText = column }).First.SendAsync();

    /// <summary>Opens a student's panel.</summary>
    public Task ChooseAsync(string student) => page.Locator($"tr[data-student='{student}'] .who a").ClickAsync();
}
