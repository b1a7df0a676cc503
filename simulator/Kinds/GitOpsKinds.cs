using System.Collections.Immutable;
using EksGrader.Checks.Checks.GitOps;
using EksGrader.Simulator.Kubernetes.Objects;
using EksGrader.Simulator.Plans;
using static EksGrader.Simulator.Plans.ExpectedVerdict;

namespace EksGrader.Simulator.Kinds;

/// <summary>Clusters of the lab about GitOps.</summary>
internal static class GitOpsKinds
{
    private static readonly string[] Parts = ["server", "repo-server", "application-controller", "redis"];

    private const string Image = "quay.io/argoproj/argocd:v3.1.0";

    public static IEnumerable<ClusterKind> All =>
    [
        new("gitops-passed", 0, "Delivers the application by Argo CD from a repository.", Plan("Synced", "web"), new() { [GitOpsCheck.Id] = Passed }),
        new("gitops-partial", 0, "Runs Argo CD with the example guestbook.", Plan("Synced", "guestbook-ui"), new() { [GitOpsCheck.Id] = Partial(0.7m) }),
        new("gitops-failed", 0, "Applies manifests by hand.", GoodKinds.ByRole, new() { [GitOpsCheck.Id] = Failed }),
    ];

    private static ImmutableArray<WorkloadPlan> ArgoCd =>
    [
        .. Parts.Select(part => new WorkloadPlan("Deployment", "argocd", $"argocd-{part}", part == "redis" ? "public.ecr.aws/docker/library/redis:8" : Image)
        {
            Labels = new Labels(("app.kubernetes.io/part-of", "argocd"), ("app.kubernetes.io/component", part)),
        }),
    ];

    private static ClusterPlan Plan(string sync, string owns) => GoodKinds.ByRole with
    {
        Workloads = ArgoCd,
        Objects =
        [
            $$$"""
            {
              "apiVersion": "argoproj.io/v1alpha1", "kind": "Application", "metadata": { "name": "web", "namespace": "argocd" },
              "spec": { "project": "default", "source": { "repoURL": "https://git.example.org/team/web.git", "path": "deploy", "targetRevision": "main" }, "destination": { "server": "https://kubernetes.default.svc", "namespace": "default" } },
              "status": {
                "sync": { "status": "{{{sync}}}", "revision": "0123456789abcdef0123456789abcdef01234567" }, "health": { "status": "Healthy" },
                "resources": [ { "group": "apps", "kind": "Deployment", "namespace": "default", "name": "{{{owns}}}", "status": "Synced" } ]
              }
            }
            """,
        ],
    };
}
