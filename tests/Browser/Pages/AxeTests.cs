using EksGrader.Tests.Browser.Fixtures;
using Xunit.Sdk;

namespace EksGrader.Tests.Browser.Pages;

/// <summary>An observation that finds nothing anywhere must be one that can find something.</summary>
public sealed class AxeTests(Campus campus)
{
    // The page's policy takes no styles out of markup.
    private const string Spoil = """
        html => {
          document.querySelector('main').insertAdjacentHTML('beforeend', html);
          document.querySelectorAll('.pale').forEach(e => Object.assign(e.style, { color: '#bbb', background: '#fff' }));
        }
        """;

    [Theory]
    [InlineData("""<p class="pale">hardly to be seen</p>""", "color-contrast")]
    [InlineData("""<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">""", "image-alt")]
    [InlineData("""<button></button>""", "button-name")]
    [InlineData("""<input type="text">""", "label")]
    public async Task WhatIsWrong_IsFound(string html, string rule)
    {
        await using var visit = await campus.VisitAsync(Who.Nobody, new Window { IsLent = true });
        var page = await visit.OpenAsync("/sign-in");
        await Axe.FindsNothingAsync(page, "signing in");
        await page.EvaluateAsync(Spoil, html);
        var found = await Assert.ThrowsAnyAsync<XunitException>(() => Axe.FindsNothingAsync(page, "signing in"));
        Assert.Contains(rule, found.Message, StringComparison.Ordinal);
    }
}
