using EksGrader.Checks.Aws;
using EksGrader.Checks.Core;
using EksGrader.Checks.Kubernetes;
using EksGrader.Checks.Reads;
using EksGrader.Checks.Web;

namespace EksGrader.Checks.Clusters;

/// <summary>What a check sees of a student's cluster in one observation: three readers and the facts of the submission.</summary>
public sealed class Cluster
{
    /// <summary>How long after the first answer a second witness is asked again, before it may contradict.</summary>
    public static readonly TimeSpan SecondReadAfter = TimeSpan.FromSeconds(15);

    private readonly IReadLog log;

    /// <summary>Joins the readers of one observation.</summary>
    public Cluster(IReadLog log, SubmissionTarget handIn, KubernetesReader kubernetes, AwsReader? aws, WebReader web)
    {
        this.log = log;
        Now = log.ObservedAt;
        Target = handIn;
        Kubernetes = kubernetes;
        Aws = aws;
        Web = web;
    }

    /// <summary>When the observation began. Checks read no other clock, so a replay judges as the original did.</summary>
    public DateTimeOffset Now { get; }

    /// <summary>What the student submitted, without any credential.</summary>
    public SubmissionTarget Target { get; }

    /// <summary>The Kubernetes API.</summary>
    public KubernetesReader Kubernetes { get; }

    /// <summary>The AWS APIs; null where the submission gives no AWS access.</summary>
    public AwsReader? Aws { get; }

    /// <summary>The AWS APIs, for checks that need them (<c>needs: aws</c>).</summary>
    /// <exception cref="ReadException">The submission gives no AWS access: everything that such a check asks is unread, and the student is told what to do.</exception>
    public AwsReader NeededAws => Aws ?? throw new ReadException(ReadErrors.NoAws);

    /// <summary>Names and web addresses as the world sees them.</summary>
    public WebReader Web { get; }

    /// <summary>Waits until a witness may be asked a second time; in a replay not at all.</summary>
    public Task PauseAsync(CancellationToken cancellationToken) => log.PauseAsync(SecondReadAfter, cancellationToken);

    /// <summary>The word of this observation, the same for all checks and in a replay.</summary>
    public Task<Nonce> NonceAsync(CancellationToken cancellationToken) =>
        log.ReadAsync("nonce", NonceJson.Default.Nonce, _ => Task.FromResult(new ReadResult<Nonce>(Nonce.Make())), cancellationToken);

    /// <summary>Whether requests carry the word of the observation, because a check of the assignment searches logs for it.</summary>
    public bool MarksRequests { get; init; }

    /// <summary>One GET of a page of the student's (<see cref="WebReader.GetAsync(Uri, CancellationToken)"/>), with the word where requests carry it.</summary>
    /// <exception cref="ReadException">The grader itself has no network.</exception>
    public async Task<WebResponse> GetPageAsync(Uri address, CancellationToken cancellationToken) =>
        await Web.GetAsync(address, MarksRequests ? (await NonceAsync(cancellationToken)).On(address) : null, cancellationToken);

    /// <summary>What is known of the deletion; null before the service watches it, and on the command line.</summary>
    public LeaseHistory? Lease { get; init; }
}

/// <summary>
/// Connections to one student's cluster, opened when the first check reads and shared by all of them. A cluster that cannot be opened
/// does not fail the observation: every read of it then fails with the reason, and is recorded.
/// </summary>
/// <param name="Target">The facts of the submission, with what opening added.</param>
/// <param name="Kubernetes">The Kubernetes API.</param>
/// <param name="Aws">The AWS APIs; null without AWS access.</param>
/// <param name="Web">The network.</param>
public sealed record LiveCluster(SubmissionTarget Target, IKubernetesClient Kubernetes, IAwsClient? Aws, IWebProber Web) : IDisposable
{
    /// <summary>The credentials in use: no answer that holds one is recorded.</summary>
    public SecretLeakGuard Secrets { get; init; } = new();

    /// <summary>What is closed with the cluster.</summary>
    public IReadOnlyList<IDisposable> Owned { get; init; } = [];

    /// <summary>The readers of one observation.</summary>
    /// <param name="log">Where reads go through.</param>
    /// <param name="marksRequests">Whether requests carry the word of the observation.</param>
    public Cluster Observe(IReadLog log, bool marksRequests = false) =>
        new(log, Target, new KubernetesReader(log, Kubernetes), Aws is null ? null : new AwsReader(log, Aws), new WebReader(log, Web)) { MarksRequests = marksRequests };

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var owned in Owned)
        {
            owned.Dispose();
        }
    }
}

/// <summary>Opens clusters with borrowed access.</summary>
public interface IClusterOpener
{
    /// <summary>Prepares the connections. Contacts the resolver, and AWS where its word decides the endpoint of a kubeconfig.</summary>
    /// <param name="access">The credentials.</param>
    /// <param name="handIn">The facts of the submission.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<LiveCluster> OpenAsync(ClusterAccess access, SubmissionTarget handIn, CancellationToken cancellationToken);
}
