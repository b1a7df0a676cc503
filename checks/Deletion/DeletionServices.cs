using EksGrader.Checks.Aws.Pipeline;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace EksGrader.Checks.Deletion;

/// <summary>Adds what looks for deleted clusters.</summary>
internal static class DeletionServices
{
    /// <summary>Adds the live looks; an <see cref="IDeletionProbe"/> that is there already is used.</summary>
    public static IServiceCollection AddDeletionLooks(this IServiceCollection services)
    {
        services.TryAddSingleton(s => new AwsRateLimiter(s.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<IDeletionProbe, DeletionProbe>();
        return services;
    }
}
