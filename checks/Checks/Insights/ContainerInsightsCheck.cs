using EksGrader.Checks.Checks.Witnesses;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Reads;

namespace EksGrader.Checks.Checks.Insights;

/// <summary>Asks for CloudWatch Container Insights: installed, running on every node, configured, with data arriving.</summary>
public sealed class ContainerInsightsCheck : ICheck
{
    /// <summary>Its id.</summary>
    public static CheckId Id { get; } = new("container-insights");

    internal static TextCatalog Texts { get; } = TextCatalog.Beside(typeof(ContainerInsightsCheck), nameof(ContainerInsightsCheck));

    /// <inheritdoc/>
    public CheckInfo Info { get; } = CheckInfo.Describe(Id, Texts, [], [.. InsightsReads.Declared, .. InsightsData.Declared]);

    /// <inheritdoc/>
    public async ValueTask<Verdict> JudgeAsync(Cluster cluster, CheckParameters parameters, CancellationToken cancellationToken)
    {
        var data = InsightsData.Begin(cluster, cancellationToken);
        var reads = await InsightsReads.ReadAsync(cluster.Kubernetes, cancellationToken);
        var names = ConfiguredNames.Of(cluster.Target);
        var seen = new InsightsFacts(reads, names, parameters.Rules.RequireEks);
        var silent = seen.Installed.Holds && InsightsData.IsSilent(seen.Chosen, reads);
        var arriving = data is null || silent ? null : await data.JudgeAsync(seen.Installed, seen.Chosen, names, reads);
        var note = arriving is not null ? null : Texts[silent ? "LogsOff" : "WithoutAws"];
        InsightsFact[] facts = [seen.Installed, seen.Running, seen.Configured, .. arriving is null ? Array.Empty<InsightsFact>() : [arriving]];
        IReadOnlyList<Evidence> evidence =
        [
            .. InsightsEvidence.OfCluster(reads, seen, cluster.Target.ClusterName, cluster.Now),
            .. (data?.Seen ?? []).Select(s => InsightsEvidence.OfLogs(s.Group, s.Activity, cluster.Now)),
        ];
        var undescribed = data is null ? null : await data.UndescribedAsync();
        var verdict = Judge(facts, note) with { Evidence = evidence, AwaitsAws = arriving is { Holds: false, MayStillComeTrue: true } };
        return Confirm(verdict, data, undescribed, silent, parameters.Rules);
    }

    private static Verdict Judge(IReadOnlyList<InsightsFact> facts, LocalizedText? note)
    {
        if (facts.FirstOrDefault(f => f.Unread is not null)?.Unread is { } fault)
        {
            return OptionalRead.Unknown(fault, [], facts.Any(f => f.MayStillComeTrue));
        }

        var holding = facts.Count(f => f.Holds);
        var reason = facts.FirstOrDefault(f => f.Reason is not null)?.Reason;
        var summary = reason is null
            ? Texts["Passed", holding, facts.Count]
            : Texts["Partly", holding, facts.Count, reason];
        IEnumerable<LocalizedText> advice = facts.Where(f => f.Reason is not null && f.Advice is not null)
            .SelectMany(f => new[] { f.Reason, f.Advice })
            .OfType<LocalizedText>();
        return Verdict.OfShare((decimal)holding / facts.Count, summary) with
        {
            Feedback = [.. advice, .. note is null ? [] : new[] { note }],
            MayStillComeTrue = facts.Any(f => f.MayStillComeTrue),
        };
    }

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
            ? Verdict.Unknown(FaultDomain.Student, Texts["NoWitness"]) with { Feedback = [Texts["TurnLogsOn"]], Evidence = verdict.Evidence, Assurance = Assurance.Cluster }
            : verdict with { Assurance = Assurance.Cluster };
    }
}
