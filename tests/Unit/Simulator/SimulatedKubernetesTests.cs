using EksGrader.Simulator;
using EksGrader.Simulator.Plans;
using EksGrader.Tests.Support.Kubernetes;

namespace EksGrader.Tests.Unit.Simulator;

/// <summary>The contract of the Kubernetes API, kept by the simulator.</summary>
public sealed class SimulatedKubernetesTests : KubernetesContract, IAsyncLifetime
{
    private PracticeClass? practice;

    public async ValueTask InitializeAsync() =>
        practice = await PracticeClass.StartAsync(new PracticeClassOptions { Students = 1, Kinds = ["good-kubeconfig"] }, Token);

    public async ValueTask DisposeAsync()
    {
        if (practice is not null)
        {
            await practice.DisposeAsync();
        }
    }

    protected override Task<ContractServer> StartAsync()
    {
        var cluster = practice?.Clusters[0] ?? throw new InvalidOperationException("Not started.");
        return Task.FromResult(new ContractServer(cluster.Server, cluster.CertificateAuthorityPem, cluster.OwnerToken, cluster.ReaderToken, "system:serviceaccount:default:eks-grader"));
    }
}
