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
        services.TryAddScoped<OrderStarter>();
        services.TryAddScoped<OrderDriver>();
        services.TryAddScoped<EnforceDeletion>();
        return services;
    }
}
