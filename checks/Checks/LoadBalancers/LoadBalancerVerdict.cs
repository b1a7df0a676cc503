using EksGrader.Checks.Checks.Witnesses;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Kubernetes;
using EksGrader.Checks.Reads;

namespace EksGrader.Checks.Checks.LoadBalancers;

/// <summary>The verdict over all exposures: one with every fact passes, otherwise the best counts.</summary>
internal static class LoadBalancerVerdict
{
    private const decimal ShareOfFact = 0.2m;
    private const int FactsOfTheCluster = 2;
    private const int Named = 3;

    /// <summary>Judges what was found.</summary>
    /// <param name="findings">What was found of each exposure.</param>
    /// <param name="facts">What the Kubernetes API says.</param>
    /// <param name="notProbed">How many exposures were left out because there are too many.</param>
    /// <param name="cluster">The look.</param>
    /// <param name="undescribed">Why AWS did not describe the cluster; null where it did.</param>
    public static Verdict Of(IReadOnlyList<Finding> findings, ExposureFacts facts, int notProbed, Cluster cluster, ReadError? undescribed)
    {
        var best = findings.OrderByDescending(f => f.Facts).ThenByDescending(f => f.IsConfirmed).FirstOrDefault(f => f is { Exposure.IsUncertain: false });
        IReadOnlyList<Evidence> evidence =
        [
            .. ExposureEvidence.OfLists(facts.Services, facts.Ingresses.Items.Count > 0 && (facts.By.AcceptIngress || best?.Exposure.Applications.Count > 0) ? facts.Ingresses : null, cluster.Now),
            .. best is null ? [] : ExposureEvidence.OfEndpoints(best.Exposure, facts.Slices, cluster.Now),
            .. best?.Evidence ?? [],
        ];
        if (best is { Facts: Finding.AllFacts })
        {
            return Assured(Verdict.Passed(LoadBalancerCheck.Texts["Passed", best.Exposure]) with { Evidence = evidence, Feedback = [.. Notes(facts, notProbed)] }, best, facts, cluster, undescribed);
        }

        if (facts.ListFault is { } listFault)
        {
            return OptionalRead.Unknown(listFault, evidence);
        }

        // What could not be looked at is missed only where it could make the verdict better.
        if (findings.Where(f => f.Unread is not null).MaxBy(f => f.FactsAtMost) is { Unread: { } fault } unread && unread.FactsAtMost > (best?.Facts ?? 0))
        {
            return OptionalRead.Unknown(fault, [.. evidence, .. unread == best ? [] : unread.Evidence], findings.Any(f => f is { IsForGood: false, Unread: null, Exposure.IsUncertain: false }));
        }

        if (best is null)
        {
            return Verdict.Failed(LoadBalancerCheck.Texts["NoService"]) with { Evidence = evidence, Feedback = [LoadBalancerCheck.Texts["Create"], .. PassedOver(facts), .. Notes(facts, notProbed)] };
        }

        var verdict = Verdict.OfShare(best.Facts * ShareOfFact, Summary(best)) with
        {
            Evidence = evidence,
            Feedback = [.. best.Advice is { } advice ? [advice] : Array.Empty<LocalizedText>(), .. best.Facts == 0 ? PassedOver(facts) : [], .. Notes(facts, notProbed)],
            AwaitsAws = best.AwaitsAws,
            MayStillComeTrue = findings.Any(f => !f.IsForGood && !f.Exposure.IsUncertain),
        };
        return Assured(verdict, best, facts, cluster, undescribed);
    }

    // What AWS says decides from the third fact on; where that fact fails by AWS's word, or comes to nothing before it, nothing is left to confirm.
    // An account that does not describe the cluster may be any account.
    private static Verdict Assured(Verdict verdict, Finding best, ExposureFacts facts, Cluster cluster, ReadError? undescribed) => cluster.Aws switch
    {
        null => Witness.Missing(verdict, null, facts.By.Rules),
        _ when best.Facts > FactsOfTheCluster && !best.IsConfirmed => Witness.Missing(verdict, best.WitnessFault, facts.By.Rules),
        _ when undescribed is not null => Witness.Missing(verdict, undescribed, facts.By.Rules),
        _ => Witness.Confirmed(verdict),
    };

    private static LocalizedText Summary(Finding best) =>
        LoadBalancerCheck.Texts["Partly", best.Facts, Finding.AllFacts, best.Exposure, best.Reason ?? LocalizedText.Same("")];

    private static IEnumerable<LocalizedText> PassedOver(ExposureFacts facts) =>
        facts.PassedOver.Take(Named).Select(s => (LocalizedText)LoadBalancerCheck.Texts["PassedOver", ShellText.Name(s.Metadata)]);

    private static IEnumerable<LocalizedText> Notes(ExposureFacts facts, int notProbed)
    {
        if (notProbed > 0)
        {
            yield return LoadBalancerCheck.Texts["NotProbed", notProbed];
        }

        if (facts.HandedIn is { IsKnown: false } handedIn)
        {
            yield return LoadBalancerCheck.Texts["ForeignAddress", ShellText.Name(handedIn.Name)];
        }
    }
}

/// <summary>How many of the five facts hold of one exposure, in their order until the first that does not.</summary>
/// <param name="Exposure">The Service or Ingress.</param>
/// <param name="Facts">How many facts hold, as far as was seen: 0 to 5.</param>
internal sealed record Finding(Exposure Exposure, int Facts)
{
    /// <summary>All the facts there are.</summary>
    public const int AllFacts = 5;

    /// <summary>What is wrong with the first fact that does not hold; null where all hold.</summary>
    public LocalizedText? Reason { get; init; }

    /// <summary>What to do about it; null where there is nothing to do but wait, or nothing is wrong.</summary>
    public LocalizedText? Advice { get; init; }

    /// <summary>Whether waiting cannot mend it: an address that is not AWS's, internal or blocked.</summary>
    public bool IsForGood { get; init; }

    /// <summary>Whether AWS says only that it is not there yet: the load balancer is being made, or has no healthy target.</summary>
    public bool AwaitsAws { get; init; }

    /// <summary>What kept the next fact from being looked at; null where it was.</summary>
    public ReadError? Unread { get; init; }

    /// <summary>How many facts could hold if what was not looked at did.</summary>
    public int FactsAtMost { get; init; } = Facts;

    /// <summary>Whether AWS says that the load balancer sends to this cluster.</summary>
    public bool IsConfirmed { get; init; }

    /// <summary>Why the targets could not be compared with the cluster; null where they were, or AWS was not asked.</summary>
    public ReadError? WitnessFault { get; init; }

    /// <summary>What was seen.</summary>
    public IReadOnlyList<Evidence> Evidence { get; init; } = [];
}
