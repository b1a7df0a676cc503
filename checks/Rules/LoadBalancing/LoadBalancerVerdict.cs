namespace EksGrader.Checks.Rules.LoadBalancing;

/// <summary>The verdict over all exposures: one with every fact passes, otherwise the best counts.</summary>
internal static class LoadBalancerVerdict
{
    private const decimal ShareOfFact = 0.2m;

    /// <summary>Judges what was found.</summary>
    /// <param name="findings">What was found of each exposure.</param>
    /// <param name="facts">What the Kubernetes API says.</param>
    /// <param name="notProbed">How many exposures were left out because there are too many.</param>
    /// <param name="now">When the look began.</param>
    public static Verdict Of(IReadOnlyList<Finding> findings, ExposureFacts facts, int notProbed, DateTimeOffset now)
    {
        var best = findings.OrderByDescending(f => f.Facts).FirstOrDefault();
        IReadOnlyList<Evidence> evidence =
        [
            .. ExposureEvidence.OfLists(facts.Services, facts.Ingresses.Items.Count > 0 ? facts.Ingresses : null, now),
            .. best is null ? [] : ExposureEvidence.OfEndpoints(best.Exposure, facts.Slices, now),
            .. best?.Evidence ?? [],
        ];
        if (best is { Facts: Finding.AllFacts })
        {
            return Verdict.Passed(RuleTexts.All["Lb.Passed", best.Exposure]) with { Evidence = evidence, Feedback = [.. Notes(facts, notProbed)] };
        }

        if (facts.ListFault is { } listFault)
        {
            return Attempt.Unknown(listFault, evidence);
        }

        if (best is null)
        {
            return Verdict.Failed(RuleTexts.All["Lb.NoService"]) with { Evidence = evidence, Feedback = [RuleTexts.All["Lb.Create"], .. Notes(facts, notProbed)] };
        }

        // What could not be looked at is missed only where it could make the verdict better.
        if (findings.Where(f => f.Unread is not null).MaxBy(f => f.FactsAtMost) is { Unread: { } fault } unread && unread.FactsAtMost > best.Facts)
        {
            return Attempt.Unknown(fault, [.. evidence, .. unread == best ? [] : unread.Evidence], findings.Any(f => f is { IsForGood: false, Unread: null }));
        }

        return Verdict.OfShare(best.Facts * ShareOfFact, Summary(best)) with
        {
            Evidence = evidence,
            Feedback = [.. best.Advice is { } advice ? [advice] : Array.Empty<LocalizedText>(), .. Notes(facts, notProbed)],
            MayStillComeTrue = findings.Any(f => !f.IsForGood),
        };
    }

    private static LocalizedText Summary(Finding best) =>
        RuleTexts.All["Lb.Partly", best.Facts, Finding.AllFacts, best.Exposure, best.Reason ?? LocalizedText.Same("")];

    private static IEnumerable<LocalizedText> Notes(ExposureFacts facts, int notProbed)
    {
        if (notProbed > 0)
        {
            yield return RuleTexts.All["Lb.NotProbed", notProbed];
        }

        if (facts.HandedIn is { } handedIn && !facts.HasAddress(handedIn))
        {
            yield return RuleTexts.All["Lb.ForeignAddress", ShellText.Name(handedIn)];
        }
    }
}
