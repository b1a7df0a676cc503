using EksGrader.Tests.Browser.Fixtures;
using Microsoft.Playwright;

namespace EksGrader.Tests.Browser.PageObjects;

/// <summary>A student's page of an assignment.</summary>
public sealed class AssignmentPage(IPage page)
{
    /// <summary>What is said about deleting the cluster.</summary>
    public ILocator Deletion => page.Locator(".deletion");

    /// <summary>What trying the access came to.</summary>
    public ILocator TryResult => page.Locator(".try-result:visible .notice");

    /// <summary>What is going on with the attempt that is shown.</summary>
    public ILocator Progress => page.Locator(".grading-line");

    /// <summary>The score with its state.</summary>
    public ILocator Score => page.Locator("#score");

    /// <summary>What is wrong with the kubeconfig.</summary>
    public ILocator KubeconfigFault => page.Locator("#f-access-kubeconfig-fault");

    /// <summary>The notice with one block to copy, where a kubeconfig that names a program was pasted.</summary>
    public ILocator Suggestion => page.Locator(".way.kubeconfig .notice").Filter(new() { HasText = "aws eks update-kubeconfig" });

    /// <summary>Opens the form again after something was submitted.</summary>
    public async Task AgainAsync() => await page.Locator("details.again:not(.renew) > summary").ClickAsync();

    /// <summary>Chooses a way of giving access, such as <c>kubeconfig</c>.</summary>
    public Task ChooseAsync(string way) => page.Locator($"label[for=way-{way}]").First.ClickAsync();

    /// <summary>Pastes a kubeconfig.</summary>
    public Task PasteAsync(string kubeconfig) => page.Locator("#f-access-kubeconfig").FillAsync(kubeconfig);

    /// <summary>Submits what was pasted; the page comes back with faults or with progress.</summary>
    public Task SubmitAsync() => PressAsync("hand-in");

    /// <summary>Hands in what was tried and may not work.</summary>
    public Task SubmitAnywayAsync() => PressAsync("anyway");

    /// <summary>Tries the access, handing nothing in.</summary>
    public Task TryAsync() => page.Locator("button[value=try]:visible").ClickAsync();

    // Answered in the page, or by a page of its own: either way the button that was pressed is gone then.
    private async Task PressAsync(string button)
    {
        var pressed = page.Locator($"button[value={button}]:visible");
        await pressed.EvaluateAsync("button => button.dataset.pressed = 'true'");
        await pressed.ClickAsync();
        await Assertions.Expect(page.Locator("[data-pressed]")).ToHaveCountAsync(0, new() { Timeout = Visit.Patience });
        await page.ReadAsync("#hand-in");
    }

    /// <summary>A check's row.</summary>
    public ILocator Row(string check) => page.Locator($"#check-{check}");

    /// <summary>A check's outcome, with its word.</summary>
    public ILocator Outcome(string check) => Row(check).Locator("summary .outcome .word").First;

    /// <summary>Opens a check's row, where it is not open; its evidence.</summary>
    public async Task<ILocator> EvidenceAsync(string check)
    {
        if (await Row(check).Locator("details.verdict[open]").CountAsync() == 0)
            await Row(check).Locator("details.verdict > summary").ClickAsync();
        return Row(check).Locator("figure.evidence");
    }

    /// <summary>Says that an open row's verdict is wrong.</summary>
    public async Task AppealAsync(string check, string reason)
    {
        var form = Row(check).Locator("details:has(> form textarea[name=reason])");
        await form.Locator("> summary").ClickAsync();
        await form.Locator("textarea[name=reason]").FillAsync(reason);
        await form.Locator("button.button").SendAsync();
    }
}
