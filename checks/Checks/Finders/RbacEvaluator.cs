using EksGrader.Checks.Kubernetes;
using EksGrader.Checks.Kubernetes.Objects;

namespace EksGrader.Checks.Checks.Finders;

/// <summary>
/// From roles and bindings, what a principal may do. Aggregated roles come with the rules that the server filled in. Access policies of
/// access entries are no RBAC objects: add them (<see cref="Rights.OfAccessPolicy"/>). The groups that everyone is in,
/// <c>system:authenticated</c> among them, count only where they are named.
/// </summary>
/// <param name="clusterRoles">Every ClusterRole.</param>
/// <param name="roles">Every Role.</param>
/// <param name="clusterBindings">Every ClusterRoleBinding.</param>
/// <param name="bindings">Every RoleBinding.</param>
internal sealed class RbacEvaluator(
    IReadOnlyList<ClusterRole> clusterRoles, IReadOnlyList<Role> roles, IReadOnlyList<ClusterRoleBinding> clusterBindings, IReadOnlyList<RoleBinding> bindings)
{
    /// <summary>The group whose members no rule limits.</summary>
    public const string Masters = "system:masters";

    private const string Group = "Group";
    private const string User = "User";
    private const string ServiceAccount = "ServiceAccount";

    private static readonly string[] Everyone = ["system:authenticated", "system:unauthenticated", "system:anonymous"];

    // What Kubernetes gives everyone itself (Kubernetes, "Using RBAC Authorization", API discovery roles).
    private static readonly string[] ForEveryone = ["system:basic-user", "system:discovery", "system:public-info-viewer"];

    private readonly Dictionary<string, IReadOnlyList<PolicyRule>> ofCluster = clusterRoles.GroupBy(r => r.Metadata.Name, StringComparer.Ordinal)
        .ToDictionary(g => g.Key, g => g.First().Rules, StringComparer.Ordinal);

    private readonly Dictionary<(string Namespace, string Name), IReadOnlyList<PolicyRule>> ofNamespace = roles.GroupBy(r => (r.Metadata.Namespace, r.Metadata.Name))
        .ToDictionary(g => g.Key, g => g.First().Rules);

    /// <summary>What is read.</summary>
    public static IReadOnlyList<DeclaredRead> Declared { get; } =
    [
        new DeclaredRead.Kubernetes(ClusterRole.Type), new DeclaredRead.Kubernetes(Role.Type),
        new DeclaredRead.Kubernetes(ClusterRoleBinding.Type), new DeclaredRead.Kubernetes(RoleBinding.Type),
    ];

    /// <summary>Reads everything at once.</summary>
    /// <returns>The evaluator; its fault, where a list was refused, in its place.</returns>
    public static async Task<OptionalRead<RbacEvaluator>> ReadAsync(KubernetesReader kubernetes, CancellationToken cancellationToken)
    {
        var (clusterRoles, roles) = (OptionalRead.Of(kubernetes.ListAsync<ClusterRole>(cancellationToken: cancellationToken)), OptionalRead.Of(kubernetes.ListAsync<Role>(cancellationToken: cancellationToken)));
        var (clusterBindings, bindings) = (OptionalRead.Of(kubernetes.ListAsync<ClusterRoleBinding>(cancellationToken: cancellationToken)), OptionalRead.Of(kubernetes.ListAsync<RoleBinding>(cancellationToken: cancellationToken)));
        var fault = (await clusterRoles).Fault ?? (await roles).Fault ?? (await clusterBindings).Fault ?? (await bindings).Fault;
        return (await clusterRoles, await roles, await clusterBindings, await bindings) is ({ Answer: { } a }, { Answer: { } b }, { Answer: { } c }, { Answer: { } d })
            ? new OptionalRead<RbacEvaluator>(new RbacEvaluator(a.Items, b.Items, c.Items, d.Items), null)
            : new OptionalRead<RbacEvaluator>(null, fault);
    }

    /// <summary>What a user of some groups may do.</summary>
    /// <param name="user">The name; empty for none.</param>
    /// <param name="groups">The groups.</param>
    public Rights RightsOf(string user, IReadOnlyCollection<string> groups) =>
        Sum(s => (s.Kind == Group && groups.Contains(s.Name, StringComparer.Ordinal)) || (s.Kind == User && user.Length > 0 && s.Name == user)) with { IsAdmin = groups.Contains(Masters, StringComparer.Ordinal) };

    /// <summary>What a ServiceAccount may do.</summary>
    public Rights RightsOfServiceAccount(string inNamespace, string name) => RightsOf($"system:serviceaccount:{inNamespace}:{name}", ["system:serviceaccounts", $"system:serviceaccounts:{inNamespace}"])
        .With(Sum(s => s.Kind == ServiceAccount && s.Name == name && s.Namespace == inNamespace));

    /// <summary>The bindings that give something to everyone, beyond those of Kubernetes itself.</summary>
    public IReadOnlyList<ObjectMeta> OpenToEveryone =>
    [
        .. clusterBindings.Where(b => b.Subjects.Any(IsEveryone) && !(b.RoleRef.Kind == ClusterRole.Type.Kind && ForEveryone.Contains(b.RoleRef.Name) && b.Metadata.Name == b.RoleRef.Name)).Select(b => b.Metadata),
        .. bindings.Where(b => b.Subjects.Any(IsEveryone)).Select(b => b.Metadata),
    ];

    /// <summary>Every group that a binding names.</summary>
    public IReadOnlyList<string> BoundGroups =>
        [.. clusterBindings.SelectMany(b => b.Subjects).Concat(bindings.SelectMany(b => b.Subjects)).Where(s => s.Kind == Group).Select(s => s.Name).Distinct(StringComparer.Ordinal)];

    private static bool IsEveryone(Subject subject) => subject.Kind is Group or User && Everyone.Contains(subject.Name);

    // A RoleBinding gives its role, a ClusterRole too, in its own namespace alone; one to a role that is not there gives nothing.
    private Rights Sum(Func<Subject, bool> isMeant) => new(
    [
        .. clusterBindings.Where(b => b.Subjects.Any(isMeant)).SelectMany(b => RulesOf(b.RoleRef, "").Select(r => new GivenRule(r, null, $"{b.RoleRef.Kind} {b.RoleRef.Name}"))),
        .. bindings.Where(b => b.Subjects.Any(isMeant)).SelectMany(b => RulesOf(b.RoleRef, b.Metadata.Namespace).Select(r => new GivenRule(r, b.Metadata.Namespace, $"{b.RoleRef.Kind} {b.RoleRef.Name}"))),
    ]);

    private IReadOnlyList<PolicyRule> RulesOf(RoleReference role, string inNamespace) => role.Kind switch
    {
        "ClusterRole" => ofCluster.GetValueOrDefault(role.Name) ?? [],
        "Role" => ofNamespace.GetValueOrDefault((inNamespace, role.Name)) ?? [],
        _ => [],
    };
}
