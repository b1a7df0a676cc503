using Amazon.Runtime;
using EksGrader.Checks.Aws;
using EksGrader.Checks.Aws.Pipeline;
using EksGrader.Checks.Core;
using EksGrader.Checks.Grading;
using EksGrader.Tests.Real.Aws;
using EksGrader.Tests.Real.Fixtures;
using EksGrader.Tests.Real.Grading;
using EksGrader.Tests.Support;
using EksGrader.Tests.Support.Testbed;
using k8s.Models;
using Microsoft.Extensions.DependencyInjection;

namespace EksGrader.Tests.Real.Checks;

/// <summary>
/// What an administrator writes into a real API server, and what AWS (moto) says to it: objects that lie earn nothing, and honest ones
/// that look alike lose nothing.
/// </summary>
[Collection(ApiServerFixture.Collection)]
public sealed class ForgedClusterTests(ApiServerFixture server, MotoFixture moto) : IClassFixture<MotoFixture>, IAsyncDisposable
{
    private const string Region = "ap-northeast-2";
    private const string Cluster = ApiServerFixture.ClusterName;
    private static readonly AwsAccess Keys = new AwsAccess.Keys(Region, Cluster, "ASIASTUDENT000000000", "student-secret-0000", "session-token-0000");

    private readonly List<string> takenOver = [];
    private ClusterState? state;
    private GradingStack? stack;
    private MotoDriver? aws;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private GradingStack Grading => stack ?? throw new InvalidOperationException("Not started.");

    private ClusterState State => state ?? throw new InvalidOperationException("Not started.");

    private MotoDriver Aws => aws ?? throw new InvalidOperationException("Not started.");

    private ClusterAccess Access => State.Access with { Aws = Keys };

    public async ValueTask DisposeAsync()
    {
        aws?.Dispose();
        if (stack is not null)
        {
            await stack.DisposeAsync();
        }

        if (state is not null)
        {
            foreach (var name in takenOver)
            {
                await GiveBackAsync(name);
            }

            await state.DisposeAsync();
        }
    }

    [Fact]
    public async Task Nodes_WrittenByAnAdministrator_EarnNothingNorDoThePodsOnThem()
    {
        await StartAsync();
        await PutNodesAsync(null, null);
        await new WebApplication(State).DeployAsync(2, "node-1", "node-2");

        var look = await Grading.ObserveAsync(Access);

        Assert.Equal((Outcome.Failed, Outcome.Failed), (Of(look, "nodes").Outcome, Of(look, "replicas").Outcome));
        Assert.Equal(Assurance.Aws, Of(look, "nodes").Assurance);
        Assert.Contains(Of(look, "nodes").Evidence, e => e.Text.Contains("InvalidInstanceID.NotFound", StringComparison.Ordinal));
        await SameReport.AssertAsync(Grading, look);
    }

    [Fact]
    public async Task Nodes_OfTheAccount_AreConfirmedAndSoAreThePodsOnThem()
    {
        await StartAsync();
        await PutNodesAsync(await Aws.RunNodeAsync(), await Aws.RunNodeAsync());
        await new WebApplication(State).DeployAsync(2, "node-1", "node-2");

        var look = await Grading.ObserveAsync(Access);

        Assert.Equal((Outcome.Passed, Assurance.Aws), (Of(look, "nodes").Outcome, Of(look, "nodes").Assurance));
        Assert.Equal((Outcome.Passed, Assurance.Aws), (Of(look, "replicas").Outcome, Of(look, "replicas").Assurance));
        Assert.Single(look.Record().Reads, r => r.Key.StartsWith("aws ec2", StringComparison.Ordinal));
        await SameReport.AssertAsync(Grading, look);
    }

    [Fact]
    public async Task Nodes_OfAnotherVpcOrEnded_DoNotCount()
    {
        await StartAsync();
        var ended = await Aws.RunNodeAsync();
        await Aws.EndInstanceAsync("TerminateInstances", ended[(ended.LastIndexOf('/') + 1)..]);
        await PutNodesAsync(await Aws.RunNodeAsync(await Aws.CreateSubnetElsewhereAsync()), ended);

        Assert.Equal(Outcome.Failed, (await Grading.JudgeAsync(Access, "nodes")).Outcome);
    }

    [Fact]
    public async Task Nodes_OfFargate_AreConfirmedByTheirAddress()
    {
        var proxy = await StartAsync();
        var vpc = await Aws.VpcAsync();
        // moto makes no interface that AWS itself has attached.
        proxy.Interfere(call => call.Action == "DescribeNetworkInterfaces" ? call.AnswerAsync(200, InterfacesOf(vpc, "10.255.255.6")) : Task.FromResult(false));
        await PutFargateNodesAsync("10.255.255.6", "10.255.255.7");

        Assert.Equal(0.5m, (await Grading.JudgeAsync(Access, "nodes", ("countFargate", true))).Share);
    }

    [Theory]
    [InlineData("<attachment><instanceOwnerId>111122223333</instanceOwnerId><status>attached</status></attachment>", "interface", true)]
    [InlineData("<attachment><instanceOwnerId>111122223333</instanceOwnerId><status>attached</status></attachment>", "branch", true)]
    [InlineData("<attachment><instanceId>i-0123456789abcdef0</instanceId><instanceOwnerId>111122223333</instanceOwnerId><status>attached</status></attachment>", "interface", true)] // of AWS
    [InlineData("<attachment><instanceId>i-0123456789abcdef0</instanceId><instanceOwnerId>123456789012</instanceOwnerId><status>attached</status></attachment>", "interface", false)]
    [InlineData("<attachment><instanceOwnerId>amazon-elb</instanceOwnerId><status>attached</status></attachment>", "network_load_balancer", false)]
    [InlineData("<attachment><instanceOwnerId>amazon-aws</instanceOwnerId><status>attached</status></attachment>", "nat_gateway", false)]
    [InlineData("<attachment><instanceOwnerId>111122223333</instanceOwnerId><status>detached</status></attachment>", "interface", false)]
    [InlineData("", "interface", false)]
    public async Task Nodes_OfFargateAtAnInterfaceThatCannotBeOne_AreContradicted(string attachment, string type, bool counts)
    {
        var proxy = await StartAsync();
        var vpc = await Aws.VpcAsync();
        proxy.Interfere(call => call.Action == "DescribeNetworkInterfaces" ? call.AnswerAsync(200, InterfacesOf(vpc, "10.255.255.6", attachment, type)) : Task.FromResult(false));
        await PutFargateNodesAsync("10.255.255.6");

        Assert.Equal(counts ? Outcome.Passed : Outcome.Failed, (await Grading.JudgeAsync(Access, "nodes", ("countFargate", true), ("count", 1))).Outcome);
    }

    [Fact]
    public async Task Nodes_OfFargateAtAddressesOfOnesOwnMachinesAndFreeInterfaces_DoNotCount()
    {
        await StartAsync();
        var instance = await Aws.RunNodeAsync();
        await PutFargateNodesAsync(await Aws.CreateFreeInterfaceAsync(), await Aws.AddressOfAsync(instance[(instance.LastIndexOf('/') + 1)..]));

        Assert.Equal(Outcome.Failed, (await Grading.JudgeAsync(Access, "nodes", ("countFargate", true))).Outcome);
    }

    [Fact]
    public async Task Fargate_APodByAProfileOfAws_Counts_AndOneWithALabelAloneDoesNot()
    {
        var proxy = await StartAsync();
        var vpc = await Aws.VpcAsync();
        proxy.Interfere(call => call.Action == "DescribeNetworkInterfaces" ? call.AnswerAsync(200, InterfacesOf(vpc, "10.255.255.6")) : Task.FromResult(false));
        await PutFargateNodesAsync("10.255.255.6");
        await State.PutAsync(Kind.Pod, new V1Pod
        {
            Metadata = new V1ObjectMeta { Name = "report-1", NamespaceProperty = "batch", Labels = new Dictionary<string, string>(StringComparer.Ordinal) { ["eks.amazonaws.com/fargate-profile"] = "fp-batch" } },
            Spec = new V1PodSpec { NodeName = "node-1", Containers = [new V1Container { Name = "web", Image = "nginx" }] },
            Status = new V1PodStatus { Phase = "Running", PodIP = "10.255.255.6", Conditions = [new V1PodCondition { Type = "Ready", Status = "True" }] },
        });

        Assert.Equal(Outcome.Failed, (await Grading.JudgeAsync(Access, "fargate")).Outcome);

        await Aws.CreateFargateProfileAsync(Cluster, "fp-batch", "batch");
        var verdict = await Grading.JudgeAsync(Access, "fargate");
        Assert.True(verdict is { Outcome: Outcome.Passed, Assurance: Assurance.Aws }, $"{verdict.Outcome}: {verdict.Summary}");
    }

    // As EC2 tells of an interface that AWS has attached to a machine of its own.
    private static string InterfacesOf(
        string vpc,
        string address,
        string attachment = "<attachment><attachmentId>eni-attach-1</attachmentId><instanceOwnerId>111122223333</instanceOwnerId><deviceIndex>1</deviceIndex><status>attached</status></attachment>",
        string type = "interface") =>
        $"""
        <DescribeNetworkInterfacesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>1</requestId><networkInterfaceSet><item>
        <networkInterfaceId>eni-1</networkInterfaceId><vpcId>{vpc}</vpcId><ownerId>123456789012</ownerId><status>in-use</status><interfaceType>{type}</interfaceType>
        <privateIpAddress>{address}</privateIpAddress>{attachment}
        </item></networkInterfaceSet></DescribeNetworkInterfacesResponse>
        """;

    private async Task PutFargateNodesAsync(params string[] addresses)
    {
        foreach (var (name, address) in addresses.Select((a, i) => ($"node-{i + 1}", a)))
        {
            var node = Nodes.Describe(name, providerId: $"aws:///{Region}a/0123456789/fargate-ip-{address.Replace('.', '-')}.{Region}.compute.internal", computeType: "fargate");
            node.Status.Addresses = [new V1NodeAddress { Type = "InternalIP", Address = address }];
            await State.PutAsync(Kind.Node, node);
        }
    }

    [Theory]
    [InlineData(403, "UnauthorizedOperation", Assurance.Cluster)]
    [InlineData(503, "RequestLimitExceeded", Assurance.Cluster)]
    [InlineData(400, "UnknownParameter", Assurance.Aws)] // asked again without the parameter
    public async Task Nodes_WhoseWitnessIsRefused_StandOnTheClustersWord(int status, string code, Assurance assurance)
    {
        var proxy = await StartAsync();
        await PutNodesAsync(await Aws.RunNodeAsync(), await Aws.RunNodeAsync());
        proxy.Interfere(call => call.Action == "DescribeInstances" && (code != "UnknownParameter" || call.Form.ContainsKey("IncludeManagedResources"))
            ? call.FailAsync(status, code)
            : Task.FromResult(false));

        var verdict = await Grading.JudgeAsync(Access, "nodes");

        Assert.Equal((Outcome.Passed, assurance), (verdict.Outcome, verdict.Assurance));
    }

    [Theory]
    [InlineData("v1.apps")]
    [InlineData("v1.")]
    [InlineData("v1beta1.discovery.k8s.io")]
    public async Task Group_HandedOverToAnotherServer_FailsEveryCheck(string name)
    {
        await StartAsync();
        await PutNodesAsync(await Aws.RunNodeAsync(), await Aws.RunNodeAsync());
        await new WebApplication(State).DeployAsync(2, "node-1", "node-2");
        var before = await Grading.ObserveAsync(Access);
        Assert.Equal(Outcome.Passed, Of(before, "nodes").Outcome);

        await TakeOverAsync(name);
        var look = await Grading.ObserveAsync(Access, number: 2);
        await GiveBackAsync(name);

        Assert.All(look.Verdicts.Values, v => Assert.Equal(Outcome.Failed, v.Outcome));
        Assert.Contains(look.Flags, s => s.Kind == "foreignApiGroup");
        Assert.Equal(0, (await SameReport.ReplayAsync(Grading, GradingStack.EksAssessment, before, look)).Score);
        Assert.Equal(Outcome.Passed, (await Grading.JudgeAsync(Access, "nodes")).Outcome);
    }

    [Fact]
    public async Task Group_OfMetrics_IsServedByItsOwnServer()
    {
        await StartAsync();
        await PutNodesAsync(await Aws.RunNodeAsync(), await Aws.RunNodeAsync());
        await State.Plane.Kubectl.RunAsync("apply -f -", Token, """
            apiVersion: apiregistration.k8s.io/v1
            kind: APIService
            metadata: { name: v1beta1.metrics.k8s.io }
            spec: { group: metrics.k8s.io, version: v1beta1, groupPriorityMinimum: 100, versionPriority: 100, insecureSkipTLSVerify: true, service: { namespace: kube-system, name: metrics-server } }
            """);
        var verdict = await Grading.JudgeAsync(Access, "nodes");
        await State.Plane.Kubectl.RunAsync("delete apiservice v1beta1.metrics.k8s.io", Token);

        Assert.Equal((Outcome.Passed, Assurance.Aws), (verdict.Outcome, verdict.Assurance));
    }

    [Fact]
    public async Task Groups_ThatAnOlderGrantDoesNotShow_LowerTheAssuranceAlone()
    {
        await StartAsync();
        await PutNodesAsync(await Aws.RunNodeAsync(), await Aws.RunNodeAsync());
        var older = await ReadOnlyAccess.GrantWithoutAsync(State, "apiservices", Token) with { Aws = Keys };

        var verdict = await Grading.JudgeAsync(older, "nodes");

        Assert.Equal((Outcome.Passed, Assurance.Cluster), (verdict.Outcome, verdict.Assurance));
    }

    private static Verdict Of(Observation look, string check) => look.Verdicts[new CheckId(check)];

    private async Task PutNodesAsync(params string?[] machines)
    {
        for (var n = 0; n < machines.Length; n++)
        {
            await State.PutAsync(Kind.Node, Nodes.Describe($"node-{n + 1}", providerId: machines[n]));
        }
    }

    private async Task TakeOverAsync(string name)
    {
        takenOver.Add(name);
        await PatchAsync(name, """{"spec":{"insecureSkipTLSVerify":true,"service":{"namespace":"attack","name":"server","port":443}}}""");
    }

    // As the feedback says it.
    private async Task GiveBackAsync(string name)
    {
        await PatchAsync(name, """{"spec":{"service":null,"caBundle":null,"insecureSkipTLSVerify":null}}""");
        takenOver.Remove(name);
        var kind = name switch { "v1." => Kind.Pod, "v1.apps" => Kind.Deployment, _ => Kind.EndpointSlice };
        await Until.TrueAsync("the group is served again", t => State.Plane.Admin.IsServedAsync(kind, t), CancellationToken.None);
    }

    private Task PatchAsync(string name, string patch) => State.Plane.Kubectl.RunAsync($"patch apiservice {name} --type=merge -p {patch}", CancellationToken.None);

    private async Task<MotoProxy> StartAsync()
    {
        var proxy = await moto.StartedAsync(Token);
        state = await server.EmptyAsync(Token);
        aws = new MotoDriver(proxy.Moto, Region, Token);
        await aws.CreateClusterAsync(Cluster);
        proxy.Serve(Cluster, state.Plane.Server, state.Plane.Files.AuthorityPem);
        stack = new GradingStack(replace: services => services.AddSingleton(s => new AwsClients(
            s.GetRequiredService<AwsHttp>(), () => new BasicAWSCredentials("AKIAGRADER0000000000", "grader-secret"), proxy.Address)));
        return proxy;
    }
}
