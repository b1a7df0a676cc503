using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace EksGrader.Jobs.Enforcement;

/// <summary>Brings enforcement into a program.</summary>
internal static class EnforcementServices
{
    /// <summary>Adds what takes orders and carries them out, as the section <c>Enforcement</c> says.</summary>
    public static IServiceCollection AddEnforcement(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<EnforcementOptions>().Bind(configuration.GetSection(EnforcementOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddScoped<EnforcementRules>();
        services.TryAddScoped<DeletionAuthorization>();
        services.TryAddScoped<EnforcementAccess>();
        services.TryAddScoped<DeletionOrders>();
        services.TryAddScoped<OverdueOrders>();
        services.TryAddScoped<OrderStarter>();
        services.TryAddScoped<OrderRounds>();
        services.TryAddScoped<OrderDriver>();
        services.TryAddScoped<EnforceDeletion>();
        return services;
    }
}

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
