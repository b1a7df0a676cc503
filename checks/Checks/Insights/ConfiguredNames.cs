using System.Buffers;
using System.Text.RegularExpressions;
using EksGrader.Checks.Aws.Hosts;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Kubernetes;

namespace EksGrader.Checks.Checks.Insights;

/// <summary>What a configuration may say of the cluster's name and region. A value that none can have is a template that was not filled in.</summary>
/// <param name="Cluster">The cluster's own name; null where it is not known.</param>
/// <param name="Region">Its region; null where it is not known.</param>
internal sealed partial record ConfiguredNames(string? Cluster, string? Region)
{
    /// <summary>As without AWS access where it was refused: a mistyped name makes no mistake of the agent's right one.</summary>
    public static ConfiguredNames Of(SubmissionTarget handIn) => handIn.IsAwsRefused ? new(null, null) : new(handIn.ClusterName, handIn.Region);

    private static readonly SearchValues<char> TemplateMarks = SearchValues.Create("{}<>$[]");

    /// <summary>What is wrong with the names in a configuration; null where nothing is.</summary>
    public LocalizedText? FlawOf(AgentConfiguration configuration) => FlawOfName(configuration.ClusterName) ?? configuration.Region switch
    {
        null or "" => null,
        { } region when AwsHostName.IsRegion(region) => null,
        { } region => ContainerInsightsCheck.Texts["RegionTemplate", ShellText.Name(region)],
    };

    /// <summary>The name under which data arrives: the configured one where eksctl's longer name was taken, else the cluster's own.</summary>
    public string? GroupName(IEnumerable<AgentConfiguration> configurations) =>
        configurations.Select(c => c.ClusterName).FirstOrDefault(n => n is not null && IsByEksctl(n)) ?? Cluster;

    private LocalizedText? FlawOfName(string? name) => name switch
    {
        null or "" => null,
        _ when ClusterForm().IsMatch(name) => Cluster is null || name == Cluster ? null : ContainerInsightsCheck.Texts["OtherName", ShellText.Name(name), ShellText.Name(Cluster)],
        _ when IsByEksctl(name) => null,
        _ when name.StartsWith("arn:", StringComparison.Ordinal) => ContainerInsightsCheck.Texts["NameArn", ShellText.Name(name)],
        _ when EksctlForm().IsMatch(name) => ContainerInsightsCheck.Texts["OtherName", ShellText.Name(name), ShellText.Name(Cluster ?? "-")],
        _ when IsWritten(name) => ContainerInsightsCheck.Texts["OtherName", name == name.Trim() ? ShellText.Name(name) : $"\"{ShellText.Name(name)}\"", ShellText.Name(Cluster ?? "-")],
        _ => ContainerInsightsCheck.Texts["Template", ShellText.Name(name)],
    };

    // `kubectl config current-context` says USER@NAME.REGION.eksctl.io, and a blank is easily copied with a name: no template was left in.
    private static bool IsWritten(string name) =>
        name[(name.LastIndexOf('@') + 1)..].Trim() is var rest && (ClusterForm().IsMatch(rest) || EksctlForm().IsMatch(rest)) && !name.AsSpan().ContainsAny(TemplateMarks);

    // `kubectl config get-contexts` shows it for clusters that eksctl made, and log groups may be called so.
    private bool IsByEksctl(string name) =>
        EksctlForm().Match(name) is { Success: true } match
        && (Cluster is null || match.Groups["name"].Value == Cluster)
        && (Region is null || match.Groups["region"].Value == Region);

    // EKS API reference, CreateCluster: name.
    [GeneratedRegex(@"\A[0-9A-Za-z][A-Za-z0-9_-]{0,99}\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ClusterForm();

    [GeneratedRegex($@"\A(?<name>[0-9A-Za-z][A-Za-z0-9_-]{{0,99}})\.(?<region>{AwsHostName.Region})\.eksctl\.io\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex EksctlForm();
}
