using EksGrader.Checks.Checks.Finders;
using EksGrader.Checks.Checks.Replicas;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Kubernetes;
using EksGrader.Checks.Kubernetes.Objects;
using EksGrader.Checks.Reads;

namespace EksGrader.Checks.Checks.Namespaces;

/// <summary>Asks that work is split by namespaces, with quotas and limits.</summary>
public sealed class NamespacesCheck : ICheck
{
    private const string Split = "split";
    private const string NotDefault = "notDefault";
    private const string Quotas = "quotas";
    private const string Limits = "limits";

    private const string Count = "count";
    private const string Quota = "quota";
    private const string Default = "default";

    /// <summary>Its id.</summary>
    public static CheckId Id { get; } = new("namespaces");

    internal static TextCatalog Texts { get; } = TextCatalog.Beside(typeof(NamespacesCheck), nameof(NamespacesCheck));

    /// <inheritdoc/>
    public CheckInfo Info { get; } = CheckInfo.Describe(
        Id,
        Texts,
        [
            new IntegerParameter(Count, Texts["Parameter.count"], Default: 2, Minimum: 1, Maximum: 20),
            new BooleanParameter(Quota, Texts["Parameter.quota"], Default: true),
        ],
        [
            .. StudentApplication.Reads.OfType<DeclaredRead.Kubernetes>().Where(r => r.Type != Service.Type && r.Type != Ingress.Type && r.Type != Node.Type),
            new DeclaredRead.Kubernetes(Namespace.Type), new DeclaredRead.Kubernetes(ResourceQuota.Type), new DeclaredRead.Kubernetes(LimitRange.Type),
        ],
        FactInfo.Earning(Texts, Split, 0.5m),
        FactInfo.Earning(Texts, NotDefault, 0.2m, Split),
        FactInfo.Earning(Texts, Quotas, 0.15m),
        FactInfo.Earning(Texts, Limits, 0.15m));

    /// <inheritdoc/>
    public async ValueTask<Verdict> JudgeAsync(Cluster cluster, CheckParameters parameters, CancellationToken cancellationToken)
    {
        var rules = parameters.Rules;
        var namespaces = await List<Namespace>();
        var (quotas, limits) = (await List<ResourceQuota>(), await List<LimitRange>());
        var facts = await ReadWorkloadsAsync();
        var workloads = new WorkloadFinder(facts, rules).Find();
        var kindsFault = facts.KindsFault ?? facts.Pods.Fault ?? namespaces.Fault;
        var working = workloads.Where(w => w.CurrentPods.Any(ReadyPods.IsReady)).Select(w => w.Metadata.Namespace).Distinct(StringComparer.Ordinal)
            .Where(ns => ns != Default && (namespaces.Answer?.Items ?? []).Any(n => n.Metadata.Name == ns && StudentsOwn.IsNamespace(n, rules)))
            .OrderBy(n => n, StringComparer.Ordinal).ToList();
        var needed = parameters.Number(Count);
        var isQuotaAsked = parameters.Flag(Quota);
        return new FactSheet(Info.Facts)
        {
            [Split] = FindSplit(working, needed, workloads, kindsFault),
            [NotDefault] = FindNotDefault(workloads, facts),
            [Quotas] = !isQuotaAsked ? FactFinding.LeftOut : FindEach(working, needed, [.. (quotas.Answer?.Items ?? []).Select(q => q.Metadata.Namespace)], quotas.Fault ?? kindsFault, ResourceQuota.Type.Kind),
            [Limits] = !isQuotaAsked ? FactFinding.LeftOut : FindEach(working, needed, [.. (limits.Answer?.Items ?? []).Select(l => l.Metadata.Namespace)], limits.Fault ?? kindsFault, LimitRange.Type.Kind),
            Evidence = namespaces.Answer is { } list ? [new Evidence("kubectl get namespaces", TablePrinter.Print(list), cluster.Now)] : [],
        }.ToVerdict();

        Task<OptionalRead<ObjectList<T>>> List<T>()
            where T : class, IKubernetesObject<T> => OptionalRead.Of(cluster.Kubernetes.ListAsync<T>(cancellationToken: cancellationToken));

        async Task<WorkloadFacts> ReadWorkloadsAsync() => new(
            await List<Deployment>(),
            await List<StatefulSet>(),
            await List<ReplicaSet>(),
            await List<Pod>(),
            new OptionalRead<ObjectList<Node>>(null, null),
            new OptionalRead<ObjectList<Service>>(null, null),
            new OptionalRead<ObjectList<Ingress>>(null, null));
    }

    // A namespace is the student's by what runs in it: default comes with the cluster.
    private static FactFinding FindSplit(List<string> working, int needed, IReadOnlyList<Workload> workloads, ReadError? fault)
    {
        if (working.Count >= needed)
        {
            return FactFinding.Held;
        }

        return fault is not null
            ? FactFinding.Unread(fault)
            : FactFinding.Partly(
                (decimal)working.Count / needed,
                new FactRow(Texts["Expect.Split", needed], working.Count == 0 ? Texts["NoneWorking"] : Texts["Working", working.Count, string.Join(", ", working.Select(ShellText.Name))], Command: "kubectl get deployments,statefulsets --all-namespaces")) with
            {
                Advice = [Texts["MakeNamespace"]],
                MayStillComeTrue = workloads.Any(w => w.Metadata.Namespace != Default && !w.CurrentPods.Any(ReadyPods.IsReady)),
            };
    }

    private static FactFinding FindNotDefault(IReadOnlyList<Workload> workloads, WorkloadFacts facts)
    {
        var there = workloads.Where(w => w.Metadata.Namespace == Default).ToList();
        var bare = (facts.Pods.Answer?.Items ?? []).Where(p => p.Metadata.Namespace == Default && !p.Metadata.IsBeingDeleted && WorkloadFinder.ControllerOf(p.Metadata) is null).ToList();
        if (there.Count == 0 && bare.Count == 0)
        {
            return (facts.KindsFault ?? facts.Pods.Fault) is { } fault ? FactFinding.Unread(fault) : FactFinding.Held;
        }

        return FactFinding.Broken(
        [
            .. there.Select(w => new FactRow(Texts["Expect.NotDefault"], Texts["InDefault"], $"{w}", "kubectl get all --namespace default")),
            .. bare.Select(p => new FactRow(Texts["Expect.NotDefault"], Texts["InDefault"], $"Pod {ShellText.Name(p.Metadata)}", "kubectl get pods --namespace default")),
        ]) with
        {
            Advice = [Texts["MoveIt"]],
        };
    }

    private static FactFinding FindEach(List<string> working, int needed, HashSet<string> having, ReadError? fault, string kind)
    {
        var with = working.Count(having.Contains);
        if (with >= needed && with == working.Count)
        {
            return FactFinding.Held;
        }

        var all = Math.Max(needed, working.Count);
        var without = working.Where(n => !having.Contains(n)).ToList();
        return fault is not null
            ? FactFinding.Unread(fault)
            : FactFinding.Partly(
                (decimal)with / all,
                [.. without.Select(n => new FactRow(Texts["Expect.Each", kind], Texts["HasNone", kind], $"Namespace {ShellText.Name(n)}", $"kubectl get {kind.ToLowerInvariant()} --namespace {ShellText.Word(n)}"))
                    .DefaultIfEmpty(new FactRow(Texts["Expect.Each", kind], Texts["NoneWorking"], Command: "kubectl get namespaces"))]) with
            {
                Advice = [Texts["MakeEach", kind]],
            };
    }
}
