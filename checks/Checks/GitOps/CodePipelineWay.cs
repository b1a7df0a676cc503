using EksGrader.Checks.Aws;
using EksGrader.Checks.Aws.Calls;
using EksGrader.Checks.Checks.Images;
using EksGrader.Checks.Core;
using EksGrader.Checks.Kubernetes;
using EksGrader.Checks.Reads;

namespace EksGrader.Checks.Checks.GitOps;

/// <summary>Delivery by CodePipeline: a pipeline from a repository to this cluster, or to the image that the application runs.</summary>
internal static class CodePipelineWay
{
    private const int Most = 5;
    private const decimal OfRun = 0.4m;
    private const decimal OfDelivery = 0.4m;
    private const string Command = "aws codepipeline list-pipelines";

    // Stores are no repositories of code.
    private static readonly string[] Stores = ["S3", "ECR"];

    /// <summary>Finds it.</summary>
    public static async Task<DeliveryFindings> FindAsync(Delivered of, AwsReader aws, CancellationToken cancellationToken)
    {
        var described = await OptionalRead.Of(aws.DescribeClusterAsync(cancellationToken));
        var listed = await OptionalRead.Of(aws.CodePipeline.ListPipelinesAsync(cancellationToken));
        if ((described.Fault ?? listed.Fault) is { } fault)
        {
            return Unread(fault);
        }

        List<Pipeline> pipelines = [];
        foreach (var name in (listed.Answer?.Items ?? []).OrderByDescending(p => p.UpdatedAt).Take(Most).Select(p => p.Name))
        {
            var (what, runs) = (OptionalRead.Of(aws.CodePipeline.GetPipelineAsync(name, cancellationToken)), OptionalRead.Of(aws.CodePipeline.ListExecutionsAsync(name, cancellationToken)));
            pipelines.Add(new Pipeline(name, await what, await runs, described.Answer?.Name ?? "", described.Answer?.CreatedAt));
        }

        if (pipelines.Count == 0)
        {
            return DeliveryFindings.Nothing(GitOpsCheck.Texts["NoPipeline"]) with { Runs = FactFinding.LeftOut };
        }

        var isImage = await Task.WhenAll(pipelines.Select(p => IsOfImageAsync(of, aws, p, cancellationToken)));
        var (best, image) = pipelines.Zip(isImage).OrderByDescending(p => p.First.Delivers || p.Second.IsIt).ThenByDescending(p => p.First.HasRun).First();
        var on = $"Pipeline {ShellText.Name(best.Name)}";
        var unread = best.Fault ?? (listed.Answer?.Cut == true || (listed.Answer?.Items.Count ?? 0) > Most ? ReadErrors.Cut(Command) : null);
        return new DeliveryFindings(
            FactFinding.LeftOut,
            best.Sources.Count > 0 || unread is null ? of.FindSource(best.Sources, on) : FactFinding.Unread(unread),
            (best.HasRun ? FactFinding.Held : unread is not null ? FactFinding.Unread(unread)
                : FactFinding.Broken(new FactRow(GitOpsCheck.Texts["Expect.Run"], GitOpsCheck.Texts["RunSeen", ShellText.Name(best.LastStatus)], on, $"aws codepipeline list-pipeline-executions --pipeline-name {ShellText.Word(best.Name)}")) with
                { Advice = [GitOpsCheck.Texts["RunPipeline"]], MayStillComeTrue = best.LastStatus == "InProgress" }) with
            { Share = OfRun },
            (best.Delivers || image.IsIt ? FactFinding.Held : (unread ?? image.Fault) is { } why ? FactFinding.Unread(why)
                : FactFinding.Broken(new FactRow(GitOpsCheck.Texts["Expect.Delivers"], GitOpsCheck.Texts["DeliversNot"], on, $"aws codepipeline get-pipeline --name {ShellText.Word(best.Name)}")) with { Advice = [GitOpsCheck.Texts["DeployByPipeline"]] }) with
            { Share = OfDelivery },
            FactFinding.LeftOut)
        {
            Evidence = [new Evidence(Command, string.Concat(pipelines.Select(p => $"{ShellText.Name(p.Name)}  {ShellText.Name(p.LastStatus)}  {string.Join(' ', p.Sources.Select(ShellText.Name))}\n")), of.Cluster.Now)],
        };
    }

    private static DeliveryFindings Unread(ReadError fault)
    {
        var unread = FactFinding.Unread(fault);
        return new DeliveryFindings(FactFinding.LeftOut, unread, unread with { Share = OfRun }, unread with { Share = OfDelivery }, FactFinding.LeftOut);
    }

    // Whether the image that runs was pushed while the pipeline ran.
    private static async Task<(bool IsIt, ReadError? Fault)> IsOfImageAsync(Delivered of, AwsReader aws, Pipeline pipeline, CancellationToken cancellationToken)
    {
        var image = pipeline.Delivers ? null : RunningImage.Of(of.Application).FirstOrDefault(i => i is { Ecr: not null, Digest.Length: > 0 });
        if (image?.Ecr is not { } place)
        {
            return (false, null);
        }

        var scans = await OptionalRead.Of(aws.Ecr.DescribeImagesAsync(place.Repository, [image.Digest], cancellationToken));
        return (scans.Answer?.Items.FirstOrDefault(i => i.Digest == image.Digest) is { PushedAt: { } at } && pipeline.RanAt(at), scans.Fault);
    }

    private sealed record Pipeline(string Name, OptionalRead<AwsPipeline> What, OptionalRead<AwsItems<AwsPipelineExecution>> Runs, string Cluster, DateTimeOffset? Since)
    {
        private IEnumerable<AwsPipelineExecution> Counted => (Runs.Answer?.Items ?? []).Where(r => Since is null || r.StartedAt >= Since);

        public IReadOnlyList<string> Sources => [.. (What.Answer?.Actions ?? []).Where(a => a.Category == "Source" && !Stores.Contains(a.Provider)).Select(a => a.Repository).OfType<string>()];

        public bool Delivers => What.Answer?.Actions.Any(a => a.Cluster == Cluster) == true;

        // The latest run counts, one that began since there is the cluster.
        public bool HasRun => Counted.MaxBy(r => r.StartedAt) is { Status: "Succeeded" };

        public string LastStatus => Counted.MaxBy(r => r.StartedAt)?.Status ?? "–";

        public ReadError? Fault => What.Fault ?? Runs.Fault;

        public bool RanAt(DateTimeOffset at) => Counted.Any(r => r.Status == "Succeeded" && r.StartedAt <= at && at <= r.UpdatedAt);
    }
}
