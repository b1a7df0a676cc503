using Microsoft.Playwright;

namespace EksGrader.Tests.Browser.PageObjects;

/// <summary>The board of clusters.</summary>
internal sealed class ClustersPage(IPage page)
{
    public ILocator Lines => page.Locator("tr[data-lease]");

    public ILocator Panel => page.Locator("[data-panel]");

    public ILocator Orders => Panel.Locator(".order");

    /// <summary>Opens a part of the panel.</summary>
    public Task OpenAsync(string tool) => page.EvaluateAsync($"() => {{ document.getElementById('tool-{tool}').open = true; }}");

    public async Task ExtendAsync(string until, string reason)
    {
        await OpenAsync("extend");
        await Panel.Locator("#tool-extend input[name=until]").FillAsync(until);
        await Panel.Locator("#tool-extend input[name=reason]").FillAsync(reason);
        await Panel.Locator("#tool-extend button").ClickAsync();
    }

    public async Task ListAsync()
    {
        await OpenAsync("delete");
        await Panel.Locator("#tool-delete form:has(input[value=list]) button").ClickAsync();
    }

    public async Task SettleAsync(string outcome, string reason)
    {
        await OpenAsync("settle");
        await Panel.Locator("#tool-settle select").SelectOptionAsync(outcome);
        await Panel.Locator("#tool-settle input[name=reason]").FillAsync(reason);
        await Panel.Locator("#tool-settle button").ClickAsync();
    }
}
