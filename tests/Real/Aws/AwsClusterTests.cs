using Amazon.Runtime;
using EksGrader.Checks.Aws;
using EksGrader.Checks.Aws.Pipeline;
using EksGrader.Checks.Core;
using EksGrader.Tests.Real.Fixtures;
using EksGrader.Tests.Real.Grading;
using EksGrader.Tests.Support.Testbed;
using Microsoft.Extensions.DependencyInjection;

namespace EksGrader.Tests.Real.Aws;

/// <summary>Tests on a real API server that AWS (moto) describes, with a role that asks for its external id.</summary>
/// <param name="server">The API server.</param>
/// <param name="moto">AWS.</param>
public abstract class AwsClusterTests(ApiServerFixture server, MotoFixture moto) : IAsyncDisposable
{
    private protected const string Region = "ap-northeast-2";
    private protected const string Cluster = ApiServerFixture.ClusterName;
    private protected const string RoleArn = $"arn:aws:iam::{MotoDriver.Account}:role/eks-grader";

    private ClusterState? state;
    private GradingStack? stack;
    private MotoDriver? aws;

    private protected static CancellationToken Token => TestContext.Current.CancellationToken;

    private protected static AwsAccess Role { get; } = new AwsAccess.Role(Region, Cluster, RoleArn, "external-7");

    private protected TokenWebhook? Webhook => server.Webhook;

    private protected GradingStack Grading => stack ?? throw new InvalidOperationException("Not started.");

    private protected ClusterState State => state ?? throw new InvalidOperationException("Not started.");

    private protected MotoDriver Aws => aws ?? throw new InvalidOperationException("Not started.");

    public async ValueTask DisposeAsync()
    {
        aws?.Dispose();
        if (stack is not null)
        {
            await stack.DisposeAsync();
        }

        if (state is not null)
        {
            Webhook?.Forget();
            await state.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }

    /// <summary>An empty cluster that AWS describes, whose role asks for its external id; no principal has an access entry.</summary>
    private protected async Task<MotoProxy> StartAsync()
    {
        var proxy = await moto.StartedAsync(Token);
        state = await server.EmptyAsync(Token);
        await ReadOnlyAccess.GrantGroupAsync(state.Plane, Token);
        aws = new MotoDriver(proxy.Moto, Region, Token);
        await aws.CreateClusterAsync(Cluster);
        proxy.Serve(Cluster, state.Plane.Server, state.Plane.Files.AuthorityPem);
        proxy.RequireExternalId(RoleArn, "external-7");
        if (Webhook is { } webhook)
        {
            webhook.TokenService = proxy.Moto;
        }

        stack = new GradingStack(replace: services => services.AddSingleton(s => new AwsClients(
            s.GetRequiredService<AwsHttp>(), () => new BasicAWSCredentials("AKIAGRADER0000000000", "grader-secret"), proxy.Address)));
        return proxy;
    }
}
