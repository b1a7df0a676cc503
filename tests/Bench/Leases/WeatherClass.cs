using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Deletion;

namespace EksGrader.Bench.Leases;

/// <summary>What keeps looks from seeing a cluster.</summary>
internal enum Weather
{
    /// <summary>AWS answers 5xx.</summary>
    Failing,

    /// <summary>AWS answers 429.</summary>
    Throttled,

    /// <summary>AWS answers what makes no sense.</summary>
    Garbage,

    /// <summary>AWS does not answer.</summary>
    Hanging,

    /// <summary>The role lost its rights.</summary>
    Denied,

    /// <summary>The credentials have expired, or were taken back.</summary>
    Expired,

    /// <summary>DNS fails (SERVFAIL).</summary>
    NoNames,

    /// <summary>AWS answers 5xx, and DNS fails.</summary>
    FailingAndNoNames,

    /// <summary>AWS denies, and DNS fails.</summary>
    DeniedAndNoNames,

    /// <summary>Our own mistake: the probe breaks.</summary>
    Broken,
}

/// <summary>One cluster's life, and the weather over it.</summary>
internal sealed record WeatherCase(DateTimeOffset? DeletedAt, TimeSpan Takes, bool HasAws, bool Leaves, Weather Weather, DateTimeOffset From, DateTimeOffset Until)
{
    public DateTimeOffset? GoneAt => DeletedAt + Takes;

    /// <summary>Whether the weather is the student's own doing.</summary>
    public bool IsOfStudent => HasAws && (Weather is Weather.Denied or Weather.Expired or Weather.DeniedAndNoNames);

    /// <summary>Whether DNS fails.</summary>
    public bool HidesNames => Weather is Weather.NoNames or Weather.FailingAndNoNames or Weather.DeniedAndNoNames;

    /// <summary>Whether probes can see nothing of a living cluster while it lasts.</summary>
    public bool Hides => HasAws
        ? Weather is not (Weather.Denied or Weather.Expired or Weather.NoNames)
        : HidesNames || Weather is Weather.Broken;

    public bool IsBad(DateTimeOffset at) => From <= at && at < Until;

    /// <summary>Whether the student did what he had to: gone by the deadline, or begun by then and gone an hour later.</summary>
    public bool IsInTime(DateTimeOffset deadline) => GoneAt <= deadline || (DeletedAt <= deadline && GoneAt <= deadline.AddHours(1));

    /// <summary>Whether that could be seen: that a deletion has begun, only AWS can say, to whom the student lets ask it.</summary>
    public bool IsSeenInTime(DateTimeOffset deadline) => GoneAt <= deadline || (HasAws && !IsOfStudent && IsInTime(deadline));

    /// <summary>A life made of chance. Nothing happens within the minutes in which a probe for the deadline may come.</summary>
    public static WeatherCase Of(int number, int seed, DateTimeOffset deadline)
    {
        var random = new Random(HashCode(number, seed));
        var isLong = random.Next(4) == 0;
        var from = deadline.AddMinutes(isLong ? -random.Next(5, 300) : -random.Next(1, 80));
        var until = isLong ? deadline.AddHours(26) : deadline.AddMinutes(random.Next(6, 100));
        DateTimeOffset? deleted = random.Next(5) == 0 ? null : Clear(deadline.AddMinutes(random.Next(-56, 120)), deadline);
        var takes = TimeSpan.FromMinutes(random.Next(2, 75));
        var gone = deleted + takes;
        if (gone is { } end)
            takes += Clear(end, deadline) - end;
        return new WeatherCase(deleted, takes, random.Next(4) != 0, random.Next(5) == 0, (Weather)random.Next(Enum.GetValues<Weather>().Length), from, until);
    }

    // A probe that is meant for a time comes up to two minutes after it here (drawn once a minute, spread over 40 seconds).
    private static DateTimeOffset Clear(DateTimeOffset at, DateTimeOffset deadline) =>
        at >= deadline && at < deadline.AddMinutes(3) ? deadline.AddMinutes(3) : at > deadline.AddHours(1) && at < deadline.AddMinutes(63) ? deadline.AddMinutes(63) : at;

    private static int HashCode(int number, int seed) => unchecked((number * 7919) ^ (seed * 104_729));
}

/// <summary>Sees what there is to see in each weather, as the live looker does (docs/decisions/0012).</summary>
internal sealed class WeatherProbe(TimeProvider time, Func<int, WeatherCase> caseOf) : IDeletionProbe
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public async Task<LeaseObservation> ProbeAsync(LeaseTarget target, ClusterAccess? access, CancellationToken cancellationToken)
    {
        var at = time.GetUtcNow();
        var life = caseOf(LeaseFates.NumberOf(target.ClusterName));
        var isBad = life.IsBad(at);
        if (isBad && life.Weather == Weather.Broken)
            throw new InvalidOperationException("A mistake of our own, tried here.");
        var names = Names(life, at, isBad && life.HidesNames);
        if (!life.HasAws)
            return names;
        if (!isBad || life.Weather == Weather.NoNames)
            return Aws(life, at);

        if (life.Weather == Weather.Hanging)
            await Task.Delay(Patience, time, cancellationToken);
        var (how, fault) = life.Weather switch
        {
            Weather.Denied or Weather.DeniedAndNoNames => ("denied", FaultDomain.Student),
            Weather.Expired => ("credentials not accepted", FaultDomain.Student),
            Weather.Throttled => ("throttled", FaultDomain.Aws),
            Weather.Garbage => ("senseless answer", FaultDomain.Aws),
            Weather.Hanging => ("no answer in time", FaultDomain.Aws),
            _ => ("failed", FaultDomain.Aws),
        };
        var counts = names.Answer == ExistenceAnswer.NameGone || (names.Answer == ExistenceAnswer.Alive && fault == FaultDomain.Student);
        return new LeaseObservation(at, counts ? names.Answer : ExistenceAnswer.NoProof, $"eks:DescribeCluster → {how}; {names.How}") { Fault = counts ? null : fault };
    }

    private static LeaseObservation Aws(WeatherCase life, DateTimeOffset at) => life switch
    {
        _ when life.GoneAt <= at => new LeaseObservation(at, ExistenceAnswer.NotFound, "eks:DescribeCluster → ResourceNotFoundException")
        {
            Leftovers = life.Leaves ? [new Leftover(LeftoverKind.Volume, "vol-0123456789abcdef0", 0.01m, Counts: true)] : [],
        },
        _ when life.DeletedAt <= at => new LeaseObservation(at, ExistenceAnswer.Deleting, "eks:DescribeCluster → DELETING"),
        _ => new LeaseObservation(at, ExistenceAnswer.Alive, "eks:DescribeCluster → ACTIVE"),
    };

    private static LeaseObservation Names(WeatherCase life, DateTimeOffset at, bool fail) => fail
        ? new LeaseObservation(at, ExistenceAnswer.NoProof, "DNS → no answer of DNS") { Fault = FaultDomain.Network }
        : life.GoneAt <= at ? new LeaseObservation(at, ExistenceAnswer.NameGone, "DNS → NXDOMAIN; control → exists") : new LeaseObservation(at, ExistenceAnswer.Alive, "DNS → exists");
}
