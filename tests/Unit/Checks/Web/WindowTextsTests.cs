using System.Collections;
using System.Globalization;
using System.Resources;
using System.Text.RegularExpressions;
using EksGrader.Checks.Core;

namespace EksGrader.Tests.Unit.Checks.Web;

public sealed partial class WindowTextsTests
{
    [Theory]
    [InlineData("EksGrader.Checks.Access.AccessTexts")]
    [InlineData("EksGrader.Checks.Kubernetes.KubernetesTexts")]
    [InlineData("EksGrader.Checks.Web.WebTexts")]
    public void Texts_BothLanguages_HaveTheSameKeysAndPlaceholders(string name)
    {
        var resources = new ResourceManager(name, typeof(Verdict).Assembly);

        Assert.Equal(Placeholders(resources, CultureInfo.InvariantCulture), Placeholders(resources, CultureInfo.GetCultureInfo("ko")));
    }

    private static SortedDictionary<string, string> Placeholders(ResourceManager resources, CultureInfo culture)
    {
        var texts = resources.GetResourceSet(culture, createIfNotExists: true, tryParents: false);
        Assert.NotNull(texts);
        var placeholders = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (DictionaryEntry text in texts)
        {
            var found = Placeholder().Matches(Assert.IsType<string>(text.Value)).Select(m => m.Value).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
            placeholders.Add(Assert.IsType<string>(text.Key), string.Concat(found));
        }

        return placeholders;
    }

    [GeneratedRegex(@"\{[0-9]", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Placeholder();
}
