using EksGrader.Checks.Aws;
using EksGrader.Checks.Aws.Calls;
using EksGrader.Checks.Checks;
using EksGrader.Checks.Checks.GitOps;
using EksGrader.Checks.Kubernetes;
using EksGrader.Checks.Kubernetes.Objects;
using EksGrader.Tests.Unit.Checks.Checks.Finders;
using EksGrader.Tests.Unit.Fakes;
using EksGrader.Tests.Unit.Gates;

namespace EksGrader.Tests.Unit.Checks.Checks.GitOps;

/// <summary>The gates of <c>gitops</c>.</summary>
public sealed class GitOpsGates : CheckGates
{
    private const string Argo = "Argo CD";
    private const string Flux = "Flux";
    private const string Helm = $"{Flux}, a HelmRelease";
    private const string Pipeline = "CodePipeline";
    private const string Spinnaker = "Spinnaker";
    private const string Capability = $"{Argo}, as a capability of EKS";
    private const string ByImage = $"{Pipeline}, by the image that runs";
    private const string Repository = "https://git.example.org/team/web";

    private static readonly (string, object) AsksRepository = ("askRepository", true);

    internal override ICheck Check { get; } = new GitOpsCheck();

    internal override IEnumerable<Reference> References =>
    [
        new(Argo, "by its manifests", () => OfArgo("argocd", "argocd")) { Deciding = null },
        new(Argo, "by the chart under another name, heals itself", () => OfArgo("gitops", "cd-argocd").Change<Application>(a => a with { Spec = a.Spec with { SyncPolicy = new SyncPolicy { Automated = new AutomatedSync { SelfHeal = true } } } }), ("selfHeal", true)),
        new(Argo, "as a capability of EKS", () => Applied(new FakeCluster().WithApplication(), App()).WithAws(a => a.Has(new AwsCapability { Name = "argocd", Type = "ARGOCD", Status = "ACTIVE" }))),
        new(Argo, "from the repository that was submitted", () => OfArgo("argocd", "argocd").Submitted(t => t with { Answers = Make.Labels(("gitops.repository", "git@git.example.org:team/web.git")) }), AsksRepository),
        new(Flux, "a Kustomization", () => OfFlux()),
        new(Flux, "a Kustomization in another namespace, by its label", () => OfFlux("gitops").Change<Kustomization>(k => k with { Status = k.Status with { Inventory = new FluxInventory() } })
            .Change<Deployment>(d => d.Metadata.Name == "web" ? d with { Metadata = d.Metadata with { Labels = Make.Labels(("kustomize.toolkit.fluxcd.io/name", "web")) } } : d)),
        new(Flux, "a HelmRelease", () => Release()),
        new(Pipeline, "an EKS action", () => OfPipeline(FakeCluster.Name)),
        new(Pipeline, "an EKS action, where nothing else counts", () => OfPipeline(FakeCluster.Name), ("tools", WordList.Of(["codepipeline"]))),
        new(Pipeline, "by the image that runs", () => OfPipeline(null)),
        new(Spinnaker, "by its label", () => OfSpinnaker(d => d with { Metadata = d.Metadata with { Labels = Make.Labels(("app.kubernetes.io/managed-by", "spinnaker")) } })),
        new(Spinnaker, "by its annotation", () => OfSpinnaker(d => d with { Metadata = d.Metadata with { Annotations = new Dictionary<string, string>(d.Metadata.Annotations, StringComparer.Ordinal) { ["moniker.spinnaker.io/application"] = "web" } } })),
        new(Spinnaker, "where nothing else counts", () => OfSpinnaker(d => d with { Metadata = d.Metadata with { Labels = Make.Labels(("app.kubernetes.io/managed-by", "spinnaker")) } }), ("tools", WordList.Of(["spinnaker"]))),
    ];

    internal override IEnumerable<Mutation> Mutations =>
    [
        Break("runs", 0.8m, "its controller is not ready", c => c.Change<Pod>(p => p.Metadata.Name.Contains("controller", StringComparison.Ordinal) ? p with { Status = new PodStatus { Phase = "Pending" } } : p)).On(Argo, Flux).NotOn(Capability),
        Break("runs", 0.8m, "it is degraded", c => c.ForAws(a => a.Has(new AwsCapability { Name = "argocd", Type = "ARGOCD", Status = "DEGRADED" }))).On(Capability),
        Break("runs", 0.6m, "no part is ready", c => c.Change<Pod>(p => p.Metadata.Name.StartsWith("spin-", StringComparison.Ordinal) ? p with { Status = new PodStatus { Phase = "Pending" } } : p)).On(Spinnaker),
        Break("source", 0.8m, "it is another repository than submitted", c => c.Change<Application>(a => a with { Spec = a.Spec with { Source = new ApplicationSource { RepoURL = "https://github.com/argoproj/argocd-example-apps" } } })).On($"{Argo}, from the repository that was submitted"),
        Break("source", 0.8m, "it names none", c => c.Change<Application>(a => a with { Spec = a.Spec with { Source = null } })).On(Argo),
        Break("source", 0.5m, "the repository is not there", c => c.Remove<GitRepository>()).With("inStep").On(Flux).NotOn(Helm),
        Break("source", 0.8m, "the repository is not there", c => c.Remove<GitRepository>()).On(Helm),
        Break("source", 0.8m, "it begins with a bucket", c => c.ForAws(a => a.On((GetPipeline _) => Stages("S3", null, FakeCluster.Name)))).On(Pipeline).NotOn(ByImage),
        Break("source", 0.8m, "it begins with a registry", c => c.ForAws(a => a.On((GetPipeline _) => Stages("ECR", "shop/web", null)))).On(ByImage),
        Break("inStep", 0.7m, "healthy and its comparison unknown", c => c.Change<Application>(a => a with { Status = a.Status with { Sync = new SyncStatus { Status = "Unknown", Revision = "abc" } } })).On(Argo),
        Break("inStep", 0.7m, "synced and degraded", c => c.Change<Application>(a => a with { Status = a.Status with { Health = new HealthStatus { Status = "Degraded" } } })).On(Argo),
        Break("inStep", 0.7m, "synced with an error", c => c.Change<Application>(a => a with { Status = a.Status with { Conditions = [new ApplicationCondition { Type = "ComparisonError" }] } })).On(Argo),
        Break("inStep", 0.85m, "healthy and out of sync by itself", c => c.Change<Application>(a => a with { Spec = a.Spec with { SyncPolicy = new SyncPolicy { Automated = new AutomatedSync { SelfHeal = true } } }, Status = a.Status with { Sync = new SyncStatus { Status = "OutOfSync", Revision = "abc" } } })).On(Argo),
        Break("inStep", 0.7m, "another revision than the source's", c => c.Change<Kustomization>(k => k with { Status = k.Status with { LastAppliedRevision = "main@sha1:old" } })).On(Flux).NotOn(Helm),
        Break("inStep", 0.7m, "it is not Ready", c => c.Change<HelmRelease>(r => r with { Status = r.Status with { Conditions = [] } })).On(Helm),
        Break("inStep", 0.6m, "the latest run failed", c => c.ForAws(a => a.On((ListPipelineExecutions _) => new AwsItems<AwsPipelineExecution>([Run("Failed", 10), Run("Succeeded", 60)])))).On(Pipeline),
        Break("inStep", 0.6m, "it ran before there was the cluster", c => c.ForAws(a => a.On((ListPipelineExecutions _) => new AwsItems<AwsPipelineExecution>([Run("Succeeded", 60 * 48)])))).On(Pipeline).NotOn(ByImage),
        Break("owns", 0.7m, "the application is not among its objects", c => c.Change<Application>(a => a with { Status = a.Status with { Resources = new ManagedResources([new ManagedResource { Group = "apps", Kind = "Deployment", Namespace = "default", Name = "guestbook" }], IsCut: false) } })).On(Argo),
        Break("owns", 0.7m, "the application is in no inventory", c => c.Change<Kustomization>(k => k with { Status = k.Status with { Inventory = new FluxInventory() } }).Change<Deployment>(Plain)).On(Flux).NotOn(Helm),
        Break("owns", 0.7m, "the application has no label of it", c => c.Change<Deployment>(Plain)).On(Helm),
        Break("owns", 0.6m, "it deploys to another cluster", c => c.ForAws(a => a.On((GetPipeline _) => Stages("CodeStarSourceConnection", "team/web", "student-08")))).On(Pipeline).NotOn(ByImage),
        Break("owns", 0.6m, "the image was pushed by hand", c => c.ForAws(a => a.Has(Image(5)))).On(ByImage),
        Break("owns", 0.4m, "the application has no mark", c => c.Change<Deployment>(Plain)).On(Spinnaker),
        Break("selfHeals", 0.8m, "it does not", c => c.Change<Application>(a => a with { Spec = a.Spec with { SyncPolicy = new SyncPolicy { Automated = new AutomatedSync() } } })).On($"{Argo}, by the chart under another name, heals itself"),
    ];

    internal override IEnumerable<Scenario> LookAlikes =>
    [
        new("the example guestbook, beside the application", () => Applied(Tools(new FakeCluster().WithApplication(), "argocd", "argocd"), App() with { Status = InStep("guestbook") }), 0.7m),
        new("the tracking annotation written by hand", () => Applied(Tools(new FakeCluster().WithApplication(), "argocd", "argocd"), App() with { Status = InStep("guestbook") })
            .Change<Deployment>(d => d.Metadata.Name == "web" ? d with { Metadata = d.Metadata with { Annotations = new Dictionary<string, string>(d.Metadata.Annotations, StringComparer.Ordinal) { ["argocd.argoproj.io/tracking-id"] = "web:apps/Deployment:default/web" } } } : d), 0.7m),
        new("Argo CD alone", () => Tools(new FakeCluster().WithApplication(), "argocd", "argocd"), 0.2m),
        new("Skaffold's mark", () => new FakeCluster().WithApplication().Change<Deployment>(d => d with { Metadata = d.Metadata with { Labels = Make.Labels(("skaffold.dev/run-id", "1")) } }), null) { IsHonest = false },
        new("Concourse in the cluster", () => new FakeCluster().WithApplication().StatefulSet("concourse-worker", "ci", "concourse/concourse:7", ("app", "concourse-worker")).Deployment("concourse-web", "ci", "concourse/concourse:7", true, ("app", "concourse-web")), null) { IsHonest = false },
    ];

    internal override IEnumerable<Hostile> Hostiles =>
    [
        new("a thousand Applications", c => c.With(Enumerable.Range(0, 1000).Select(i => App() with { Metadata = Make.Meta($"a{i}", "argocd"), Status = InStep($"x{i}") }))),
    ];

    private static FakeCluster OfArgo(string ns, string name) => Applied(Tools(new FakeCluster().WithApplication(), ns, name), App());

    private static FakeCluster Applied(FakeCluster cluster, Application application) => cluster.With(application);

    private static FakeCluster Tools(FakeCluster cluster, string ns, string name) => new[] { "server", "repo-server" }
        .Aggregate(cluster, (all, part) => all.Deployment($"{name}-{part}", ns, "quay.io/argoproj/argocd:v3.1.0", true, ("app.kubernetes.io/part-of", "argocd"), ("app.kubernetes.io/component", part)))
        .StatefulSet($"{name}-application-controller", ns, "quay.io/argoproj/argocd:v3.1.0", ("app.kubernetes.io/part-of", "argocd"), ("app.kubernetes.io/component", "application-controller"))
        .Deployment($"{name}-redis", ns, "redis:8", true, ("app.kubernetes.io/part-of", "argocd"), ("app.kubernetes.io/component", "redis"));

    private static Application App() => new()
    {
        Metadata = Make.Meta("web", "argocd"),
        Spec = new ApplicationSpec { Source = new ApplicationSource { RepoURL = Repository, Path = "deploy" } },
        Status = InStep("web"),
    };

    private static ApplicationStatus InStep(string owns) => new()
    {
        Sync = new SyncStatus { Status = "Synced", Revision = "0123abc" },
        Health = new HealthStatus { Status = "Healthy" },
        Resources = new ManagedResources([new ManagedResource { Group = "apps", Kind = "Deployment", Namespace = "default", Name = owns }], IsCut: false),
    };

    private static FakeCluster OfFlux(string ns = "flux-system") => FluxTools(new FakeCluster().WithApplication(), ns)
        .With(Git(ns))
        .With(new Kustomization
        {
            Metadata = Make.Meta("web", ns),
            Spec = new KustomizationSpec { SourceRef = new ObjectReference { Kind = "GitRepository", Name = "web" }, Path = "./deploy" },
            Status = new KustomizationStatus { ObservedGeneration = 1, Conditions = [Ready], LastAppliedRevision = "main@sha1:0123", Inventory = new FluxInventory { Entries = new FluxEntries(["default_web_apps_Deployment"], IsCut: false) } },
        });

    private static FakeCluster Release() => FluxTools(new FakeCluster().WithApplication(), "flux-system")
        .With(Git("flux-system"))
        .With(new HelmRelease
        {
            Metadata = Make.Meta("web", "flux-system"),
            Spec = new HelmReleaseSpec { Chart = new HelmChartTemplate { Spec = new HelmChartSpec { Chart = "./chart", SourceRef = new ObjectReference { Kind = "GitRepository", Name = "web" } } } },
            Status = new HelmReleaseStatus { ObservedGeneration = 1, Conditions = [Ready], History = [new HelmSnapshot { Status = "deployed", ChartVersion = "1.0.0" }] },
        })
        .Change<Deployment>(d => d.Metadata.Name == "web" ? d with { Metadata = d.Metadata with { Labels = Make.Labels(("helm.toolkit.fluxcd.io/name", "web")) } } : d);

    private static FakeCluster FluxTools(FakeCluster cluster, string ns) => new[] { "source-controller", "kustomize-controller", "helm-controller", "notification-controller" }
        .Aggregate(cluster, (all, part) => all.Deployment(part, ns, $"ghcr.io/fluxcd/{part}:v1.7", true, ("app.kubernetes.io/part-of", "flux"), ("app.kubernetes.io/component", part)));

    private static GitRepository Git(string ns) => new()
    {
        Metadata = Make.Meta("web", ns),
        Spec = new RepositorySpec { Url = Repository },
        Status = new RepositoryStatus { ObservedGeneration = 1, Conditions = [Ready], Artifact = new RepositoryArtifact { Revision = "main@sha1:0123" } },
    };

    private static FakeCluster OfPipeline(string? cluster) => new FakeCluster()
        .WithApplication(pod: p => p.Running($"{FreshAccount.Account}.dkr.ecr.ap-northeast-2.amazonaws.com/shop/web:v1") is var r
            ? r with { Status = r.Status with { ContainerStatuses = [new ContainerStatus { Name = "main", ImageID = $"shop/web@{Digest}", Ready = true }] } }
            : p)
        .WithAws(a => a
            .Has(new AwsPipelineName("web", FakeCluster.Now.AddHours(-1)))
            .On((GetPipeline _) => Stages("CodeStarSourceConnection", "team/web", cluster))
            .On((ListPipelineExecutions _) => new AwsItems<AwsPipelineExecution>([Run("Succeeded", 60)]))
            .Has(Image(cluster is null ? 58 : 5)));

    private static string Digest => $"sha256:{new string('c', 64)}";

    private static AwsImage Image(int minutesAgo) => new() { Digest = Digest, PushedAt = FakeCluster.Now.AddMinutes(-minutesAgo) };

    private static AwsPipeline Stages(string provider, string? repository, string? cluster) => new(true,
    [
        new AwsPipelineAction { Stage = "Source", Category = "Source", Provider = provider, Repository = repository },
        new AwsPipelineAction { Stage = "Build", Category = "Build", Provider = "CodeBuild" },
        new AwsPipelineAction { Stage = "Deploy", Category = "Deploy", Provider = "EKS", Cluster = cluster },
    ]);

    private static AwsPipelineExecution Run(string status, int minutesAgo) => new(status, FakeCluster.Now.AddMinutes(-minutesAgo), FakeCluster.Now.AddMinutes(5 - minutesAgo), ["0123"]);

    private static FakeCluster OfSpinnaker(Func<Deployment, Deployment> mark) => new[] { "clouddriver", "orca", "front50", "gate", "deck", "echo", "igor", "rosco" }
        .Aggregate(new FakeCluster().WithApplication().Change<Deployment>(d => mark(d)), (all, part) => all.Deployment($"spin-{part}", "spinnaker", $"us-docker.pkg.dev/spinnaker-community/docker/{part}:1.30", true, ("app", "spin"), ("cluster", $"spin-{part}")));

    private static Deployment Plain(Deployment deployment) => deployment.Metadata.Name != "web" ? deployment : deployment with
    {
        Metadata = deployment.Metadata with { Labels = Make.Labels(), Annotations = Make.Labels(("deployment.kubernetes.io/revision", "1")) },
    };

    private static Condition Ready => new() { Type = "Ready", Status = "True" };
}
