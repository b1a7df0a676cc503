using System.Globalization;
using EksGrader.Checks.Kubernetes;

namespace EksGrader.Tests.Unit.Fakes;

/// <summary>The web application of a student as most labs ask for it: a Deployment behind a load balancer on two nodes.</summary>
internal static class ApplicationParts
{
    /// <summary>Adds the nodes n1 and n2, Deployment <c>web</c> with its revision and its pods <c>web-1</c>…, and the Service of type LoadBalancer.</summary>
    public static FakeCluster WithApplication(this FakeCluster cluster, int replicas = 2, string ns = "default", Func<Pod, Pod>? pod = null)
    {
        var deployment = Make.Deployment("web", replicas, ns);
        var revision = Make.Revision(deployment);
        return cluster
            .With(new[] { ns, "kube-system" }.Select(n => new Namespace { Metadata = Make.Meta(n, "") }))
            .With(Make.Node("n1"), Make.Node("n2"))
            .With(deployment)
            .With(revision)
            .With(Enumerable.Range(1, replicas).Select(i => Make.Pod($"web-{i.ToString(CultureInfo.InvariantCulture)}", revision.Metadata, $"n{((i - 1) % 2) + 1}", ns: ns)).Select(p => pod?.Invoke(p) ?? p))
            .With(Make.LoadBalancer("web", WebApp.Host, ns));
    }
}
