using System.Resources;
using EksGrader.Checks;

namespace EksGrader.Api.Application.Leases;

/// <summary>What is wrong with what was asked of a lease.</summary>
internal static class LeaseTexts
{
    /// <summary>The sentences, from <c>LeaseTexts.resx</c> and <c>LeaseTexts.ko.resx</c>.</summary>
    public static TextCatalog Catalog { get; } = new(new ResourceManager("EksGrader.Api.Application.Leases.LeaseTexts", typeof(LeaseTexts).Assembly));
}
