using EksGrader.Checks.Aws;
using EksGrader.Checks.Aws.Pipeline;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Costs;
using EksGrader.Checks.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace EksGrader.Checks.Deletion;

/// <summary>
/// Probes through AWS where there is access, and through DNS where there is none or AWS proves nothing (docs/decisions/0012), in at most
/// 28 s.
/// </summary>
/// <param name="aws">Opens AWS sessions.</param>
/// <param name="resolver">Resolves names.</param>
/// <param name="pace">Keeps all probes together below what AWS allows.</param>
/// <param name="prices">What things cost.</param>
/// <param name="starvation">Tells whether the grader itself kept up.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">For mistakes of our own.</param>
public sealed partial class DeletionProbe(
    AwsSessions aws,
    IHostResolver resolver,
    AwsRateLimiter pace,
    PriceList prices,
    StarvationMonitor starvation,
    TimeProvider time,
    ILogger<DeletionProbe> logger) : IDeletionProbe
{
    private const int LongestHow = 2000;
    private const string NotAsked = "not asked: too many clusters of this account at once; a later look asks";

    /// <inheritdoc/>
    public async Task<LeaseObservation> ProbeAsync(LeaseTarget target, ClusterAccess? access, CancellationToken cancellationToken)
    {
        var at = time.GetUtcNow();
        var started = time.GetTimestamp();
        LeaseObservation observed;
        try
        {
            observed = await ObserveAsync(at, target, access?.Aws, cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // Our mistake, whatever it is: it proves nothing, and it does not end the schedule of probes.
            Log.Failed(logger, target.ClusterName, e);
            return new LeaseObservation(at, ExistenceAnswer.NoProof, $"the look failed: {e.GetType().Name}") { Fault = FaultDomain.Grader };
        }

        if (observed is { Fault: not (null or FaultDomain.Student) } && starvation.WasLateSince(started))
        {
            observed = observed with { Fault = FaultDomain.Grader, How = observed.How + "; the grader itself was too slow" };
        }

        return observed.How.Length <= LongestHow ? observed : observed with { How = observed.How[..LongestHow] + "…" };
    }

    private async Task<LeaseObservation> ObserveAsync(DateTimeOffset at, LeaseTarget target, AwsAccess? access, CancellationToken cancellationToken)
    {
        if (access is null || Aimed(access, target) is not { } aimed)
        {
            var (answer, how, fault) = await ObserveDnsAsync(target.Identity, cancellationToken);
            return new LeaseObservation(at, answer, access is null ? how : $"the access names no region that exists; {how}") { Fault = answer == ExistenceAnswer.Alive ? FaultDomain.Student : fault };
        }

        var byAws = await ThroughAwsAsync(at, target, aimed, cancellationToken);
        if (byAws.Answer != ExistenceAnswer.NoProof)
        {
            return byAws;
        }

        // Without access, DNS is all there is. Where AWS itself does not answer, a name that is gone is evidence, but one that is still there may
        // only be late: AWS will say it better.
        var byDns = await ObserveDnsAsync(target.Identity, cancellationToken);
        var counts = byDns.Answer == ExistenceAnswer.NameGone || (byDns.Answer == ExistenceAnswer.Alive && byAws.Fault == FaultDomain.Student);
        // A name that is gone says nothing about leftovers: AWS, which the access reaches, will say it later.
        var remaining = byDns.Answer == ExistenceAnswer.NameGone && byAws.Fault == FaultDomain.Student ? null : byAws.Fault;
        return (counts ? byAws with { Answer = byDns.Answer, Fault = remaining } : byAws) with { How = $"{byAws.How}; {byDns.How}" };
    }

    private async Task<LeaseObservation> ThroughAwsAsync(DateTimeOffset at, LeaseTarget target, AwsAccess access, CancellationToken cancellationToken)
    {
        var calls = new ProbeCalls(aws.Open(access), AccountOf(target, access), pace, cancellationToken);
        using var existence = For(ProbeTimeouts.Proof, cancellationToken);
        using var details = For(ProbeTimeouts.Whole - ProbeTimeouts.Dns, cancellationToken);
        var proved = await new ExistenceProbe(calls, target).ObserveAsync(existence.Token);
        var observed = new LeaseObservation(at, proved.Answer, "") { Fault = proved.Fault };
        switch (proved.Answer)
        {
            case ExistenceAnswer.NotFound when target.Depth == ProbeDepth.Proof:
                calls.Note("what is left", NotAsked);
                observed = observed with { Fault = FaultDomain.Grader };
                break;
            case ExistenceAnswer.NotFound when access.ClusterName is { Length: > 0 } name:
                var ownership = new Ownership(target.Identity.CreatedAt, proved.Found?.CreatedAt);
                var left = await new LeftoverProbe(calls, name, access.Region, ownership, prices).ObserveAsync(details.Token);
                observed = observed with { Leftovers = left.Found, Fault = left.Fault };
                break;
            case ExistenceAnswer.Alive or ExistenceAnswer.Deleting when proved.Found is { } found:
                var inventory = ObserveInventoryAsync(calls, target, found, access.ClusterName, details.Token);
                var begun = proved.Answer == ExistenceAnswer.Deleting ? new DeletionStart(true) : await new DeletionStartedProbe(calls, access.ClusterName).ObserveAsync(details.Token);
                observed = observed with
                {
                    Answer = begun.HasBegun ? ExistenceAnswer.Deleting : ExistenceAnswer.Alive,
                    Fault = begun.Unread,
                    Identity = IdentityOf(found),
                    Inventory = await inventory,
                };
                break;
            default:
                break;
        }

        return observed with { How = string.Join("; ", calls.Made) };
    }

    private static async Task<ClusterInventory?> ObserveInventoryAsync(
        ProbeCalls calls, LeaseTarget target, Amazon.EKS.Model.Cluster found, string name, CancellationToken cancellationToken)
    {
        if (target.Depth == ProbeDepth.Whole)
        {
            return await new InventoryProbe(calls, found, name).ObserveAsync(cancellationToken);
        }

        calls.Note("what it runs", NotAsked);
        return null;
    }

    private async Task<DnsObservation> ObserveDnsAsync(ClusterIdentity identity, CancellationToken cancellationToken)
    {
        using var asking = For(ProbeTimeouts.Dns, cancellationToken);
        try
        {
            return await new DnsProbe(resolver).ObserveAsync(identity, asking.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new DnsObservation(ExistenceAnswer.NoProof, "DNS → no answer in time", FaultDomain.Network);
        }
    }

    // The cluster's own name and region, whatever a renewed access says. Where AWS never named it, the lease's may be what a kubeconfig calls
    // itself, and the access is what names a cluster of AWS.
    private static AwsAccess? Aimed(AwsAccess access, LeaseTarget target)
    {
        var arn = ClusterArn.TryParse(target.Identity.Arn, out var known) ? known : null;
        var aimed = access with
        {
            Region = arn?.Region ?? access.Region,
            ClusterName = arn?.Name ?? access.ClusterName,
        };
        return AwsRegion.TryFind(aimed.Region, out _) ? aimed : null;
    }

    private static string AccountOf(LeaseTarget target, AwsAccess access) => access switch
    {
        _ when ClusterArn.TryParse(target.Identity.Arn, out var arn) => arn.Account,
        AwsAccess.Role role => role.RoleArn,
        AwsAccess.Keys keys => keys.AccessKeyId,
        _ => "own",
    };

    private static ClusterIdentity IdentityOf(Amazon.EKS.Model.Cluster found) => new(
        found.Arn,
        found.CreatedAt,
        Uri.TryCreate(found.Endpoint, UriKind.Absolute, out var endpoint) ? endpoint.Host : null,
        KubeSystemUid: null)
    {
        CaSha256 = found.CertificateAuthority?.Data is { } ca ? ClusterIdentity.HashOfCa(ca) : null,
    };

    private TimeoutScope For(TimeSpan patience, CancellationToken cancellationToken) => new(patience, time, cancellationToken);

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "A probe for the deletion of {Cluster} failed")]
        public static partial void Failed(ILogger logger, string? cluster, Exception exception);
    }
}

/// <summary>How long the parts of a probe may take, whatever the other side does.</summary>
internal static class ProbeTimeouts
{
    /// <summary>A whole probe: below the 30 s that its caller allows, so that it can report what it waited for.</summary>
    public static readonly TimeSpan Whole = TimeSpan.FromSeconds(28);

    /// <summary>Whether the cluster exists; it leaves time for DNS.</summary>
    public static readonly TimeSpan Proof = TimeSpan.FromSeconds(18);

    /// <summary>What DNS may need.</summary>
    public static readonly TimeSpan Dns = TimeSpan.FromSeconds(9);
}

/// <summary>A token that is cancelled with another one, or after a time.</summary>
internal sealed class TimeoutScope : IDisposable
{
    private readonly CancellationTokenSource over;
    private readonly CancellationTokenSource either;

    public TimeoutScope(TimeSpan patience, TimeProvider time, CancellationToken cancellationToken)
    {
        over = new CancellationTokenSource(patience, time);
        either = CancellationTokenSource.CreateLinkedTokenSource(over.Token, cancellationToken);
    }

    public CancellationToken Token => either.Token;

    public void Dispose()
    {
        either.Dispose();
        over.Dispose();
    }
}

/// <summary>Adds the probe for deleted clusters.</summary>
internal static class DeletionServices
{
    /// <summary>Adds the live probe; an <see cref="IDeletionProbe"/> that is there already is used.</summary>
    public static IServiceCollection AddDeletionProbe(this IServiceCollection services)
    {
        services.TryAddSingleton(s => new AwsRateLimiter(s.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<IDeletionProbe, DeletionProbe>();
        return services;
    }
}
