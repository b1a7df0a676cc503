using EksGrader.Checks.Checks.Finders;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Kubernetes;
using EksGrader.Checks.Kubernetes.Objects;
using EksGrader.Checks.Reads;

namespace EksGrader.Checks.Checks.Secrets;

/// <summary>Asks that secrets come from sealed manifests, or from a store outside the cluster, and that a workload uses one. Secrets themselves are never read.</summary>
public sealed class SealedSecretsCheck : ICheck
{
    private const string Controller = "controller";
    private const string Unsealed = "unsealed";
    private const string Used = "used";

    private const string Tools = "tools";
    private const string Sealed = "sealedSecrets";
    private const string External = "externalSecrets";
    private const string Store = "secretsStore";

    /// <summary>Its id.</summary>
    public static CheckId Id { get; } = new("sealed-secrets");

    internal static TextCatalog Texts { get; } = TextCatalog.Beside(typeof(SealedSecretsCheck), nameof(SealedSecretsCheck));

    /// <inheritdoc/>
    public CheckInfo Info { get; } = CheckInfo.Describe(
        Id,
        Texts,
        [new ListParameter(Tools, Texts["Parameter.tools"], [Sealed], [Sealed, External, Store])],
        [
            .. ToolReads.Declared.OfType<DeclaredRead.Kubernetes>(),
            new DeclaredRead.Kubernetes(SealedSecret.Type), new DeclaredRead.Kubernetes(ExternalSecret.Type), new DeclaredRead.Kubernetes(SecretProviderClass.Type),
        ],
        FactInfo.Earning(Texts, Controller, 0.3m),
        FactInfo.Earning(Texts, Unsealed, 0.4m),
        FactInfo.Earning(Texts, Used, 0.3m));

    /// <inheritdoc/>
    public async ValueTask<Verdict> JudgeAsync(Cluster cluster, CheckParameters parameters, CancellationToken cancellationToken)
    {
        var kubernetes = cluster.Kubernetes;
        var asked = parameters.Words(Tools);
        var tools = await ToolReads.ReadAsync(kubernetes, cancellationToken);
        List<Way> ways = [];
        if (asked.Contains(Sealed, StringComparer.Ordinal))
        {
            var read = await OptionalRead.Of(kubernetes.ListAsync<SealedSecret>(cancellationToken: cancellationToken));
            ways.Add(new Way(Tool.SealedSecrets, SealedSecret.Type.Kind, read.Fault, read.Answer is { } list ? TablePrinter.Print(list, showNamespace: true) : null, [.. (read.Answer?.Items ?? []).Select(Of)]));
        }

        if (asked.Contains(External, StringComparer.Ordinal))
        {
            var read = await OptionalRead.Of(kubernetes.ListAsync<ExternalSecret>(cancellationToken: cancellationToken));
            ways.Add(new Way(Tool.ExternalSecrets, ExternalSecret.Type.Kind, read.Fault, read.Answer is { } list ? TablePrinter.Print(list, showNamespace: true) : null, [.. (read.Answer?.Items ?? []).Select(Of)]));
        }

        if (asked.Contains(Store, StringComparer.Ordinal))
        {
            var read = await OptionalRead.Of(kubernetes.ListAsync<SecretProviderClass>(cancellationToken: cancellationToken));
            ways.Add(new Way(Tool.SecretsStoreDriver, SecretProviderClass.Type.Kind, read.Fault, read.Answer is { } list ? TablePrinter.Print(list, showNamespace: true) : null, [.. (read.Answer?.Items ?? []).Select(Of)]));
        }

        var verdicts = ways.ConvertAll(w => Judge(w, tools, parameters.Rules, cluster.Now));
        return verdicts.Find(v => v.Outcome == Outcome.Passed) ?? verdicts.Find(v => v.Share is null) ?? verdicts.MaxBy(v => v.Share ?? 0) ?? throw new InvalidOperationException("An assignment asks for one tool at least.");
    }

    private Verdict Judge(Way way, ToolReads reads, AssignmentRules rules, DateTimeOffset now)
    {
        var tools = new ToolFinder(reads);
        var own = way.Objects.Where(o => StudentsOwn.Is(o.Metadata, rules)).ToList();
        var pods = (reads.Pods.Answer?.Items ?? []).Where(p => ReadyPods.IsReady(p)).ToList();
        var used = own.Where(o => o.IsDone != false).FirstOrDefault(o => pods.Exists(p => o.IsUsedBy(p)));

        // Where a controller writes no status, only use by a running container shows that it made the Secret.
        var done = own.Find(o => o.IsDone == true) ?? used;
        return new FactSheet(Info.Facts)
        {
            [Controller] = FindController(way.Tool, tools),
            [Unsealed] = done is not null ? FactFinding.Held : (way.Fault ?? (own.Exists(o => o.IsDone is null) ? reads.Pods.Fault : null)) is { } fault ? FactFinding.Unread(fault) : NotDone(way, own),
            [Used] = used is not null ? FactFinding.Held : (way.Fault ?? reads.Pods.Fault) is { } unread ? FactFinding.Unread(unread)
                : FactFinding.Broken(new FactRow(Texts["Expect.Used"], own.Count == 0 ? Texts["NoObject", way.Kind] : Texts["NotUsed"], own.Count == 0 ? way.Kind : $"{way.Kind} {ShellText.Name(own[0].Metadata)}", "kubectl get pods --all-namespaces")) with { Advice = [Texts["Use"]], MayStillComeTrue = own.Count > 0 },
            Evidence = way.Table is null ? [] : [new Evidence($"kubectl get {way.Kind.ToLowerInvariant()} --all-namespaces", way.Table, now)],
        }.ToVerdict();
    }

    private static FactFinding FindController(Tool tool, ToolFinder tools)
    {
        if (tools.IsReady(tool))
        {
            return FactFinding.Held;
        }

        var found = tools.Find(tool);
        return tools.Fault is { } fault
            ? FactFinding.Unread(fault)
            : FactFinding.Broken(new FactRow(Texts["Expect.Controller", $"{tool}"], found.Count == 0 ? Texts["None"] : Texts["ControllerNotReady"], found.Count == 0 ? $"{tool}" : $"{found[0]}", "kubectl get deployments --all-namespaces")) with
            {
                Advice = [Texts["Install"]],
                MayStillComeTrue = found.Count > 0,
            };
    }

    private static FactFinding NotDone(Way way, List<SecretSource> own) => FactFinding.Broken(
        [.. own.Select(o => new FactRow(Texts["Expect.Unsealed"], Texts["NotDone"], $"{way.Kind} {ShellText.Name(o.Metadata)}", $"kubectl describe {way.Kind.ToLowerInvariant()} {ShellText.Word(o.Metadata.Name)} --namespace {ShellText.Word(o.Metadata.Namespace)}"))
            .DefaultIfEmpty(new FactRow(Texts["Expect.Unsealed"], Texts["NoObject", way.Kind], way.Kind, $"kubectl get {way.Kind.ToLowerInvariant()} --all-namespaces"))]) with
    {
        Advice = [own.Count == 0 ? Texts["Seal"] : Texts["SeeController"]],
        MayStillComeTrue = own.Count > 0,
    };

    private static SecretSource Of(SealedSecret one) => new(
        one.Metadata,
        one.Spec.Template.Metadata.Name is { Length: > 0 } name ? name : one.Metadata.Name,
        one.Status is { } status && status.Conditions.Count > 0 ? status.ObservedGeneration >= one.Metadata.Generation && status.Conditions.Any(c => c.Type == "Synced" && c.IsTrue) : null);

    private static SecretSource Of(ExternalSecret one) => new(
        one.Metadata, one.Spec.Target.Name is { Length: > 0 } name ? name : one.Metadata.Name, one.Status.Conditions.Any(c => c.Type == "Ready" && c.IsTrue));

    // It makes no Secret: a volume shows what the store holds.
    private static SecretSource Of(SecretProviderClass one) => new(one.Metadata, null, null);

    /// <summary>A tool, and what it makes secrets from.</summary>
    private sealed record Way(Tool Tool, string Kind, ReadError? Fault, string? Table, IReadOnlyList<SecretSource> Objects);

    /// <summary>An object that a secret comes from.</summary>
    /// <param name="Metadata">Its name and namespace.</param>
    /// <param name="Secret">The Secret that is made; null for a volume of its own.</param>
    /// <param name="IsDone">Whether its controller says that it was; null where it says nothing.</param>
    private sealed record SecretSource(ObjectMeta Metadata, string? Secret, bool? IsDone)
    {
        public bool IsUsedBy(Pod pod) => pod.Metadata.Namespace == Metadata.Namespace
            && (Secret is null ? pod.Spec.Volumes.Any(v => v.SecretProviderClass == Metadata.Name) : pod.Spec.SecretNames.Contains(Secret, StringComparer.Ordinal));
    }
}
