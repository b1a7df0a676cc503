using EksGrader.Checks.Checks;
using EksGrader.Checks.Core;

namespace EksGrader.Tests.Unit.Checks.Assignments;

/// <summary>A catalogue with every kind of parameter.</summary>
internal static class TestCatalogue
{
    private static readonly IntegerParameter Count = new("count", LocalizedText.Same("How many."), 2, 1, 100);
    private static readonly ChoiceParameter Match = new("match", LocalizedText.Same("Exactly or at least."), "exact", ["exact", "atLeast"]);

    public static IReadOnlyList<CheckInfo> Checks { get; } =
    [
        Info("nodes", Count, Match, new BooleanParameter("countFargate", LocalizedText.Same("Fargate too."), Default: false)),
        Info("replicas", Count, Match),
        Info(
            "load-balancer",
            new TextParameter("path", LocalizedText.Same("What is asked for."), "/", @"\A/[!-~]*\z"),
            new BooleanParameter("acceptIngress", LocalizedText.Same("Ingresses too."), Default: false),
            new BooleanParameter("allowAnyAddress", LocalizedText.Same("Any address."), Default: false)),
        Info(
            "container-insights",
            new ListParameter("tools", LocalizedText.Same("Which tools."), ["argocd", "flux"], ["argocd", "flux", "spinnaker"]),
            new OptionalIntegerParameter("most", LocalizedText.Same("The most."), 0, 50),
            new DurationParameter("since", LocalizedText.Same("How fresh."), "15m", "1d")),
        Info("cluster-deletion"),
    ];

    /// <summary>One that judges nothing without AWS access.</summary>
    public static CheckInfo NeedingAws { get; } = Info("alarm") with { NeedsAws = true };

    private static CheckInfo Info(string id, params Parameter[] parameters) =>
        new() { Id = new CheckId(id), Title = LocalizedText.Same(id), Asks = LocalizedText.Same($"Asks {id}."), Parameters = parameters };
}
