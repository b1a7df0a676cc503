using System.Text.Json.Serialization.Metadata;
using Amazon.EKS.Model;

namespace EksGrader.Checks.Aws.Calls;

/// <summary>A Fargate profile.</summary>
public sealed record AwsFargateProfile
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>ACTIVE, CREATING, DELETING, … as it came.</summary>
    public string Status { get; init; } = "";

    /// <summary>When it was made: pods that are older stay where they are.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>Which pods it takes; five at most.</summary>
    public IReadOnlyList<AwsFargateSelector> Selectors { get; init => field = value ?? []; } = [];

    /// <summary>The codes of its health issues.</summary>
    public IReadOnlyList<string> Issues { get; init => field = value ?? []; } = [];
}

/// <summary>Which pods a profile takes.</summary>
/// <param name="Namespace">Their namespace; <c>*</c> and <c>?</c> are wildcards.</param>
public sealed record AwsFargateSelector(string Namespace)
{
    /// <summary>The labels that they must have; wildcards as in the namespace.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init => field = value ?? new Dictionary<string, string>(StringComparer.Ordinal); } =
        new Dictionary<string, string>(StringComparer.Ordinal);
}

/// <summary>eks:ListFargateProfiles, each with eks:DescribeFargateProfile.</summary>
internal sealed record ListFargateProfiles : AwsCall<AwsItems<AwsFargateProfile>>
{
    private const int Most = 10;

    public override string Key => "aws eks list-fargate-profiles";

    public override IReadOnlyList<string> Actions => AwsActions.FargateProfiles;

    internal override JsonTypeInfo<AwsItems<AwsFargateProfile>> Type => AwsCallsJson.Default.AwsItemsAwsFargateProfile;

    internal override async Task<AwsItems<AwsFargateProfile>> AskAsync(AwsConversation aws)
    {
        var names = await aws.ListAsync(
            AwsActions.ListFargateProfiles,
            (services, next, token) => services.Eks.ListFargateProfilesAsync(new ListFargateProfilesRequest { ClusterName = aws.ClusterName, NextToken = next }, token),
            page => page.FargateProfileNames,
            page => page.NextToken,
            Most);
        var profiles = await aws.EachAsync(names.Items, async name =>
        {
            var answer = await aws.TryAskAsync(
                AwsActions.DescribeFargateProfile,
                (services, token) => services.Eks.DescribeFargateProfileAsync(
                    new DescribeFargateProfileRequest { ClusterName = aws.ClusterName, FargateProfileName = name }, token));
            return answer?.FargateProfile is { } profile ? Facts(name, profile) : null;
        });
        return new AwsItems<AwsFargateProfile>(profiles) { Cut = names.Cut, Absent = names.Absent };
    }

    private static AwsFargateProfile Facts(string name, FargateProfile profile) => new()
    {
        Name = profile.FargateProfileName ?? name,
        Status = profile.Status ?? "",
        CreatedAt = profile.CreatedAt,
        Selectors =
        [
            .. (profile.Selectors ?? []).Take(5).Select(s => new AwsFargateSelector(s.Namespace ?? "") { Labels = s.Labels ?? new Dictionary<string, string>(StringComparer.Ordinal) }),
        ],
        Issues = [.. (profile.Health?.Issues ?? []).Select(i => i.Code ?? "").Take(10)],
    };
}
