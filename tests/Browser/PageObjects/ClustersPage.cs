using Microsoft.Playwright;

namespace EksGrader.Tests.Browser.PageObjects;

/// <summary>The board of clusters.</summary>
internal sealed class ClustersPage(IPage page)
{
    public ILocator Lines => page.Locator("tr[data-lease]");

    public ILocator Panel => page.Locator("[data-panel]");

    public ILocator Orders => Panel.Locator(".order");

    /// <summary>Who waits for an instructor's word.</summary>
    public ILocator Brake => page.Locator(".brake");

    /// <summary>The word of a lease's state, in its line.</summary>
    public ILocator State(string lease) => page.Locator($"tr[data-lease='{lease}'] .lease-state");

    /// <summary>Opens a part of the panel.</summary>
    public Task OpenAsync(string tool) => page.EvaluateAsync($"() => {{ document.getElementById('tool-{tool}').open = true; }}");

    public async Task ExtendAsync(string until, string reason)
    {
        await OpenAsync("extend");
        await Panel.Locator("#tool-extend input[name=until]").FillAsync(until);
        await Panel.Locator("#tool-extend input[name=reason]").FillAsync(reason);
        await Panel.Locator("#tool-extend button").SendAsync();
    }

    public async Task ListAsync()
    {
        await OpenAsync("delete");
        await Panel.Locator("#tool-delete form:has(input[value=list]) button").SendAsync();
    }

    public async Task OrderAsync(string reason, bool early)
    {
        await OpenAsync("delete");
        var form = Panel.Locator("#tool-delete form:has(input[value=order])");
        await form.Locator("input[name=reason]").FillAsync(reason);
        await form.Locator("input[name=confirm]").SetCheckedAsync(early);
        await form.Locator("button").SendAsync();
    }

    public Task ConfirmAsync(string reason) => DecideAsync("confirm", reason);

    public Task StopAsync(string reason) => DecideAsync("stop", reason);

    public async Task SettleAsync(string outcome, string reason)
    {
        await OpenAsync("settle");
        await Panel.Locator("#tool-settle select").SelectOptionAsync(outcome);
        await Panel.Locator("#tool-settle input[name=reason]").FillAsync(reason);
        await Panel.Locator("#tool-settle button").SendAsync();
    }

    private async Task DecideAsync(string what, string reason)
    {
        await OpenAsync("delete");
        var form = Panel.Locator($"#tool-delete form:has(input[value={what}])");
        await form.Locator("input[name=reason]").FillAsync(reason);
        await form.Locator("button").SendAsync();
    }
}
