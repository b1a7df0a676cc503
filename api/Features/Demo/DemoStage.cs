using System.Net;
using EksGrader.Simulator;

namespace EksGrader.Api.Features.Demo;

/// <summary>What the demo's page shows and does. It is among the services in the demo only: without it there is no such page.</summary>
/// <param name="practice">The practice class.</param>
/// <param name="students">How many of its students submit by themselves; those who come after are for anyone who tries the demo.</param>
public sealed class DemoStage(PracticeClass practice, int students)
{
    /// <summary>The kinds of cluster that those who try the demo submit: one that settles, one by role, one by keys.</summary>
    public static IReadOnlyList<string> OwnKinds { get; } = ["balancer-arrives", "good-network", "good-keys"];

    /// <summary>The slug of the assignment that the class does.</summary>
    public string Assignment { get; init; } = DemoSeed.Assignment;

    /// <summary>What public DNS would say of the class's names.</summary>
    public PracticeNames Names => practice.Names;

    /// <summary>Opens connections as the class lies.</summary>
    public ValueTask<Stream> DialAsync(IPEndPoint endPoint, CancellationToken cancellationToken) => practice.DialAsync(endPoint, cancellationToken);

    /// <summary>The teacher of the class.</summary>
    public static string Instructor => "instructor@demo.example";

    /// <summary>Who submits by themselves.</summary>
    public IReadOnlyList<PracticeCluster> Class { get; } = [.. practice.Clusters.Take(students)];

    /// <summary>Whose clusters wait for anyone who tries the demo, in the order of <see cref="OwnKinds"/>.</summary>
    public IReadOnlyList<PracticeCluster> Own { get; } = [.. practice.Clusters.Skip(students)];

    /// <summary>The cluster of a student; null where there is none.</summary>
    public PracticeCluster? ClusterOf(string student) => practice.Clusters.FirstOrDefault(c => c.Student.Id == student);

    /// <summary>The kubeconfig that <c>aws eks update-kubeconfig</c> writes for a cluster, which names a program instead of a token.</summary>
    public static string UsualKubeconfig(PracticeCluster cluster) => $"""
        apiVersion: v1
        kind: Config
        clusters:
        - cluster:
            certificate-authority-data: {Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(cluster.CertificateAuthorityPem))}
            server: {cluster.Server}
          name: arn:aws:eks:{cluster.Region}:111122223333:cluster/{cluster.ClusterName}
        contexts:
        - context:
            cluster: arn:aws:eks:{cluster.Region}:111122223333:cluster/{cluster.ClusterName}
            user: arn:aws:eks:{cluster.Region}:111122223333:cluster/{cluster.ClusterName}
          name: arn:aws:eks:{cluster.Region}:111122223333:cluster/{cluster.ClusterName}
        current-context: arn:aws:eks:{cluster.Region}:111122223333:cluster/{cluster.ClusterName}
        users:
        - name: arn:aws:eks:{cluster.Region}:111122223333:cluster/{cluster.ClusterName}
          user:
            exec:
              apiVersion: client.authentication.k8s.io/v1beta1
              command: aws
              args: [--region, {cluster.Region}, eks, get-token, --cluster-name, {cluster.ClusterName}, --output, json]
        """;
}
