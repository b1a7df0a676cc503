using System.Text.RegularExpressions;
using EksGrader.Checks.Checks.Finders;
using EksGrader.Checks.Checks.Replicas;
using EksGrader.Checks.Kubernetes;

namespace EksGrader.Checks.Checks.Images;

/// <summary>An image that a container of the application runs.</summary>
/// <param name="Container">The container.</param>
/// <param name="Image">The image, as it was asked for.</param>
/// <param name="Digest"><c>sha256:…</c>; empty where the kubelet does not say.</param>
/// <param name="Pod">One of the pods.</param>
internal sealed partial record RunningImage(string Container, string Image, string Digest, Pod Pod)
{
    private const int Most = 10;

    /// <summary>Where it is in the private registry of an account; null for another registry.</summary>
    public EcrPlace? Ecr => Form().Match(Image) is { Success: true } match
        ? new EcrPlace(match.Groups["account"].Value, match.Groups["region"].Value, match.Groups["name"].Value)
        : null;

    /// <summary>The images of the application's ready pods, one for each container and digest.</summary>
    public static IReadOnlyList<RunningImage> Of(StudentApplication application) =>
    [
        .. application.ReadyPods.SelectMany(p => p.Spec.Containers.Select(c => Of(p, c))).DistinctBy(i => (i.Container, i.Image, i.Digest)).Take(Most),
    ];

    /// <summary>Whether a report of the trivy operator is about the container, by the labels that the operator sets.</summary>
    public bool IsMeantBy(ObjectMeta report) =>
        report.Namespace == Pod.Metadata.Namespace
        && report.Labels.GetValueOrDefault("trivy-operator.container.name") == Container
        && WorkloadFinder.ControllerOf(Pod.Metadata) is { } owner
        && report.Labels.GetValueOrDefault("trivy-operator.resource.kind") == owner.Kind
        && report.Labels.GetValueOrDefault("trivy-operator.resource.name") == owner.Name;

    private static RunningImage Of(Pod pod, PodContainer container)
    {
        var id = pod.Status.ContainerStatuses.FirstOrDefault(s => s.Name == container.Name)?.ImageID ?? "";
        var at = id.LastIndexOf('@');
        return new RunningImage(container.Name, container.Image, at >= 0 ? id[(at + 1)..] : id.StartsWith("sha256:", StringComparison.Ordinal) ? id : "", pod);
    }

    // Amazon ECR user guide, "Private registries": ACCOUNT.dkr.ecr.REGION.amazonaws.com, in China with .cn; dual-stack ACCOUNT.dkr-ecr.REGION.on.aws.
    [GeneratedRegex(@"\A(?<account>[0-9]{12})\.dkr[.-]ecr(?:-fips)?\.(?<region>[a-z0-9-]+)\.(?:amazonaws\.com(?:\.cn)?|on\.aws)/(?<name>[a-z0-9._/-]+?)(?::[^/@]+)?(?:@sha256:[0-9a-f]{64})?\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Form();
}

/// <summary>Where an image is in the private registry of an account.</summary>
/// <param name="Account">The account, 12 digits.</param>
/// <param name="Region">The region.</param>
/// <param name="Repository">The repository.</param>
internal sealed record EcrPlace(string Account, string Region, string Repository);

/// <summary>What one way of scanning came to.</summary>
/// <param name="SetUp">Whether scanning is set up.</param>
/// <param name="Scanned">Whether the images that run were scanned.</param>
/// <param name="Findings">How many critical and high findings each image has; null where none is known.</param>
internal sealed record ScanFindings(FactFinding SetUp, FactFinding Scanned, IReadOnlyList<ImageFindings> Findings);

/// <summary>What was found in an image.</summary>
/// <param name="Image">The image.</param>
/// <param name="Critical">Critical ones; null where there are no counts yet.</param>
/// <param name="High">High ones.</param>
internal sealed record ImageFindings(RunningImage Image, int? Critical, int? High);
