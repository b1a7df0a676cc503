using EksGrader.Checks.Checks.Secrets;
using EksGrader.Simulator.Kubernetes.Objects;
using EksGrader.Simulator.Plans;
using static EksGrader.Simulator.Plans.ExpectedVerdict;

namespace EksGrader.Simulator.Kinds;

/// <summary>Clusters of the lab about sealed secrets.</summary>
internal static class SealedSecretsKinds
{
    private static readonly (string Object, string Patch) UsesIt =
        ("Pod default/web-*", """{"spec":{"containers":[{"name":"web","image":"public.ecr.aws/nginx/nginx:1.29","envFrom":[{"secretRef":{"name":"db"}}]}]}}""");

    public static IEnumerable<ClusterKind> All =>
    [
        new("sealed-secrets-passed", 0, "Seals the password of the database, which the application uses.", Plan with { Patches = [UsesIt] }, new() { [SealedSecretsCheck.Id] = Passed }),
        new("sealed-secrets-partial", 0, "Sealed a secret that nothing uses.", Plan, new() { [SealedSecretsCheck.Id] = Partial(0.7m) }),
        new("sealed-secrets-failed", 0, "Keeps plain secrets.", GoodKinds.ByRole, new() { [SealedSecretsCheck.Id] = Failed }),
    ];

    private static ClusterPlan Plan => GoodKinds.ByRole with
    {
        Workloads = [new("Deployment", "kube-system", "sealed-secrets-controller", "docker.io/bitnami/sealed-secrets-controller:0.33") { Labels = new Labels(("name", "sealed-secrets-controller")) }],
        Objects =
        [
            """
            {
              "apiVersion": "bitnami.com/v1alpha1", "kind": "SealedSecret", "metadata": { "name": "db", "namespace": "default" },
              "spec": { "encryptedData": { "password": "AgBy8hCi" }, "template": { "metadata": { "name": "db", "namespace": "default" } } },
              "status": { "observedGeneration": 1, "conditions": [ { "type": "Synced", "status": "True" } ] }
            }
            """,
        ],
    };
}
