using System.Text.Json.Serialization.Metadata;
using Amazon.ECR.Model;

namespace EksGrader.Checks.Aws.Calls;

/// <summary>A repository of the account's own registry.</summary>
/// <param name="Exists">Whether there is one of that name.</param>
/// <param name="ScanOnPush">Whether its own setting has images scanned when they are pushed; a rule of the registry may do so too.</param>
public sealed record AwsRepository(bool Exists, bool ScanOnPush);

/// <summary>How the registry scans.</summary>
/// <param name="ScanType">BASIC or ENHANCED, as it came.</param>
/// <param name="Rules">Which repositories are scanned, and when.</param>
public sealed record AwsRegistryScanning(string ScanType, IReadOnlyList<AwsScanningRule> Rules);

/// <summary>A rule by which the registry scans.</summary>
/// <param name="Frequency">SCAN_ON_PUSH, CONTINUOUS_SCAN or MANUAL, as it came.</param>
/// <param name="Filters">Names of repositories with <c>*</c> as wildcard; without one a name that holds the filter fits too (Amazon ECR user guide, "Using filters").</param>
public sealed record AwsScanningRule(string Frequency, IReadOnlyList<string> Filters);

/// <summary>An image of a repository. Of its findings only counts are kept.</summary>
public sealed record AwsImage
{
    /// <summary><c>sha256:…</c>.</summary>
    public required string Digest { get; init; }

    /// <summary>When it was pushed.</summary>
    public DateTimeOffset? PushedAt { get; init; }

    /// <summary>COMPLETE, ACTIVE, FAILED, UNSUPPORTED_IMAGE, … as it came; empty where it was never scanned.</summary>
    public string ScanStatus { get; init; } = "";

    /// <summary>When the scan ended.</summary>
    public DateTimeOffset? ScannedAt { get; init; }

    /// <summary>How many findings there are of each severity: <c>CRITICAL</c>, <c>HIGH</c>, …; null where there is no summary.</summary>
    public IReadOnlyDictionary<string, int>? Findings { get; init; }

    /// <summary>Whether it is an index of images for several platforms.</summary>
    public bool IsIndex { get; init; }
}

/// <summary>ecr:DescribeRepositories of one repository.</summary>
internal sealed record DescribeRepository(string Name) : AwsCall<AwsRepository>
{
    public override string Key => $"aws ecr describe-repository {Name}";

    public override IReadOnlyList<string> Actions { get; } = [AwsActions.DescribeRepositories];

    internal override JsonTypeInfo<AwsRepository> Type => AwsCallsJson.Default.AwsRepository;

    internal override async Task<AwsRepository> AskAsync(AwsConversation aws)
    {
        var answer = await aws.TryAskAsync(
            AwsActions.DescribeRepositories,
            (services, token) => services.Ecr.Value.DescribeRepositoriesAsync(new DescribeRepositoriesRequest { RepositoryNames = [Name] }, token));
        var found = answer?.Repositories?.Find(r => r.RepositoryName == Name);
        return new AwsRepository(found is not null, found?.ImageScanningConfiguration?.ScanOnPush == true);
    }
}

/// <summary>ecr:GetRegistryScanningConfiguration.</summary>
internal sealed record GetRegistryScanning : AwsCall<AwsRegistryScanning>
{
    private const int MostRules = 10;
    private const int MostFilters = 100;

    public override string Key => "aws ecr get-registry-scanning-configuration";

    public override IReadOnlyList<string> Actions { get; } = [AwsActions.GetRegistryScanningConfiguration];

    internal override JsonTypeInfo<AwsRegistryScanning> Type => AwsCallsJson.Default.AwsRegistryScanning;

    internal override async Task<AwsRegistryScanning> AskAsync(AwsConversation aws)
    {
        var answer = await aws.AskAsync(
            AwsActions.GetRegistryScanningConfiguration,
            (services, token) => services.Ecr.Value.GetRegistryScanningConfigurationAsync(new GetRegistryScanningConfigurationRequest(), token));
        var rules = answer.ScanningConfiguration?.Rules ?? [];
        return new AwsRegistryScanning(
            answer.ScanningConfiguration?.ScanType ?? "",
            [.. rules.Take(MostRules).Select(r => new AwsScanningRule(r.ScanFrequency ?? "", [.. (r.RepositoryFilters ?? []).Select(f => f.Filter ?? "").Take(MostFilters)]))]);
    }
}

/// <summary>
/// ecr:DescribeImages of one repository: those of some digests, and those that were pushed within ten minutes of one of them, since the
/// images that an index names are pushed just before it. A digest that is named to AWS and missing would fail the whole call.
/// </summary>
internal sealed record DescribeImages(string Repository, IReadOnlyList<string> Digests) : AwsCall<AwsItems<AwsImage>>
{
    private const int MostAPage = 1000;
    private const int MostListed = 3000;
    private const int Most = 60;
    private static readonly TimeSpan Near = TimeSpan.FromMinutes(10);

    public override string Key => $"aws ecr describe-images {Repository} {string.Join(',', Digests)}";

    public override IReadOnlyList<string> Actions { get; } = [AwsActions.DescribeImages];

    internal override JsonTypeInfo<AwsItems<AwsImage>> Type => AwsCallsJson.Default.AwsItemsAwsImage;

    internal override async Task<AwsItems<AwsImage>> AskAsync(AwsConversation aws)
    {
        var listed = await aws.ListAsync(
            AwsActions.DescribeImages,
            (services, next, token) => services.Ecr.Value.DescribeImagesAsync(
                new DescribeImagesRequest { RepositoryName = Repository, MaxResults = MostAPage, NextToken = next }, token),
            page => page.ImageDetails ?? [],
            page => page.NextToken,
            MostListed,
            pages: 4);
        var asked = listed.Items.Where(i => Digests.Contains(i.ImageDigest, StringComparer.Ordinal)).ToList();
        var kept = asked.Concat(listed.Items.Except(asked).Where(i => asked.Exists(a => a.ImagePushedAt - i.ImagePushedAt is { } apart && apart.Duration() <= Near))).ToList();
        var isLeftOut = kept.Count > Most || (listed.Cut && asked.Count < Digests.Count);
        return new AwsItems<AwsImage>([.. kept.Take(Most).Select(Facts)]) { Cut = isLeftOut, Absent = listed.Absent };
    }

    private static AwsImage Facts(ImageDetail image) => new()
    {
        Digest = image.ImageDigest ?? "",
        PushedAt = image.ImagePushedAt,
        ScanStatus = image.ImageScanStatus?.Status ?? "",
        ScannedAt = image.ImageScanFindingsSummary?.ImageScanCompletedAt,
        Findings = image.ImageScanFindingsSummary?.FindingSeverityCounts,
        IsIndex = image.ImageManifestMediaType is "application/vnd.oci.image.index.v1+json" or "application/vnd.docker.distribution.manifest.list.v2+json",
    };
}
