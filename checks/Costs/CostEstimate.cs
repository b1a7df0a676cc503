using EksGrader.Checks.Core;

namespace EksGrader.Checks.Costs;

/// <summary>What something costs an hour, estimated, in USD.</summary>
/// <param name="KnownUsdPerHour">What has a known price, summed: it costs at least this.</param>
/// <param name="IsAtLeast">Whether something has no known price or was not looked at.</param>
/// <param name="Notes">What is not known, a line each, for people.</param>
public sealed record CostEstimate(decimal KnownUsdPerHour, bool IsAtLeast, IReadOnlyList<LocalizedText> Notes)
{
    /// <summary>The whole; null where a part is not known.</summary>
    public decimal? UsdPerHour => IsAtLeast ? null : KnownUsdPerHour;
}

/// <summary>Adds up an estimate.</summary>
internal sealed class CostSum
{
    public static TextCatalog Texts { get; } = TextCatalog.Beside(typeof(CostSum), "CostTexts");

    private readonly List<LocalizedText> notes = [];
    private decimal sum;
    private bool isAtLeast;

    public void Add(decimal price) => sum += price;

    /// <summary>Adds some of a thing; a count or a price that is not known is noted.</summary>
    public void Add(decimal? price, int? count, LocalizedText what)
    {
        if (count is null)
        {
            Unknown(Texts["NotSeen", what]);
        }
        else if (count > 0 && price is null)
        {
            Unknown(Texts["NoPrice", what]);
        }
        else
        {
            sum += (price ?? 0) * count.Value;
        }
    }

    public void Note(LocalizedText note) => notes.Add(note);

    public void Unknown(LocalizedText note)
    {
        isAtLeast = true;
        notes.Add(note);
    }

    public CostEstimate ToEstimate() => new(Math.Round(sum, 4, MidpointRounding.AwayFromZero), isAtLeast, notes);
}
