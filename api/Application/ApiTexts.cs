using System.Resources;
using EksGrader.Checks;

namespace EksGrader.Api.Application;

/// <summary>The sentences of the service: problems and faults of fields.</summary>
public static class ApiTexts
{
    /// <summary>The sentences, from <c>ApiTexts.resx</c> and <c>ApiTexts.ko.resx</c>.</summary>
    public static TextCatalog Catalog { get; } = new(new ResourceManager("EksGrader.Api.Application.ApiTexts", typeof(ApiTexts).Assembly));
}
