using System.ComponentModel.DataAnnotations;

namespace EksGrader.Db.Receipts;

/// <summary>The section <c>Receipts</c> of the configuration.</summary>
public sealed class ReceiptOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Receipts";

    /// <summary>How long a key signs before a new one takes its place. Its public half stays published.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "3650.00:00:00", ErrorMessage = "Receipts:KeyLife lies between 1 and 3650 days.")]
    public TimeSpan KeyLife { get; set; } = TimeSpan.FromDays(365);
}
