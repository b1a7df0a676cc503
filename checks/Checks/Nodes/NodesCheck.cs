using EksGrader.Checks.Checks.Witnesses;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Kubernetes;

namespace EksGrader.Checks.Checks.Nodes;

/// <summary>Asks for a number of usable nodes: Ready, schedulable, not being deleted, machines of AWS, which AWS itself is asked about too.</summary>
public sealed class NodesCheck : ICheck
{
    private const string CountFargate = "countFargate";
    private const string CountHybrid = "countHybrid";
    private const decimal ShareOfTooMany = 0.5m;
    private const int NodesNamed = 5;

    /// <summary>How long a node that is not Ready may be on its way.</summary>
    private static readonly TimeSpan JoiningTime = TimeSpan.FromMinutes(5);

    /// <inheritdoc/>
    public CheckInfo Info { get; } = RuleDocs.Describe(
        RuleIds.Nodes,
        [
            .. MatchParameter.Declare(RuleIds.Nodes),
            new BooleanParameter(CountFargate, RuleDocs.All["nodes.countFargate"], Default: false),
            new BooleanParameter(CountHybrid, RuleDocs.All["nodes.countHybrid"], Default: false),
        ],
        [new DeclaredRead.Kubernetes(Node.Type), .. NodeWitness.Reads]);

    /// <inheritdoc/>
    public async ValueTask<Verdict> JudgeAsync(Cluster cluster, CheckParameters parameters, CancellationToken cancellationToken)
    {
        var nodes = await cluster.Kubernetes.ListAsync<Node>(cancellationToken: cancellationToken);
        var lookedAt = UsableNodes.LookedAt(nodes.Items);
        var witness = await NodeWitness.AskAsync(cluster, lookedAt, cancellationToken);
        var terms = new NodeTerms(parameters.Rules.RequireEks, parameters.Flag(CountFargate), parameters.Flag(CountHybrid));
        var judged = UsableNodes.Judge(lookedAt, terms, witness);
        var counted = Count.Of(judged, parameters);
        var verdict = counted.Judge() with
        {
            Evidence = [new Evidence("kubectl get nodes", TablePrinter.Print(nodes), cluster.Now), .. witness.Evidence],
            MayStillComeTrue = counted.IsTooMany || (counted.Usable < counted.Asked && judged.Any(n => IsOnItsWay(n, cluster.Now))),
        };
        return witness.Judge(verdict with { Feedback = [.. Advise(judged, counted, verdict)] }, judged.Where(n => n.Counts).Select(n => n.Node), parameters.Rules);
    }

    // A machine that AWS has no more may be one that is just being replaced, whatever its node's age: waiting helps no forger.
    private static bool IsOnItsWay(JudgedNode node, DateTimeOffset now) =>
        node.Flaw is NodeFlaw.Contradicted
        || (node.Flaw is NodeFlaw.NotReady && node.Node.Metadata.CreationTimestamp is { } joined && now - joined < JoiningTime);

    private static IEnumerable<LocalizedText> Advise(IReadOnlyList<JudgedNode> judged, Count counted, Verdict verdict)
    {
        if (verdict.Outcome == Outcome.Passed)
        {
            yield break;
        }

        if (counted.IsTooMany && counted.Usable >= counted.Asked)
        {
            yield return RuleTexts.All["Nodes.ScaleDown", counted.Asked];
            yield break;
        }

        foreach (var (node, flaw) in judged.Where(n => n.Flaw is not null).Take(NodesNamed))
        {
            yield return RuleTexts.All[$"Nodes.{flaw}", ShellText.Name(node.Metadata), ShellText.Word(node.Metadata.Name)];
        }

        yield return RuleTexts.All[judged.Count < counted.Asked ? "Nodes.ScaleUp" : "Nodes.Mend", counted.Asked];
    }

    /// <summary>How many nodes count.</summary>
    /// <param name="Usable">Those that are usable.</param>
    /// <param name="Ready">Those that are Ready, cordoned ones too: each costs.</param>
    /// <param name="Asked">How many were asked for.</param>
    /// <param name="IsExact">Whether more is too many.</param>
    private sealed record Count(int Usable, int Ready, int Asked, bool IsExact)
    {
        public bool IsTooMany => IsExact && Ready > Asked;

        public static Count Of(IReadOnlyList<JudgedNode> judged, CheckParameters parameters) =>
            new(judged.Count(n => n.Flaw is null), judged.Count(n => n.Counts), parameters.Number(MatchParameter.Count), MatchParameter.IsExact(parameters));

        public Verdict Judge() => this switch
        {
            { IsTooMany: true } when Usable >= Asked => Verdict.OfShare(ShareOfTooMany, RuleTexts.All["Nodes.TooMany", Ready, Asked]),
            _ when Usable < Asked => Verdict.OfShare(Math.Min(IsTooMany ? ShareOfTooMany : 1, (decimal)Usable / Asked), RuleTexts.All["Nodes.Seen", Usable, Asked]),
            _ when Usable == Asked => Verdict.Passed(RuleTexts.All["Nodes.Seen", Usable, Asked]),
            _ => Verdict.Passed(RuleTexts.All["Nodes.Enough", Usable, Asked]),
        };
    }
}
