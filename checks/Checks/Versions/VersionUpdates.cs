using EksGrader.Checks.Aws;
using EksGrader.Checks.Aws.Calls;
using EksGrader.Checks.Core;
using EksGrader.Checks.Kubernetes;
using EksGrader.Checks.Reads;

namespace EksGrader.Checks.Checks.Versions;

/// <summary>The updates of the cluster's version.</summary>
internal sealed class VersionUpdates
{
    private const string Kind = "VersionUpdate";
    private const string Command = "aws eks list-updates --name CLUSTER";

    // How long EKS remembers updates its documents do not say: of a cluster that is older, a missing one is asked about.
    private static readonly TimeSpan SurelyRemembered = TimeSpan.FromDays(7);

    private readonly IReadOnlyList<AwsUpdate> all;

    /// <summary>Judges them.</summary>
    /// <param name="asked">The updates, as far as EKS told; null where they do not matter.</param>
    /// <param name="cluster">The cluster.</param>
    /// <param name="wanted">The version that the assignment asks for; null for the one of the newest update.</param>
    /// <param name="now">The time of the observation.</param>
    public VersionUpdates(OptionalRead<AwsItems<AwsUpdate>>? asked, AwsCluster cluster, KubernetesVersion? wanted, DateTimeOffset now)
    {
        all = [.. (asked?.Answer?.Items ?? []).Where(u => u.Type == Kind)];
        var done = all.Where(u => u.Status == "Successful").Select(VersionOf).OfType<KubernetesVersion>().ToList();
        Target = wanted ?? (done.Count > 0 ? done[^1] : null);
        Finding = asked switch
        {
            _ when done.Exists(v => wanted is null || v.Minor >= wanted.Value.Minor) => FactFinding.Held,
            { Fault: { } fault } => FactFinding.Unread(fault),
            _ when all.Any(u => u.Status == "InProgress") => FactFinding.Waiting(VersionsCheck.Texts["Updating"]),
            { Answer.Cut: true } => FactFinding.Unread(ReadErrors.Cut("aws eks list-updates")),

            // A cluster that is not there yet cannot have been taken there.
            _ when wanted is { } to && KubernetesVersion.Parse(cluster.Version) is { } version && version.Minor < to.Minor => Missing(to),
            _ when cluster.CreatedAt is { } made && made > now - SurelyRemembered => Missing(wanted),
            _ => FactFinding.Asked(VersionsCheck.Texts["AskedOlder", ShellText.Name(cluster.Version)], new FactRow(Expected(wanted), VersionsCheck.Texts["NoUpdate"], Command: Command)),
        };
    }

    /// <summary>The version that was to be reached; null where none is known.</summary>
    public KubernetesVersion? Target { get; }

    /// <summary>Whether it was reached by an update.</summary>
    public FactFinding Finding { get; }

    /// <summary>What was seen.</summary>
    public IEnumerable<Evidence> Evidence(DateTimeOffset now) => all.Count == 0
        ? []
        : [new Evidence("aws eks describe-update", string.Concat(all.Take(10).Select(u => $"{u.CreatedAt:u}  {ShellText.Name(u.Parameters.GetValueOrDefault("Version") ?? "–")}  {ShellText.Name(u.Status)} {string.Join(' ', u.Errors.Select(ShellText.Name))}\n")), now)];

    private static KubernetesVersion? VersionOf(AwsUpdate update) => KubernetesVersion.Parse(update.Parameters.GetValueOrDefault("Version") ?? "");

    private static LocalizedText Expected(KubernetesVersion? wanted) => wanted is { } to ? VersionsCheck.Texts["Expect.UpdateTo", to] : VersionsCheck.Texts["Expect.Update"];

    private FactFinding Missing(KubernetesVersion? wanted)
    {
        var tried = all.Where(u => u.Status is "Failed" or "Cancelled").Select(u => new FactRow(
            Expected(wanted),
            VersionsCheck.Texts["UpdateSeen", ShellText.Name(u.Status), u.Errors.Count == 0 ? "–" : string.Join(' ', u.Errors.Select(ShellText.Name))],
            ShellText.Name(u.Parameters.GetValueOrDefault("Version") ?? u.Id),
            $"aws eks describe-update --name CLUSTER --update-id {ShellText.Word(u.Id)}")).ToList();
        return FactFinding.Broken(tried.Count > 0 ? tried : [new FactRow(Expected(wanted), VersionsCheck.Texts["NoUpdate"], Command: Command)]) with { Advice = [VersionsCheck.Texts["UpgradeInPlace"]] };
    }
}
