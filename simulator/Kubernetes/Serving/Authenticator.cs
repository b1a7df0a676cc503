using System.Collections.Immutable;
using EksGrader.Simulator.Aws;
using EksGrader.Simulator.Clusters;
using EksGrader.Simulator.Plans;
using Microsoft.AspNetCore.Http;

namespace EksGrader.Simulator.Kubernetes.Serving;

/// <summary>Finds out who asks a Kubernetes API: by token, EKS token or client certificate.</summary>
internal sealed class Authenticator(AwsSessions sessions, TimeProvider time)
{
    private const string Bearer = "Bearer ";

    /// <summary>The user; null for a credential that the cluster does not take.</summary>
    public KubernetesUser? Authenticate(HttpContext context, SimulatedCluster cluster)
    {
        var now = time.GetUtcNow();
        var header = context.Request.Headers.Authorization.ToString();
        if (header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
        {
            return ByToken(header[Bearer.Length..].Trim(), cluster, now);
        }

        if (cluster.Kind.Plan.Access.ClientCertificate && context.Connection.ClientCertificate is not null)
        {
            return User("eks-grader", cluster.PlanAt(now)); // TLS has let only those of the cluster's own CA through
        }

        return KubernetesUser.Anonymous;
    }

    private KubernetesUser? ByToken(string token, SimulatedCluster cluster, DateTimeOffset now)
    {
        var plan = cluster.PlanAt(now);
        if (token.StartsWith(EksToken.Prefix, StringComparison.Ordinal))
        {
            var session = EksToken.Verify(token, cluster.Identity.ClusterName, sessions, now);
            return session is not null && session.Cluster == cluster && !plan.Access.NoAccessEntry ? User(session.Arn, plan) : null;
        }

        if (SigV4.Same(token, cluster.OwnerToken))
        {
            return new KubernetesUser(ServiceAccountToken.Owner, ["*"]);
        }

        return SigV4.Same(token, cluster.Token) && !plan.Access.Expired ? User(ServiceAccountToken.User, plan) : null;
    }

    private static KubernetesUser User(string name, ClusterPlan plan) =>
        new(name, plan.Access.Admin ? ["*"] : plan.ForbiddenResources.IsEmpty ? KubernetesUser.GraderReads : Without(plan.ForbiddenResources));

    private static ImmutableArray<string> Without(ImmutableArray<string> forbidden) => [.. KubernetesUser.GraderReads.Except(forbidden, StringComparer.Ordinal)];
}
