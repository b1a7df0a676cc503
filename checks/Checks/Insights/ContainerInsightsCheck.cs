using EksGrader.Checks.Checks.Witnesses;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
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
        [],
        [.. InsightsReads.Declared, .. InsightsData.Declared],
        FactInfo.Earning(Texts, "installed", ShareOfFact),
        FactInfo.Earning(Texts, "running", ShareOfFact, "installed"),
        FactInfo.Earning(Texts, "configured", ShareOfFact),
        FactInfo.Earning(Texts, "data", ShareOfFact, "installed"));

    /// <inheritdoc/>
    public async ValueTask<Verdict> JudgeAsync(Cluster cluster, CheckParameters parameters, CancellationToken cancellationToken)
    {
        var data = InsightsData.Begin(cluster, cancellationToken);
        var reads = await InsightsReads.ReadAsync(cluster.Kubernetes, cancellationToken);
        var names = ConfiguredNames.Of(cluster.HandIn);
        var seen = new InsightsFacts(reads, names, parameters.Rules.RequireEks);
        var silent = seen.Installed.Holds && InsightsData.IsSilent(seen.Chosen, reads);
        var arriving = data is null || silent ? null : await data.JudgeAsync(seen.Installed, seen.Chosen, names, reads);
        var note = arriving is not null ? null : Texts[silent ? "LogsOff" : "WithoutAws"];
        IReadOnlyList<Evidence> evidence =
        [
            .. InsightsEvidence.OfCluster(reads, seen, cluster.HandIn.ClusterName, cluster.Now),
            .. (data?.Seen ?? []).Select(s => InsightsEvidence.OfLogs(s.Group, s.Activity, cluster.Now)),
        ];
        var undescribed = data is null ? null : await data.UndescribedAsync();
        InsightsFact?[] facts = [seen.Installed, seen.Running, seen.Configured, arriving];
        var sheet = new FactSheet(Info.Facts) { Summary = SummaryOf([.. facts.OfType<InsightsFact>()]), Notes = note is null ? [] : [note], Evidence = evidence };
        foreach (var (info, fact, command) in Info.Facts.Zip(facts, InsightsAdvice.Commands(seen.Chosen, cluster.HandIn.ClusterName)))
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
