using EksGrader.Checks.Core;
using EksGrader.Checks.Enforcement;
using EksGrader.Checks.Instructions;
using EksGrader.Checks.Reads;
using EksGrader.Tests.Real.Aws;
using EksGrader.Tests.Real.Checks;
using EksGrader.Tests.Real.Fixtures;
using EksGrader.Tests.Support.Testbed;
using k8s.Models;

namespace EksGrader.Tests.Real.Enforcement;

/// <summary>Deleting through a real API server, with the rights of the access instructions: what may go goes by its UID, and nothing else can.</summary>
[Collection(ApiServerFixture.Collection)]
public sealed class KubernetesDeletionTests(ApiServerFixture server, MotoFixture moto) : IClassFixture<MotoFixture>, IDisposable
{
    private const string Region = "ap-northeast-2";
    private const string Cluster = ApiServerFixture.ClusterName;
    private const string RoleArn = $"arn:aws:iam::{MotoDriver.Account}:role/eks-grader";
    private static readonly Kind Claim = new("v1", "PersistentVolumeClaim", "persistentvolumeclaims");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => server.Webhook?.Forget();

    [Fact]
    public async Task WithTheRights_LoadBalancersIngressesAndClaimsGoAndOtherServicesStay()
    {
        await using var state = await server.EmptyAsync(Token);
        await PutAsync(state);
        await ApplyAsync(state, new AccessInstructions(ReadOnlyAccess.Needs, new AccessValues { Deletion = new DeletionTerms(TimeSpan.FromMinutes(30)) }));
        await using var cloud = await OpenAsync(state);
        await HoldsAsync(cloud, ResourceCondition.There);

        foreach (var kind in new[] { DeletionStepKind.Service, DeletionStepKind.Ingress, DeletionStepKind.VolumeClaim })
        {
            var thing = Assert.Single(await cloud.ListAsync(kind, Token));
            Assert.Equal(ResourceCondition.There, thing.Condition);
            Assert.Equal(DeletionReplyKind.NotThere, (await cloud.DeleteAsync(kind, thing.Target[..thing.Target.LastIndexOf('/')] + "/00000000-0000-0000-0000-000000000000", Token)).Kind);
            Assert.Single(await cloud.ListAsync(kind, Token)); // another of the name would have stayed like this
            Assert.Equal(DeletionReplyKind.Accepted, (await cloud.DeleteAsync(kind, thing.Target, Token)).Kind);
            Assert.DoesNotContain(await cloud.ListAsync(kind, Token), t => t.Condition == ResourceCondition.There);
        }

        Assert.NotNull(await state.Plane.Admin.FindAsync<V1Service>(Kind.Service, "default", "inside", Token));
        await state.Plane.Kubectl.RunAsync("delete clusterrole,clusterrolebinding eks-grader-delete", Token);
    }

    [Fact]
    public async Task WithTheRightsToReadAlone_TheyAreListedAsUntouchableAndADeleteIsDenied()
    {
        await using var state = await server.EmptyAsync(Token);
        await PutAsync(state);
        await ApplyAsync(state, ReadOnlyAccess.Instructions);
        await using var cloud = await OpenAsync(state);
        await HoldsAsync(cloud, ResourceCondition.Untouchable);

        var thing = Assert.Single(await cloud.ListAsync(DeletionStepKind.Service, Token));
        Assert.Equal(ResourceCondition.Untouchable, thing.Condition);
        var reply = await cloud.DeleteAsync(DeletionStepKind.Service, thing.Target, Token);
        Assert.Equal((DeletionReplyKind.Denied, "delete services in namespace default"), (reply.Kind, reply.Right));
        Assert.NotNull(await state.Plane.Admin.FindAsync<V1Service>(Kind.Service, "default", "web", Token));
    }

    private async Task<IDeletingCluster> OpenAsync(ClusterState state)
    {
        var proxy = await moto.StartedAsync(Token);
        using var aws = new MotoDriver(proxy.Moto, Region, Token);
        await aws.CreateClusterAsync(Cluster);
        proxy.RequireExternalId(RoleArn, "external-7");
        proxy.Serve(Cluster, state.Plane.Server, state.Plane.Files.AuthorityPem);
        var webhook = server.Webhook ?? throw new InvalidOperationException("No webhook.");
        webhook.TokenService = proxy.Moto;
        webhook.Allow(RoleArn, "grader", "eks-grader");
        var sessions = EnforcementBench.Sessions(proxy);
        var deleter = EnforcementBench.Deleter(sessions);
        var living = (await sessions.Open(new AwsAccess.Role(Region, Cluster, RoleArn, "external-7")).Client.DescribeClusterAsync(Token)).Answer;
        return deleter.Open(
            new ClusterToDelete(living.Arn, living.CreatedAt ?? default, Cluster, Region), new ClusterAccess(null, new AwsAccess.Role(Region, Cluster, RoleArn, "external-7")));
    }

    // What the two steps for the group do; a new binding holds a moment later.
    private static async Task ApplyAsync(ClusterState state, AccessInstructions instructions)
    {
        foreach (var step in instructions.For(AccessKind.AwsRole).Steps.Where(s => s.Commands.StartsWith("kubectl apply", StringComparison.Ordinal)))
            await state.Plane.Kubectl.RunAsync("apply -f -", Token, step.Commands.Split("<<'END'\n")[1].Split("END\n")[0]);
    }

    private static Task HoldsAsync(IDeletingCluster cloud, ResourceCondition condition) => Until.TrueAsync(
        "the bindings hold",
        async token =>
        {
            try
            {
                var things = new List<ObservedResource>(await cloud.ListAsync(DeletionStepKind.Service, token));
                things.AddRange(await cloud.ListAsync(DeletionStepKind.Ingress, token));
                return things.Count > 0 && things.TrueForAll(t => t.Condition == condition);
            }
            catch (ReadException)
            {
                return false;
            }
        },
        Token);

    private static async Task PutAsync(ClusterState state)
    {
        V1ObjectMeta Named(string name) => new() { Name = name, NamespaceProperty = "default" };
        V1Service Service(string name, string type) => new() { Metadata = Named(name), Spec = new V1ServiceSpec { Type = type, Ports = [new V1ServicePort { Port = 80 }] } };
        await state.PutAsync(Kind.Service, Service("web", "LoadBalancer"));
        await state.PutAsync(Kind.Service, Service("inside", "ClusterIP"));
        await new WebApplication(state).IngressAsync(address: null);
        await state.PutAsync(Claim, new V1PersistentVolumeClaim
        {
            Metadata = Named("data"),
            Spec = new V1PersistentVolumeClaimSpec
            {
                AccessModes = ["ReadWriteOnce"],
                Resources = new V1VolumeResourceRequirements { Requests = new Dictionary<string, ResourceQuantity>(StringComparer.Ordinal) { ["storage"] = new("1Gi") } },
            },
        });
    }
}
