using System.Text.Json.Serialization.Metadata;
using Amazon.EKS.Model;

namespace EksGrader.Checks.Aws.Calls;

/// <summary>An add-on of the cluster that EKS manages; self-managed ones are not listed.</summary>
public sealed record AwsAddon
{
    /// <summary>Its name, such as <c>vpc-cni</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Its version, such as <c>v1.20.4-eksbuild.1</c>.</summary>
    public string Version { get; init; } = "";

    /// <summary>ACTIVE, CREATING, DEGRADED, … as it came.</summary>
    public string Status { get; init; } = "";

    /// <summary>The codes of its health issues.</summary>
    public IReadOnlyList<string> Issues { get; init => field = value ?? []; } = [];

    /// <summary>The namespace that it was put into; null where EKS does not say.</summary>
    public string? Namespace { get; init; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>When it was last changed.</summary>
    public DateTimeOffset? ModifiedAt { get; init; }
}

/// <summary>A version of an add-on that fits a version of Kubernetes.</summary>
/// <param name="Version">Such as <c>v1.20.4-eksbuild.1</c>.</param>
/// <param name="IsDefault">Whether EKS installs it where none is asked for.</param>
public sealed record AwsAddonVersion(string Version, bool IsDefault);

/// <summary>eks:ListAddons, each with eks:DescribeAddon.</summary>
internal sealed record ListAddons : AwsCall<AwsItems<AwsAddon>>
{
    private const int Most = 15;

    public override string Key => "aws eks list-addons";

    public override IReadOnlyList<string> Actions => AwsActions.Addons;

    internal override JsonTypeInfo<AwsItems<AwsAddon>> Type => AwsCallsJson.Default.AwsItemsAwsAddon;

    internal override async Task<AwsItems<AwsAddon>> AskAsync(AwsConversation aws)
    {
        var names = await aws.ListAsync(
            AwsActions.ListAddons,
            (services, next, token) => services.Eks.ListAddonsAsync(new ListAddonsRequest { ClusterName = aws.ClusterName, NextToken = next }, token),
            page => page.Addons ?? throw new InvalidResponseException("No add-ons."),
            page => page.NextToken,
            Most);
        var addons = await aws.EachAsync(names.Items, async name =>
        {
            var answer = await aws.TryAskAsync(
                AwsActions.DescribeAddon,
                (services, token) => services.Eks.DescribeAddonAsync(new DescribeAddonRequest { ClusterName = aws.ClusterName, AddonName = name }, token));
            return answer?.Addon is { } addon ? Facts(name, addon) : null;
        });
        return new AwsItems<AwsAddon>(addons) { Cut = names.Cut, Absent = names.Absent };
    }

    private static AwsAddon Facts(string name, Addon addon) => new()
    {
        Name = addon.AddonName ?? name,
        Version = addon.AddonVersion ?? "",
        Status = addon.Status ?? "",
        Issues = [.. (addon.Health?.Issues ?? []).Select(i => i.Code ?? "").Take(10)],
        Namespace = addon.NamespaceConfig?.Namespace,
        CreatedAt = addon.CreatedAt,
        ModifiedAt = addon.ModifiedAt,
    };
}

/// <summary>eks:DescribeAddonVersions of one add-on.</summary>
internal sealed record DescribeAddonVersions(string KubernetesVersion, string Addon) : AwsCall<AwsItems<AwsAddonVersion>>
{
    private const int Most = 200;

    public override string Key => $"aws eks describe-addon-versions {Addon} {KubernetesVersion}";

    public override IReadOnlyList<string> Actions { get; } = [AwsActions.DescribeAddonVersions];

    internal override JsonTypeInfo<AwsItems<AwsAddonVersion>> Type => AwsCallsJson.Default.AwsItemsAwsAddonVersion;

    internal override Task<AwsItems<AwsAddonVersion>> AskAsync(AwsConversation aws) => aws.ListAsync(
        AwsActions.DescribeAddonVersions,
        (services, next, token) => services.Eks.DescribeAddonVersionsAsync(
            new DescribeAddonVersionsRequest { KubernetesVersion = KubernetesVersion, AddonName = Addon, NextToken = next }, token),
        page => (page.Addons ?? throw new InvalidResponseException("No add-ons."))
            .Where(a => a.AddonName == Addon)
            .SelectMany(a => a.AddonVersions ?? [])
            .Where(v => v.AddonVersion is not null)
            .Select(v => new AwsAddonVersion(v.AddonVersion ?? "", (v.Compatibilities ?? []).Exists(c => c.ClusterVersion == KubernetesVersion && c.DefaultVersion == true))),
        page => page.NextToken,
        Most);
}
