using System.Resources;
using EksGrader.Checks.Core;

namespace EksGrader.Checks.Costs;

/// <summary>The words about what is not known of a cost.</summary>
public static class CostTexts
{
    /// <summary>The words, from <c>CostTexts.resx</c> and <c>CostTexts.ko.resx</c>.</summary>
    public static TextCatalog Catalog { get; } = new(new ResourceManager("EksGrader.Checks.Costs.CostTexts", typeof(CostTexts).Assembly));
}
