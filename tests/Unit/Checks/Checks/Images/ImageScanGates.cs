using EksGrader.Checks.Aws;
using EksGrader.Checks.Aws.Calls;
using EksGrader.Checks.Checks;
using EksGrader.Checks.Checks.Images;
using EksGrader.Checks.Kubernetes;
using EksGrader.Checks.Kubernetes.Objects;
using EksGrader.Tests.Unit.Fakes;
using EksGrader.Tests.Unit.Gates;

namespace EksGrader.Tests.Unit.Checks.Checks.Images;

/// <summary>The gates of <c>image-scan</c>.</summary>
public sealed class ImageScanGates : CheckGates
{
    private const string Ecr = "ECR";
    private const string Trivy = "trivy operator";
    private const string Registry = $"{FreshAccount.Account}.dkr.ecr.ap-northeast-2.amazonaws.com";
    private const string Limited = $"{Ecr}, within limits";
    private const string Index = $"{Ecr}, an index of several platforms";

    private static readonly string Digest = $"sha256:{new string('a', 64)}";
    private static readonly string Platform = $"sha256:{new string('b', 64)}";

    private static readonly (string, object) ByEcr = ("via", "ecr");
    private static readonly (string, object) ByTrivy = ("via", "trivyOperator");

    internal override ICheck Check { get; } = new ImageScanCheck();

    internal override IEnumerable<Reference> References =>
    [
        new(Ecr, "scan on push", () => OfEcr(Scan("COMPLETE")), ByEcr)
        {
            Deciding = gate => gate
                .Decides(c => c.ForAws(a => a.Answers(new AwsRepository(Exists: true, ScanOnPush: false))), AwsActions.DescribeRepositories)
                .Decides(c => c.ForAws(a => a.Has(Scan(""))), AwsActions.DescribeImages)
                .Decides(c => c.ForAws(a => a.Cluster = k => k with { Arn = $"arn:aws:eks:ap-northeast-2:999900001111:cluster/{FakeCluster.Name}" }), AwsActions.DescribeCluster)
                .Decides<Pod>(c => c.Remove<Pod>()).Decides<Deployment>(c => c.Remove<Deployment>()).Decides<ReplicaSet>(c => c.Remove<ReplicaSet>()),
        },
        new(Ecr, "by a rule of the registry", () => OfEcr(Scan("ACTIVE")).ForAws(a => a.Answers(new AwsRepository(Exists: true, ScanOnPush: false)).Answers(new AwsRegistryScanning("ENHANCED", [new AwsScanningRule("CONTINUOUS_SCAN", ["shop/*"])])))),
        new(Ecr, "an index of several platforms", () => OfEcr(Scan("UNSUPPORTED_IMAGE") with { IsIndex = true }, Scan("COMPLETE") with { Digest = Platform })),
        new(Ecr, "within limits", () => OfEcr(Scan("COMPLETE", 0, 3)), ByEcr, ("maxCritical", 0), ("maxHigh", 5)),
        new(Trivy, "in its usual namespace", () => OfTrivy("trivy-system"), ByTrivy),
        new(Trivy, "in another namespace, without AWS access", () => OfTrivy("security").WithoutAws()),
        new(Trivy, "with a digest of its own, within limits", () => OfTrivy("trivy-system", Digest), ByTrivy, ("maxCritical", 1)),
    ];

    internal override IEnumerable<Mutation> Mutations =>
    [
        Break("setUp", 0.7m, "neither setting nor rule", c => c.ForAws(a => a.Answers(new AwsRepository(Exists: true, ScanOnPush: false)).Answers(new AwsRegistryScanning("BASIC", [new AwsScanningRule("SCAN_ON_PUSH", ["another/*"])])))).On(Ecr),
        Break("setUp", 0.7m, "a rule that scans by hand alone", c => c.ForAws(a => a.Answers(new AwsRepository(Exists: true, ScanOnPush: false)).Answers(new AwsRegistryScanning("BASIC", [new AwsScanningRule("MANUAL", ["*"])])))).On(Ecr),
        Break("setUp", 0.7m, "the operator is not ready", c => c.Change<Pod>(p => p.Metadata.Name.StartsWith("trivy", StringComparison.Ordinal) ? p with { Status = new PodStatus { Phase = "Pending" } } : p)).On(Trivy),
        Break("scanned", 0.3m, "it was never scanned", c => c.ForAws(a => a.Has(Scan("")))).On(Ecr),
        Break("scanned", 0.3m, "its scan failed", c => c.ForAws(a => a.Has(Scan("FAILED")))).On(Ecr),
        Ask("scanned", 0.3m, "it cannot be scanned", c => c.ForAws(a => a.Has(Scan("UNSUPPORTED_IMAGE")))).On(Ecr),
        Ask("scanned", 0.3m, "ECR does not have the digest", c => c.ForAws(a => a.Has(Scan("COMPLETE") with { Digest = Platform }))).On(Ecr),
        Break("scanned", 0.3m, "there is no report", c => c.Remove<VulnerabilityReport>()).On(Trivy),
        Break("scanned", 0.3m, "the report is old", c => c.Change<VulnerabilityReport>(r => r with { Report = r.Report with { UpdateTimestamp = FakeCluster.Now.AddDays(-8) } })).On(Trivy),
        Break("scanned", 0.3m, "the report is about another revision", c => c.Change<VulnerabilityReport>(r => r with { Metadata = r.Metadata with { Labels = Labels("web-0") } })).On(Trivy),
        Break("scanned", 0.3m, "the report is about another image", c => c.Change<VulnerabilityReport>(r => r with { Report = r.Report with { Artifact = new ScannedImage { Repository = "shop/web", Tag = "v0", Digest = Platform } } })).On(Trivy),
        Ask("scanned", 0.3m, "the report has another digest of the same tag", c => c.Change<VulnerabilityReport>(r => r with { Report = r.Report with { Artifact = new ScannedImage { Repository = "shop/web", Tag = "v1", Digest = Platform } } })).On(Trivy),
        Break("within", 0.7m, "more than allowed", c => c.ForAws(a => a.Has(Scan("COMPLETE", 1, 6)))).On(Limited),
        Break("within", 0.7m, "more than allowed", c => c.Change<VulnerabilityReport>(r => r with { Report = r.Report with { Summary = new ScanSummary { CriticalCount = 2 } } })).On($"{Trivy}, with a digest of its own, within limits"),
        Break("within", 0.7m, "no counts yet", c => c.ForAws(a => a.Has(Scan("ACTIVE") with { Findings = null, ScannedAt = null }))).On(Limited),
    ];

    internal override IEnumerable<Scenario> LookAlikes =>
    [
        new("a public image, and every repository of the account scanned", () => new FakeCluster().WithApplication(pod: p => Running(p, "public.ecr.aws/nginx/nginx:1.29", Digest)).WithAws(a => a.Answers(new AwsRepository(Exists: true, ScanOnPush: true)).Has(Scan("COMPLETE"))), 0),
        new("an image of another account", () => new FakeCluster().WithApplication(pod: p => Running(p, $"999900001111.dkr.ecr.ap-northeast-2.amazonaws.com/shop/web@{Digest}", Digest)).WithAws(Here), null, ByEcr) { IsHonest = false },
        new("ECR asked for without AWS access", () => OfEcr(Scan("COMPLETE")).WithoutAws(), null, ByEcr),
        new("reports and no operator", () => OfTrivy("trivy-system").Remove<Deployment>(d => d.Metadata.Name.StartsWith("trivy", StringComparison.Ordinal)), 0.7m, ByTrivy),
        new("an operator and nothing that runs", () => Operator(new FakeCluster(), "trivy-system"), 0),
    ];

    internal override IEnumerable<Hostile> Hostiles =>
    [
        new("an image's name that goes on for ever", c => c.Change<Pod>(p => Running(p, new string('a', 10000) + ":" + new string('b', 10000), Digest)), 0),
    ];

    private static FakeCluster OfEcr(params AwsImage[] images) => new FakeCluster()
        .WithApplication(pod: p => Running(p, $"{Registry}/shop/web:v1", Digest))
        .WithAws(a =>
        {
            Here(a);
            a.Answers(new AwsRepository(Exists: true, ScanOnPush: true)).Has(images);
        });

    private static void Here(FakeAws aws) => aws.Cluster = k => k with { Arn = $"arn:aws:eks:ap-northeast-2:{FreshAccount.Account}:cluster/{FakeCluster.Name}" };

    private static FakeCluster OfTrivy(string ns, string digest = "") => Operator(new FakeCluster().WithApplication(pod: p => Running(p, "docker.io/shop/web:v1", Digest)), ns)
        .With(new VulnerabilityReport
        {
            Metadata = Make.Meta("replicaset-web-1-web", "default") with { Labels = Labels("web-1") },
            Report = new ScanReport { Artifact = new ScannedImage { Repository = "shop/web", Tag = "v1", Digest = digest }, Summary = new ScanSummary { CriticalCount = 1, HighCount = 4 }, UpdateTimestamp = FakeCluster.Now.AddHours(-2) },
        })
        .WithAws();

    private static FakeCluster Operator(FakeCluster cluster, string ns)
    {
        var deployment = Make.Deployment("trivy-operator", 1, ns);
        deployment = deployment with { Metadata = deployment.Metadata with { Labels = Make.Labels(("app.kubernetes.io/name", "trivy-operator")) } };
        var revision = Make.Revision(deployment);
        return cluster.With(deployment).With(revision).With(Running(Make.Pod("trivy-operator-1", revision.Metadata, "n1", ns: ns, app: "trivy-operator"), "mirror.gcr.io/aquasec/trivy-operator:0.29.0", ""));
    }

    private static IReadOnlyDictionary<string, string> Labels(string owner) =>
        Make.Labels(("trivy-operator.resource.kind", "ReplicaSet"), ("trivy-operator.resource.name", owner), ("trivy-operator.resource.namespace", "default"), ("trivy-operator.container.name", "web"));

    private static Pod Running(Pod pod, string image, string digest) => pod with
    {
        Spec = pod.Spec with { Containers = [new PodContainer { Name = "web", Image = image }] },
        Status = pod.Status with { ContainerStatuses = [new ContainerStatus { Name = "web", ImageID = digest.Length > 0 ? $"{ImageOf(image)}@{digest}" : "", Ready = true }] },
    };

    private static string ImageOf(string image) => image.Split(':')[0];

    private static AwsImage Scan(string status, int critical = 0, int high = 0) => new()
    {
        Digest = Digest,
        PushedAt = FakeCluster.Now.AddHours(-1),
        ScanStatus = status,
        ScannedAt = FakeCluster.Now.AddMinutes(-50),
        Findings = new Dictionary<string, int>(StringComparer.Ordinal) { ["CRITICAL"] = critical, ["HIGH"] = high },
    };
}
