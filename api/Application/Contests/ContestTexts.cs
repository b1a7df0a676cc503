using System.Resources;
using EksGrader.Checks;

namespace EksGrader.Api.Application.Contests;

/// <summary>The sentences about contested verdicts, notes and signs.</summary>
public static class ContestTexts
{
    /// <summary>The sentences, from <c>ContestTexts.resx</c> and <c>ContestTexts.ko.resx</c>.</summary>
    public static TextCatalog Catalog { get; } =
        new(new ResourceManager("EksGrader.Api.Application.Contests.ContestTexts", typeof(ContestTexts).Assembly));
}
