using System.Resources;
using EksGrader.Checks.Core;

namespace EksGrader.Api.Features.Clusters;

/// <summary>What is wrong with what was asked of a lease.</summary>
internal static class LeaseTexts
{
    /// <summary>The sentences, from <c>LeaseTexts.resx</c> and <c>LeaseTexts.ko.resx</c>.</summary>
    public static TextCatalog Catalog { get; } = new(new ResourceManager("EksGrader.Api.Features.Clusters.LeaseTexts", typeof(LeaseTexts).Assembly));
}
