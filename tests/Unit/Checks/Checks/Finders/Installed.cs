using EksGrader.Checks.Checks.Finders;
using EksGrader.Checks.Kubernetes;
using EksGrader.Tests.Unit.Fakes;

namespace EksGrader.Tests.Unit.Checks.Checks.Finders;

/// <summary>Puts workloads with their pods into a cluster, as a chart or a manifest would.</summary>
internal static class Installed
{
    /// <summary>A pod of a container with an image.</summary>
    public static Pod Running(this Pod pod, string image, params PodVolume[] volumes) => pod with
    {
        Spec = pod.Spec with
        {
            Containers = [new PodContainer { Name = "main", Image = image, Mounts = [.. volumes.Select(v => new PodMount(v.Name, ReadOnly: true))] }],
            Volumes = volumes,
        },
    };

    public static FakeCluster Deployment(this FakeCluster cluster, string name, string ns, string image, bool ready = true, params (string Key, string Value)[] labels)
    {
        var deployment = Make.Deployment(name, 1, ns) with { Metadata = Make.Meta(name, ns, labels) };
        var revision = Make.Revision(deployment);
        return cluster.With(deployment).With(revision).With(Make.Pod($"{name}-1", revision.Metadata, ready: ready, ns: ns).Running(image));
    }

    public static FakeCluster StatefulSet(this FakeCluster cluster, string name, string ns, string image, params (string Key, string Value)[] labels)
    {
        var set = Make.StatefulSet(name, 1, ns) with { Metadata = Make.Meta(name, ns, labels) };
        return cluster.With(set).With(Make.Pod($"{name}-0", set.Metadata, ns: ns, ownerKind: "StatefulSet").Running(image));
    }

    public static FakeCluster DaemonSet(this FakeCluster cluster, string name, string ns, string image, IEnumerable<string> nodes, (string Key, string Value)[]? labels = null, params PodVolume[] volumes)
    {
        var set = new DaemonSet { Metadata = Make.Meta(name, ns, labels ?? []) };
        return cluster.With(set).With(nodes.Select(n => Make.Pod($"{name}-{n}", set.Metadata, n, ns: ns, ownerKind: "DaemonSet").Running(image, volumes)));
    }

    public static async Task<ToolReads> ToolsAsync(this FakeCluster cluster) => await ToolReads.ReadAsync(cluster.Build().Kubernetes, TestContext.Current.CancellationToken);
}
