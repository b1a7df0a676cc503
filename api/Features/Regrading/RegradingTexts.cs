using System.Resources;
using EksGrader.Checks.Core;

namespace EksGrader.Api.Features.Regrading;

/// <summary>The sentences about regrades: faults of drafts, and why a plan cannot be applied.</summary>
public static class RegradingTexts
{
    /// <summary>The sentences, from <c>RegradingTexts.resx</c> and <c>RegradingTexts.ko.resx</c>.</summary>
    public static TextCatalog Catalog { get; } =
        new(new ResourceManager("EksGrader.Api.Features.Regrading.RegradingTexts", typeof(RegradingTexts).Assembly));
}
