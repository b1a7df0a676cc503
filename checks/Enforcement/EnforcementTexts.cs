using System.Resources;
using EksGrader.Checks.Core;

namespace EksGrader.Checks.Enforcement;

/// <summary>The sentences of enforcement.</summary>
public static class EnforcementTexts
{
    /// <summary>The sentences, from <c>EnforcementTexts.resx</c> and <c>EnforcementTexts.ko.resx</c>.</summary>
    public static TextCatalog Catalog { get; } = new(new ResourceManager("EksGrader.Checks.Enforcement.EnforcementTexts", typeof(EnforcementTexts).Assembly));
}
