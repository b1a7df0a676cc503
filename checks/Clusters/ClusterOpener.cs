using EksGrader.Checks.Aws;
using EksGrader.Checks.Aws.Hosts;
using EksGrader.Checks.Core;
using EksGrader.Checks.Kubernetes;
using EksGrader.Checks.Reads;
using EksGrader.Checks.Web;

namespace EksGrader.Checks.Clusters;

/// <summary>
/// Opens clusters: with AWS access alone, endpoint and CA come from eks:DescribeCluster and tokens are signed in process; with a
/// kubeconfig alone, from the kubeconfig; with both, the kubeconfig's credential is used at DescribeCluster's endpoint and CA.
/// </summary>
/// <param name="aws">Opens AWS sessions.</param>
/// <param name="web">The prober.</param>
/// <param name="resolver">Turns names into addresses.</param>
/// <param name="guard">Which addresses may be contacted.</param>
/// <param name="connector">Makes guarded connections.</param>
/// <param name="answers">How much of strangers' answers the process keeps.</param>
/// <param name="time">The clock.</param>
public sealed class ClusterOpener(
    AwsSessions aws,
    IWebProber web,
    IHostResolver resolver,
    AddressGuard guard,
    GuardedConnector connector,
    ProcessResponseBudget answers,
    TimeProvider time) : IClusterOpener
{
    /// <summary>How long AWS is waited for to say where a kubeconfig's cluster is; after that the kubeconfig stands alone.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    public async Task<LiveCluster> OpenAsync(ClusterAccess access, SubmissionTarget handIn, CancellationToken cancellationToken)
    {
        if (handIn.Student is { } student)
        {
            var own = new ClusterOpener(aws, web.For(student), resolver.For(student), guard, connector.For(student), answers, time);
            return await own.OpenAsync(access, handIn with { Student = null }, cancellationToken);
        }

        var budget = new ResponseBudget(answers);
        var session = access.Aws is { } awsAccess ? aws.Open(awsAccess, budget) : null;
        handIn = handIn with { HasAwsAccess = session is not null, ClusterName = access.Aws?.ClusterName, Region = access.Aws?.Region };
        if (session is null)
        {
            var alone = Required(access.Kubeconfig);
            return await ByKubeconfigAsync(alone, handIn, awsClient: null, budget, cancellationToken);
        }

        var client = new DescribeOnce(session.Client);
        if (access.Kubeconfig is { } kubeconfig)
        {
            return await JoinedAsync(kubeconfig, client, handIn, budget, cancellationToken);
        }

        var secrets = new SecretLeakGuard();
        var kubernetes = new LazyKubernetesClient(
            async token => Endpoints.Target((await client.DescribeClusterAsync(token)).Answer, SignAsync),
            target => Connect(target, budget));
        return new LiveCluster(handIn with { Reach = Reach.DescribeCluster }, kubernetes, client, web) { Secrets = secrets, Owned = [kubernetes, budget] };

        async ValueTask<string> SignAsync(CancellationToken token)
        {
            var signed = await session.GetKubernetesTokenAsync(token);
            secrets.Add(signed);
            return signed;
        }
    }

    // What AWS says decides the endpoint, so it is asked first; where it does not say, or says another cluster, the kubeconfig stands
    // alone: giving some AWS rights is never worse than giving none. AWS access that is not about the kubeconfig's cluster is refused as a
    // whole: of another region or account it would list what is not there, or confirm what is of another cluster.
    private async Task<LiveCluster> JoinedAsync(KubeconfigAccess kubeconfig, DescribeOnce client, SubmissionTarget handIn, ResponseBudget budget, CancellationToken cancellationToken)
    {
        AwsCluster described;
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            described = (await client.DescribeClusterAsync(either.Token)).Answer;
        }
        catch (Exception e) when (e is ReadException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            var refusal = Endpoints.NotOfTheCluster(kubeconfig, handIn, (e as ReadException)?.Fault);
            return refusal is null
                ? await ByKubeconfigAsync(kubeconfig, handIn, client, budget, cancellationToken)
                : await ByKubeconfigAsync(kubeconfig, handIn with { IsAwsRefused = true }, new RejectingAwsClient(refusal), budget, cancellationToken);
        }

        if (!Endpoints.AreOne(kubeconfig, described))
        {
            var refused = new RejectingAwsClient(Endpoints.DifferentClusters(kubeconfig, described));
            return await ByKubeconfigAsync(kubeconfig, handIn with { DifferentClusters = true, IsAwsRefused = true }, refused, budget, cancellationToken);
        }

        var target = KubernetesTarget.From(Endpoints.At(kubeconfig, described));
        return Live(handIn with { Reach = Reach.DescribeCluster, ServerHost = target.Server.IdnHost }, target, client, budget);
    }

    private async Task<LiveCluster> ByKubeconfigAsync(KubeconfigAccess kubeconfig, SubmissionTarget handIn, IAwsClient? awsClient, ResponseBudget budget, CancellationToken cancellationToken)
    {
        var (reach, fault) = await ReachAsync(kubeconfig.Server, cancellationToken);
        handIn = handIn with { Reach = reach, ReachFault = fault, ServerHost = kubeconfig.Server.IdnHost };
        return Live(handIn, KubernetesTarget.From(kubeconfig), awsClient, budget);
    }

    // What a name says now decides how the server is reached in this observation; that each connection goes there is the connector's matter.
    private async Task<(Reach Reach, ReadError? Fault)> ReachAsync(Uri server, CancellationToken cancellationToken)
    {
        if (ServerAddress.IsEksEndpoint(server))
        {
            return (Reach.EksHostName, null);
        }

        // Where no network is allowed no address makes another name an EKS cluster, so a resolver that never answers keeps nothing unjudged.
        if (ServerAddress.FaultOf(server) is not null || !guard.AllowsNetworks)
        {
            return (Reach.Other, null);
        }

        try
        {
            var addresses = await resolver.ResolveAsync(server.IdnHost, cancellationToken);
            // A name that does not exist was answered for, and lies in no allowed network.
            return (addresses.Count > 0 && addresses.All(guard.IsExplicitlyAllowed) ? Reach.AllowedNetwork : Reach.Other, null);
        }
        catch (ReadException e)
        {
            return (Reach.Unresolved, e.Fault);
        }
    }

    private KubernetesClient Connect(KubernetesTarget target, ResponseBudget budget, bool onlyAllowed = false) =>
        new(target, onlyAllowed ? connector.ToAllowedNetworks() : connector, budget, time);

    private LiveCluster Live(SubmissionTarget handIn, KubernetesTarget target, IAwsClient? awsClient, ResponseBudget budget)
    {
        var kubernetes = Connect(target, budget, onlyAllowed: handIn.Reach == Reach.AllowedNetwork);
        return new LiveCluster(handIn, kubernetes, awsClient, web) { Owned = [kubernetes, target, budget] };
    }

    private static KubeconfigAccess Required(KubeconfigAccess? kubeconfig) =>
        kubeconfig ?? throw new ArgumentException("Access is a kubeconfig, AWS access, or both.", nameof(kubeconfig));
}
