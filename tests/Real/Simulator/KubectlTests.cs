using System.Text.Json;
using EksGrader.Simulator;
using EksGrader.Simulator.Plans;
using EksGrader.Tests.Support.Testbed;

namespace EksGrader.Tests.Real.Simulator;

/// <summary>A real kubectl works against the simulator: the old one of the testbed, and a newer one where the machine has it.</summary>
public sealed class KubectlTests : IAsyncLifetime
{
    private const string Newer = "/usr/bin/kubectl";
    private readonly DirectoryInfo home = Directory.CreateTempSubdirectory("eksgrader-kubectl-");
    private PracticeClass? practice;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<bool> Versions => [false, true];

    public async ValueTask InitializeAsync() =>
        practice = await PracticeClass.StartAsync(new PracticeClassOptions { Students = 2, Kinds = ["good-network", "rights-arrive"] }, Token);

    public async ValueTask DisposeAsync()
    {
        if (practice is not null)
            await practice.DisposeAsync();
        home.Delete(recursive: true);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Get_OfManyKinds_PrintsThemAll(bool newer)
    {
        var kubectl = Start(newer, Class.Clusters[0].OwnerKubeconfig);

        var printed = await kubectl.SayAsync("get nodes,deploy,rs,pods,svc,ds -A", Token);

        foreach (var expected in (string[])["NAME", "STATUS", "UP-TO-DATE", "DESIRED", "RESTARTS", "EXTERNAL-IP", "NODE SELECTOR", "deployment.apps/web", "replicaset.apps/web-", "pod/web-", "service/web", "daemonset.apps/cloudwatch-agent", Class.Clusters[0].LoadBalancerHost])
        {
            Assert.Contains(expected, printed, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Get_Wide_PrintsTheFurtherColumns(bool newer)
    {
        var kubectl = Start(newer, Class.Clusters[0].OwnerKubeconfig);

        var nodes = await kubectl.SayAsync("get nodes -o wide", Token);
        var pods = await kubectl.SayAsync("get pods -n default -o wide --selector app=web", Token);

        Assert.Contains("containerd://", nodes, StringComparison.Ordinal);
        Assert.Equal(3, pods.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Contains("NOMINATED NODE", pods, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Get_AsJson_IsAList(bool newer)
    {
        var kubectl = Start(newer, Class.Clusters[0].OwnerKubeconfig);

        using var nodes = JsonDocument.Parse(await kubectl.SayAsync("get nodes -o json", Token));

        Assert.Equal(2, nodes.RootElement.GetProperty("items").GetArrayLength());
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Describe_OfANode_TellsItsPods(bool newer)
    {
        var kubectl = Start(newer, Class.Clusters[0].OwnerKubeconfig);

        var printed = await kubectl.SayAsync("describe node", Token);

        Assert.Contains("Non-terminated Pods:", printed, StringComparison.Ordinal);
        Assert.Contains("KubeletReady", printed, StringComparison.Ordinal);
        Assert.Contains("cloudwatch-agent-", printed, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Get_OfWhatIsForbidden_SaysSo(bool newer)
    {
        var kubectl = Start(newer, Class.Clusters[1].Access.Kubeconfig ?? "");

        Assert.Contains(
            "nodes is forbidden: User \"system:serviceaccount:default:eks-grader\" cannot list resource \"nodes\" in API group \"\" at the cluster scope",
            await kubectl.SayAsync("get nodes", Token),
            StringComparison.Ordinal);
        Assert.Contains("yes", await kubectl.SayAsync("auth can-i list pods", Token), StringComparison.Ordinal);
        Assert.Contains("no", await kubectl.SayAsync("auth can-i delete pods", Token), StringComparison.Ordinal);
    }

    private PracticeClass Class => practice ?? throw new InvalidOperationException("Not started.");

    private Kubectl Start(bool newer, string kubeconfig)
    {
        Assert.SkipWhen(newer && !File.Exists(Newer), $"{Newer} is missing: the testbed's own kubectl is tried alone.");
        var file = Path.Combine(home.FullName, "kubeconfig");
        File.WriteAllText(file, kubeconfig);
        return new Kubectl(file, newer ? Newer : null);
    }
}
