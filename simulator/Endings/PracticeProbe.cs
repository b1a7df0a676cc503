using EksGrader.Checks.Aws;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Costs;
using EksGrader.Checks.Deletion;
using EksGrader.Simulator.Plans;

namespace EksGrader.Simulator.Endings;

/// <summary>A call that an observation would make of AWS.</summary>
/// <param name="Account">The account that is asked.</param>
/// <param name="Service">What AWS counts together, such as <c>elasticloadbalancing v2</c>, or one action of EC2.</param>
/// <param name="At">When.</param>
public readonly record struct PracticeCall(string Account, string Service, DateTimeOffset At);

/// <summary>
/// Probes clusters that are only plans: no sockets, no AWS, the answers of the live probe in microseconds, by the clock alone.
/// For ten thousand leases in one process; a <see cref="PracticeClass"/> is the same on real sockets.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="deletionOf">What becomes of a cluster, by its name or ARN.</param>
/// <param name="called">Told of each call that the live probe would make, to count them; null where they are not counted.</param>
public sealed class PracticeProbe(TimeProvider time, Func<LeaseTarget, PracticeDeletion> deletionOf, Action<PracticeCall>? called = null) : IDeletionProbe
{
    /// <summary>How long an observation waits for an AWS that does not answer, as the live probe does.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    // What the live probe asks of a living cluster, for the proof alone and besides, and of one that is gone.
    private static readonly string[] CallsOfProof = ["eks:DescribeCluster", "eks:ListNodegroups", "eks:DescribeNodegroup", "cloudformation"];

    private static readonly string[] CallsOfAlive =
    [
        .. CallsOfProof, "elasticloadbalancing", "elasticloadbalancing", "elasticloadbalancing v2", "elasticloadbalancing v2",
        "ec2:DescribeInstances", "ec2:DescribeNatGateways", "ec2:DescribeVolumes", "ec2:DescribeVolumes",
    ];

    private static readonly string[] CallsOfGone =
    [
        "eks:DescribeCluster", "elasticloadbalancing", "elasticloadbalancing", "elasticloadbalancing v2", "elasticloadbalancing v2",
        "ec2:DescribeInstances", "ec2:DescribeNatGateways", "ec2:DescribeVolumes", "ec2:DescribeAddresses", "ec2:DescribeNetworkInterfaces", "ec2:DescribeSecurityGroups", "cloudformation", "logs", "logs",
    ];

    /// <inheritdoc/>
    public async Task<LeaseObservation> ProbeAsync(LeaseTarget target, ClusterAccess? access, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var at = time.GetUtcNow();
        var deletion = deletionOf(target);
        if (!deletion.HasAws)
        {
            return HasEnded(deletion, at)
                ? new LeaseObservation(at, ExistenceAnswer.NameGone, $"DNS {target.Identity.Endpoint} → NXDOMAIN; control → exists")
                : new LeaseObservation(at, ExistenceAnswer.Alive, $"DNS {target.Identity.Endpoint} → exists");
        }

        if (deletion.Storms.FirstOrDefault(s => s.From <= at && at < s.Until) is { } storm)
        {
            return await InStormAsync(target, at, storm.Kind, cancellationToken);
        }

        var ended = HasEnded(deletion, at);
        var isWhole = target.Depth == ProbeDepth.Whole;
        Call(target, at, (ended, isWhole) switch { (true, true) => CallsOfGone, (true, false) => CallsOfProof[..1], (false, true) => CallsOfAlive, _ => CallsOfProof });
        if (ended && !isWhole)
        {
            return new LeaseObservation(at, ExistenceAnswer.NotFound, "eks:DescribeCluster → ResourceNotFoundException; what is left → not asked") { Fault = FaultDomain.Grader };
        }

        if (ended)
        {
            return new LeaseObservation(at, ExistenceAnswer.NotFound, "eks:DescribeCluster → ResourceNotFoundException") { Leftovers = LeftBy(deletion.Left, target.Region) };
        }

        return new LeaseObservation(at, deletion.DeletedAt <= at ? ExistenceAnswer.Deleting : ExistenceAnswer.Alive, "eks:DescribeCluster → ACTIVE")
        {
            Identity = target.Identity,
            Inventory = !isWhole ? null : new ClusterInventory
            {
                Nodes = new Dictionary<string, int>(StringComparer.Ordinal) { ["t3.medium"] = 2 },
                ClassicLoadBalancers = 1,
                NatGateways = 1,
                VolumeGib = 160,
                Version = "1.34",
            },
        };
    }

    private static bool HasEnded(PracticeDeletion deletion, DateTimeOffset at) => deletion.DeletedAt + deletion.DeletionTakes <= at;

    private async Task<LeaseObservation> InStormAsync(LeaseTarget target, DateTimeOffset at, PracticeWeather weather, CancellationToken cancellationToken)
    {
        Call(target, at, ["eks:DescribeCluster"]);
        if (weather == PracticeWeather.Hanging)
        {
            await Task.Delay(Patience, time, cancellationToken);
        }

        var (how, fault) = weather switch
        {
            PracticeWeather.Denied => ("denied", FaultDomain.Student),
            PracticeWeather.Throttled => ("throttled", FaultDomain.Aws),
            PracticeWeather.Failing => ("failed", FaultDomain.Aws),
            PracticeWeather.Garbage => ("senseless answer", FaultDomain.Aws),
            _ => ("no answer in time", FaultDomain.Aws),
        };
        return new LeaseObservation(at, ExistenceAnswer.NoProof, $"eks:DescribeCluster → {how}") { Fault = fault };
    }

    private void Call(LeaseTarget target, DateTimeOffset at, IEnumerable<string> services)
    {
        if (called is not null)
        {
            var account = ClusterArn.AccountOf(target.Identity.Arn) ?? target.ClusterName ?? "";
            foreach (var service in services)
            {
                called(new PracticeCall(account, service, at));
            }
        }
    }

    private static List<Leftover> LeftBy(PracticeLeftovers left, string? region)
    {
        var all = new List<Leftover>();
        var prices = PriceList.Default;
        Add(PracticeLeftovers.LoadBalancer, new Leftover(LeftoverKind.ClassicLoadBalancer, "a0123456789abcdef0123456789abcde", prices.ClassicLoadBalancer(region), Counts: true));
        Add(PracticeLeftovers.Volume, new Leftover(LeftoverKind.Volume, "vol-0123456789abcdef0 (gp3, 20 GiB, available)", prices.Volume("gp3", 20, region), Counts: true));
        Add(PracticeLeftovers.NatGateway, new Leftover(LeftoverKind.NatGateway, "nat-0123456789abcdef0 (available)", prices.NatGateway(region), Counts: true));
        Add(PracticeLeftovers.NatGateway, new Leftover(LeftoverKind.Address, "eipalloc-0123456789abcdef0 (203.0.113.7)", prices.Address(region), Counts: true));
        Add(PracticeLeftovers.Instance, new Leftover(LeftoverKind.Instance, "i-0123456789abcdef0 (t3.medium, running)", prices.Instance("t3.medium", region), Counts: true));
        Add(PracticeLeftovers.Stack, new Leftover(LeftoverKind.Stack, "eksctl-cluster (DELETE_FAILED)", 0, Counts: false));
        return all;

        void Add(PracticeLeftovers which, Leftover leftover)
        {
            if (left.HasFlag(which))
            {
                all.Add(leftover);
            }
        }
    }
}
