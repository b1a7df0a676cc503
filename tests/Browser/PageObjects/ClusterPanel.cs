using Microsoft.Playwright;

namespace EksGrader.Tests.Browser.PageObjects;

/// <summary>One of a student's clusters, on his page of the assignment.</summary>
internal sealed class ClusterPanel(IPage page, string lease)
{
    private ILocator Panel => page.Locator($"#cluster-{lease}");

    /// <summary>The word of its state.</summary>
    public ILocator State => Panel.Locator("header .outcome .word");

    /// <summary>The time until its deadline.</summary>
    public ILocator Left => Panel.Locator(".countdown").First;

    /// <summary>The observations, newest first, whether they are unfolded or not.</summary>
    public ILocator Probes => Panel.Locator(".looks tbody tr");

    /// <summary>Saves the receipt.</summary>
    public ILocator Download => Panel.Locator(".receipt a[download]");

    /// <summary>Leads to the keys that receipts are verified with.</summary>
    public ILocator Keys => Panel.Locator(".receipt a:not([download])");
}
