using EksGrader.Checks.Aws;
using EksGrader.Checks.Aws.Calls;
using EksGrader.Checks.Checks.Logs;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Kubernetes;
using EksGrader.Checks.Reads;

namespace EksGrader.Checks.Checks.ControlPlane;

/// <summary>Asks that the control plane writes its logs to CloudWatch.</summary>
public sealed class ControlPlaneLogsCheck : ICheck
{
    private const string Enabled = "enabled";
    private const string Arrives = "arrives";
    private const string Types = "types";

    private static readonly string[] AllTypes = ["api", "audit", "authenticator", "controllerManager", "scheduler"];

    // An update of the logging, by either name (EKS API reference, Update).
    private static readonly string[] LoggingUpdates = ["LoggingUpdate", "ConfigUpdate"];

    // The API server writes its audit log all the time; a delay of some minutes is usual.
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(15);

    /// <summary>Its id.</summary>
    public static CheckId Id { get; } = new("control-plane-logs");

    internal static TextCatalog Texts { get; } = TextCatalog.Beside(typeof(ControlPlaneLogsCheck), nameof(ControlPlaneLogsCheck));

    /// <inheritdoc/>
    public CheckInfo Info { get; } = CheckInfo.Describe(
        Id,
        Texts,
        [new ListParameter(Types, Texts["Parameter.types"], ["api", "audit", "authenticator"], AllTypes)],
        [.. new[] { AwsActions.DescribeCluster, AwsActions.FilterLogEvents }.Concat(AwsActions.Updates).Select(a => new DeclaredRead.Aws(a))],
        FactInfo.Earning(Texts, Enabled, 0.6m),
        FactInfo.Earning(Texts, Arrives, 0.4m)) with
    {
        NeedsAws = true,
    };

    /// <inheritdoc/>
    public async ValueTask<Verdict> JudgeAsync(Cluster cluster, CheckParameters parameters, CancellationToken cancellationToken)
    {
        var aws = cluster.NeededAws;
        var askedUpdates = OptionalRead.Of(aws.Eks.ListUpdatesAsync(cancellationToken: cancellationToken));
        var described = await aws.DescribeClusterAsync(cancellationToken);
        var group = ClusterLogGroups.ControlPlane(described.Name);

        // The group outlives its cluster: what an earlier one of the same name wrote does not count.
        var since = described.CreatedAt is { } made && made > cluster.Now - Fresh ? made : cluster.Now - Fresh;
        var found = await OptionalRead.Of(aws.Logs.FindEventAsync(group, since, cancellationToken: cancellationToken));
        var updates = await askedUpdates;
        var missing = parameters.Words(Types).Where(t => !described.LogsOn.Contains(t)).ToList();
        return new FactSheet(Info.Facts)
        {
            [Enabled] = FindEnabled(missing, parameters.Words(Types).Count, updates),
            [Arrives] = FindArrives(found, group, isOn: described.LogsOn.Count > 0),
            Evidence =
            [
                new Evidence("aws eks describe-cluster --query cluster.logging", string.Concat(described.Logging.Take(10).Select(l => $"{string.Join(", ", l.Types.Take(10).Select(ShellText.Name))}  enabled: {(l.Enabled ? "true" : "false")}\n")) is { Length: > 0 } text ? text : "–", cluster.Now),
                .. found.Answer?.Event is { } seen ? [new Evidence($"aws logs filter-log-events --log-group-name {ShellText.Word(group)}", $"{seen.At:u}  {ShellText.Name(seen.Stream)}\n", cluster.Now)] : Array.Empty<Evidence>(),
            ],
        }.ToVerdict();
    }

    private static FactFinding FindEnabled(List<string> missing, int asked, OptionalRead<AwsItems<AwsUpdate>> updates)
    {
        if (missing.Count == 0)
        {
            return FactFinding.Held;
        }

        if (updates.Fault is { } fault)
        {
            return FactFinding.Unread(fault);
        }

        if (updates.Answer?.Items.Any(u => u.Status == "InProgress" && LoggingUpdates.Contains(u.Type)) == true)
        {
            return FactFinding.Waiting(Texts["Updating"]);
        }

        return updates.Answer?.Cut == true
            ? FactFinding.Unread(ReadErrors.Cut("aws eks list-updates"))
            : FactFinding.Partly(
                (decimal)(asked - missing.Count) / asked,
                [.. missing.Select(t => new FactRow(Texts["Expect.Enabled", t], Texts["Off", t], Command: "aws eks describe-cluster --name CLUSTER --query cluster.logging"))]) with
            { Advice = [Texts["Enable", string.Join(',', missing.Select(t => $"\"{t}\""))]] };
    }

    private static FactFinding FindArrives(OptionalRead<AwsLogFinding> found, string group, bool isOn) => found switch
    {
        { Fault: { } fault } => FactFinding.Unread(fault),
        { Answer.Event: not null } => FactFinding.Held,
        { Answer.Cut: true } => FactFinding.Unread(ReadErrors.Cut("aws logs filter-log-events")),
        _ => FactFinding.Broken(new FactRow(
            Texts["Expect.Arrives"],
            found.Answer?.GroupExists == true ? Texts["NoEvent"] : Texts["NoGroup"],
            ShellText.Name(group),
            $"aws logs filter-log-events --log-group-name {ShellText.Word(group)} --limit 1")) with
        {
            Advice = [isOn ? Texts["Await"] : Texts["EnableFirst"]],
            MayStillComeTrue = isOn,
        },
    };
}
