using EksGrader.Checks.Reads;

namespace EksGrader.Checks.Aws.Calls;

/// <summary>The account's own container registry. Every method throws <see cref="ReadException"/> where AWS did not answer.</summary>
/// <param name="aws">What is read through.</param>
public readonly struct EcrReader(AwsReader aws)
{
    /// <summary>One repository, or that there is none. Takes <see cref="AwsActions.DescribeRepositories"/>.</summary>
    public Task<AwsRepository> DescribeRepositoryAsync(string name, CancellationToken cancellationToken = default) => aws.AskAsync(new DescribeRepository(name), cancellationToken);

    /// <summary>How the registry scans. Takes <see cref="AwsActions.GetRegistryScanningConfiguration"/>.</summary>
    public Task<AwsRegistryScanning> GetRegistryScanningAsync(CancellationToken cancellationToken = default) => aws.AskAsync(new GetRegistryScanning(), cancellationToken);

    /// <summary>Some images of a repository, and those that were pushed within ten minutes of one of them; 60 at most. Takes <see cref="AwsActions.DescribeImages"/>.</summary>
    /// <param name="repository">The repository's name.</param>
    /// <param name="digests">The digests that are asked about; what is not there is missing in the answer.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task<AwsItems<AwsImage>> DescribeImagesAsync(string repository, IReadOnlyList<string> digests, CancellationToken cancellationToken = default) =>
        aws.AskAsync(new DescribeImages(repository, digests), cancellationToken);
}

/// <summary>CodePipeline. Every method throws <see cref="ReadException"/> where AWS did not answer.</summary>
/// <param name="aws">What is read through.</param>
public readonly struct CodePipelineReader(AwsReader aws)
{
    /// <summary>The pipelines of the account in the region; 100 at most. Takes <see cref="AwsActions.ListPipelines"/>.</summary>
    public Task<AwsItems<AwsPipelineName>> ListPipelinesAsync(CancellationToken cancellationToken = default) => aws.AskAsync(new ListPipelines(), cancellationToken);

    /// <summary>What one pipeline does, or that there is none. Takes <see cref="AwsActions.GetPipeline"/>.</summary>
    public Task<AwsPipeline> GetPipelineAsync(string name, CancellationToken cancellationToken = default) => aws.AskAsync(new GetPipeline(name), cancellationToken);

    /// <summary>The runs of one pipeline, the newest first; 30 at most. Takes <see cref="AwsActions.ListPipelineExecutions"/>.</summary>
    public Task<AwsItems<AwsPipelineExecution>> ListExecutionsAsync(string pipeline, CancellationToken cancellationToken = default) =>
        aws.AskAsync(new ListPipelineExecutions(pipeline), cancellationToken);
}

/// <summary>What is around the cluster. Every method throws <see cref="ReadException"/> where AWS did not answer.</summary>
/// <param name="aws">What is read through.</param>
public readonly struct SurroundingsReader(AwsReader aws)
{
    /// <summary>The security groups of a VPC; 200 at most. Takes <see cref="AwsActions.DescribeSecurityGroups"/>.</summary>
    public Task<AwsItems<AwsSecurityGroup>> DescribeSecurityGroupsAsync(string vpc, CancellationToken cancellationToken = default) =>
        aws.AskAsync(new DescribeSecurityGroups(vpc), cancellationToken);

    /// <summary>What an Auto Scaling group did in the last six weeks, the newest first, a deleted one too; 300 at most. Takes <see cref="AwsActions.DescribeScalingActivities"/>.</summary>
    public Task<AwsItems<AwsScalingActivity>> DescribeScalingActivitiesAsync(string group, CancellationToken cancellationToken = default) =>
        aws.AskAsync(new DescribeScalingActivities(group), cancellationToken);

    /// <summary>The scrapers of managed Prometheus whose source is this cluster. Takes <see cref="AwsActions.ListScrapers"/>.</summary>
    public Task<AwsItems<AwsScraper>> ListScrapersAsync(CancellationToken cancellationToken = default) => aws.AskAsync(new ListScrapers(), cancellationToken);

    /// <summary>The workspaces of managed Grafana; 50 at most. Takes <see cref="AwsActions.ListWorkspaces"/>.</summary>
    public Task<AwsItems<AwsGrafanaWorkspace>> ListGrafanaWorkspacesAsync(CancellationToken cancellationToken = default) =>
        aws.AskAsync(new ListGrafanaWorkspaces(), cancellationToken);
}
