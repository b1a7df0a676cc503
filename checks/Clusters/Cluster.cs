using EksGrader.Checks.Aws;
using EksGrader.Checks.Kubernetes;
using EksGrader.Checks.Reads;
using EksGrader.Checks.Web;

namespace EksGrader.Checks.Clusters;

/// <summary>What a check sees of a student's cluster in one look: three read-only windows and the facts of the hand-in.</summary>
public sealed class Cluster
{
    /// <summary>How long after the first answer a second witness is asked again, before it may contradict.</summary>
    public static readonly TimeSpan AskedAgainAfter = TimeSpan.FromSeconds(15);

    private readonly IReadLog log;

    /// <summary>Joins the windows of one look.</summary>
    public Cluster(IReadLog log, SubmissionTarget handIn, KubernetesReader kubernetes, AwsReader? aws, WebReader web)
    {
        this.log = log;
        Now = log.LookedAt;
        HandIn = handIn;
        Kubernetes = kubernetes;
        Aws = aws;
        Web = web;
    }

    /// <summary>When the look began. Checks ask no other clock, so a replay judges as the look did.</summary>
    public DateTimeOffset Now { get; }

    /// <summary>What the student handed in, without any credential.</summary>
    public SubmissionTarget HandIn { get; }

    /// <summary>The Kubernetes API.</summary>
    public KubernetesReader Kubernetes { get; }

    /// <summary>The AWS APIs; null where the hand-in gives no AWS access.</summary>
    public AwsReader? Aws { get; }

    /// <summary>Names and web addresses as the world sees them.</summary>
    public WebReader Web { get; }

    /// <summary>Waits until a witness may be asked a second time; in a replay not at all.</summary>
    public Task PauseAsync(CancellationToken cancellationToken) => log.PauseAsync(AskedAgainAfter, cancellationToken);

    /// <summary>What is known of the deletion; null before the service watches it, and on the command line.</summary>
    public LeaseHistory? Lease { get; init; }
}
