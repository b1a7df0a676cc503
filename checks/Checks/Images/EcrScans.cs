using System.IO.Enumeration;
using EksGrader.Checks.Aws;
using EksGrader.Checks.Aws.Calls;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Kubernetes;
using EksGrader.Checks.Reads;

namespace EksGrader.Checks.Checks.Images;

/// <summary>How ECR scanned the images that run. The whole account's repositories do not matter: those that are run do.</summary>
internal static class EcrScans
{
    private const int Most = 5;
    private const string Manual = "MANUAL";
    private const string Unsupported = "UNSUPPORTED_IMAGE";

    // A scan whose findings ECR does not keep any longer was one (Amazon ECR API reference, ImageScanStatus).
    private static readonly string[] Finished = ["COMPLETE", "ACTIVE", "SCAN_ELIGIBILITY_EXPIRED"];

    /// <summary>Reads them.</summary>
    public static async Task<(ScanFindings Findings, IReadOnlyList<Evidence> Evidence)> ReadAsync(Cluster cluster, IReadOnlyList<RunningImage> images, CancellationToken cancellationToken)
    {
        var here = cluster.Aws is { } given ? await OptionalRead.Of(given.DescribeClusterAsync(cancellationToken)) : new OptionalRead<AwsCluster>(null, ReadErrors.NoAws);
        if (here.Fault is not null || cluster.Aws is not { } aws)
        {
            var unread = here.Fault ?? ReadErrors.NoAws;
            return (new ScanFindings(FactFinding.Unread(unread), FactFinding.Unread(unread), []), []);
        }

        _ = ClusterArn.TryParse(here.Answer?.Arn, out var own);
        var placed = images.Select(i => (Image: i, Place: i.Ecr)).ToList();
        var names = placed.Select(p => p.Place).OfType<EcrPlace>().Where(p => IsHere(p, own)).Select(p => p.Repository).Distinct(StringComparer.Ordinal).Take(Most).ToList();
        var scanning = names.Count == 0 ? null : OptionalRead.Of(aws.Ecr.GetRegistryScanningAsync(cancellationToken));
        var repositories = new Dictionary<string, Repository>(StringComparer.Ordinal);
        foreach (var name in names)
        {
            var digests = placed.Where(p => p.Place is { } place && place.Repository == name && IsHere(place, own)).Select(p => p.Image.Digest).Where(d => d.Length > 0).Distinct(StringComparer.Ordinal).ToList();
            var (settings, scans) = (OptionalRead.Of(aws.Ecr.DescribeRepositoryAsync(name, cancellationToken)), OptionalRead.Of(aws.Ecr.DescribeImagesAsync(name, digests, cancellationToken)));
            repositories[name] = new Repository(await settings, await scans);
        }

        var registry = scanning is null ? null : await scanning;
        var results = placed.ConvertAll(p => ResultOf(p.Image, p.Place, own, repositories));
        return (
            new ScanFindings(
                FindSetUp(images[0], [.. placed.Select(p => p.Place).OfType<EcrPlace>().Where(p => !IsHere(p, own))], repositories, registry),
                FindScanned(results),
                [.. results.Where(r => r.Scan is not null).Select(r => new ImageFindings(r.Image, CountOf(r.Scan, "CRITICAL"), CountOf(r.Scan, "HIGH")))]),
            [new Evidence("aws ecr describe-images", string.Concat(results.Select(r => $"{ShellText.Name(r.Image.Image)}  {ShellText.Name(r.Image.Digest)}  {ShellText.Name(r.Scan?.ScanStatus ?? "–")}\n")), cluster.Now)]);
    }

    private static bool IsHere(EcrPlace place, ClusterArn? own) => own is null || (place.Account == own.Account && place.Region == own.Region);

    private static int? CountOf(AwsImage? image, string severity) => image switch
    {
        { Findings: { } counts } => counts.GetValueOrDefault(severity),

        // Where nothing was found there may be no summary.
        { ScannedAt: not null } or { ScanStatus: "COMPLETE" } => 0,
        _ => null,
    };

    private static FactFinding FindSetUp(RunningImage first, List<EcrPlace> elsewhere, Dictionary<string, Repository> repositories, OptionalRead<AwsRegistryScanning>? registry)
    {
        if (repositories.Count == 0)
        {
            return elsewhere.Count > 0 ? FactFinding.Unread(Elsewhere(elsewhere[0])) : FactFinding.Broken(new FactRow(ImageScanCheck.Texts["Expect.SetUp"], ImageScanCheck.Texts["OtherRegistry"], ShellText.Name(first.Image))) with { Advice = [ImageScanCheck.Texts["Push"]] };
        }

        var without = repositories.Where(r => r.Value.Settings.Answer?.ScanOnPush != true && registry?.Answer?.Rules.Any(rule => rule.Frequency != Manual && rule.Filters.Any(f => Fits(f, r.Key))) != true).ToList();
        if (without.Count == 0)
        {
            return FactFinding.Held;
        }

        return (without.Select(r => r.Value.Settings.Fault).FirstOrDefault(f => f is not null) ?? registry?.Fault) is { } fault
            ? FactFinding.Unread(fault)
            : FactFinding.Broken([.. without.Select(r => new FactRow(ImageScanCheck.Texts["Expect.SetUp"], ImageScanCheck.Texts["NotOnPush"], ShellText.Name(r.Key), $"aws ecr put-image-scanning-configuration --repository-name {ShellText.Word(r.Key)} --image-scanning-configuration scanOnPush=true"))]) with
            {
                Advice = [ImageScanCheck.Texts["ScanOnPush"]],
            };
    }

    // Without a wildcard a name that holds the filter fits too (Amazon ECR user guide, "Filters to choose which repositories are scanned").
    private static bool Fits(string filter, string name) => filter.Contains('*', StringComparison.Ordinal)
        ? FileSystemName.MatchesSimpleExpression(filter, name, ignoreCase: false)
        : name.Contains(filter, StringComparison.Ordinal);

    private static FactFinding FindScanned(List<Result> results)
    {
        var missing = results.Where(r => r.Scan is null).ToList();
        if (missing.Count == 0)
        {
            return FactFinding.Held;
        }

        if (missing.Find(r => r.Fault is not null)?.Fault is { } fault)
        {
            return FactFinding.Unread(fault);
        }

        FactRow[] rows = [.. missing.Select(r => new FactRow(ImageScanCheck.Texts["Expect.Scanned"], r.Seen, ShellText.Name(r.Image.Image)))];
        return missing.Find(r => r.Question is not null)?.Question is { } question
            ? FactFinding.Asked(question, rows)
            : FactFinding.Partly((decimal)(results.Count - missing.Count) / results.Count, rows) with
            {
                Advice = [ImageScanCheck.Texts[missing.Exists(r => r.Image.Ecr is null) ? "Push" : "StartScan"]],
                MayStillComeTrue = missing.Exists(r => r.IsComing),
            };
    }

    private static Result ResultOf(RunningImage image, EcrPlace? place, ClusterArn? own, Dictionary<string, Repository> repositories)
    {
        if (place is null)
        {
            return new Result(image, ImageScanCheck.Texts["OtherRegistry"]);
        }

        if (!IsHere(place, own))
        {
            return new Result(image, ImageScanCheck.Texts["OtherAccount"]) { Fault = Elsewhere(place) };
        }

        if (!repositories.TryGetValue(place.Repository, out var repository))
        {
            return new Result(image, ImageScanCheck.Texts["NotListed"]) { Fault = ReadErrors.Cut("aws ecr describe-images") };
        }

        if (repository.Scans.Fault is { } fault)
        {
            return new Result(image, fault.Summary) { Fault = fault };
        }

        var listed = repository.Scans.Answer?.Items ?? [];
        return listed.FirstOrDefault(i => i.Digest == image.Digest) switch
        {
            null when repository.Scans.Answer?.Cut == true => new Result(image, ImageScanCheck.Texts["NotListed"]) { Fault = ReadErrors.Cut("aws ecr describe-images") },

            // What a node tells of an image for several platforms is not confirmed yet: a digest that ECR does not have fails no one.
            null => new Result(image, ImageScanCheck.Texts["NotListed"]) { Question = ImageScanCheck.Texts["AskedDigest", ShellText.Name(image.Image), ShellText.Name(image.Digest)] },
            var found when Finished.Contains(found.ScanStatus) => new Result(image, ImageScanCheck.Texts["Expect.Scanned"]) { Scan = found },
            { ScanStatus: Unsupported, IsIndex: true } when listed.FirstOrDefault(i => !i.IsIndex && Finished.Contains(i.ScanStatus)) is { } platform => new Result(image, ImageScanCheck.Texts["Expect.Scanned"]) { Scan = platform },
            { ScanStatus: Unsupported } => new Result(image, ImageScanCheck.Texts["Unsupported"]) { Question = ImageScanCheck.Texts["AskedUnsupported", ShellText.Name(image.Image)] },
            { ScanStatus: "" } => new Result(image, ImageScanCheck.Texts["NeverScanned"]),
            var other => new Result(image, ImageScanCheck.Texts["ScanState", ShellText.Name(other.ScanStatus)]) { IsComing = true },
        };
    }

    private static ReadError Elsewhere(EcrPlace place) => new()
    {
        Failure = ReadFailure.NotFound,
        Fault = FaultDomain.Grader,
        Summary = ImageScanCheck.Texts["Elsewhere", ShellText.Name(place.Repository), ShellText.Name(place.Region)],
    };

    private sealed record Repository(OptionalRead<AwsRepository> Settings, OptionalRead<AwsItems<AwsImage>> Scans);

    private sealed record Result(RunningImage Image, LocalizedText Seen)
    {
        public AwsImage? Scan { get; init; }

        public ReadError? Fault { get; init; }

        public LocalizedText? Question { get; init; }

        public bool IsComing { get; init; }
    }
}
