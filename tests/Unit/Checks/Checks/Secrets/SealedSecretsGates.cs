using EksGrader.Checks.Checks;
using EksGrader.Checks.Checks.Secrets;
using EksGrader.Checks.Kubernetes;
using EksGrader.Checks.Kubernetes.Objects;
using EksGrader.Tests.Unit.Checks.Checks.Finders;
using EksGrader.Tests.Unit.Fakes;
using EksGrader.Tests.Unit.Gates;

namespace EksGrader.Tests.Unit.Checks.Checks.Secrets;

/// <summary>The gates of <c>sealed-secrets</c>.</summary>
public sealed class SealedSecretsGates : CheckGates
{
    private const string BySeal = "Sealed Secrets";
    private const string External = "External Secrets";
    private const string Store = "Secrets Store CSI driver";
    private const string Silent = $"{BySeal}, by a controller that writes no status";

    private static readonly (string, object) ByExternal = ("tools", WordList.Of(["externalSecrets"]));
    private static readonly (string, object) ByStore = ("tools", WordList.Of(["secretsStore"]));

    internal override ICheck Check { get; } = new SealedSecretsCheck();

    internal override IEnumerable<Reference> References =>
    [
        new(BySeal, "by the manifests", () => Seal(Uses(p => Env(p, "db"))))
        {
            Deciding = gate => gate.Decides<SealedSecret>(c => c.Remove<SealedSecret>()).Decides<Pod>(c => c.Remove<Pod>()).Decides<Deployment>(c => c.Remove<Deployment>())
                .Decides<ReplicaSet>(c => c.Remove<ReplicaSet>()),
        },
        new(BySeal, "by the chart, as a file, renamed", () => Uses(p => p with { Spec = p.Spec with { Volumes = [new PodVolume("db", "secret") { SecretNames = ["database"] }] } })
            .Deployment("secrets-sealed-secrets", "security", "docker.io/bitnami/sealed-secrets:0.33", true, ("app.kubernetes.io/name", "sealed-secrets"))
            .With(Sealed() with { Spec = new SealedSecretSpec { Template = new SealedSecretTemplate { Metadata = new SecretName { Name = "database" } }, EncryptedData = ["password"] } })),
        new(BySeal, "to pull images", () => Seal(Uses(p => p with { Spec = p.Spec with { ImagePullSecrets = ["db"] } }))),
        new(BySeal, "by a controller that writes no status", () => Seal(Uses(p => Env(p, "db"))).Change<SealedSecret>(s => s with { Status = null })),
        new(External, "by the chart", () => OfExternal("external-secrets"), ByExternal),
        new(External, "under another name", () => OfExternal("secrets", "platform-external-secrets"), ByExternal),
        new(External, "where sealed ones count too", () => OfExternal("external-secrets"), ("tools", WordList.Of(["sealedSecrets", "externalSecrets"]))),
        new(Store, "of AWS", () => OfStore("kube-system"), ByStore),
        new(Store, "in another namespace", () => OfStore("csi"), ByStore),
        new(Store, "where any counts", () => OfStore("kube-system"), ("tools", WordList.Of(["sealedSecrets", "externalSecrets", "secretsStore"]))),
    ];

    internal override IEnumerable<Mutation> Mutations =>
    [
        Break("controller", 0.7m, "it is not ready", c => c.Change<Pod>(p => p.Metadata.OwnerReferences.Any(o => o.Name.StartsWith("web", StringComparison.Ordinal)) ? p : p with { Status = new PodStatus { Phase = "Pending" } })),
        Break("unsealed", 0.3m, "there is none", c => c.Remove<SealedSecret>()).With("used").On(BySeal),
        Break("unsealed", 0.3m, "its key is wrong", c => c.Change<SealedSecret>(s => s with { Status = new SealedSecretStatus { ObservedGeneration = 1, Conditions = [new Condition { Type = "Synced", Status = "False" }] } })).With("used").On(BySeal),
        Break("unsealed", 0.3m, "there is none", c => c.Remove<ExternalSecret>()).With("used").On(External),
        Break("unsealed", 0.3m, "it is not Ready", c => c.Change<ExternalSecret>(s => s with { Status = new ExternalSecretStatus() })).With("used").On(External),
        Break("unsealed", 0.3m, "there is none", c => c.Remove<SecretProviderClass>()).With("used").On(Store),
        Break("used", 0.7m, "no pod uses it", c => c.Change<Pod>(Plain)).On(BySeal, External).NotOn(Silent),
        Break("used", 0.3m, "no pod uses it", c => c.Change<Pod>(Plain)).With("unsealed").On(Silent, Store),
        Break("used", 0.7m, "the pod that uses it is not ready", c => c.Change<Pod>(p => p.Metadata.Name.StartsWith("web", StringComparison.Ordinal) ? p with { Status = new PodStatus { Phase = "Pending" } } : p)).On(External),
    ];

    internal override IEnumerable<Scenario> LookAlikes =>
    [
        new("a plain Secret that the application uses", () => Uses(p => Env(p, "db")), 0),
        new("a sealed Secret of a system namespace", () => Seal(Uses(p => Env(p, "db"))).Change<SealedSecret>(s => s with { Metadata = s.Metadata with { Namespace = "kube-system" } }), 0.3m),
        new("a Secret of the name in another namespace", () => Seal(Uses(p => Env(p, "db"))).Change<SealedSecret>(s => s with { Metadata = s.Metadata with { Namespace = "other" } }), 0.7m),
        new("an older generation that was made", () => Seal(Uses(p => Env(p, "db"))).Change<SealedSecret>(s => s with { Metadata = s.Metadata with { Generation = 5 } }), 0.3m),
    ];

    private static FakeCluster Uses(Func<Pod, Pod> use) => new FakeCluster().WithApplication(pod: use);

    private static FakeCluster Seal(FakeCluster cluster) => cluster
        .Deployment("sealed-secrets-controller", "kube-system", "docker.io/bitnami/sealed-secrets-controller:0.33", true, ("name", "sealed-secrets-controller"))
        .With(Sealed());

    private static SealedSecret Sealed() => new()
    {
        Metadata = Make.Meta("db"),
        Spec = new SealedSecretSpec { EncryptedData = ["password"] },
        Status = new SealedSecretStatus { ObservedGeneration = 1, Conditions = [new Condition { Type = "Synced", Status = "True" }] },
    };

    private static FakeCluster OfExternal(string ns, string name = "external-secrets") => Uses(p => Env(p, "db"))
        .Deployment(name, ns, "ghcr.io/external-secrets/external-secrets:v0.20", true, ("app.kubernetes.io/name", "external-secrets"))
        .With(new ExternalSecret
        {
            Metadata = Make.Meta("database"),
            Spec = new ExternalSecretSpec { Target = new SecretName { Name = "db" } },
            Status = new ExternalSecretStatus { Conditions = [new Condition { Type = "Ready", Status = "True" }], RefreshTime = FakeCluster.Now.AddMinutes(-5) },
        });

    private static FakeCluster OfStore(string ns) => Uses(p => p with { Spec = p.Spec with { Volumes = [new PodVolume("db", "csi") { SecretProviderClass = "db" }] } })
        .DaemonSet("secrets-store-csi-driver", ns, "registry.k8s.io/csi-secrets-store/driver:v1.5", ["n1", "n2"], [("app", "secrets-store-csi-driver")])
        .With(new SecretProviderClass { Metadata = Make.Meta("db"), Spec = new SecretProviderSpec { Provider = "aws" } });

    private static Pod Env(Pod pod, string secret) => pod with { Spec = pod.Spec with { Containers = [new PodContainer { Name = "web", Image = "nginx", SecretNames = [secret] }] } };

    private static Pod Plain(Pod pod) => pod.Metadata.Name.StartsWith("web", StringComparison.Ordinal) ? pod with { Spec = new PodSpec { NodeName = pod.Spec.NodeName } } : pod;
}
