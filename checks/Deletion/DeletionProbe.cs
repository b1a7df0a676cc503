using EksGrader.Checks.Aws;
using EksGrader.Checks.Aws.Pipeline;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Costs;
using EksGrader.Checks.Web;
using Microsoft.Extensions.Logging;

namespace EksGrader.Checks.Deletion;

/// <summary>
/// Looks through AWS where there is access, and asks DNS where there is none or AWS proves nothing (docs/decisions/0012). A look takes
/// no longer than 28 s.
/// </summary>
/// <param name="aws">Opens AWS sessions.</param>
/// <param name="resolver">Asks DNS.</param>
/// <param name="pace">Keeps all looks together below what AWS allows.</param>
/// <param name="prices">What things cost.</param>
/// <param name="pulse">Tells whether the grader itself kept up.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">For mistakes of our own.</param>
public sealed partial class DeletionProbe(
    AwsSessions aws,
    IHostResolver resolver,
    AwsRateLimiter pace,
    PriceList prices,
    StarvationMonitor pulse,
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
        LeaseObservation sight;
        try
        {
            sight = await LookAsync(at, target, access?.Aws, cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // Whatever it is, it is ours: no student's look is lost for it, and none proves anything by it.
            Log.Failed(logger, target.ClusterName, e);
            return new LeaseObservation(at, ExistenceAnswer.NoProof, $"the look failed: {e.GetType().Name}") { Fault = FaultDomain.Grader };
        }

        if (sight is { Fault: not (null or FaultDomain.Student) } && pulse.WasLateSince(started))
        {
            sight = sight with { Fault = FaultDomain.Grader, How = sight.How + "; the grader itself was too slow" };
        }

        return sight.How.Length <= LongestHow ? sight : sight with { How = sight.How[..LongestHow] + "…" };
    }

    private async Task<LeaseObservation> LookAsync(DateTimeOffset at, LeaseTarget target, AwsAccess? access, CancellationToken cancellationToken)
    {
        if (access is null || Aimed(access, target) is not { } aimed)
        {
            var (answer, how, fault) = await AskNamesAsync(target.Identity, cancellationToken);
            return new LeaseObservation(at, answer, access is null ? how : $"the access names no region that exists; {how}") { Fault = answer == ExistenceAnswer.Alive ? FaultDomain.Student : fault };
        }

        var seen = await ThroughAwsAsync(at, target, aimed, cancellationToken);
        if (seen.Answer != ExistenceAnswer.NoProof)
        {
            return seen;
        }

        // Access that the student took away or never gave leaves what there is without it. Where AWS itself does not answer, a name that
        // is gone is evidence, but one that is still there may only be late: AWS will say it better.
        var names = await AskNamesAsync(target.Identity, cancellationToken);
        var counts = names.Answer == ExistenceAnswer.NameGone || (names.Answer == ExistenceAnswer.Alive && seen.Fault == FaultDomain.Student);
        // A name that is gone says nothing of what is left, and AWS, which the access lets be asked, is to say it later.
        var whose = names.Answer == ExistenceAnswer.NameGone && seen.Fault == FaultDomain.Student ? null : seen.Fault;
        return (counts ? seen with { Answer = names.Answer, Fault = whose } : seen) with { How = $"{seen.How}; {names.How}" };
    }

    private async Task<LeaseObservation> ThroughAwsAsync(DateTimeOffset at, LeaseTarget target, AwsAccess access, CancellationToken cancellationToken)
    {
        var calls = new ProbeCalls(aws.Open(access), AccountOf(target, access), pace, cancellationToken);
        using var proving = For(ProbeTimeouts.Proof, cancellationToken);
        using var looking = For(ProbeTimeouts.Look - ProbeTimeouts.Names, cancellationToken);
        var proved = await new ExistenceProbe(calls, target).SeeAsync(proving.Token);
        var sight = new LeaseObservation(at, proved.Answer, "") { Fault = proved.Fault };
        switch (proved.Answer)
        {
            case ExistenceAnswer.NotFound when target.Depth == ProbeDepth.Proof:
                calls.Note("what is left", NotAsked);
                sight = sight with { Fault = FaultDomain.Grader };
                break;
            case ExistenceAnswer.NotFound when access.ClusterName is { Length: > 0 } name:
                var ownership = new Ownership(target.Identity.CreatedAt, proved.Found?.CreatedAt);
                var left = await new LeftoverProbe(calls, name, access.Region, ownership, prices).SeeAsync(looking.Token);
                sight = sight with { Leftovers = left.Found, Fault = left.Fault };
                break;
            case ExistenceAnswer.Alive or ExistenceAnswer.Deleting when proved.Found is { } found:
                var inventory = SeeInventoryAsync(calls, target, found, access.ClusterName, looking.Token);
                var begun = proved.Answer == ExistenceAnswer.Deleting ? Begun.Yes : await new DeletionStartedProbe(calls, access.ClusterName).SeeAsync(looking.Token);
                sight = sight with
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

        return sight with { How = string.Join("; ", calls.Made) };
    }

    private static async Task<ClusterInventory?> SeeInventoryAsync(
        ProbeCalls calls, LeaseTarget target, Amazon.EKS.Model.Cluster found, string name, CancellationToken cancellationToken)
    {
        if (target.Depth == ProbeDepth.Whole)
        {
            return await new InventoryProbe(calls, found, name).SeeAsync(cancellationToken);
        }

        calls.Note("what it runs", NotAsked);
        return null;
    }

    private async Task<DnsObservation> AskNamesAsync(ClusterIdentity identity, CancellationToken cancellationToken)
    {
        using var asking = For(ProbeTimeouts.Names, cancellationToken);
        try
        {
            return await new DnsProbe(resolver).SeeAsync(identity, asking.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new DnsObservation(ExistenceAnswer.NoProof, "DNS → no answer in time", FaultDomain.Network);
        }
    }

    // The cluster's own name and region, whatever the access that was given anew says.
    private static AwsAccess? Aimed(AwsAccess access, LeaseTarget target)
    {
        var arn = ClusterArn.TryParse(target.Identity.Arn, out var known) ? known : null;
        var aimed = access with
        {
            Region = arn?.Region ?? target.Region ?? access.Region,
            ClusterName = arn?.Name ?? target.ClusterName ?? access.ClusterName,
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
        [LoggerMessage(LogLevel.Error, "A look for the deletion of {Cluster} failed")]
        public static partial void Failed(ILogger logger, string? cluster, Exception exception);
    }
}
