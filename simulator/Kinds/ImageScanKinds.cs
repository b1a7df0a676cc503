using System.Collections.Immutable;
using EksGrader.Checks.Checks.Images;
using EksGrader.Simulator.Kubernetes.Objects;
using EksGrader.Simulator.Plans;
using static EksGrader.Simulator.Plans.ExpectedVerdict;

namespace EksGrader.Simulator.Kinds;

/// <summary>Clusters of the lab about image scans.</summary>
internal static class ImageScanKinds
{
    private const string Digest = "sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

    private static readonly (string Object, string Patch) FromEcr = ("Pod default/web-*",
        $$$$"""{"spec":{"containers":[{"name":"web","image":"{account}.dkr.ecr.{region}.amazonaws.com/shop/web:v1"}]},"status":{"containerStatuses":[{"name":"web","ready":true,"restartCount":0,"image":"web:v1","imageID":"{account}.dkr.ecr.{region}.amazonaws.com/shop/web@{{{{Digest}}}}","state":{"running":{}}}]}}""");

    public static IEnumerable<ClusterKind> All =>
    [
        new("image-scan-passed", 0, "Runs an image of ECR that was scanned when it was pushed.", OfEcr("COMPLETE"), new() { [ImageScanCheck.Id] = Passed }),
        new("image-scan-partial", 0, "Installed the trivy operator, which has reported nothing yet.", Trivy, new() { [ImageScanCheck.Id] = Partial(0.3m) }),
        new("image-scan-failed", 0, "Runs a public image that no one scanned.", GoodKinds.ByRole, new() { [ImageScanCheck.Id] = Failed }),
    ];

    private static ClusterPlan Trivy => GoodKinds.ByRole with
    {
        Workloads = [new("Deployment", "trivy-system", "trivy-operator", "mirror.gcr.io/aquasec/trivy-operator:0.29.0") { Labels = new Labels(("app.kubernetes.io/name", "trivy-operator")) }],
    };

    private static ClusterPlan OfEcr(string status) => GoodKinds.ByRole with
    {
        Patches = [FromEcr],
        AwsAnswers = ImmutableDictionary.CreateRange(StringComparer.Ordinal,
        [
            KeyValuePair.Create("ecr:DescribeRepositories", """{"repositories":[{"repositoryName":"shop/web","imageScanningConfiguration":{"scanOnPush":true}}]}"""),
            KeyValuePair.Create(
                "ecr:DescribeImages",
                $$$$"""{"imageDetails":[{"repositoryName":"shop/web","imageDigest":"{{{{Digest}}}}","imagePushedAt":{s-3600},"imageScanStatus":{"status":"{{{{status}}}}"},"imageScanFindingsSummary":{"imageScanCompletedAt":{s-3500},"findingSeverityCounts":{"HIGH":3}}}]}"""),
        ]),
    };
}
