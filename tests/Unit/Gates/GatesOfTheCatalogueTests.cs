using EksGrader.Checks.Grading;

namespace EksGrader.Tests.Unit.Gates;

/// <summary>Every check that ships passes the gates, without exceptions.</summary>
public sealed class GatesOfTheCatalogueTests
{
    [Fact]
    public void Catalogue_EveryCheck_HasOneClassOfGates() => Assert.Equal(
        Catalogue.Default.Checks.Select(c => c.GetType().Name).Order(StringComparer.Ordinal),
        GateTally.All.Select(g => g.Check.GetType().Name).Order(StringComparer.Ordinal));
}
