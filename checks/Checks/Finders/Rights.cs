using EksGrader.Checks.Kubernetes.Objects;

namespace EksGrader.Checks.Checks.Finders;

/// <summary>A rule and where it holds.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Namespace">The only namespace where it holds; null for the whole cluster.</param>
/// <param name="Source">What gives it, to be read: <c>ClusterRole view</c>, or the name of an access policy.</param>
internal sealed record GivenRule(PolicyRule Rule, string? Namespace, string Source);

/// <summary>What a principal may do: the sum of the rules that bindings, groups and access policies give.</summary>
/// <param name="Rules">The rules.</param>
/// <param name="IsAdmin">Whether they may do everything: they are of <c>system:masters</c>, which no rule limits, or have an access policy that says so.</param>
internal sealed record Rights(IReadOnlyList<GivenRule> Rules, bool IsAdmin = false)
{
    private const string Everything = "*";

    private static readonly string[] Looking = ["get", "list", "watch"];

    // Their get opens a session on servers before 1.35 (Kubernetes, "Using RBAC Authorization").
    private static readonly string[] Sessions = ["exec", "attach", "portforward", "proxy"];

    /// <summary>None.</summary>
    public static Rights None { get; } = new([]);

    /// <summary>Whether they may see no object at all; paths such as <c>/healthz</c> are none.</summary>
    public bool IsEmpty => !IsAdmin && !Rules.Any(r => r.Rule is { Resources.Count: > 0, Verbs.Count: > 0 });

    /// <summary>Whether they may look, and only look. <c>secrets</c> is no fault of it, but is to be shown (<see cref="SeesSecrets"/>).</summary>
    public bool IsReadOnly => !IsEmpty && !IsAdmin && BeyondLooking.Count == 0 && Rules.Any(r => r.Rule.Resources.Count > 0 && r.Rule.Verbs.Any(Looking.Contains));

    /// <summary>The rules that let them do more than look.</summary>
    public IReadOnlyList<GivenRule> BeyondLooking => [.. Rules.Where(r => !OnlyLooks(r.Rule))];

    /// <summary>Whether they may read the values of Secrets.</summary>
    public bool SeesSecrets => IsAdmin || Rules.Any(r => Holds(r.Rule.ApiGroups, "") && Holds(r.Rule.Resources, "secrets") && Looking.Any(v => Holds(r.Rule.Verbs, v)));

    /// <summary>Whether they may do everything everywhere, by whichever way.</summary>
    public bool MayEverything => IsAdmin || Rules.Any(r => r.Namespace is null && r.Rule.ResourceNames.Count == 0
        && HasAll(r.Rule.Verbs) && HasAll(r.Rule.Resources) && HasAll(r.Rule.ApiGroups));

    /// <summary>Whether they may do something with every object of a kind.</summary>
    /// <param name="verb">The verb.</param>
    /// <param name="group">The API group; empty for the core group.</param>
    /// <param name="resource">The plural name, a subresource as <c>pods/log</c>.</param>
    /// <param name="inNamespace">Where; null for in all namespaces, or of a kind that lives in none.</param>
    public bool May(string verb, string group, string resource, string? inNamespace) => IsAdmin || Rules.Any(r =>
        (r.Namespace is null || r.Namespace == inNamespace)
        && r.Rule.ResourceNames.Count == 0
        && Holds(r.Rule.Verbs, verb) && Holds(r.Rule.ApiGroups, group) && HoldsResource(r.Rule.Resources, resource));

    /// <summary>Both together.</summary>
    public Rights With(Rights others) => new([.. Rules, .. others.Rules], IsAdmin || others.IsAdmin);

    /// <summary>
    /// What an access policy of EKS gives, by its name (EKS user guide, "Review access policy permissions"). One that is not known gives more
    /// than looking: it is shown under its name and does not pass for read-only.
    /// </summary>
    /// <param name="name">The last part of its ARN, such as <c>AmazonEKSViewPolicy</c>.</param>
    /// <param name="namespaces">Where it holds; empty for the whole cluster.</param>
    public static Rights OfAccessPolicy(string name, IReadOnlyList<string> namespaces)
    {
        if (name is "AmazonEKSClusterAdminPolicy" && namespaces.Count == 0)
        {
            return new([], IsAdmin: true);
        }

        // The first shows the usual kinds; the second shows Secrets too. EKS gives these rights outside RBAC, without a way into containers.
        IReadOnlyList<PolicyRule> rules = name switch
        {
            "AmazonEKSViewPolicy" => [new() { Verbs = Looking, ApiGroups = ["", "apps", "batch", "autoscaling", "networking.k8s.io", "policy"], Resources = ["pods", "services", "deployments", "replicasets", "statefulsets", "daemonsets", "jobs", "cronjobs", "ingresses", "configmaps", "events", "namespaces"] }],
            "AmazonEKSAdminViewPolicy" => [new() { Verbs = Looking, ApiGroups = ["", "apps", "batch", "rbac.authorization.k8s.io"], Resources = ["pods", "services", "deployments", "replicasets", "statefulsets", "daemonsets", "jobs", "cronjobs", "configmaps", "events", "namespaces", "nodes", "secrets"] }],
            _ => [new() { Verbs = [Everything], ApiGroups = [Everything], Resources = [Everything] }],
        };
        IEnumerable<string?> places = namespaces.DefaultIfEmpty<string?>(null);
        return new([.. places.SelectMany(ns => rules.Select(r => new GivenRule(r, ns, name)))]);
    }

    private static bool OnlyLooks(PolicyRule rule) =>
        rule.Verbs.All(Looking.Contains)
        && !HasAll(rule.ApiGroups) && !HasAll(rule.NonResourceURLs)
        && rule.Resources.All(r => !r.Contains('*', StringComparison.Ordinal) && !(r.Split('/', 2) is [_, var part] && Sessions.Contains(part.Split('/')[0])));

    private static bool Holds(IReadOnlyList<string> texts, string text) => texts.Contains(text, StringComparer.Ordinal) || HasAll(texts);

    private static bool HasAll(IReadOnlyList<string> texts) => texts.Contains(Everything, StringComparer.Ordinal);

    // */scale is that subresource of every kind; pods says nothing of pods/log (Kubernetes, RBAC's ResourceMatches).
    private static bool HoldsResource(IReadOnlyList<string> resources, string resource) =>
        Holds(resources, resource) || (resource.IndexOf('/', StringComparison.Ordinal) is var at and > 0 && resources.Contains($"*{resource[at..]}", StringComparer.Ordinal));
}
