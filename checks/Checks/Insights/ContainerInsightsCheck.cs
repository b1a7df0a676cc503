using System.Globalization;
using System.Text;
using EksGrader.Checks.Aws;
using EksGrader.Checks.Checks.Witnesses;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Kubernetes;
using EksGrader.Checks.Reads;

namespace EksGrader.Checks.Checks.Insights;

/// <summary>Asks for CloudWatch Container Insights: installed, running on every node, configured, with data arriving.</summary>
public sealed class ContainerInsightsCheck : ICheck
{
    private const decimal ShareOfFact = 0.25m;

    /// <summary>Its id.</summary>
    public static CheckId Id { get; } = new("container-insights");

    internal static TextCatalog Texts { get; } = TextCatalog.Beside(typeof(ContainerInsightsCheck), nameof(ContainerInsightsCheck));

    /// <inheritdoc/>
    public CheckInfo Info { get; } = CheckInfo.Describe(
        Id,
        Texts,
        [new ListParameter(InsightsLevels.Parameter, Texts["Parameter.levels"], [], InsightsLevels.Choices)],
        [.. InsightsReads.Declared, .. InsightsData.Declared, InsightsLevels.Declared],
        FactInfo.Earning(Texts, "installed", ShareOfFact),
        FactInfo.Earning(Texts, "running", ShareOfFact, "installed"),
        FactInfo.Earning(Texts, "configured", ShareOfFact),
        FactInfo.Earning(Texts, "data", ShareOfFact, "installed"));

    /// <inheritdoc/>
    public async ValueTask<Verdict> JudgeAsync(Cluster cluster, CheckParameters parameters, CancellationToken cancellationToken)
    {
        var data = InsightsData.Begin(cluster, cancellationToken);
        var reads = await InsightsReads.ReadAsync(cluster.Kubernetes, cancellationToken);
        var names = ConfiguredNames.Of(cluster.Target);
        var seen = new InsightsFacts(reads, names, parameters.Rules.RequireEks);
        var silent = seen.Installed.Holds && InsightsData.IsSilent(seen.Chosen, reads);
        var arriving = data is null || silent ? null : await data.JudgeAsync(seen.Installed, seen.Chosen, names, reads);
        var levels = arriving?.Holds == false ? null : await InsightsLevels.ReadAsync(cluster, parameters.Words(InsightsLevels.Parameter), seen.Chosen, names, cancellationToken);
        arriving = levels?.Judge() ?? arriving;
        var note = arriving is not null ? null : Texts[silent ? "LogsOff" : "WithoutAws"];
        IReadOnlyList<Evidence> evidence =
        [
            .. InsightsEvidence.OfCluster(reads, seen, cluster.Target.ClusterName, cluster.Now),
            .. (data?.Seen ?? []).Select(s => InsightsEvidence.OfLogs(s.Group, s.Activity, cluster.Now)),
            .. levels?.Evidence(cluster.Now) ?? [],
        ];
        var undescribed = data is null ? null : await data.UndescribedAsync();
        InsightsFact?[] facts = [seen.Installed, seen.Running, seen.Configured, arriving];
        var sheet = new FactSheet(Info.Facts) { Summary = SummaryOf([.. facts.OfType<InsightsFact>()]), Notes = note is null ? [] : [note], Evidence = evidence };
        foreach (var (info, fact, command) in Info.Facts.Zip(facts, InsightsAdvice.Commands(seen.Chosen, cluster.Target.ClusterName)))
        {
            sheet.Set(info.Id, fact?.ToFinding(info.Title, InsightsAdvice.ObjectOf(seen.Chosen), command) ?? FactFinding.LeftOut);
        }

        var verdict = sheet.ToVerdict() with { AwaitsAws = arriving is { Holds: false, MayStillComeTrue: true } };
        return Confirm(verdict, data, undescribed, silent, parameters.Rules);
    }

    private static LocalizedText SummaryOf(IReadOnlyList<InsightsFact> facts) => (facts.Count(f => f.Holds), facts.FirstOrDefault(f => f.Reason is not null)?.Reason) switch
    {
        (var holding, null) => Texts["Passed", holding, facts.Count],
        (var holding, { } reason) => Texts["Partly", holding, facts.Count, reason],
    };

    // AWS is the witness where it described the cluster and was asked whether data arrives. A setup that sends no logs has none, though there is AWS access.
    private static Verdict Confirm(Verdict verdict, InsightsData? data, ReadError? undescribed, bool silent, AssignmentRules rules)
    {
        if (data is { Refused: null, Seen.Count: > 0 })
        {
            return undescribed is null ? Witness.Confirmed(verdict) : Witness.Missing(verdict, undescribed, rules);
        }

        if (!silent || data is null)
        {
            return Witness.Missing(verdict, data?.Refused, rules);
        }

        // Nothing is sent, so there is nothing to ask AWS for: that is no refusal.
        return rules.Assurance == Assurance.Aws && verdict.Outcome is (Outcome.Passed or Outcome.Partial)
            ? Verdict.Unknown(FaultDomain.Student, Texts["NoWitness"]).ShowingWhatWasSeen(verdict) with { Feedback = [Texts["TurnLogsOn"]], Assurance = Assurance.Cluster }
            : verdict with { Assurance = Assurance.Cluster };
    }
}

/// <summary>What was seen of Container Insights.</summary>
internal static class InsightsEvidence
{
    private const int InstancesShown = 5;

    /// <summary>The agents in their namespaces, and what the configurations say. Their text is never kept: it may hold anything.</summary>
    public static IEnumerable<Evidence> OfCluster(InsightsReads reads, InsightsFacts facts, string? clusterName, DateTimeOffset seenAt)
    {
        var namespaces = facts.Agents.Select(a => a.Metadata.Namespace).Distinct(StringComparer.Ordinal).DefaultIfEmpty(AgentSetup.UsualNamespace).ToList();
        foreach (var ns in namespaces)
        {
            if (reads.DaemonSets.Answer is { } sets)
            {
                yield return new Evidence($"kubectl get daemonsets -n {ShellText.Word(ns)}", TablePrinter.Print(sets, d => d.Metadata.Namespace == ns), seenAt);
            }

            if (reads.StatefulSets.Answer is { } stateful && facts.Agents.Any(a => a.IsStatefulSet && a.Metadata.Namespace == ns))
            {
                yield return new Evidence($"kubectl get statefulsets -n {ShellText.Word(ns)}", TablePrinter.Print(stateful, s => s.Metadata.Namespace == ns), seenAt);
            }

            if (reads.Pods.Answer is { } pods && facts is { Installed.Holds: true, Running.Holds: false })
            {
                yield return new Evidence($"kubectl get pods -n {ShellText.Word(ns)} -o wide", TablePrinter.Print(pods, p => p.Metadata.Namespace == ns, wide: true), seenAt);
            }
        }

        if (Configurations(reads) is { } said)
        {
            yield return new Evidence(
                $"kubectl get configmaps,amazoncloudwatchagents -A -o yaml (what they say, not the text)",
                $"cluster: {ShellText.Name(clusterName ?? "(name not known)")}\n{said}",
                seenAt);
        }
    }

    /// <summary>What a log group received.</summary>
    public static Evidence OfLogs(string logGroup, AwsLogActivity activity, DateTimeOffset seenAt) => new(
        $"aws logs filter-log-events --log-group-name {ShellText.Word(logGroup)}",
        activity switch
        {
            { Exists: false } => "ResourceNotFoundException\n",
            { NewestEvent: { } at } => $"event at {at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)} UTC{OfInstances(activity.Instances)}\n",
            _ => "no event of the last 15 minutes\n",
        },
        seenAt);

    private static string OfInstances(IReadOnlyList<string> instances) =>
        instances.Count > 0 ? $" of {string.Join(", ", instances.Take(InstancesShown).Select(ShellText.Name))}{(instances.Count > InstancesShown ? ", …" : "")}" : "";

    private static string? Configurations(InsightsReads reads)
    {
        if (reads.Resources.Answer is null && reads.ConfigMaps.Values.All(m => m.Answer is null))
        {
            return null;
        }

        var text = new StringBuilder();
        foreach (var map in reads.ConfigMaps.Values.SelectMany(m => m.Answer?.Items ?? []))
        {
            foreach (var (key, configuration) in map.Data)
            {
                Append(text, $"configmap {ShellText.Name(map.Metadata)} {ShellText.Name(key)}", configuration);
            }
        }

        foreach (var resource in reads.Resources.Answer?.Items ?? [])
        {
            Append(text, $"amazoncloudwatchagent {ShellText.Name(resource.Metadata)} config", resource.Spec.Config);
            Append(text, $"amazoncloudwatchagent {ShellText.Name(resource.Metadata)} otelConfig", resource.Spec.OtelConfig);
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, string what, AgentConfiguration? said)
    {
        if (said is not null)
        {
            text.Append(CultureInfo.InvariantCulture, $"{what}: json={said.IsJson} kubernetes={said.HasKubernetes} application_signals={said.HasApplicationSignals}");
            text.Append(CultureInfo.InvariantCulture, $" awscontainerinsightreceiver={said.HasReceiver} otel={said.HasOtelContainerInsights} otel_logs={said.HasOtelLogs}");
            text.Append(CultureInfo.InvariantCulture, $" cluster_name={ShellText.Name(said.ClusterName ?? "-")} region={ShellText.Name(said.Region ?? "-")}\n");
        }
    }
}
