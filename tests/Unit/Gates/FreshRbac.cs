using EksGrader.Checks.Checks.Finders;
using EksGrader.Checks.Kubernetes.Objects;
using EksGrader.Tests.Unit.Fakes;

namespace EksGrader.Tests.Unit.Gates;

/// <summary>The roles and bindings of a cluster that was just made, with the grader's own access applied.</summary>
internal static class FreshRbac
{
    private static readonly string[] Look = ["get", "list", "watch"];

    /// <summary>The roles of Kubernetes, EKS and the grader.</summary>
    public static IReadOnlyList<ClusterRole> ClusterRoles { get; } =
    [
        Role("cluster-admin", Rule(["*"], ["*"], ["*"])),
        Role("admin", Rule(["create", "delete", .. Look], ["", "apps"], ["pods", "secrets", "deployments"])),
        Role("edit", Rule(["create", "delete", .. Look], ["", "apps"], ["pods", "deployments", "pods/exec"])),
        Role("view", Rule(Look, ["", "apps"], ["pods", "pods/log", "services", "deployments"])),
        Role("system:basic-user", Rule(["create"], ["authorization.k8s.io"], ["selfsubjectaccessreviews"])),
        Role("system:discovery", new PolicyRule { Verbs = ["get"], NonResourceURLs = ["/api", "/apis", "/version"] }),
        Role("system:public-info-viewer", new PolicyRule { Verbs = ["get"], NonResourceURLs = ["/healthz", "/version"] }),
        Role("eks:addon-manager", Rule(["get", "patch"], ["apps"], ["deployments"])),
        Role(StudentsOwn.Grader, Rule(["get", "list"], ["", "apps"], ["nodes", "pods", "deployments"])),
    ];

    /// <summary>The bindings of Kubernetes, EKS and the grader.</summary>
    public static IReadOnlyList<ClusterRoleBinding> Bindings { get; } =
    [
        Bind("cluster-admin", "cluster-admin", "Group", RbacEvaluator.Masters),
        Bind("system:basic-user", "system:basic-user", "Group", "system:authenticated"),
        Bind("system:discovery", "system:discovery", "Group", "system:authenticated"),
        Bind("system:public-info-viewer", "system:public-info-viewer", "Group", "system:authenticated", "system:unauthenticated"),
        Bind("eks:addon-manager", "eks:addon-manager", "User", "eks:addon-manager"),
        Bind(StudentsOwn.Grader, StudentsOwn.Grader, "Group", StudentsOwn.Grader),
    ];

    /// <summary>aws-auth with the role of the nodes and the grader's.</summary>
    public static AwsAuth NodesMap { get; } = Map(
        new AwsAuthRow(FreshAccount.Principal("role/eksctl-NodeInstanceRole"), "system:node:{{EC2PrivateDNSName}}") { Groups = ["system:bootstrappers", "system:nodes"] },
        new AwsAuthRow(FreshAccount.Principal("role/eks-grader"), "eks-grader") { Groups = [StudentsOwn.Grader] });

    /// <summary>aws-auth with some rows.</summary>
    public static AwsAuth Map(params AwsAuthRow[] rows) => new() { Metadata = Make.Meta(AwsAuth.Name, AwsAuth.Namespace), Data = new AwsAuthMap { Rows = rows } };

    /// <summary>A role.</summary>
    public static ClusterRole Role(string name, params PolicyRule[] rules) => new() { Metadata = Make.Meta(name, ""), Rules = rules };

    /// <summary>A rule.</summary>
    public static PolicyRule Rule(IReadOnlyList<string> verbs, IReadOnlyList<string> groups, IReadOnlyList<string> resources) => new() { Verbs = verbs, ApiGroups = groups, Resources = resources };

    /// <summary>A binding of a ClusterRole.</summary>
    public static ClusterRoleBinding Bind(string name, string role, string kind, params string[] subjects) => new()
    {
        Metadata = Make.Meta(name, ""),
        RoleRef = new RoleReference { Kind = "ClusterRole", Name = role },
        Subjects = [.. subjects.Select(s => new Subject { Kind = kind, Name = s })],
    };
}
