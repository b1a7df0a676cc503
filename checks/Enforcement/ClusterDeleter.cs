using EksGrader.Checks.Aws;
using EksGrader.Checks.Aws.Pipeline;
using EksGrader.Checks.Core;
using EksGrader.Checks.Kubernetes;
using EksGrader.Checks.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace EksGrader.Checks.Enforcement;

/// <summary>Opens live clusters for deletion.</summary>
/// <param name="aws">Opens AWS sessions.</param>
/// <param name="pace">Keeps reads below what AWS allows.</param>
/// <param name="connector">Makes guarded connections.</param>
/// <param name="answers">How much of strangers' answers the process keeps.</param>
/// <param name="time">The clock.</param>
public sealed class ClusterDeleter(AwsSessions aws, AwsRateLimiter pace, GuardedConnector connector, ProcessResponseBudget answers, TimeProvider time) : IClusterDeleter
{
    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The access holds no AWS credentials.</exception>
    public IDeletingCluster Open(ClusterToDelete cluster, ClusterAccess access)
    {
        if (access.Aws is not { } credentials)
            throw new ArgumentException("Only AWS access can delete a cluster.", nameof(access));

        // The lease's own cluster, whatever an access that was given anew names.
        var session = aws.Open(credentials with { Region = cluster.Region, ClusterName = cluster.Name }, mayDelete: true);
        return new LiveDeletingCluster(cluster, access, session, pace, connector, new ResponseBudget(answers), time);
    }
}

/// <summary>Adds what deletes clusters.</summary>
internal static class ClusterDeletionServices
{
    /// <summary>Adds the live deleter; an <see cref="IClusterDeleter"/> that is there already is used.</summary>
    public static IServiceCollection AddClusterDeletion(this IServiceCollection services)
    {
        services.TryAddSingleton<IClusterDeleter, ClusterDeleter>();
        return services;
    }
}
