using System.Net;
using System.Net.Security;
using EksGrader.Simulator.Aws;
using EksGrader.Simulator.Clusters;
using EksGrader.Simulator.Kubernetes.Serving;
using EksGrader.Simulator.Net;
using EksGrader.Simulator.Plans;
using Microsoft.AspNetCore.Http;

namespace EksGrader.Simulator;

/// <summary>Leads every request to the cluster that it is meant for.</summary>
internal sealed class PracticeHandlers(AwsSessions sessions, TimeProvider time) : IPracticeHandlers
{
    // The second byte of a loopback address says what lives there; the other two and what is left of it count the clusters.
    private const int Servers = 64;
    private const int Balancers = 128;

    private readonly Authenticator authenticator = new(sessions, time);
    private SimulatedCluster[] clusters = [];
    private SslServerAuthenticationOptions?[] tls = [];
    private AwsApi? aws;

    public static IPAddress ServerAddress(int index) => Address(Servers, index);

    public static IPAddress BalancerAddress(int index) => Address(Balancers, index);

    /// <summary>Whether an address can be that of a practice API server.</summary>
    public static bool IsServer(IPAddress address) => address.GetAddressBytes() is [127, >= Servers and < Balancers, _, _];

    public void Serve(SimulatedCluster[] served, Func<string, SimulatedCluster?> clusterOfAccount)
    {
        tls = new SslServerAuthenticationOptions?[served.Length];
        aws = new AwsApi(sessions, clusterOfAccount, time);
        Volatile.Write(ref clusters, served);
    }

    public SslServerAuthenticationOptions? Tls(IPAddress address)
    {
        if (Find(address, Servers) is not { } index || clusters[index].EksStatusAt(time.GetUtcNow()) is null)
        {
            return null;
        }

        return tls[index] ??= clusters[index].Certificates.Value.ServerOptions(clusters[index].Kind.Plan.Access.ClientCertificate);
    }

    public Task KubernetesAsync(HttpContext context)
    {
        if (Find(context.Connection.LocalIpAddress, Servers) is not { } index)
        {
            return Statuses.NoSuchPageAsync(context);
        }

        var cluster = clusters[index];
        var now = time.GetUtcNow();
        cluster.Asked(now);
        var behaviour = cluster.PlanAt(now).Behaviour;
        return behaviour == ServerBehaviour.Normal
            ? KubernetesApi.AnswerAsync(context, cluster, authenticator.Authenticate(context, cluster), time)
            : Misbehaviour.AnswerAsync(context, behaviour);
    }

    public Task AwsAsync(HttpContext context) => aws?.AnswerAsync(context) ?? Task.CompletedTask;

    public Task WebAsync(HttpContext context)
    {
        var now = time.GetUtcNow();
        if (Find(context.Connection.LocalIpAddress, Balancers) is not { } index || !clusters[index].HasBalancerAt(now))
        {
            context.Abort();
            return Task.CompletedTask;
        }

        return LoadBalancers.AnswerAsync(context, clusters[index].PlanAt(now).Balancer.Answer);
    }

    private static IPAddress Address(int area, int index)
    {
        var number = index + 1;
        return new IPAddress([127, (byte)(area + (number >> 16)), (byte)(number >> 8), (byte)number]);
    }

    private int? Find(IPAddress? address, int area)
    {
        Span<byte> bytes = stackalloc byte[4];
        if (address is null || !address.TryWriteBytes(bytes, out var written) || written != 4)
        {
            return null;
        }

        var index = ((bytes[1] - area) << 16) + (bytes[2] << 8) + bytes[3] - 1;
        return index >= 0 && index < clusters.Length ? index : null;
    }
}
