using EksGrader.Checks.Checks.Finders;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Kubernetes;
using EksGrader.Checks.Kubernetes.Objects;
using EksGrader.Checks.Reads;

namespace EksGrader.Checks.Checks.Images;

/// <summary>What the trivy operator reported of the images that run.</summary>
internal static class TrivyScans
{
    private const string Command = "kubectl get vulnerabilityreports --all-namespaces";

    /// <summary>Reads it.</summary>
    public static async Task<(ScanFindings Findings, IReadOnlyList<Evidence> Evidence)> ReadAsync(Cluster cluster, IReadOnlyList<RunningImage> images, TimeSpan freshness, CancellationToken cancellationToken)
    {
        var asked = OptionalRead.Of(cluster.Kubernetes.ListAsync<VulnerabilityReport>(cancellationToken: cancellationToken));
        var tools = new ToolFinder(await ToolReads.ReadAsync(cluster.Kubernetes, cancellationToken));
        var reports = await asked;
        var isReady = tools.IsReady(Tool.TrivyOperator);
        var results = images.Select(i => ResultOf(i, reports.Answer?.Items ?? [], cluster.Now, freshness)).ToList();
        return (
            new ScanFindings(
                FindSetUp(tools, isReady),
                FindScanned(results, reports.Fault, isReady),
                [.. results.Where(r => r.Report is not null).Select(r => new ImageFindings(r.Image, r.Report?.Report.Summary.CriticalCount, r.Report?.Report.Summary.HighCount))]),
            reports.Answer is { } list ? [new Evidence(Command, TablePrinter.Print(list, showNamespace: true), cluster.Now)] : []);
    }

    private static FactFinding FindSetUp(ToolFinder tools, bool isReady)
    {
        if (isReady)
        {
            return FactFinding.Held;
        }

        if (tools.Fault is { } fault)
        {
            return FactFinding.Unread(fault);
        }

        var found = tools.Find(Tool.TrivyOperator);
        return FactFinding.Broken(new FactRow(ImageScanCheck.Texts["Expect.Operator"], found.Count == 0 ? ImageScanCheck.Texts["NoOperator"] : ImageScanCheck.Texts["OperatorNotReady"], found.Count == 0 ? "" : $"{found[0]}", "kubectl get deployments --all-namespaces")) with
        {
            Advice = [ImageScanCheck.Texts["InstallOperator"]],
            MayStillComeTrue = found.Count > 0,
        };
    }

    private static FactFinding FindScanned(List<Result> results, ReadError? fault, bool isReady)
    {
        var missing = results.Where(r => r.Report is null).ToList();
        if (missing.Count == 0)
        {
            return FactFinding.Held;
        }

        if (fault is not null)
        {
            return FactFinding.Unread(fault);
        }

        FactRow[] rows = [.. missing.Select(r => new FactRow(ImageScanCheck.Texts["Expect.Report"], r.Seen, $"{ShellText.Name(r.Image.Container)}: {ShellText.Name(r.Image.Image)}", Command))];
        return missing.Find(r => r.Question is not null)?.Question is { } question
            ? FactFinding.Asked(question, rows)
            : FactFinding.Partly((decimal)(results.Count - missing.Count) / results.Count, rows) with
            {
                // Reports are deleted after a day and made again; scan jobs fail on private registries and on small nodes.
                Advice = [ImageScanCheck.Texts[isReady ? "AwaitReport" : "InstallOperator"]],
                MayStillComeTrue = isReady,
            };
    }

    private static Result ResultOf(RunningImage image, IReadOnlyList<VulnerabilityReport> reports, DateTimeOffset now, TimeSpan freshness)
    {
        var of = reports.Where(r => image.IsMeantBy(r.Metadata)).OrderByDescending(r => r.Report.UpdateTimestamp).FirstOrDefault();
        if (of is null)
        {
            return new Result(image, ImageScanCheck.Texts["NoReport"], null);
        }

        if (of.Report.UpdateTimestamp is not { } at || at < now - freshness)
        {
            return new Result(image, ImageScanCheck.Texts["OldReport"], null);
        }

        var digest = of.Report.Artifact.Digest;
        return digest.Length == 0 || image.Digest.Length == 0 || digest == image.Digest ? new Result(image, ImageScanCheck.Texts["Expect.Report"], of)
            : of.Report.Artifact.Tag.Length > 0 && of.Report.Artifact.Tag == ImageName.Tag(image.Image)
                ? new Result(image, ImageScanCheck.Texts["OtherDigest", ShellText.Name(digest)], null) { Question = ImageScanCheck.Texts["AskedDigest", ShellText.Name(image.Image), ShellText.Name(digest)] }
                : new Result(image, ImageScanCheck.Texts["OtherDigest", ShellText.Name(digest)], null);
    }

    private sealed record Result(RunningImage Image, LocalizedText Seen, VulnerabilityReport? Report)
    {
        public LocalizedText? Question { get; init; }
    }
}
