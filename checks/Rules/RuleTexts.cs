using System.Resources;

namespace EksGrader.Checks.Rules;

/// <summary>What verdicts and signs say.</summary>
internal static class RuleTexts
{
    /// <summary>The sentences, by key.</summary>
    public static TextCatalog All { get; } = new(new ResourceManager("EksGrader.Checks.Rules.RuleTexts", typeof(RuleTexts).Assembly));
}
