using System.Resources;
using EksGrader.Checks.Core;

namespace EksGrader.Api.Features.Appeals;

/// <summary>The sentences about appealed verdicts, notes and signs.</summary>
public static class AppealTexts
{
    /// <summary>The sentences, from <c>AppealTexts.resx</c> and <c>AppealTexts.ko.resx</c>.</summary>
    public static TextCatalog Catalog { get; } =
        new(new ResourceManager("EksGrader.Api.Features.Appeals.AppealTexts", typeof(AppealTexts).Assembly));
}
