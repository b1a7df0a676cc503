using System.Globalization;
using System.Resources;
using EksGrader.Checks.Core;

namespace EksGrader.Api.Features.Clusters;

/// <summary>The words of the board of clusters.</summary>
public static class ClusterTexts
{
    /// <summary>The sentences, from <c>ClusterTexts.resx</c> and <c>ClusterTexts.ko.resx</c>.</summary>
    public static TextCatalog Catalog { get; } = new(new ResourceManager("EksGrader.Api.Features.Clusters.ClusterTexts", typeof(ClusterTexts).Assembly));

    /// <summary>A text in the language of the page.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="arguments">What fills its placeholders.</param>
    public static string Say(string key, params object[] arguments) => Catalog[key, arguments].In(CultureInfo.CurrentUICulture);

    /// <summary>A count with a comma between thousands.</summary>
    public static string Number(int count) => count.ToString("N0", CultureInfo.InvariantCulture);
}
