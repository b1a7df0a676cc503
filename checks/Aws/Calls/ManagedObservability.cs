using System.Text.Json.Serialization.Metadata;
using Amazon.ManagedGrafana.Model;
using Amazon.PrometheusService.Model;

namespace EksGrader.Checks.Aws.Calls;

/// <summary>A scraper of Amazon Managed Service for Prometheus whose source is this cluster.</summary>
/// <param name="Status">ACTIVE, CREATING, … as it came.</param>
/// <param name="CreatedAt">When it was made.</param>
public sealed record AwsScraper(string Status, DateTimeOffset? CreatedAt);

/// <summary>A workspace of Amazon Managed Grafana.</summary>
/// <param name="Host">The host name of its page.</param>
/// <param name="Status">ACTIVE, CREATING, … as it came.</param>
/// <param name="CreatedAt">When it was made.</param>
public sealed record AwsGrafanaWorkspace(string Host, string Status, DateTimeOffset? CreatedAt);

/// <summary>aps:ListScrapers, those of this cluster.</summary>
internal sealed record ListScrapers : AwsCall<AwsItems<AwsScraper>>
{
    private const int Most = 50;

    public override string Key => "aws amp list-scrapers";

    public override IReadOnlyList<string> Actions { get; } = [AwsActions.ListScrapers];

    internal override JsonTypeInfo<AwsItems<AwsScraper>> Type => AwsCallsJson.Default.AwsItemsAwsScraper;

    internal override Task<AwsItems<AwsScraper>> AskAsync(AwsConversation aws) => aws.ListAsync(
        AwsActions.ListScrapers,
        (services, next, token) => services.Prometheus.Value.ListScrapersAsync(new ListScrapersRequest { NextToken = next }, token),
        page => (page.Scrapers ?? throw new InvalidResponseException("No scrapers."))
            .Where(s => ClusterArn.TryParse(s.Source?.EksConfiguration?.ClusterArn, out var of) && of.Name == aws.ClusterName && of.Region == aws.Region)
            .Select(s => new AwsScraper(s.Status?.StatusCode ?? "", s.CreatedAt)),
        page => page.NextToken,
        Most,
        pages: 3);
}

/// <summary>grafana:ListWorkspaces.</summary>
internal sealed record ListGrafanaWorkspaces : AwsCall<AwsItems<AwsGrafanaWorkspace>>
{
    private const int Most = 50;

    public override string Key => "aws grafana list-workspaces";

    public override IReadOnlyList<string> Actions { get; } = [AwsActions.ListWorkspaces];

    internal override JsonTypeInfo<AwsItems<AwsGrafanaWorkspace>> Type => AwsCallsJson.Default.AwsItemsAwsGrafanaWorkspace;

    internal override Task<AwsItems<AwsGrafanaWorkspace>> AskAsync(AwsConversation aws) => aws.ListAsync(
        AwsActions.ListWorkspaces,
        (services, next, token) => services.Grafana.Value.ListWorkspacesAsync(new ListWorkspacesRequest { NextToken = next }, token),
        page => (page.Workspaces ?? throw new InvalidResponseException("No workspaces.")).Select(w => new AwsGrafanaWorkspace(w.Endpoint ?? "", w.Status ?? "", w.Created)),
        page => page.NextToken,
        Most,
        pages: 3);
}
