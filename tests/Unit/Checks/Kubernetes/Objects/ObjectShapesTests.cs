using System.Text.Json;
using EksGrader.Checks.Core;
using EksGrader.Checks.Kubernetes.Objects;
using k8s.Models;
using KubernetesJson = k8s.KubernetesJson;

namespace EksGrader.Tests.Unit.Checks.Kubernetes.Objects;

/// <summary>What Kubernetes' own models write, the kinds read.</summary>
public sealed class ObjectShapesTests
{
    [Fact]
    public void PodDisruptionBudget_IsReadAsTheModelWritesIt()
    {
        var model = new V1PodDisruptionBudget
        {
            Metadata = new V1ObjectMeta { Name = "web" },
            Spec = new V1PodDisruptionBudgetSpec { MinAvailable = "50%", MaxUnavailable = 1, Selector = new V1LabelSelector { MatchLabels = new Dictionary<string, string> { ["app"] = "web" } } },
            Status = new V1PodDisruptionBudgetStatus { CurrentHealthy = 3, DesiredHealthy = 2, DisruptionsAllowed = 1, ExpectedPods = 3 },
        };

        var read = JsonSerializer.Deserialize(KubernetesJson.Serialize(model), PodDisruptionBudget.Json)!;

        Assert.Equal(("50%", "1"), (read.Spec.MinAvailable, read.Spec.MaxUnavailable));
        Assert.True(read.Spec.Selector!.Matches(new Dictionary<string, string> { ["app"] = "web" }));
        Assert.False(read.Spec.Selector.Matches(new Dictionary<string, string> { ["app"] = "other" }));
        Assert.Equal((3, 2, 1, 3), (read.Status.CurrentHealthy, read.Status.DesiredHealthy, read.Status.DisruptionsAllowed, read.Status.ExpectedPods));
    }

    [Fact]
    public void ClusterRole_IsReadAsTheModelWritesIt()
    {
        var model = new V1ClusterRole { Metadata = new V1ObjectMeta { Name = "view" }, AggregationRule = new V1AggregationRule(), Rules = [new V1PolicyRule { Verbs = ["get"], ApiGroups = [""], Resources = ["pods"] }] };

        var read = JsonSerializer.Deserialize(KubernetesJson.Serialize(model), ClusterRole.Json)!;

        Assert.Equal("get pods", $"{Assert.Single(Assert.Single(read.Rules).Verbs)} {Assert.Single(read.Rules[0].Resources)}");
    }

    [Fact]
    public void Bindings_AreReadAsTheModelsWriteThem()
    {
        var read = JsonSerializer.Deserialize(KubernetesJson.Serialize(new V1RoleBinding
        {
            Metadata = new V1ObjectMeta { Name = "view", NamespaceProperty = "shop" },
            RoleRef = new V1RoleRef { Kind = "ClusterRole", Name = "view", ApiGroup = "rbac.authorization.k8s.io" },
            Subjects = [new Rbacv1Subject { Kind = "ServiceAccount", Name = "bot", NamespaceProperty = "shop" }],
        }), RoleBinding.Json)!;

        Assert.Equal(("shop", "ClusterRole", "view"), (read.Metadata.Namespace, read.RoleRef.Kind, read.RoleRef.Name));
        Assert.Equal(("ServiceAccount", "bot", "shop"), (read.Subjects[0].Kind, read.Subjects[0].Name, read.Subjects[0].Namespace));
    }

    [Fact]
    public void Subjects_AreCalledAsInAwsAuth_WithoutAccounts()
    {
        const string User = "arn:aws:iam::111122223333:user/ann";

        var read = JsonSerializer.Deserialize($$"""{"subjects":[{"kind":"User","name":"{{User}}"}]}""", ClusterRoleBinding.Json)!;

        Assert.Equal(AwsPrincipal.HideAccounts(User), read.Subjects[0].Name);
        Assert.DoesNotContain("111122223333", JsonSerializer.Serialize(read, ClusterRoleBinding.Json), StringComparison.Ordinal);
    }

    [Fact]
    public void NetworkPolicy_IsReadAsTheModelWritesIt()
    {
        var read = JsonSerializer.Deserialize(KubernetesJson.Serialize(new V1NetworkPolicy
        {
            Spec = new V1NetworkPolicySpec
            {
                PodSelector = new V1LabelSelector(),
                PolicyTypes = ["Ingress"],
                Ingress = [new V1NetworkPolicyIngressRule { Ports = [new V1NetworkPolicyPort { Port = 80, Protocol = "TCP" }, new V1NetworkPolicyPort { Port = "http" }], FromProperty = [new V1NetworkPolicyPeer { IpBlock = new V1IPBlock { Cidr = "10.0.0.0/8" } }] }],
            },
        }), NetworkPolicy.Json)!;

        Assert.True(read.Spec.PodSelector.IsEmpty);
        var rule = Assert.Single(read.Spec.Ingress);
        Assert.Equal(["80", "http"], rule.Ports.Select(p => p.Port));
        Assert.Equal("10.0.0.0/8", Assert.Single(rule.From).IpBlock?.Cidr);
    }

    [Fact]
    public void Autoscaler_IsReadAsTheModelWritesIt()
    {
        var read = JsonSerializer.Deserialize(KubernetesJson.Serialize(new V2HorizontalPodAutoscaler
        {
            Spec = new V2HorizontalPodAutoscalerSpec { MinReplicas = 2, MaxReplicas = 5, ScaleTargetRef = new V2CrossVersionObjectReference { Kind = "Deployment", Name = "web" } },
        }), HorizontalPodAutoscaler.Json)!;

        Assert.Equal((2, 5, "Deployment", "web"), (read.Spec.MinReplicas, read.Spec.MaxReplicas, read.Spec.ScaleTargetRef.Kind, read.Spec.ScaleTargetRef.Name));
    }

    [Fact]
    public void AdmissionPolicies_AreReadAsTheModelsWriteThem()
    {
        var policy = JsonSerializer.Deserialize(KubernetesJson.Serialize(new V1ValidatingAdmissionPolicy
        {
            Metadata = new V1ObjectMeta { Name = "safe" },
            Spec = new V1ValidatingAdmissionPolicySpec { MatchConstraints = new V1MatchResources { ResourceRules = [new V1NamedRuleWithOperations { Resources = ["pods"] }] } },
        }), ValidatingAdmissionPolicy.Json)!;
        var binding = JsonSerializer.Deserialize(KubernetesJson.Serialize(new V1ValidatingAdmissionPolicyBinding
        {
            Spec = new V1ValidatingAdmissionPolicyBindingSpec { PolicyName = "safe", ValidationActions = ["Deny"], MatchResources = new V1MatchResources { NamespaceSelector = new V1LabelSelector { MatchExpressions = [new V1LabelSelectorRequirement { Key = "team", OperatorProperty = "Exists" }] } } },
        }), ValidatingAdmissionPolicyBinding.Json)!;

        Assert.Equal(("safe", "pods"), (policy.Metadata.Name, policy.Spec.MatchConstraints.ResourceRules[0].Resources[0]));
        Assert.Equal(("safe", "Deny"), (binding.Spec.PolicyName, binding.Spec.ValidationActions[0]));
        Assert.True(binding.Spec.MatchResources.NamespaceSelector!.Matches(new Dictionary<string, string> { ["team"] = "x" }));
    }

    [Theory]
    [InlineData("https://me:pa@ss/w@git.example/a/b.git?token=x", "https://git.example/a/b.git")]
    [InlineData("git@git.example:a/b.git", "git.example:a/b.git")]
    [InlineData("https://git.example/a/b", "https://git.example/a/b")]
    [InlineData("https://me@git.example/a/@scope/b", "https://git.example/a/@scope/b")]
    [InlineData("https://me:secret@git.example:8443/a/b", "https://git.example:8443/a/b")]
    public void RepositoryUrl_KeepsNoSecret(string url, string kept) =>
        Assert.Equal(kept, JsonSerializer.Deserialize($$$$"""{"spec":{"source":{"repoURL":"{{{{url}}}}"}}}""", Application.Json)!.Spec.Source!.RepoURL);
}
