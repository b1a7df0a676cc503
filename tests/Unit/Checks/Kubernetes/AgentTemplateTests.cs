using System.Text.Json;
using EksGrader.Checks.Kubernetes;

namespace EksGrader.Tests.Unit.Checks.Kubernetes;

/// <summary>What is kept of the pod to come of an agent.</summary>
public sealed class AgentTemplateTests
{
    [Theory]
    [InlineData("""[{"name":"c","configMap":{"name":"a"}}]""", "a")]
    [InlineData("""[{"name":"c","projected":{"sources":[{"configMap":{"name":"a"}}]}}]""", "a")]
    [InlineData("""[{"name":"c","projected":{"sources":[{"serviceAccountToken":{"path":"token"}},{"configMap":{"name":"a"}},{"secret":{"name":"s"}},{"configMap":{"name":"b"}}]}},{"configMap":{"name":"c"}}]""", "a,b,c")]
    [InlineData("""[{"name":"c","projected":{"sources":null}},{"name":"d","projected":null},null,{"projected":{"sources":[null,{}]}}]""", "")]
    [InlineData("""[{"name":"s","secret":{"secretName":"s"}}]""", "")]
    public void Volumes_OfAnAgent_AreItsConfigMapsWhereverTheyAreMounted(string volumes, string maps)
    {
        var spec = Read(volumes);

        Assert.Equal(maps, string.Join(',', (spec?.Volumes ?? []).Select(v => v.ConfigMap?.Name)));
        Assert.DoesNotContain("projected", JsonSerializer.Serialize(spec, KubernetesJson.Default.PodTemplateSpec), StringComparison.Ordinal);
    }

    private static PodTemplateSpec? Read(string volumes) => Assert.Single(JsonSerializer.Deserialize(
        """{"items":[{"spec":{"template":{"spec":{"containers":[{"image":"public.ecr.aws/cloudwatch-agent/cloudwatch-agent:1"}],"volumes":VOLUMES}}}}]}"""
            .Replace("VOLUMES", volumes, StringComparison.Ordinal),
        DaemonSet.ListJson)?.Items ?? []).Spec.Template.Spec;
}
