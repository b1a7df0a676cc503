using System.Resources;
using EksGrader.Checks.Core;

namespace EksGrader.Api.Host;

/// <summary>The sentences of the service: problems and faults of fields.</summary>
public static class ApiTexts
{
    /// <summary>The sentences, from <c>ApiTexts.resx</c> and <c>ApiTexts.ko.resx</c>.</summary>
    public static TextCatalog Catalog { get; } = new(new ResourceManager("EksGrader.Api.Host.ApiTexts", typeof(ApiTexts).Assembly));
}
