using Microsoft.Playwright;

namespace EksGrader.Tests.Browser.PageObjects;

/// <summary>A submission as those who teach see it.</summary>
public sealed class SubmissionPage(IPage page)
{
    /// <summary>Everything about one check.</summary>
    public ILocator Row(string check) => page.Locator($"#check-{check}");

    /// <summary>Opens a check's row, where it is not open.</summary>
    public async Task OpenAsync(string check)
    {
        if (await Row(check).Locator("details.verdict[open]").CountAsync() == 0)
            await Row(check).Locator("details.verdict > summary").ClickAsync();
    }

    /// <summary>Gives points by hand.</summary>
    public async Task OverrideAsync(string check, string points, string reason)
    {
        await OpenAsync(check);
        var form = Row(check).Locator("details:has(> form input[name=points])").First;
        if (await form.GetAttributeAsync("open") is null)
            await form.Locator("> summary").ClickAsync();
        await form.Locator("input[name=points]").FillAsync(points);
        await form.Locator("input[name=reason]").FillAsync(reason);
        await form.Locator("button").SendAsync();
    }

    /// <summary>Takes points back that were given by hand.</summary>
    public async Task TakeBackAsync(string check)
    {
        await OpenAsync(check);
        await Row(check).GetByRole(AriaRole.Button, new() { Name = "Revoke" }).SendAsync();
    }

    /// <summary>Answers an appeal: the verdict stands.</summary>
    public async Task RejectAsync(string check, string answer)
    {
        await OpenAsync(check);
        await Row(check).Locator("textarea[name=answer]").FillAsync(answer);
        await Row(check).Locator("button[value=reject]").SendAsync();
    }
}
