using EksGrader.Checks.Costs;

namespace EksGrader.Api.Host;

/// <summary>The section <c>Costs</c> of the configuration.</summary>
internal sealed class CostsOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Costs";

    /// <summary>A price file; empty for the prices that ship.</summary>
    public string Prices { get; set; } = "";

    /// <summary>What is wrong with the section, the price file included.</summary>
    public IEnumerable<string> Faults()
    {
        try
        {
            _ = PriceList.Load(Prices);
            return [];
        }
        catch (PriceFileException e)
        {
            return e.Faults.Select(f => $"Costs:Prices: {Prices}: {f}");
        }
    }
}
