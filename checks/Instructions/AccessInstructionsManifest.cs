using System.Globalization;
using System.Text;

namespace EksGrader.Checks.Instructions;

/// <summary>Whom the grader's ClusterRole is bound to.</summary>
internal enum GraderSubject
{
    /// <summary>The group <c>eks-grader</c>, which an access entry gives to an IAM role.</summary>
    Group,

    /// <summary>The ServiceAccount <c>eks-grader</c> in kube-system, whose token a kubeconfig carries.</summary>
    ServiceAccount,
}

/// <summary>The manifest that gives the grader its least rights in a cluster (Kubernetes documentation, "Using RBAC Authorization").</summary>
internal static class AccessManifest
{
    /// <summary>The name of the ClusterRole, its binding, the group and the ServiceAccount.</summary>
    public const string Name = "eks-grader";

    /// <summary>Where the ServiceAccount lives; not a namespace where students' work is searched for.</summary>
    public const string Namespace = "kube-system";

    public static string For(AccessNeeds needs, GraderSubject subject)
    {
        var yaml = new StringBuilder();
        if (subject == GraderSubject.ServiceAccount)
        {
            yaml.Append(ServiceAccount).Append("---\n");
        }

        yaml.Append(ClusterRole);
        foreach (var group in needs.Kinds.GroupBy(k => k.Group, StringComparer.Ordinal))
        {
            yaml.Append(CultureInfo.InvariantCulture, $"""
                - apiGroups: ["{group.Key}"]
                  resources: [{string.Join(", ", group.Select(k => $"\"{k.Plural}\""))}]
                  verbs: ["get", "list"]

                """);
        }

        return yaml.Append("---\n").Append(subject == GraderSubject.Group ? GroupBinding : ServiceAccountBinding).ToString();
    }

    private const string ServiceAccount = $"""
        apiVersion: v1
        kind: ServiceAccount
        metadata:
          name: {Name}
          namespace: {Namespace}

        """;

    private const string ClusterRole = $"""
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRole
        metadata:
          name: {Name}
        rules:

        """;

    private const string RoleRef = $"""
        roleRef:
          apiGroup: rbac.authorization.k8s.io
          kind: ClusterRole
          name: {Name}
        subjects:

        """;

    // Two names: who joins a kubeconfig with AWS access applies both, and neither may take the other's rights away.
    private const string GroupBinding = $"""
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRoleBinding
        metadata:
          name: {Name}
        {RoleRef}- kind: Group
          apiGroup: rbac.authorization.k8s.io
          name: {Name}

        """;

    private const string ServiceAccountBinding = $"""
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRoleBinding
        metadata:
          name: {Name}-service-account
        {RoleRef}- kind: ServiceAccount
          name: {Name}
          namespace: {Namespace}

        """;
}
