using System.Globalization;
using System.Resources;
using EksGrader.Checks.Core;

namespace EksGrader.Api.Features.Demo;

/// <summary>The words of the demo's page.</summary>
public static class DemoTexts
{
    /// <summary>The sentences, from <c>DemoTexts.resx</c> and <c>DemoTexts.ko.resx</c>.</summary>
    public static TextCatalog Catalog { get; } = new(new ResourceManager("EksGrader.Api.Features.Demo.DemoTexts", typeof(DemoTexts).Assembly));

    /// <summary>A text in the language of the page.</summary>
    public static string Say(string key, params object[] arguments) => Catalog[key, arguments].In(CultureInfo.CurrentUICulture);
}
