using EksGrader.Checks.Checks.Finders;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Kubernetes;
using EksGrader.Checks.Kubernetes.Objects;

namespace EksGrader.Checks.Checks.Disruption;

/// <summary>Asks for a disruption budget of the web application that neither lets all of it be evicted nor blocks every eviction.</summary>
public sealed class DisruptionBudgetCheck : ICheck
{
    private const string Holds = "holds";
    private const string Protects = "protects";
    private const string LetsThrough = "letsThrough";
    private const string Single = "single";

    // What the disruption controller writes where it cannot find the controllers of the pods (Kubernetes, disruption.go).
    private const string SyncFailed = "SyncFailed";

    // The controller of a budget that was just made may fail a few times.
    private static readonly TimeSpan IsFresh = TimeSpan.FromMinutes(5);

    /// <summary>Its id.</summary>
    public static CheckId Id { get; } = new("disruption-budget");

    internal static TextCatalog Texts { get; } = TextCatalog.Beside(typeof(DisruptionBudgetCheck), nameof(DisruptionBudgetCheck));

    /// <inheritdoc/>
    public CheckInfo Info { get; } = CheckInfo.Describe(
        Id,
        Texts,
        [],
        [.. StudentApplication.Reads.OfType<DeclaredRead.Kubernetes>(), new DeclaredRead.Kubernetes(PodDisruptionBudget.Type)],
        FactInfo.Earning(Texts, Holds, 0.4m),
        FactInfo.Earning(Texts, Protects, 0.3m, Holds),
        FactInfo.Earning(Texts, LetsThrough, 0.3m, Holds),
        FactInfo.Guarding(Texts, Single, 0.5m, Holds));

    /// <inheritdoc/>
    public async ValueTask<Verdict> JudgeAsync(Cluster cluster, CheckParameters parameters, CancellationToken cancellationToken)
    {
        var asked = OptionalRead.Of(cluster.Kubernetes.ListAsync<PodDisruptionBudget>(cancellationToken: cancellationToken));
        var application = await StudentApplication.FindAsync(cluster.Kubernetes, parameters.Rules, cancellationToken);
        var budgets = await asked;
        List<Evidence> evidence = budgets.Answer is { } list ? [new Evidence("kubectl get poddisruptionbudgets --all-namespaces", TablePrinter.Print(list, showNamespace: true), cluster.Now)] : [];
        var own = (budgets.Answer?.Items ?? []).Where(b => StudentsOwn.Is(b.Metadata, parameters.Rules)).ToList();
        if (budgets.Fault is null && own.Count == 0)
        {
            return new FactSheet(Info.Facts) { [Holds] = NoBudget(application), Evidence = evidence }.ToVerdict();
        }

        if ((budgets.Fault ?? application.PodsFault) is { } fault)
        {
            return new FactSheet(Info.Facts) { [Holds] = FactFinding.Unread(fault), Evidence = evidence }.ToVerdict();
        }

        if (application.Workload is not { } workload)
        {
            return new FactSheet(Info.Facts)
            {
                [Holds] = FactFinding.Broken(new FactRow(Texts["Expect.Holds"], Texts["NoApplication"], Command: "kubectl get deployments,statefulsets --all-namespaces")) with { Advice = [Texts["MakeApplication"]], MayStillComeTrue = true },
                Evidence = evidence,
            }.ToVerdict();
        }

        var ready = application.ReadyPods;
        var near = own.Where(b => b.Metadata.Namespace == workload.Metadata.Namespace).Select(b => new Budget(b, workload.Asked, ready)).ToList();
        var selecting = near.Where(b => b.Selected > 0).ToList();
        var holding = selecting.Find(b => b.SelectsAll && b.Expected > 0) ?? selecting.Find(b => b.SelectsAll);
        return new FactSheet(Info.Facts)
        {
            [Holds] = FindHolds(workload.ToString(), ready, near, holding, cluster.Now),
            [Protects] = holding is null ? FactFinding.LeftOut : FindProtects(holding),
            [LetsThrough] = holding is null ? FactFinding.LeftOut : FindLetsThrough(holding),
            [Single] = selecting.Count <= 1 ? FactFinding.Held : FactFinding.Broken([.. selecting.Select(b => b.RowOf(Texts["Expect.Single"], Texts["AlsoSelects"]))]) with { Advice = [Texts["DeleteOne"]] },
            Evidence = evidence,
        }.ToVerdict();
    }

    private static FactFinding NoBudget(StudentApplication application)
    {
        var on = application.Workload is { } workload ? $"{workload}" : "";
        return FactFinding.Broken(new FactRow(Texts["Expect.Holds"], Texts["NoBudget"], on, "kubectl get poddisruptionbudgets --all-namespaces")) with { Advice = [Texts["Make"]] };
    }

    private static FactFinding FindHolds(string workload, IReadOnlyList<Pod> ready, List<Budget> near, Budget? holding, DateTimeOffset now)
    {
        if (ready.Count == 0)
        {
            return FactFinding.Broken(new FactRow(Texts["Expect.Holds"], Texts["NoneReady"], workload, "kubectl get pods --all-namespaces")) with { MayStillComeTrue = true, Advice = [Texts["MakeReady"]] };
        }

        if (holding is null)
        {
            var rows = near.Select(b => b.RowOf(Texts["Expect.Holds"], b.Selected == 0 ? Texts["SelectsNone"] : Texts["SelectsSome", b.Selected, ready.Count])).ToList();
            return FactFinding.Broken(rows.Count > 0 ? rows : [new FactRow(Texts["Expect.Holds"], Texts["NoneInNamespace"], workload, "kubectl get poddisruptionbudgets --all-namespaces")]) with { Advice = [Texts["MendSelector"]] };
        }

        if (holding.IsBehind || (holding.Failure is not null && now - (holding.Object.Metadata.CreationTimestamp ?? now) < IsFresh))
        {
            return FactFinding.Waiting(Texts["Behind", ShellText.Name(holding.Object.Metadata)]);
        }

        var seen = holding.Failure is { } failure ? Texts["SyncFailed", ShellText.Name(failure)] : holding.Expected == 0 ? Texts["ExpectsNone"] : null;
        return seen is null ? FactFinding.Held : FactFinding.Broken(holding.RowOf(Texts["Expect.Holds"], seen)) with { MayStillComeTrue = holding.Failure is null };
    }

    private static FactFinding FindProtects(Budget budget) => budget.Protects
        ? FactFinding.Held
        : FactFinding.Broken(budget.RowOf(Texts["Expect.Protects"], Texts["ProtectsNone", budget.Told])) with { Advice = [Texts["MendBounds"]] };

    // What the budget's numbers allow when all pods are ready decides for good; what its controller allows now may still come true.
    private static FactFinding FindLetsThrough(Budget budget) => budget switch
    {
        { Leaves: < 1 } => FactFinding.Broken(budget.RowOf(Texts["Expect.LetsThrough"], Texts["Blocks", budget.Told, budget.Replicas])) with { Advice = [budget.Replicas == 1 ? Texts["AddReplicas"] : Texts["MendBounds"]] },
        { Object.Status.DisruptionsAllowed: >= 1 } => FactFinding.Held,
        _ => FactFinding.Broken(budget.RowOf(Texts["Expect.LetsThrough"], Texts["BlocksNow", budget.Object.Status.CurrentHealthy, budget.Object.Status.DesiredHealthy])) with { MayStillComeTrue = true, Advice = [Texts["MakeReady"]] },
    };

    /// <summary>A budget beside the application's pods.</summary>
    private sealed class Budget
    {
        private const string OlderVersion = "policy/v1beta1";

        public Budget(PodDisruptionBudget budget, int replicas, IReadOnlyList<Pod> ready)
        {
            (Object, Replicas) = (budget, replicas);

            // An empty selector selects all pods in policy/v1 and none in v1beta1 (Kubernetes, API reference of PodDisruptionBudget).
            var selector = budget.Spec.Selector is { IsEmpty: true } && budget.ApiVersion == OlderVersion ? null : budget.Spec.Selector;
            Selected = selector is null ? 0 : ready.Count(p => selector.Matches(p.Metadata.Labels));
            SelectsAll = Selected > 0 && Selected == ready.Count;
            Leaves = replicas - BudgetBounds.Kept(budget.Spec, replicas);
        }

        public PodDisruptionBudget Object { get; }

        public int Replicas { get; }

        public int Selected { get; }

        public bool SelectsAll { get; }

        /// <summary>How many pods may be evicted where all are ready.</summary>
        public int Leaves { get; }

        public int Expected => Object.Status.ExpectedPods;

        public bool IsBehind => Object.Status.ObservedGeneration < Object.Metadata.Generation;

        public string? Failure => Object.Status.Conditions.FirstOrDefault(c => c.Type == "DisruptionAllowed" && c.Reason == SyncFailed)?.Message;

        public bool Protects => Object.Status.DesiredHealthy >= 1 && Replicas - Leaves >= 1;

        /// <summary>Its bound, to be read: <c>minAvailable: 1</c>.</summary>
        public string Told => Object.Spec.MinAvailable is { } min ? $"minAvailable: {ShellText.Name(min)}" : $"maxUnavailable: {ShellText.Name(Object.Spec.MaxUnavailable ?? "–")}";

        public FactRow RowOf(LocalizedText expected, LocalizedText seen) => new(
            expected,
            seen,
            $"PodDisruptionBudget {ShellText.Name(Object.Metadata)}",
            $"kubectl describe poddisruptionbudget {ShellText.Word(Object.Metadata.Name)} --namespace {ShellText.Word(Object.Metadata.Namespace)}");
    }
}
