using System.Text.Json.Serialization.Metadata;
using Amazon.CodePipeline.Model;

namespace EksGrader.Checks.Aws.Calls;

/// <summary>A pipeline of the account.</summary>
/// <param name="Name">Its name.</param>
/// <param name="UpdatedAt">When it was last changed.</param>
public sealed record AwsPipelineName(string Name, DateTimeOffset? UpdatedAt);

/// <summary>What a pipeline does.</summary>
/// <param name="Exists">Whether there is one of that name.</param>
/// <param name="Actions">Its actions, in the order of its stages.</param>
public sealed record AwsPipeline(bool Exists, IReadOnlyList<AwsPipelineAction> Actions);

/// <summary>An action of a pipeline. Of its configuration only what is named here is kept: it may hold tokens.</summary>
public sealed record AwsPipelineAction
{
    /// <summary>The stage.</summary>
    public required string Stage { get; init; }

    /// <summary>Its name.</summary>
    public string Name { get; init; } = "";

    /// <summary>Source, Build, Deploy, … as it came.</summary>
    public string Category { get; init; } = "";

    /// <summary>Such as CodeStarSourceConnection, CodeCommit, GitHub, S3, ECR, CodeBuild, EKS.</summary>
    public string Provider { get; init; } = "";

    /// <summary>The repository of a source: <c>owner/name</c>, or a name; null where it has none.</summary>
    public string? Repository { get; init; }

    /// <summary>The branch of a source.</summary>
    public string? Branch { get; init; }

    /// <summary>The cluster that an EKS action deploys to.</summary>
    public string? Cluster { get; init; }
}

/// <summary>A run of a pipeline.</summary>
/// <param name="Status">Succeeded, Failed, InProgress, … as it came.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="UpdatedAt">When it last changed: its end, where it has ended.</param>
/// <param name="Revisions">The source revisions: commits, mostly.</param>
public sealed record AwsPipelineExecution(string Status, DateTimeOffset? StartedAt, DateTimeOffset? UpdatedAt, IReadOnlyList<string> Revisions);

/// <summary>codepipeline:ListPipelines.</summary>
internal sealed record ListPipelines : AwsCall<AwsItems<AwsPipelineName>>
{
    private const int Most = 100;

    public override string Key => "aws codepipeline list-pipelines";

    public override IReadOnlyList<string> Actions { get; } = [AwsActions.ListPipelines];

    internal override JsonTypeInfo<AwsItems<AwsPipelineName>> Type => AwsCallsJson.Default.AwsItemsAwsPipelineName;

    internal override Task<AwsItems<AwsPipelineName>> AskAsync(AwsConversation aws) => aws.ListAsync(
        AwsActions.ListPipelines,
        (services, next, token) => services.CodePipeline.Value.ListPipelinesAsync(new ListPipelinesRequest { NextToken = next }, token),
        page => (page.Pipelines ?? []).Where(p => p.Name is not null).Select(p => new AwsPipelineName(p.Name ?? "", p.Updated)),
        page => page.NextToken,
        Most,
        pages: 3);
}

/// <summary>codepipeline:GetPipeline.</summary>
internal sealed record GetPipeline(string Name) : AwsCall<AwsPipeline>
{
    private const int MostActions = 100;

    public override string Key => $"aws codepipeline get-pipeline {Name}";

    public override IReadOnlyList<string> Actions { get; } = [AwsActions.GetPipeline];

    internal override JsonTypeInfo<AwsPipeline> Type => AwsCallsJson.Default.AwsPipeline;

    internal override async Task<AwsPipeline> AskAsync(AwsConversation aws)
    {
        var answer = await aws.TryAskAsync(
            AwsActions.GetPipeline, (services, token) => services.CodePipeline.Value.GetPipelineAsync(new GetPipelineRequest { Name = Name }, token));
        return answer?.Pipeline is { } pipeline
            ? new AwsPipeline(true, [.. (pipeline.Stages ?? []).SelectMany(s => (s.Actions ?? []).Select(a => Facts(s, a))).Take(MostActions)])
            : new AwsPipeline(false, []);
    }

    // The keys are those of the action reference (CodePipeline user guide, "Action structure reference"); the first form of GitHub's has a token beside them.
    private static AwsPipelineAction Facts(StageDeclaration stage, ActionDeclaration action)
    {
        var isSource = action.ActionTypeId?.Category == "Source";
        var isOfEks = action.ActionTypeId?.Provider == "EKS";
        string? Of(string key) => action.Configuration?.GetValueOrDefault(key);
        return new AwsPipelineAction
        {
            Stage = stage.Name ?? "",
            Name = action.Name ?? "",
            Category = action.ActionTypeId?.Category ?? "",
            Provider = action.ActionTypeId?.Provider ?? "",
            Repository = !isSource ? null : Of("FullRepositoryId") ?? Of("RepositoryName") ?? (Of("Repo") is { } repo ? $"{Of("Owner")}/{repo}" : null),
            Branch = !isSource ? null : Of("BranchName") ?? Of("Branch"),
            Cluster = isOfEks ? Of("ClusterName") : null,
        };
    }
}

/// <summary>codepipeline:ListPipelineExecutions, the newest 30.</summary>
internal sealed record ListPipelineExecutions(string Pipeline) : AwsCall<AwsItems<AwsPipelineExecution>>
{
    private const int Most = 30;
    private const int LongestRevision = 64;

    public override string Key => $"aws codepipeline list-pipeline-executions {Pipeline}";

    public override IReadOnlyList<string> Actions { get; } = [AwsActions.ListPipelineExecutions];

    internal override JsonTypeInfo<AwsItems<AwsPipelineExecution>> Type => AwsCallsJson.Default.AwsItemsAwsPipelineExecution;

    internal override Task<AwsItems<AwsPipelineExecution>> AskAsync(AwsConversation aws) => aws.ListAsync(
        AwsActions.ListPipelineExecutions,
        (services, _, token) => services.CodePipeline.Value.ListPipelineExecutionsAsync(new ListPipelineExecutionsRequest { PipelineName = Pipeline, MaxResults = Most }, token),
        page => (page.PipelineExecutionSummaries ?? []).Select(e => new AwsPipelineExecution(
            e.Status ?? "",
            e.StartTime,
            e.LastUpdateTime,
            [.. (e.SourceRevisions ?? []).Select(r => r.RevisionId ?? "").Where(r => r.Length is > 0 and <= LongestRevision).Take(5)])),
        page => page.NextToken,
        Most,
        pages: 1);
}
