using EksGrader.Checks.Clusters;
using EksGrader.Checks.Kubernetes;
using EksGrader.Checks.Rules.Nodes;

namespace EksGrader.Checks.Rules;

/// <summary>Asks for a number of usable nodes: Ready, schedulable, not being deleted, machines of AWS.</summary>
public sealed class NodesCheck : ICheck
{
    private const string CountFargate = "countFargate";
    private const int NodesNamed = 5;

    /// <summary>How long a node that is not Ready may be on its way.</summary>
    private static readonly TimeSpan JoiningTime = TimeSpan.FromMinutes(5);

    /// <inheritdoc/>
    public CheckInfo Info { get; } = RuleDocs.Describe(
        RuleIds.Nodes,
        [.. MatchParameter.Declare(RuleIds.Nodes), new BooleanParameter(CountFargate, RuleDocs.All["nodes.countFargate"], Default: false)],
        [new DeclaredRead.Kubernetes(Node.Type)]);

    /// <inheritdoc/>
    public async ValueTask<Verdict> JudgeAsync(Cluster cluster, CheckParameters parameters, CancellationToken cancellationToken)
    {
        var nodes = await cluster.Kubernetes.ListAsync<Node>(cancellationToken: cancellationToken);
        var judged = nodes.Items
            .Select(node => (Node: node, Flaw: UsableNodes.FlawOf(node, parameters.Rules.RequireEks, parameters.Flag(CountFargate))))
            .ToList();
        var count = parameters.Number(MatchParameter.Count);
        var usable = judged.Count(n => n.Flaw is null);
        var verdict = Judge(usable, count, MatchParameter.IsExact(parameters));
        return verdict with
        {
            Feedback = [.. Advise(judged, usable, count, verdict)],
            Evidence = [new Evidence("kubectl get nodes", TablePrinter.Print(nodes), cluster.Now)],
            MayStillComeTrue = usable < count && judged.Any(n => n.Flaw is NodeFlaw.NotReady && IsJoining(n.Node, cluster.Now)),
        };
    }

    private static Verdict Judge(int usable, int count, bool exact)
    {
        if (usable < count)
        {
            return Verdict.OfShare((decimal)usable / count, RuleTexts.All["Nodes.Seen", usable, count]);
        }

        if (usable == count)
        {
            return Verdict.Passed(RuleTexts.All["Nodes.Seen", usable, count]);
        }

        return exact
            ? Verdict.OfShare(0.5m, RuleTexts.All["Nodes.TooMany", usable, count])
            : Verdict.Passed(RuleTexts.All["Nodes.Enough", usable, count]);
    }

    private static bool IsJoining(Node node, DateTimeOffset now) => node.Metadata.CreationTimestamp is { } joined && now - joined < JoiningTime;

    private static IEnumerable<LocalizedText> Advise(IReadOnlyList<(Node Node, NodeFlaw? Flaw)> judged, int usable, int count, Verdict verdict)
    {
        if (verdict.Outcome == Outcome.Passed)
        {
            yield break;
        }

        if (usable > count)
        {
            yield return RuleTexts.All["Nodes.ScaleDown", count];
            yield break;
        }

        foreach (var (node, flaw) in judged.Where(n => n.Flaw is not null).Take(NodesNamed))
        {
            yield return RuleTexts.All[$"Nodes.{flaw}", ShellText.Name(node.Metadata), ShellText.Word(node.Metadata.Name)];
        }

        yield return RuleTexts.All[judged.Count < count ? "Nodes.ScaleUp" : "Nodes.Mend", count];
    }
}
