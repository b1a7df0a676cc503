using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Amazon.Runtime;
using EksGrader.Checks.Aws;
using EksGrader.Checks.Aws.Pipeline;
using EksGrader.Checks.Core;
using EksGrader.Simulator;
using EksGrader.Simulator.Plans;
using EksGrader.Tests.Unit.Checks.Aws;

namespace EksGrader.Tests.Unit.Simulator;

/// <summary>What tests of the simulator do with a practice class.</summary>
internal static class Practice
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>A class with one cluster of each of these kinds.</summary>
    public static Task<PracticeClass> StartAsync(TimeProvider? time, params string[] kinds) =>
        PracticeClass.StartAsync(new PracticeClassOptions { Students = kinds.Length, Kinds = kinds, TimeProvider = time ?? TimeProvider.System }, Token);

    /// <summary>A client for a cluster's Kubernetes API, with the token that the student submits unless told another.</summary>
    public static HttpClient Kubernetes(PracticeCluster cluster, string? token = null)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.ImportFromPem(cluster.CertificateAuthorityPem);
        var client = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = policy } })
        {
            BaseAddress = cluster.Server,
            DefaultRequestVersion = HttpVersion.Version20,
        };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token ?? cluster.ReaderToken);
        return client;
    }

    /// <summary>The grader's own AWS clients, led to the class.</summary>
    public static AwsSessions Aws(PracticeClass practice, PracticeKeys? own = null)
    {
        var keys = own ?? practice.GraderKeys;
        var http = new AwsHttp(FakeAwsServer.ConnectAsync, new AwsHttpLimits(), TimeProvider.System);
        var clients = new AwsClients(http, () => new BasicAWSCredentials(keys.AccessKeyId, keys.SecretAccessKey), practice.AwsEndpoint);
        return new AwsSessions(clients, new AwsOptions(), TimeProvider.System);
    }

    /// <summary>The AWS access that a student submits.</summary>
    public static AwsAccess Access(PracticeCluster cluster) => cluster.Access switch
    {
        { Role: { } role } => new AwsAccess.Role(cluster.Region, cluster.ClusterName, role.RoleArn, role.ExternalId),
        { Keys: { } keys } => new AwsAccess.Keys(cluster.Region, cluster.ClusterName, keys.AccessKeyId, keys.SecretAccessKey, keys.SessionToken),
        _ => throw new ArgumentException($"{cluster.Kind} hands in no AWS access.", nameof(cluster)),
    };

    /// <summary>A GET at a cluster's load balancer, its name resolved as the class says.</summary>
    public static async Task<HttpResponseMessage> GetWebAsync(PracticeClass practice, PracticeCluster cluster)
    {
        Assert.Equal(NameResult.Found, practice.Names.Find(cluster.LoadBalancerHost, out var address));
        using var client = new HttpClient(new SocketsHttpHandler
        {
            UseProxy = false,
            AllowAutoRedirect = false,
            ConnectCallback = async (_, token) =>
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                await socket.ConnectAsync(address, practice.WebPort, token);
                return new NetworkStream(socket, ownsSocket: true);
            },
        });
        return await client.GetAsync(new Uri($"http://{cluster.LoadBalancerHost}:{practice.WebPort}/"), Token);
    }
}
