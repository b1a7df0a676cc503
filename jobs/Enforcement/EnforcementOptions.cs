using System.ComponentModel.DataAnnotations;

namespace EksGrader.Jobs.Enforcement;

/// <summary>The section <c>Enforcement</c> of the configuration.</summary>
public sealed class EnforcementOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Enforcement";

    /// <summary>
    /// The brake: how many clusters the whole service deletes within <see cref="BrakeWindow"/>. One more, and the orders of that course wait
    /// until an instructor confirms. 0 asks for each.
    /// </summary>
    [Range(0, 10_000, ErrorMessage = "Enforcement:MaxDeletions is a whole number from 0 to 10000.")]
    public int MaxDeletions { get; set; } = 5;

    /// <summary>The time within which the brake counts.</summary>
    public static TimeSpan BrakeWindow { get; } = TimeSpan.FromHours(1);

    /// <summary>How many orders are driven at once.</summary>
    [Range(1, 256, ErrorMessage = "Enforcement:AtOnce is a whole number from 1 to 256.")]
    public int AtOnce { get; set; } = 8;
}
