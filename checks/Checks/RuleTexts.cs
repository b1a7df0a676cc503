using System.Resources;
using EksGrader.Checks.Core;

namespace EksGrader.Checks.Checks;

/// <summary>What verdicts and signs say.</summary>
internal static class RuleTexts
{
    /// <summary>The sentences, by key.</summary>
    public static TextCatalog All { get; } = new(new ResourceManager("EksGrader.Checks.Checks.RuleTexts", typeof(RuleTexts).Assembly));
}
