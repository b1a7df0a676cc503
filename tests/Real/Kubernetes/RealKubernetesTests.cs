using EksGrader.Tests.Real.Fixtures;
using EksGrader.Tests.Support.Kubernetes;
using EksGrader.Tests.Support.Testbed;
using k8s.Models;

namespace EksGrader.Tests.Real.Kubernetes;

/// <summary>The contract that the simulator keeps, kept by a real API server: what it asks for is what servers do.</summary>
[Collection(ApiServerFixture.Collection)]
public sealed class RealKubernetesTests(ApiServerFixture server) : KubernetesContract, IAsyncDisposable
{
    private const string Admin = "contract-admin";
    private const string Limited = "contract-limited";
    private ClusterState? state;
    private ContractServer? started;

    public ValueTask DisposeAsync() => state?.DisposeAsync() ?? ValueTask.CompletedTask;

    protected override async Task<ContractServer> StartAsync() => started ??= await MakeUsersAsync();

    private static V1PolicyRule Rule(string verb, string group, params string[] resources) => new() { ApiGroups = [group], Resources = resources, Verbs = [verb] };

    private async Task<ContractServer> MakeUsersAsync()
    {
        state = await server.EmptyAsync(Token);
        var admin = await ReadOnlyAccess.BindAsync(state, Admin, [Rule("*", "*", "*")], Token);
        var limited = await ReadOnlyAccess.BindAsync(state, Limited, [Rule("list", "", "nodes", "namespaces")], Token);
        return new ContractServer(
            state.Plane.Server,
            state.Plane.Files.AuthorityPem,
            admin.Kubeconfig?.Token ?? "",
            limited.Kubeconfig?.Token ?? "",
            $"system:serviceaccount:kube-system:{Limited}");
    }
}
