using System.Globalization;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using Amazon.CloudWatchLogs.Model;

namespace EksGrader.Checks.Aws.Calls;

/// <summary>A query of Logs Insights that ran. Its text is not kept.</summary>
public sealed record AwsLogQuery
{
    /// <summary>When it was started.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>Complete, Running, Failed, … as it came.</summary>
    public string Status { get; init; } = "";

    /// <summary>What is kept of its text.</summary>
    public AwsLogQueryText Text { get; init; } = new();
}

/// <summary>A query of Logs Insights that was saved. Its text is not kept.</summary>
public sealed record AwsLogQueryDefinition
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>When it was last changed.</summary>
    public DateTimeOffset? ModifiedAt { get; init; }

    /// <summary>What is kept of its text.</summary>
    public AwsLogQueryText Text { get; init; } = new();
}

/// <summary>What is kept of a query's text.</summary>
public sealed partial record AwsLogQueryText
{
    private const int MostGroups = 20;

    // CloudWatch Logs user guide, "Logs Insights query syntax", "OpenSearch PPL", "OpenSearch SQL". What is no known word may be the student's own.
    private static readonly HashSet<string> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        "anomaly", "dedup", "diff", "display", "eval", "eventstats", "expand", "fields", "fillnull", "filter", "filterindex", "flatten", "head", "join", "limit", "lookup",
        "parse", "pattern", "rare", "rename", "search", "select", "sort", "source", "stats", "top", "trendline", "unmask", "unnest", "where", "with",
    };

    /// <summary>CWLI (Logs Insights' own), SQL or PPL, as it came.</summary>
    public string Language { get; init; } = "";

    /// <summary>How many characters it has.</summary>
    public int Length { get; init; }

    /// <summary>The commands that it is made of, in lower case; <c>?</c> for a word that is none.</summary>
    public IReadOnlyList<string> Commands { get; init => field = value ?? []; } = [];

    /// <summary>The log groups that it is asked of.</summary>
    public IReadOnlyList<string> LogGroups { get; init => field = value ?? []; } = [];

    internal static AwsLogQueryText Of(string? text, string? language, IEnumerable<string> groups) => new()
    {
        Language = language ?? "",
        Length = text?.Length ?? 0,
        Commands = [.. (text ?? "").Split('|').Select(FirstWord).Where(w => w.Length > 0).Take(20)],
        LogGroups = [.. groups.Concat(Sources(text ?? "")).Distinct(StringComparer.Ordinal).Take(MostGroups)],
    };

    // The console puts the groups into the text: SOURCE '/a/b' START=-3600s | fields …; SQL says FROM `/a/b`, PPL source=[`/a/b`].
    private static IEnumerable<string> Sources(string text)
    {
        foreach (Match clause in Source().Matches(text))
        {
            foreach (Match name in Quoted().Matches(clause.Value))
            {
                yield return name.Groups["name"].Value.Split(":log-group:")[^1].TrimEnd('*', ':');
            }
        }
    }

    private static string FirstWord(string part)
    {
        var word = Word().Match(part).Value;
        return word.Length == 0 ? "" : Known.Contains(word) ? word.ToLowerInvariant() : "?";
    }

    [GeneratedRegex(@"\b(source|from|join)\b[^|]*", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Source();

    [GeneratedRegex("(?<quote>['\"`])(?<name>[A-Za-z0-9_/.#:*-]{1,512})\\k<quote>", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Quoted();

    [GeneratedRegex("[A-Za-z]+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Word();
}

/// <summary>logs:DescribeQueries, those that were started since a time.</summary>
internal sealed record DescribeQueries(DateTimeOffset Since) : AwsCall<AwsItems<AwsLogQuery>>
{
    private const int Most = 300;
    private const int MostAPage = 1000;

    public override string Key => string.Create(CultureInfo.InvariantCulture, $"aws logs describe-queries since {Since.ToUnixTimeMilliseconds()}");

    public override IReadOnlyList<string> Actions { get; } = [AwsActions.DescribeQueries];

    internal override JsonTypeInfo<AwsItems<AwsLogQuery>> Type => AwsCallsJson.Default.AwsItemsAwsLogQuery;

    internal override Task<AwsItems<AwsLogQuery>> AskAsync(AwsConversation aws) => aws.ListAsync(
        AwsActions.DescribeQueries,
        (services, next, token) => services.Logs.DescribeQueriesAsync(new DescribeQueriesRequest { MaxResults = MostAPage, NextToken = next }, token),
        page => (page.Queries ?? []).Where(q => q.CreateTime >= Since.ToUnixTimeMilliseconds()).Select(q => new AwsLogQuery
        {
            StartedAt = q.CreateTime is { } at ? LogReads.Time(at) : null,
            Status = q.Status ?? "",
            Text = AwsLogQueryText.Of(q.QueryString, q.QueryLanguage, q.LogGroupName is { Length: > 0 } group ? [group] : []),
        }),
        page => page.NextToken,
        Most,
        pages: 3);
}

/// <summary>logs:DescribeQueryDefinitions.</summary>
internal sealed record DescribeQueryDefinitions : AwsCall<AwsItems<AwsLogQueryDefinition>>
{
    private const int Most = 200;
    private const int MostAPage = 1000;

    public override string Key => "aws logs describe-query-definitions";

    public override IReadOnlyList<string> Actions { get; } = [AwsActions.DescribeQueryDefinitions];

    internal override JsonTypeInfo<AwsItems<AwsLogQueryDefinition>> Type => AwsCallsJson.Default.AwsItemsAwsLogQueryDefinition;

    internal override Task<AwsItems<AwsLogQueryDefinition>> AskAsync(AwsConversation aws) => aws.ListAsync(
        AwsActions.DescribeQueryDefinitions,
        (services, next, token) => services.Logs.DescribeQueryDefinitionsAsync(new DescribeQueryDefinitionsRequest { MaxResults = MostAPage, NextToken = next }, token),
        page => (page.QueryDefinitions ?? []).Select(d => new AwsLogQueryDefinition
        {
            Name = d.Name ?? "",
            ModifiedAt = d.LastModified is { } at ? LogReads.Time(at) : null,
            Text = AwsLogQueryText.Of(d.QueryString, d.QueryLanguage, d.LogGroupNames ?? []),
        }),
        page => page.NextToken,
        Most,
        pages: 2);
}
