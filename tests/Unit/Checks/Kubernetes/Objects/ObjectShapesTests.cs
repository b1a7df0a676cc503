using System.Text.Json;
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

    [Theory]
    [InlineData("https://me:pa@ss/w@git.example/a/b.git?token=x", "https://git.example/a/b.git")]
    [InlineData("git@git.example:a/b.git", "git.example:a/b.git")]
    [InlineData("https://git.example/a/b", "https://git.example/a/b")]
    public void RepositoryUrl_KeepsNoSecret(string url, string kept) =>
        Assert.Equal(kept, JsonSerializer.Deserialize($$$$"""{"spec":{"source":{"repoURL":"{{{{url}}}}"}}}""", Application.Json)!.Spec.Source!.RepoURL);
}
