using System.Text.Json.Serialization.Metadata;
using Amazon.EKS.Model;
using Amazon.Runtime;
using EksGrader.Checks.Core;

namespace EksGrader.Checks.Aws.Calls;

/// <summary>An access entry of the cluster.</summary>
public sealed record AwsAccessEntry
{
    /// <summary>Whose it is.</summary>
    public required AwsPrincipal Principal { get; init; }

    /// <summary><c>STANDARD</c>, <c>EC2_LINUX</c>, <c>FARGATE_LINUX</c>, … as it came.</summary>
    public string Type { get; init; } = "";

    /// <summary>What Kubernetes calls the user; accounts in it are hashed (<see cref="AwsPrincipal.HideAccounts"/>).</summary>
    public string Username { get; init; } = "";

    /// <summary>The Kubernetes groups that it gives.</summary>
    public IReadOnlyList<string> Groups { get; init => field = value ?? []; } = [];

    /// <summary>The access policies that it gives; read of type <c>STANDARD</c> alone, others can have none.</summary>
    public IReadOnlyList<AwsAccessPolicy> Policies { get; init => field = value ?? []; } = [];

    /// <summary>Whether it is the principal that is grading.</summary>
    public bool IsGrader { get; init; }
}

/// <summary>An access policy that an entry gives.</summary>
/// <param name="Name">The last part of its ARN, such as <c>AmazonEKSViewPolicy</c>.</param>
/// <param name="Scope"><c>cluster</c> or <c>namespace</c>, as it came.</param>
public sealed record AwsAccessPolicy(string Name, string Scope)
{
    /// <summary>The namespaces of scope <c>namespace</c>.</summary>
    public IReadOnlyList<string> Namespaces { get; init => field = value ?? []; } = [];
}

/// <summary>eks:ListAccessEntries, each with eks:DescribeAccessEntry and eks:ListAssociatedAccessPolicies.</summary>
internal sealed record ListAccessEntries : AwsCall<AwsItems<AwsAccessEntry>>
{
    // Two calls an entry: with more an observation would make more than the 60 calls that it may. A cluster of one student has about four.
    private const int Most = 25;

    private const string Standard = "STANDARD";
    private const string WrongMode = "InvalidRequestException";

    public override string Key => "aws eks list-access-entries";

    public override IReadOnlyList<string> Actions => AwsActions.AccessEntries;

    internal override JsonTypeInfo<AwsItems<AwsAccessEntry>> Type => AwsCallsJson.Default.AwsItemsAwsAccessEntry;

    internal override async Task<AwsItems<AwsAccessEntry>> AskAsync(AwsConversation aws)
    {
        var listed = await aws.ListAsync(
            AwsActions.ListAccessEntries,
            (services, next, token) => ListOrNoneAsync(() => services.Eks.ListAccessEntriesAsync(new ListAccessEntriesRequest { ClusterName = aws.ClusterName, NextToken = next }, token)),
            page => page.AccessEntries ?? throw new InvalidResponseException("No access entries."),
            page => page.NextToken,
            Most);
        if (listed.Items.Count == 0)
        {
            return new AwsItems<AwsAccessEntry>([]) { Cut = listed.Cut, Absent = listed.Absent };
        }

        var grader = await aws.CallerAsync();
        var entries = await aws.EachAsync(listed.Items, arn => EntryAsync(aws, arn, grader));
        return new AwsItems<AwsAccessEntry>(entries) { Cut = listed.Cut };
    }

    private static async Task<AwsAccessEntry?> EntryAsync(AwsConversation aws, string arn, AwsPrincipal? grader)
    {
        var described = await aws.TryAskAsync(
            AwsActions.DescribeAccessEntry,
            (services, token) => services.Eks.DescribeAccessEntryAsync(new DescribeAccessEntryRequest { ClusterName = aws.ClusterName, PrincipalArn = arn }, token));
        if (described?.AccessEntry is not { } entry)
        {
            return null;
        }

        var policies = entry.Type == Standard ? await PoliciesAsync(aws, arn) : [];
        var principal = AwsPrincipal.Of(arn) ?? throw AwsErrors.Malformed(AwsActions.ListAccessEntries, "No ARN.");
        return new AwsAccessEntry
        {
            Principal = principal,
            Type = entry.Type ?? "",
            Username = AwsPrincipal.HideAccounts(entry.Username ?? ""),
            Groups = entry.KubernetesGroups ?? [],
            Policies = policies,
            IsGrader = principal == grader,
        };
    }

    private static async Task<IReadOnlyList<AwsAccessPolicy>> PoliciesAsync(AwsConversation aws, string arn)
    {
        var policies = await aws.ListAsync(
            AwsActions.ListAssociatedAccessPolicies,
            (services, next, token) => services.Eks.ListAssociatedAccessPoliciesAsync(
                new ListAssociatedAccessPoliciesRequest { ClusterName = aws.ClusterName, PrincipalArn = arn, NextToken = next }, token),
            page => page.AssociatedAccessPolicies ?? [],
            page => page.NextToken,
            most: 50,
            pages: 2);
        return
        [
            .. policies.Items.Select(p => new AwsAccessPolicy((p.PolicyArn ?? "").Split('/')[^1], p.AccessScope?.Type ?? "") { Namespaces = p.AccessScope?.Namespaces ?? [] }),
        ];
    }

    // With mode CONFIG_MAP there can be no entries, and EKS refuses the question (EKS API reference, ListAccessEntries).
    private static async Task<ListAccessEntriesResponse> ListOrNoneAsync(Func<Task<ListAccessEntriesResponse>> ask)
    {
        try
        {
            return await ask();
        }
        catch (AmazonServiceException e) when (e.ErrorCode == WrongMode)
        {
            return new ListAccessEntriesResponse { AccessEntries = [] };
        }
    }
}
