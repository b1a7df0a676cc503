using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Costs;

namespace EksGrader.Tests.Unit.Checks.Costs;

/// <summary>What clusters and leftovers cost, and price files that are none.</summary>
public sealed class PriceListTests : IDisposable
{
    private const string Seoul = "ap-northeast-2";
    private static readonly DateTimeOffset Now = new(2026, 12, 4, 9, 0, 0, TimeSpan.Zero);

    private readonly string file = Path.Combine(Path.GetTempPath(), $"prices-{Guid.NewGuid():N}.json");

    public void Dispose() => File.Delete(file);

    [Fact]
    public void UsdPerHour_AClassCluster_SumsWhatItRuns()
    {
        var inventory = new ClusterInventory
        {
            Nodes = new Dictionary<string, int> { ["t3.medium"] = 2 },
            ClassicLoadBalancers = 1,
            LoadBalancers = 1,
            NatGateways = 1,
            VolumeGib = 100,
            FargatePods = 2,
            Version = "1.35",
        };

        var usd = PriceList.Default.UsdPerHour(inventory, Seoul, Now);

        // 0.10 + 2 × 0.052 + 0.025 + 0.0225 + 0.059 + 100 × 0.0912 / 730 + 2 × (0.25 × 0.04656 + 0.5 × 0.00511)
        Assert.Equal(0.3514m, usd);
    }

    [Theory]
    [InlineData("1.22", 0.60)]
    [InlineData("1.33", 0.60)]
    [InlineData("1.34", 0.60)]
    [InlineData("1.35", 0.10)]
    [InlineData("1.99", 0.10)]
    [InlineData(null, 0.10)]
    [InlineData("latest", 0.10)]
    public void UsdPerHour_ControlPlane_CostsMoreInExtendedSupport(string? version, double usd) =>
        Assert.Equal((decimal)usd, PriceList.Default.UsdPerHour(new ClusterInventory { Version = version, NatGateways = 0, VolumeGib = 0 }, Seoul, Now));

    [Fact]
    public void UsdPerHour_TheDayBeforeExtendedSupport_IsTheStandardPrice() =>
        Assert.Equal(0.10m, PriceList.Default.UsdPerHour(new ClusterInventory { Version = "1.34", NatGateways = 0, VolumeGib = 0 }, Seoul, new DateTimeOffset(2026, 12, 1, 23, 59, 0, TimeSpan.Zero)));

    [Fact]
    public void Estimate_UnknownInstanceType_IsAtLeastTheRestAndSaysSo()
    {
        var inventory = new ClusterInventory { Nodes = new Dictionary<string, int> { ["x9.huge"] = 1, ["t3.medium"] = 1 }, NatGateways = 0, VolumeGib = 0 };

        var estimate = PriceList.Default.Estimate(inventory, Seoul, Now);

        Assert.Equal((null, 0.152m, true), (estimate.UsdPerHour, estimate.KnownUsdPerHour, estimate.IsAtLeast));
        Assert.Equal([new LocalizedText("instance type x9.huge: no price", "인스턴스 유형 x9.huge: 가격 정보 없음")], estimate.Notes);
    }

    [Fact]
    public void Estimate_WhatNoOneCouldSee_IsNotCountedAsNothing()
    {
        var estimate = PriceList.Default.Estimate(new ClusterInventory(), Seoul, Now);

        Assert.Equal((null, 0.10m), (estimate.UsdPerHour, estimate.KnownUsdPerHour));
        Assert.Equal(["NAT gateways: couldn't check", "volumes: couldn't check"], estimate.Notes.Select(n => n.En));
        Assert.True(PriceList.Default.Estimate(null, Seoul, Now).IsAtLeast);
    }

    [Fact]
    public void Estimate_RegionWithoutPrices_TakesTheDefaultRegionsAndSaysSo()
    {
        var estimate = PriceList.Default.Estimate(new ClusterInventory { Nodes = new Dictionary<string, int> { ["t3.medium"] = 1 }, NatGateways = 0, VolumeGib = 0 }, "sa-east-1", Now);

        Assert.Equal(0.1416m, estimate.UsdPerHour);
        Assert.Contains("us-east-1", Assert.Single(estimate.Notes).En, StringComparison.Ordinal);
    }

    [Fact]
    public void Prices_OfWhatHasNone_AreNullAndNeverZero()
    {
        var prices = PriceList.Default;

        Assert.Equal([null, null, null, null], [prices.Instance(null, Seoul), prices.Instance("x9.huge", Seoul), prices.Volume("io9", 10, Seoul), prices.LoadBalancer("gateway", Seoul)]);
        Assert.Equal([0.052m, 0.005m, 0.059m], [prices.Instance("t3.medium", Seoul), prices.Address(Seoul), prices.NatGateway(Seoul)]);
    }

    [Fact]
    public void Load_AFileOfTheOperator_ReplacesThePrices()
    {
        File.WriteAllText(file, """
            { "source": "our contract", "asOf": "2026-09-01", "defaultRegion": "us-east-1", // a comment is taken
              "controlPlane": { "standardSupport": 0.05, "extendedSupport": 0.30, "extendedSupportBegins": { "1.30": "2025-07-23" } },
              "regions": { "us-east-1": { "instances": { "t3.medium": 0.02 } } } }
            """);

        var prices = PriceList.Load(file);

        Assert.Equal(("our contract", new DateOnly(2026, 9, 1)), (prices.Source, prices.AsOf));
        Assert.Equal(0.07m, prices.UsdPerHour(new ClusterInventory { Nodes = new Dictionary<string, int> { ["t3.medium"] = 1 }, NatGateways = 0, VolumeGib = 0 }, "us-east-1", Now));
        Assert.Null(prices.NatGateway("us-east-1"));
    }

    [Fact]
    public void Load_AFileWithMistakes_NamesThemAll()
    {
        File.WriteAllText(file, """
            { "source": "x", "asOf": "yesterday", "defaultRegion": "nowhere", "currency": "EUR",
              "controlPlane": { "standardSupport": 0, "extendedSupportBegins": { "new": "2025-07-23" } },
              "regions": { "Seoul": { "natGateway": "0.05", "instances": { "t3.medium": -1 } } } }
            """);

        var e = Assert.Throws<PriceFileException>(() => PriceList.Load(file));

        string[] places = ["asOf:", "currency:", "controlPlane.standardSupport:", "controlPlane.extendedSupport:", "controlPlane.extendedSupportBegins.new:", "regions.Seoul:", "regions.Seoul.natGateway:", "regions.Seoul.instances.t3.medium:", "defaultRegion:"];
        Assert.All(places, p => Assert.Single(e.Faults, f => f.StartsWith(p, StringComparison.Ordinal)));
        Assert.Equal(places.Length, e.Faults.Count);
    }

    [Theory]
    [InlineData("no json")]
    [InlineData("[]")]
    [InlineData("")]
    public void Load_NoPriceFile_SaysSo(string text)
    {
        File.WriteAllText(file, text);

        Assert.NotEmpty(Assert.Throws<PriceFileException>(() => PriceList.Load(file)).Faults);
    }

    [Fact]
    public void Load_NoSuchFile_SaysSo() => Assert.Contains(file, Assert.Throws<PriceFileException>(() => PriceList.Load(file)).Message, StringComparison.Ordinal);
}
