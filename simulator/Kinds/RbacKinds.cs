using System.Collections.Immutable;
using EksGrader.Checks.Checks.Rbac;
using EksGrader.Simulator.Plans;
using static EksGrader.Simulator.Plans.ExpectedVerdict;

namespace EksGrader.Simulator.Kinds;

/// <summary>Clusters of the lab about read-only access.</summary>
internal static class RbacKinds
{
    public static IEnumerable<ClusterKind> All =>
    [
        new("rbac-passed", 0, "Lets a colleague look and only look.", Plan("\"get\",\"list\",\"watch\""), new() { [RbacCheck.Id] = Passed }),
        new("rbac-partial", 0, "Meant to let a colleague look and lets them edit.", Plan("\"get\",\"list\",\"delete\""), new() { [RbacCheck.Id] = Partial(0.7m) }),
        new("rbac-failed", 0, "Lets no one in.", GoodKinds.ByRole, new() { [RbacCheck.Id] = Failed }),
    ];

    private static ClusterPlan Plan(string verbs) => GoodKinds.ByRole with
    {
        Objects =
        [
            $$"""
            {
              "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRole", "metadata": { "name": "viewers" },
              "rules": [ { "apiGroups": ["", "apps"], "resources": ["pods", "services", "deployments"], "verbs": [{{verbs}}] } ]
            }
            """,
            """
            {
              "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRoleBinding", "metadata": { "name": "viewers" },
              "roleRef": { "apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "viewers" },
              "subjects": [ { "apiGroup": "rbac.authorization.k8s.io", "kind": "Group", "name": "viewers" } ]
            }
            """,
        ],
        AwsAnswers = ImmutableDictionary.CreateRange(StringComparer.Ordinal,
        [
            KeyValuePair.Create("eks:ListAccessEntries", """{"accessEntries":["arn:aws:iam::{account}:user/student","arn:aws:iam::{account}:role/viewer","arn:aws:iam::{account}:role/eks-grader"]}"""),
            KeyValuePair.Create(
                "eks:DescribeAccessEntry arn:aws:iam::{account}:role/viewer",
                """{"accessEntry":{"principalArn":"arn:aws:iam::{account}:role/viewer","type":"STANDARD","username":"viewer","kubernetesGroups":["viewers"]}}"""),
        ]),
    };
}
