using EksGrader.Simulator.Clusters;
using EksGrader.Simulator.Plans;
using Microsoft.AspNetCore.Http;

namespace EksGrader.Simulator.Kubernetes.Serving;

/// <summary>Answers requests to a cluster's Kubernetes API: read-only, as a real API server would.</summary>
internal static class KubernetesApi
{
    /// <summary>Answers one request.</summary>
    /// <param name="context">The request.</param>
    /// <param name="cluster">Whose API it is.</param>
    /// <param name="user">Who asks; null for a credential that is not known.</param>
    /// <param name="time">The clock.</param>
    public static Task AnswerAsync(HttpContext context, SimulatedCluster cluster, KubernetesUser? user, TimeProvider time)
    {
        if (user is null)
        {
            return Statuses.UnauthorizedAsync(context);
        }

        var state = cluster.StateAt(time.GetUtcNow());
        var path = context.Request.Path.Value ?? "/";
        context.Response.Headers.CacheControl = "no-cache, private";
        if (ResourcePath.Parse(path) is { } resource)
        {
            return AnswerResourceAsync(context, cluster, state, user, resource, time);
        }

        if (!user.MayGetPath(path) || !HttpMethods.IsGet(context.Request.Method))
        {
            return Statuses.ForbiddenPathAsync(context, user, path);
        }

        return path switch
        {
            "/version" or "/version/" => Discovery.VersionAsync(context, state.Plan.GitVersion),
            "/healthz" or "/livez" or "/readyz" => context.Response.WriteAsync("ok", context.RequestAborted),
            _ => Discovery.AnswerAsync(context, path, state.Served),
        };
    }

    private static Task AnswerResourceAsync(HttpContext context, SimulatedCluster cluster, ClusterState state, KubernetesUser user, ResourcePath path, TimeProvider time)
    {
        if (AccessReview.IsFor(path) && HttpMethods.IsPost(context.Request.Method) && !user.IsAnonymous)
        {
            return AccessReview.AnswerAsync(context, user);
        }

        if (!user.May(Statuses.VerbOf(context, path), path.QualifiedName))
        {
            return Statuses.ForbiddenAsync(context, user, path);
        }

        var groupServed = path.Group.Length == 0 || state.Served.Any(k => string.Equals(k.Group, path.Group, StringComparison.Ordinal));
        if (!groupServed)
        {
            return Statuses.NoSuchPageAsync(context);
        }

        if (!ResourceKinds.ByPath.TryGetValue(path.Key, out var kind) || !state.Served.Contains(kind))
        {
            return Statuses.NoSuchResourceAsync(context);
        }

        if (!HttpMethods.IsGet(context.Request.Method) || Statuses.IsWatch(context))
        {
            return Statuses.MethodNotAllowedAsync(context);
        }

        return new ObjectReader(context, cluster, kind, path, time).AnswerAsync();
    }
}
