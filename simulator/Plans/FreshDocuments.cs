using System.Collections.Immutable;

namespace EksGrader.Simulator.Plans;

/// <summary>
/// What a cluster that was just made holds of the kinds that are written as documents, with the grader's own access applied: roles and
/// bindings of Kubernetes and EKS, budgets of the add-ons, the nodes' role in aws-auth.
/// </summary>
internal static class FreshDocuments
{
    private const string Defaults = """{"kubernetes.io/bootstrapping":"rbac-defaults"}""";

    /// <summary>The documents.</summary>
    public static ImmutableArray<string> All { get; } =
    [
        ClusterRole("cluster-admin", Defaults, """{"apiGroups":["*"],"resources":["*"],"verbs":["*"]},{"nonResourceURLs":["*"],"verbs":["*"]}"""),
        ClusterRole("admin", Defaults, """{"apiGroups":[""],"resources":["pods","services","configmaps","secrets"],"verbs":["create","delete","get","list","patch","update","watch"]},{"apiGroups":["apps"],"resources":["deployments","daemonsets","statefulsets","replicasets"],"verbs":["create","delete","get","list","patch","update","watch"]}"""),
        ClusterRole("edit", Defaults, """{"apiGroups":["","apps"],"resources":["pods","services","configmaps","deployments","daemonsets","statefulsets"],"verbs":["create","delete","get","list","patch","update","watch"]}"""),
        ClusterRole("view", Defaults, """{"apiGroups":["","apps","batch"],"resources":["pods","services","configmaps","deployments","daemonsets","statefulsets","replicasets","jobs"],"verbs":["get","list","watch"]}"""),
        ClusterRole("system:basic-user", Defaults, """{"apiGroups":["authorization.k8s.io"],"resources":["selfsubjectaccessreviews","selfsubjectrulesreviews"],"verbs":["create"]}"""),
        ClusterRole("system:discovery", Defaults, """{"nonResourceURLs":["/api","/api/*","/apis","/apis/*","/healthz","/livez","/openapi","/openapi/*","/readyz","/version","/version/"],"verbs":["get"]}"""),
        ClusterRole("system:public-info-viewer", Defaults, """{"nonResourceURLs":["/healthz","/livez","/readyz","/version","/version/"],"verbs":["get"]}"""),
        ClusterRole("eks:addon-manager", "{}", """{"apiGroups":["apps"],"resources":["deployments","daemonsets"],"verbs":["get","list","patch","update"]}"""),
        ClusterRole("eks-grader", "{}", """{"apiGroups":["","apps"],"resources":["nodes","namespaces","pods","services","deployments","daemonsets","statefulsets","replicasets"],"verbs":["get","list"]}"""),
        Binding("cluster-admin", Defaults, "cluster-admin", ("Group", "system:masters")),
        Binding("system:basic-user", Defaults, "system:basic-user", ("Group", "system:authenticated")),
        Binding("system:discovery", Defaults, "system:discovery", ("Group", "system:authenticated")),
        Binding("system:public-info-viewer", Defaults, "system:public-info-viewer", ("Group", "system:authenticated"), ("Group", "system:unauthenticated")),
        Binding("eks:addon-manager", "{}", "eks:addon-manager", ("User", "eks:addon-manager")),
        Binding("eks-grader", "{}", "eks-grader", ("Group", "eks-grader")),
        Budget("coredns", """{"matchLabels":{"app":"coredns"}}""", 2),
        """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"aws-auth","namespace":"kube-system"},"data":{"mapRoles":"- rolearn: arn:aws:iam::{account}:role/NodeInstanceRole\n  username: system:node:{{EC2PrivateDNSName}}\n  groups:\n  - system:bootstrappers\n  - system:nodes\n"}}""",
    ];

    private static string ClusterRole(string name, string labels, string rules) =>
        $$"""{"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRole","metadata":{"name":"{{name}}","labels":{{labels}}},"rules":[{{rules}}]}""";

    private static string Binding(string name, string labels, string role, params IReadOnlyList<(string Kind, string Name)> subjects) =>
        $$$"""{"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRoleBinding","metadata":{"name":"{{{name}}}","labels":{{{labels}}}},"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"{{{role}}}"},"subjects":[{{{string.Join(',', subjects.Select(s => $$"""{"apiGroup":"rbac.authorization.k8s.io","kind":"{{s.Kind}}","name":"{{s.Name}}"}"""))}}}]}""";

    private static string Budget(string name, string selector, int pods) =>
        $$$"""{"apiVersion":"policy/v1","kind":"PodDisruptionBudget","metadata":{"name":"{{{name}}}","namespace":"kube-system"},"spec":{"maxUnavailable":1,"selector":{{{selector}}}},"status":{"observedGeneration":1,"currentHealthy":{{{pods}}},"desiredHealthy":{{{pods - 1}}},"disruptionsAllowed":1,"expectedPods":{{{pods}}}}}""";
}
